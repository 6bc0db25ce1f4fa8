"""Whatever works can be ended, by its limits or by whoever wants, and what it worked on is named."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from functools import partial
from pathlib import Path

import pytest

from bookbuild.jobs.watch import weight, working_on
from bookbuild.problems import Location, Problem

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")

PROGRAM = """
import os, signal, sys, time
from bookbuild.jobs.executor import Inline, each, start
from bookbuild.jobs.watch import Limits, watched, working_on
from bookbuild.problems import BookError, Location

def busy(number):
    while number == 1:
        pass
    return number

if __name__ == "__main__":
    try:
        watched(Limits(seconds=1, memory=300_000_000))
    except BookError as error:
        for problem in error.problems:
            print(problem.location, problem.message, problem.hint, sep="|")
        sys.exit(error.exit_code)
    working_on(Location("three.md", 7), 50_000)
    {work}
"""


def command(work: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM.replace("{work}", work)]


def run(work: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(work), capture_output=True, text=True, check=False, timeout=60)


def test_its_exit_code_and_what_it_prints_are_those_of_the_work() -> None:
    done = run("print('read'); sys.exit(5)")
    assert (done.returncode, done.stdout) == (5, "read\n")


@pytest.mark.parametrize(
    ("work", "message"),
    [
        ("while True: pass", "this took more than 2 seconds of the processor, and was stopped"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "the process that worked on this died (SIGSEGV): it ran out of"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "the process that worked on this died (SIGKILL): it ran out of"),
    ],
)
def test_what_was_worked_on_is_named_with_its_line(work: str, message: str) -> None:
    done = run(work)
    assert done.returncode == 4
    place, said, hint = done.stdout.strip().split("|")
    assert place == "three.md:7"
    assert said.startswith(message)
    assert "--limit" in hint


def test_memory_has_a_limit() -> None:
    assert run("x = bytearray(200_000_000)").returncode == 0
    assert "MemoryError" in run("x = bytearray(400_000_000)").stderr


def test_a_task_for_which_there_is_no_memory_is_named_with_its_line() -> None:
    work = "list(each(Inline(), bytearray, [400_000_000], lambda task: Location('big.md', 3)))"
    assert "LimitError: big.md:3: there was not enough memory" in run(work).stderr


def test_what_was_allowed_for_a_long_text_is_not_taken_back_for_a_short_one() -> None:
    assert run("working_on(Location('long.md'), 3_000_000); working_on(Location('b.md'), 0); busy(2)").returncode == 0


def test_each_task_of_a_worker_has_its_limit(tmp_path: Path) -> None:
    """A worker may have done others before, which count for nothing."""
    (tmp_path / "program.py").write_text(
        PROGRAM.replace(
            "{work}",
            textwrap.indent(
                "with start(2) as executor:\n"
                "    print(*each(executor, busy, range(int(sys.argv[1]), 5), lambda task: Location(f'{task}.md')))",
                "    ",
            ).strip(),
        )
    )
    program = [sys.executable, "program.py"]
    fine = subprocess.run([*program, "2"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (fine.returncode, fine.stdout) == (0, "2 3 4\n"), fine.stderr
    ended = subprocess.run([*program, "1"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert "LimitError: 1.md" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_what_ends_the_watching_process_ends_the_other(number: signal.Signals) -> None:
    work = "print(os.getpid(), flush=True); signal.signal(signal.SIGINT, signal.SIG_DFL); time.sleep(60)"
    process = subprocess.Popen(command(work), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    time.sleep(0.1)
    process.send_signal(number)
    assert process.wait(20) == -number
    for _ in range(100):
        if not Path(f"/proc/{child}").exists():
            break
        time.sleep(0.05)
    else:
        pytest.fail("the other goes on")


def test_nothing_is_limited_where_nobody_watches() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU)
    working_on(Location("a.md"), 10)
    assert resource.getrlimit(resource.RLIMIT_CPU) == before


def test_the_weight_of_a_task_is_that_of_its_letters_and_bytes() -> None:
    task = (bytes(20), ["c", {"key": "de"}], Problem("BB206", Location("f.md"), "gh"), partial(print, "i"), 7, None)
    assert weight(task) == 2 + 1 + 2 + len("BB206f.mdgh") + 1


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_a_command_that_is_stopped_names_the_chapter_and_leaves_with_4(jobs: str, tmp_path: Path) -> None:
    """A library that does not come back: here the one that reads Markdown."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Slow:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'bookbuild.dialect.chapter':\n"
        "            while True: pass\n"
        "sys.meta_path.insert(0, Slow())\n"
    )
    (tmp_path / "essay.md").write_text("---\ntitle: Light\n---\n\nOne.\n")
    program = [
        sys.executable,
        "-m",
        "bookbuild",
        "build",
        "essay.md",
        "--to",
        "epub",
        jobs,
        "--no-cache",
        "--limit",
        "time=1",
    ]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        program, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert done.returncode == 4, done.stderr
    assert "essay.md" in done.stderr
    assert "[BB702]" in done.stderr
    assert not list(tmp_path.glob("build/*"))
