"""The workers: the same results with any number of them, in order, and a sentence when one dies."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from bookbuild.jobs.executor import Inline, cores, each, start, suited, suited_at_first
from bookbuild.jobs.pool import Pool
from bookbuild.pipeline.formats import chosen, needed
from bookbuild.problems import BookError, ContentError, LimitError, Location, Problem


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def refused(number: int) -> int:
    if number == 3:
        raise ContentError([Problem("BB206", Location("three.md", 3), "this is the third")])
    return number


def dies(task: tuple[int, Path]) -> int:
    """Number 2 dies at the first try; below 0, at each."""
    number, folder = task
    mark = folder / str(number)
    if number < 0 or (number == 2 and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def place(task: object) -> Location:
    return Location(f"chapter {task}")


def test_one_job_needs_no_process() -> None:
    with start(1) as executor:
        assert list(each(executor, doubled, range(3), place)) == [(number * 2, os.getpid()) for number in range(3)]


def test_several_jobs_give_the_same_in_order() -> None:
    with start(2) as executor:
        found = list(each(executor, doubled, range(20), place))
    assert [number for number, _ in found] == [2 * number for number in range(20)]
    assert os.getpid() not in {process for _, process in found}


def test_no_process_starts_before_there_is_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pool, "_started", lambda self: pytest.fail("a process was started"))
    with start(2) as executor:
        assert list(each(executor, doubled, [], place)) == []


def test_all_cores_are_used_where_nothing_is_said() -> None:
    with start(None) as executor:
        assert isinstance(executor, Inline if cores() == 1 else Pool)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_task_raises_arrives_as_it_was(jobs: int) -> None:
    with start(jobs) as executor, pytest.raises(ContentError) as raised:
        list(each(executor, refused, range(6), place))
    (problem,) = raised.value.problems
    assert problem == Problem("BB206", Location("three.md", 3), "this is the third")
    assert str(raised.value) == "three.md:3: this is the third"


def test_a_task_whose_worker_died_is_tried_once_more(tmp_path: Path) -> None:
    with start(2) as executor:
        assert list(each(executor, dies, [(number, tmp_path) for number in range(5)], place)) == list(range(5))
    assert (tmp_path / "2").exists()


def test_a_task_that_ends_its_workers_is_named(tmp_path: Path) -> None:
    with start(2) as executor:
        with pytest.raises(LimitError) as raised:
            list(each(executor, dies, [(number, tmp_path) for number in (0, 1, -1, 3)], lambda task: place(task[0])))
        (problem,) = raised.value.problems
        assert (problem.code, problem.location.path) == ("BB702", "chapter -1")
        assert raised.value.exit_code == 4
        assert list(each(executor, dies, [(4, tmp_path)], place)) == [4], "and the others can go on"


def test_workers_that_may_rest_finish_their_work_and_come_back() -> None:
    with start(2) as executor:
        assert isinstance(executor, Pool)
        begun = each(executor, doubled, range(5), place)
        executor.rest()
        first = list(begun)
        second = list(each(executor, doubled, range(5), place))
    assert [number for number, _ in first] == [number for number, _ in second] == [0, 2, 4, 6, 8]
    assert {process for _, process in first}.isdisjoint(process for _, process in second)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers come into being with the first work")
def test_nobody_waits_to_read_for_workers_that_take_long_to_come_into_being() -> None:
    with (
        start(2, needed(chosen(["pdf"])), awake=True) as for_pages,
        start(2, needed(chosen(["epub"])), awake=True) as for_text,
    ):
        assert isinstance(suited_at_first(for_pages, 1_000_000, 8), Inline)
        assert suited_at_first(for_pages, 7_000_000, 8) is for_pages
        assert suited(for_pages, 1_000_000, 8) is for_pages
        assert suited_at_first(for_text, 1_000_000, 8) is for_text
    with start(2, needed(chosen(["pdf"]))) as asleep:
        assert suited_at_first(asleep, 1_000_000, 8) is asleep


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers come into being with the first work")
def test_calls_made_while_workers_come_into_being_are_answered_later(monkeypatch: pytest.MonkeyPatch) -> None:
    may_come = threading.Event()
    wake = Pool._wake

    def late(pool: Pool) -> None:
        assert may_come.wait(60)
        wake(pool)

    monkeypatch.setattr(Pool, "_wake", late)
    with start(2, awake=True) as executor:
        promised = [executor.submit(doubled, number) for number in range(3)]
        refusal, unwanted = executor.submit(refused, 3), executor.submit(doubled, 4)
        assert not any(future.done() for future in promised)
        assert unwanted.cancel()
        may_come.set()
        assert [future.result()[0] for future in promised] == [0, 2, 4]
        assert isinstance(refusal.exception(), ContentError)
        assert executor.submit(doubled, 5).result()[0] == 10


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers come into being with the first work")
def test_nobody_waits_any_longer_for_workers_that_were_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    may_come = threading.Event()
    monkeypatch.setattr(Pool, "_wake", lambda pool: may_come.wait(60))
    with suppress(KeyboardInterrupt), start(2, awake=True) as executor:
        promised = executor.submit(doubled, 1)
        promised.add_done_callback(lambda done: may_come.set())
        raise KeyboardInterrupt
    assert isinstance(promised.exception(timeout=0), BrokenExecutor)
    with pytest.raises(BrokenExecutor):
        executor.submit(doubled, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_workers_are_stopped_only_in_the_midst_of_a_call() -> None:
    with start(2) as executor:
        process = executor.submit(os.getpid).result()
        os.kill(process, signal.SIGUSR1)
        assert [number for number, _ in each(executor, doubled, range(5), place)] == [0, 2, 4, 6, 8]
        assert _alive(process)
        with pytest.raises(BrokenExecutor):
            executor.submit(signal.raise_signal, signal.SIGUSR1).result()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers come into being with the first work")
def test_workers_that_may_rest_before_they_are_there_come_into_being_in_peace(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        textwrap.dedent("""
            import os
            from bookbuild.jobs.executor import rest, start
            from bookbuild.pipeline.formats import chosen, needed

            if __name__ == "__main__":
                for _ in range(4):
                    with start(2, needed(chosen(["epub"])), awake=True) as executor:
                        executor.submit(os.getpid).result()
                        rest(executor)
                        executor.submit(os.getpid).result()
                        rest(executor)
        """)
    )
    program = [sys.executable, "program.py"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True)
    assert done.stderr == ""


def test_any_executor_will_do() -> None:
    executor: Executor
    with ThreadPoolExecutor(2) as executor:
        assert [number for number, _ in each(executor, doubled, range(5), place)] == [0, 2, 4, 6, 8]


def test_errors_of_every_kind_can_travel() -> None:
    import pickle

    for kind in (BookError, ContentError, LimitError):
        error = kind([Problem("BB701", Location("a.md", 1), "it is too long", "Cut it.")])
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), again.problems, str(again)) == (kind, error.problems, str(error))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("fatal", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent(tmp_path: Path, fatal: signal.Signals) -> None:
    (tmp_path / "program.py").write_text(
        textwrap.dedent("""
            import os, time
            from bookbuild.problems import Location
            from bookbuild.jobs.executor import each, start

            def sleep(path):
                open(path, "w").write(str(os.getpid()))
                time.sleep(60)

            if __name__ == "__main__":
                with start(2) as executor:
                    list(each(executor, sleep, ["one", "two"], Location))
        """)
    )
    program = subprocess.Popen(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # ignored in a background job
    )
    workers = [_number(tmp_path / name) for name in ("one", "two")]
    program.send_signal(fatal)
    _, said = program.communicate(timeout=30)
    assert program.returncode == -fatal
    assert said.count("Traceback") == (fatal is signal.SIGINT), "only the parent says what happened"
    deadline = time.monotonic() + 30
    while any(map(_alive, workers)):
        assert time.monotonic() < deadline, "a worker outlives its parent"
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_in_the_background_the_work_goes_on_through_ctrl_c(tmp_path: Path) -> None:
    """Shells have background jobs ignore what a terminal sends to all processes in it."""
    (tmp_path / "program.py").write_text(
        textwrap.dedent("""
            import os, time
            from bookbuild.problems import Location
            from bookbuild.jobs.executor import each, start

            def wait(number):
                open(f"begun-{number}", "w").write(str(os.getpid()))
                while not os.path.exists("go on"):
                    time.sleep(0.01)
                return number

            if __name__ == "__main__":
                with start(2) as executor:
                    print(sum(each(executor, wait, [1, 2, 3], Location)))
        """)
    )
    program = subprocess.Popen(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    for number in (1, 2):
        _number(tmp_path / f"begun-{number}")
    os.killpg(program.pid, signal.SIGINT)
    (tmp_path / "go on").touch()
    assert program.communicate(timeout=60) == ("6\n", "")
    assert program.returncode == 0


def _number(path: Path) -> int:
    deadline = time.monotonic() + 30
    while not path.exists() or not path.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return int(path.read_text())


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
