"""All outputs whole, or none touched: under full disks, refused permissions, kills and rivals."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import MakeManuscript

from bookbuild.problems import HostError, Problem
from bookbuild.publish import publish, settle
from bookbuild.results import Artifact

OLD = {"a.epub": b"old epub", "a.pdf": b"old pdf", "build.json": b"old record"}
NEW = {"a.epub": b"new epub", "a.pdf": b"new pdf, longer", "build.json": b"new record"}
LOCK = ".bookbuild.lock"


def artifacts(files: Mapping[str, bytes]) -> list[Artifact]:
    return [Artifact(name, "application/octet-stream", data) for name, data in files.items()]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder but the lock, which stays."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != LOCK}


def refusal(folder: Path, files: Mapping[str, bytes] = NEW) -> Problem:
    with pytest.raises(HostError) as caught:
        publish(artifacts(files), folder)
    (problem,) = caught.value.problems
    assert problem.code == "BB602"
    return problem


def test_outputs_appear_in_a_folder_that_is_made(tmp_path: Path) -> None:
    publish(artifacts(NEW), tmp_path / "deep" / "build")
    assert contents(tmp_path / "deep" / "build") == NEW


def test_new_outputs_replace_old_ones_and_leave_other_files_alone(tmp_path: Path) -> None:
    publish(artifacts({**OLD, "mine.txt": b"mine"}), tmp_path)
    publish(artifacts(NEW), tmp_path)
    assert contents(tmp_path) == {**NEW, "mine.txt": b"mine"}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file cannot be replaced")
def test_who_has_an_old_output_open_keeps_it_whole(tmp_path: Path) -> None:
    """A new output takes the place of the old one in one step; the old one is never written into."""
    publish(artifacts(OLD), tmp_path)
    with (tmp_path / "a.epub").open("rb") as reader:
        publish(artifacts(NEW), tmp_path)
        assert reader.read() == OLD["a.epub"]


def test_a_disk_that_fills_up_in_the_middle_of_a_file(tmp_path: Path) -> None:
    """A limit on the size of files makes the write itself fail, with nothing replaced in Python."""
    publish(artifacts(OLD), tmp_path)
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from bookbuild.results import Artifact; from bookbuild.problems import HostError\n"
        "from bookbuild.publish import publish\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "files = [Artifact('a.epub', '', b'new'), Artifact('a.pdf', '', bytes(200_000))]\n"
        "try: publish(files, Path(sys.argv[1]))\n"
        "except HostError: sys.exit(3)\n"
    )
    if os.name != "posix":
        pytest.skip("only POSIX limits the size of files")
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 3
    assert contents(tmp_path) == OLD


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".bookbuild-partial-a.pdf").write_bytes(b"half a")
    (tmp_path / ".bookbuild-partial-other.epub").write_bytes(b"half another")
    publish(artifacts(NEW), tmp_path)
    assert contents(tmp_path) == NEW


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"mine")
    refusal(tmp_path / "build")
    refusal(tmp_path / "build" / "deeper")
    assert (tmp_path / "build").read_bytes() == b"mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="no permission is refused to root")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    publish(artifacts(OLD), tmp_path)
    tmp_path.chmod(0o500)
    try:
        assert "permission denied" in refusal(tmp_path).message
    finally:
        tmp_path.chmod(0o700)
    assert contents(tmp_path) == OLD


def test_a_folder_in_the_place_of_an_output_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.epub").mkdir()
    refusal(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name != LOCK] == ["a.epub"]


def test_a_rival_that_never_ends_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr("bookbuild.publish._WAIT", 0)
    publish(artifacts(OLD), tmp_path)
    with FileLock(tmp_path / LOCK):
        assert "another build" in refusal(tmp_path).message
    assert contents(tmp_path) == OLD


def command(folder: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "bookbuild", "build", str(folder), "-o", str(output), "--to", "epub", "-q"]


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in contents(folder).items()}


@pytest.fixture
def editions(make_manuscript: MakeManuscript, tmp_path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What a build of the manuscript gives before and after a change. The changed manuscript lies in `book`."""
    found = []
    for word in ("old ", "new "):
        folder = make_manuscript({"essay.md": f"# Edition\n\n{word * 2000}\n"})
        subprocess.run(command(folder, tmp_path / word.strip()), check=True)
        found.append(digests(tmp_path / word.strip()))
    assert found[0].keys() == found[1].keys()
    assert all(found[0][name] != found[1][name] for name in found[0])
    return found[0], found[1]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX matter")
@pytest.mark.parametrize("rounds", [6, pytest.param(200, marks=pytest.mark.long)])
def test_a_build_killed_at_any_moment_leaves_every_output_old_or_new(
    rounds: int, editions: tuple[dict[str, str], dict[str, str]], tmp_path: Path
) -> None:
    """Most of a build is reading and rendering, so half of the kills are aimed at the moment when files are written."""
    old, new = editions
    moments = random.Random(20)
    folder, output = tmp_path / "book", tmp_path / "build"
    begin = time.monotonic()
    subprocess.run(command(folder, output), check=True)
    duration = time.monotonic() - begin
    killed = 0
    for round_ in range(rounds):
        for name in old:
            (output / name).write_bytes((tmp_path / "old" / name).read_bytes())
        with subprocess.Popen(command(folder, output), stdout=subprocess.PIPE) as process:
            if round_ % 2:
                while process.poll() is None and not list(output.glob(".bookbuild-partial-*")):
                    pass
            else:
                try:
                    process.wait(moments.uniform(0, duration))
                except subprocess.TimeoutExpired:
                    killed += 1
            process.send_signal(signal.SIGKILL)
            assert process.stdout is not None
            process.stdout.read()  # to its end, which comes when the last process that could write has gone
        for name in old:
            found = hashlib.sha256((output / name).read_bytes()).hexdigest()
            assert found in (old[name], new[name]), f"round {round_}: {name} is neither old nor new"
        settle(output)
        there = {name: digest for name, digest in digests(output).items() if name in old}
        assert there in (old, new), f"round {round_}: the outputs are mixed"
    assert killed, "no build was killed before its end"
    subprocess.run(command(folder, output), check=True)
    assert digests(output) == new, "a later build did not sweep what the killed ones left"


@pytest.mark.slow
def test_two_builds_at_once_in_one_folder_both_end_well(
    editions: tuple[dict[str, str], dict[str, str]], make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    old, new = editions
    before = tmp_path / "before"
    before.mkdir()
    (before / "essay.md").write_text(f"# Edition\n\n{'old ' * 2000}\n", encoding="utf-8")
    for _ in range(3):
        rivals = [subprocess.Popen(command(folder, tmp_path / "build")) for folder in (before, tmp_path / "book")]
        assert [rival.wait(60) for rival in rivals] == [0, 0]
        assert digests(tmp_path / "build") in (old, new), "the outputs of two builds are mixed"
