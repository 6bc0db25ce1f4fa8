"""All outputs new or all as they were, whichever call to the system fails or is the last before the program dies."""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bookbuild.problems import HostError, Problem
from bookbuild.publish import publish, settle
from bookbuild.results import Artifact

OLD = {"a.epub": b"old epub", "a.pdf": b"old pdf", "build.json": b"old record"}
NEW = {"a.epub": b"new epub", "a.pdf": b"new pdf", "leaves/b.html": b"new page", "build.json": b"new record"}
MOST = 200
"""More calls than publishing makes."""


def files(folder: Path) -> dict[str, bytes]:
    """All that a reader sees in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def put(files: dict[str, bytes], folder: Path) -> None:
    publish([Artifact(name, "", data) for name, data in files.items()], folder)


@contextmanager
def minded(step: Callable[[], None]) -> Iterator[None]:
    """Have something happen before each call that changes files, opens them, or writes into them."""

    def first(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            step()
            return function(*arguments, **options)

        return call

    class Written(io.FileIO):
        def write(self, data: object) -> int:
            step()
            return super().write(data)  # type: ignore[arg-type]

    def opened(path: object, mode: str = "r", *arguments: object, **options: object) -> object:
        step()
        if mode == "wb":
            return io.BufferedWriter(Written(os.fspath(path), "w"))  # type: ignore[call-overload]
        return builtins.open(path, mode, *arguments, **options)  # type: ignore[call-overload]

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "link", "unlink", "mkdir", "open", "fsync"):
            patch.setattr(os, name, first(getattr(os, name)))
        patch.setattr(io, "open", opened)
        yield


class Failing:
    """Fails at the nth call; with `ever`, at all later ones too, as a disk does that was taken out."""

    def __init__(self, number: int, nth: int, *, ever: bool) -> None:
        self.number, self.nth, self.ever, self.calls = number, nth, ever, 0

    def __call__(self) -> None:
        self.calls += 1
        if self.calls == self.nth or (self.ever and self.calls > self.nth):
            raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("ever", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EMFILE, errno.EACCES])
def test_whichever_call_fails(number: int, ever: bool, tmp_path: Path) -> None:
    for nth in range(1, MOST):
        folder = tmp_path / str(nth)
        put(OLD, folder)
        failing = Failing(number, nth, ever=ever)
        hint = ""
        with minded(failing):
            try:
                put(NEW, folder)
            except HostError as error:
                hint = error.problems[0].hint
        if hint and "untouched" in hint:
            assert files(folder) == OLD, f"call {nth}"
        elif hint:
            assert "takes the new ones back" in hint
            settle(folder)
            assert files(folder) == OLD, f"call {nth}"
        else:
            assert files(folder) == NEW, f"call {nth}"
        put(NEW, folder)
        assert files(folder) == NEW
        hidden = [path.name for path in folder.rglob(".*") if path.name != ".bookbuild.lock"]
        assert hidden == [], f"call {nth}"
        if failing.calls < nth:
            break
    assert 20 < nth < MOST - 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of this process")
def test_death_at_any_call_leaves_all_old_or_all_new_at_the_next_start(tmp_path: Path) -> None:
    mixed = 0
    for nth in range(1, MOST):
        folder = tmp_path / str(nth)
        put(OLD, folder)
        if (child := os.fork()) == 0:
            calls = iter(range(1, MOST))
            with minded(lambda calls=calls, nth=nth: os._exit(9) if next(calls) == nth else None):  # type: ignore[misc]
                try:
                    put(NEW, folder)
                finally:
                    os._exit(0)
        killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        mixed += files(folder) not in (OLD, NEW)
        assert all(data in (OLD.get(name), NEW[name]) for name, data in files(folder).items()), f"call {nth}"
        settle(folder)
        assert files(folder) in ((OLD, NEW) if killed else (NEW,)), f"call {nth}"
        if not killed:
            break
    assert mixed > 2, "the kills missed the moments at which outputs take their names"
    assert nth < MOST - 1


@pytest.mark.parametrize("nth", range(1, 5))
def test_on_a_disk_without_second_names(nth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    put(OLD, tmp_path)
    monkeypatch.setattr(os, "link", refused)
    replace, calls = os.replace, iter(range(1, MOST))

    def failing(*arguments: object) -> None:
        if next(calls) == nth:
            raise OSError(errno.EIO, "Input/output error")
        replace(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", failing)
        with pytest.raises(HostError, match="input/output error"):
            put(NEW, tmp_path)
    assert files(tmp_path) == OLD
    put(NEW, tmp_path)
    assert files(tmp_path) == NEW


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"[1]",
        b'[["../mine.txt", false]]',
        b'[["away/mine.txt", false]]',
        b'[["/tmp/mine.txt", false]]',
        b'[["", false]]',
        b'{"a": 1}',
    ],
)
def test_a_foreign_journal_removes_nothing(journal: bytes, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"mine")
    folder = tmp_path / "build"
    put(OLD, folder)
    (folder / "away").symlink_to(tmp_path)
    (folder / ".bookbuild-journal").write_bytes(journal)
    put(NEW, folder)
    assert (tmp_path / "mine.txt").read_bytes() == b"mine"
    assert (folder / "a.pdf").read_bytes() == NEW["a.pdf"]
    assert not (folder / ".bookbuild-journal").exists()


def refusal(folder: Path) -> Problem:
    with pytest.raises(HostError) as caught:
        put(NEW, folder)
    return caught.value.problems[0]


@pytest.mark.skipif(os.name != "posix", reason="makes links and pipes")
@pytest.mark.parametrize("kind", ["link", "dead link", "pipe", "folder"])
def test_what_is_no_file_keeps_its_name(kind: str, tmp_path: Path) -> None:
    put(OLD, tmp_path / "build")
    target = tmp_path / "build" / "a.pdf"
    target.unlink()
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    else:
        (tmp_path / "mine.pdf").write_bytes(b"mine")
        target.symlink_to(tmp_path / ("mine.pdf" if kind == "link" else "missing.pdf"))
    before = os.lstat(target).st_mode
    problem = refusal(tmp_path / "build")
    assert kind.removeprefix("dead ") in problem.message
    assert problem.location.path == str(target)
    assert "Remove or rename it" in problem.hint
    assert os.lstat(target).st_mode == before
    assert (tmp_path / "build" / "a.epub").read_bytes() == OLD["a.epub"]
    assert kind != "link" or (tmp_path / "mine.pdf").read_bytes() == b"mine"


@pytest.mark.skipif(os.name != "posix", reason="makes links and pipes")
@pytest.mark.parametrize("kind", ["file", "dead link", "pipe"])
def test_what_is_no_folder_keeps_its_name(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "build"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "file":
        place.write_bytes(b"mine")
    else:
        place.symlink_to(tmp_path / "missing")
    for folder in (place, place / "deeper"):
        problem = refusal(folder)
        assert kind.removeprefix("dead ") in problem.message
        assert problem.location.path == str(place)
        assert "Make room" not in problem.hint


def test_a_link_to_a_folder_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "build").symlink_to(tmp_path / "real")
    put(NEW, tmp_path / "build")
    assert files(tmp_path / "real") == NEW
