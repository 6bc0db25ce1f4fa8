"""Judges that hang, lie, babble, crash or are not there: whatever they do, a warning says it and nothing stays."""

import time
from pathlib import Path

import pytest
from fakes import NAMES, Pretender, pretend

from bookbuild.judges import JUDGES, process
from bookbuild.problems import Location, Problem, Severity


@pytest.fixture(params=NAMES)
def pretender(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretender:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "tmp").mkdir()
    return pretend(request.param, tmp_path, monkeypatch)


def warning(pretender: Pretender, timeout: float = 30) -> str:
    """The message of the only problem, which must be a warning that the judge could not judge; no file is left."""
    (problem,) = pretender.judge.judge(pretender.file, timeout, process.never)
    assert problem.code == "BB859"
    assert problem.severity is Severity.WARNING
    assert problem.location == Location(str(pretender.file))
    assert problem.hint
    assert problem.message.startswith(f"{pretender.judge.name} ")
    assert list((pretender.folder.parent / "tmp").iterdir()) == []
    return problem.message


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"  # its last parent may take a moment to bury it


def test_one_that_hangs_is_ended_in_time(pretender: Pretender) -> None:
    pretender.acts("sleep 300")
    began = time.monotonic()
    assert "did not finish within 0.3 seconds" in warning(pretender, 0.3)
    assert time.monotonic() - began < 10


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="helpers in groups of their own are found by /proc")
def test_one_that_clings_to_life_is_ended_with_all_its_helpers(
    pretender: Pretender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_GRACE", 0.2)
    pids = pretender.folder / "pids"
    pretender.acts(
        f"trap '' TERM; echo $$ >'{pids}'; sleep 300 & echo $! >>'{pids}'; setsid sleep 300 & echo $! >>'{pids}'\n"
        "while :; do sleep 1; done"
    )
    assert "did not finish" in warning(pretender, 1)
    processes = [int(line) for line in pids.read_text().split()]
    assert len(processes) == 3
    deadline = time.monotonic() + 5
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, processes))


def test_one_that_leaves_a_helper_behind_has_it_ended(pretender: Pretender) -> None:
    pid = pretender.folder / "pid"
    pretender.acts(f"sleep 300 & echo $! >'{pid}'; exit 3")
    warning(pretender)
    time.sleep(0.1)
    assert not alive(int(pid.read_text()))


def test_one_that_is_told_to_stop_stops(pretender: Pretender) -> None:
    pretender.acts("sleep 300")
    (problem,) = pretender.judge.judge(pretender.file, 60, lambda: True)
    assert problem.code == "BB859"
    assert "was stopped" in problem.message


@pytest.mark.parametrize(
    "nonsense", ["", "Nothing to see here.", "{", "[]", "{}", "null", '{"messages": 7}', "[" * 100_000]
)
def test_nonsense_is_called_so(pretender: Pretender, nonsense: str) -> None:
    pretender.answers(nonsense)
    assert "gave an answer that cannot be understood" in warning(pretender)


def test_one_that_says_nothing_at_all_has_not_approved(pretender: Pretender) -> None:
    pretender.acts("exit 0")
    assert "did not write a report" in (said := warning(pretender)) or "cannot be understood" in said


def test_a_crash_is_told_with_the_last_words(pretender: Pretender) -> None:
    pretender.acts("echo 'thinking' >&2; echo 'out of \033[31mmemory\033[39m' >&2; exit 137")
    assert "failed with exit code 137: out of memory" in warning(pretender)


def test_a_signal_is_told(pretender: Pretender) -> None:
    pretender.acts("kill -9 $$")
    assert "was ended by signal 9" in warning(pretender)


def test_babble_is_cut_off(pretender: Pretender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_BYTES", 1_000_000)
    pretender.acts("head -c 2000000 /dev/zero; sleep 300")
    began = time.monotonic()
    assert "wrote more than can be read" in warning(pretender, 60)
    assert time.monotonic() - began < 20


def test_a_report_that_is_too_long_is_not_read(pretender: Pretender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_BYTES", 1_000_000)
    pretender.answers(" " * 2_000_000)
    assert "wrote more than can be read" in warning(pretender)


def test_a_program_that_cannot_be_started_is_told(pretender: Pretender) -> None:
    pretender.acts("exit 0")
    for program in pretender.folder.iterdir():
        program.write_bytes(b"\x7fELF of another machine")
    assert "could not be started" in warning(pretender)


def test_one_that_is_gone_is_told(pretender: Pretender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(pretender.folder / "nowhere"))
    assert "is not installed" in (said := warning(pretender)) or "needs a Java runtime" in said


def test_no_room_for_temporary_files_is_told(pretender: Pretender, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    assert "could not use temporary files: No space left on device" in warning(pretender)


def test_programs_are_told_little_of_the_machine(pretender: Pretender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "do not tell")
    told = pretender.folder / "told"
    pretender.acts(f"env >'{told}'; exit 3")
    warning(pretender)
    names = dict(line.split("=", 1) for line in told.read_text().splitlines() if "=" in line)
    assert not set(names) - {
        *("PATH", "HOME", "TMPDIR", "LC_ALL", "JAVA_HOME", "http_proxy", "https_proxy", "PWD", "OLDPWD", "SHLVL", "_"),
        *("PUPPETEER_EXECUTABLE_PATH", "ACE_TIMEOUT_INITIAL"),
    }
    assert names["HOME"] == names["TMPDIR"] == names["PWD"] != str(Path.home())


def test_a_judge_that_never_raises_promises_so() -> None:
    for judge in JUDGES:
        assert "Never raises" in (judge.judge.__doc__ or "")


def test_a_file_that_is_not_there_is_no_crash(pretender: Pretender) -> None:
    pretender.acts("exit 9")
    pretender.file.unlink()
    problems: tuple[Problem, ...] = pretender.judge.judge(pretender.file, 10, process.never)
    assert [problem.code for problem in problems] == ["BB859"]
