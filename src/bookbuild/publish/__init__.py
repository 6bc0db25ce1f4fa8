"""Where finished outputs become files: all of them new, or all of them as they were.

Every output is first written beside its final name and flushed to the disk. Then each file that is to be replaced gets
a second name, and a journal says which is which. Only now do the outputs take their names, each in one step, and with
the journal the old ones go. Wherever that ends early, by a refusal of the disk or by the death of the program, the
journal is still there, and whoever comes next takes back what was replaced: this build, or the one after it.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from bookbuild.problems import HostError, Location, Problem
from bookbuild.results import Artifact

_LOCK = ".bookbuild.lock"
_JOURNAL = ".bookbuild-journal"
_PARTIAL = ".bookbuild-partial-"
_OLD = ".bookbuild-old-"
_WAIT = 60
"""Seconds to wait for another build that is just publishing into the same folder; one takes well under a second."""

_REMEDIES: Mapping[int, str] = {
    errno.ENOSPC: "Make room",
    errno.EDQUOT: "Make room, since your share of this disk is used up",
    errno.EFBIG: "Allow larger files",
    errno.EACCES: "Close the programs that have an output open, allow writing there",
    errno.EPERM: "Close the programs that have an output open, allow writing there",
    errno.EROFS: "Allow writing there",
    errno.EMFILE: "Close programs that have many files open",
    errno.ENFILE: "Close programs that have many files open",
    errno.EIO: "Look after this disk, which may be failing",
    errno.ENAMETOOLONG: "Give the book a shorter title",
}
_UNTOUCHED = "what lay there before is untouched"
_MIXED = "some outputs are new and some are not, until the next build into this folder takes the new ones back"


def publish(artifacts: Sequence[Artifact], folder: Path) -> None:
    """Put artifacts into a folder, which is made if need be, as are the folders that their names begin with.

    Raises HostError when the disk or a permission refuses, or where something else than a file has an artifact's name.
    """
    with _told(folder):
        _refuse_other_than_folders(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            _take_back(folder)
            targets = [folder / artifact.name for artifact in artifacts]
            for target in targets:
                _refuse_other_than_files(target)
            try:
                for number, artifact in enumerate(artifacts):
                    _write(folder / f"{_PARTIAL}{number}", artifact.data)
                _replace(folder, [artifact.name for artifact in artifacts], targets)
            except BaseException:
                _take_back(folder)
                raise
            with suppress(OSError):  # what cannot be removed now is swept by the next build
                _flush(folder)
                _sweep(folder)


def settle(folder: Path) -> None:
    """Take back what a build that died in the midst of publishing had replaced. Raises HostError as `publish`."""
    if os.path.lexists(folder / _JOURNAL):
        with _told(folder), _locked(folder):
            _take_back(folder)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system refuses, as a problem that says how the folder was left."""
    try:
        yield
    except OSError as error:
        state = _MIXED if os.path.lexists(folder / _JOURNAL) else _UNTOUCHED
        remedy = _REMEDIES.get(error.errno or 0, "Look what is wrong with this folder")
        reason = (error.strerror or str(error)).lower()
        message = f"the outputs cannot be written: {reason}"
        raise _refusal(folder, message, f"{remedy}, or choose another folder; {state}.") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # lint, which writes nothing, does not wait for it

    try:
        with FileLock(folder / _LOCK, timeout=_WAIT):
            yield
    except Timeout as error:
        raise _refusal(folder, "another build has been writing there for a minute", "Try again later.") from error


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace(folder: Path, names: Sequence[str], targets: Sequence[Path]) -> None:
    """Give the partial files their names. From the first to the last there is a journal, which tells how to go back."""
    replaced = [target.exists() for target in targets]
    for number, target in enumerate(targets):
        target.parent.mkdir(parents=True, exist_ok=True)
        if replaced[number]:
            _keep(target, folder / f"{_OLD}{number}")
    draft = folder / f"{_PARTIAL}journal"
    _write(draft, json.dumps(list(zip(names, replaced, strict=True))).encode())
    os.replace(draft, folder / _JOURNAL)
    _flush(folder)
    for number, target in enumerate(targets):
        os.replace(folder / f"{_PARTIAL}{number}", target)
    for parent in {target.parent for target in targets}:
        _flush(parent)
    (folder / _JOURNAL).unlink()


def _keep(target: Path, old: Path) -> None:
    """A second name for a file; on disks that know only one, a copy."""
    try:
        os.link(target, old)
    except OSError:
        shutil.copy2(target, old)
        with old.open("rb+") as copy:
            os.fsync(copy.fileno())


def _take_back(folder: Path) -> None:
    """Leave the folder as it was before publishing began; may be broken off and done again. The lock is held."""
    journal = folder / _JOURNAL
    if os.path.lexists(journal):
        for number, (name, replaced) in enumerate(_entries(journal)):
            old = folder / f"{_OLD}{number}"
            if not replaced:
                (folder / name).unlink(missing_ok=True)
            elif old.exists():
                os.replace(old, folder / name)
        _flush(folder)
        journal.unlink()
    _sweep(folder)


def _entries(journal: Path) -> Sequence[tuple[str, bool]]:
    """What was being replaced: names, and whether there was such a file. A journal that leads out is foreign."""
    try:
        entries = [(str(name), bool(replaced)) for name, replaced in json.loads(journal.read_bytes())]
    except (ValueError, TypeError):
        return []
    return entries if all(_is_inside(journal.parent, name) for name, _ in entries) else []


def _is_inside(folder: Path, name: str) -> bool:
    path = PurePath(name)
    return (
        bool(path.name) and ".." not in path.parts and (folder / path).parent.resolve().is_relative_to(folder.resolve())
    )


def _sweep(folder: Path) -> None:
    """Remove what a build that failed or died left behind; the lock is held, so no living build owns it."""
    for pattern in (f"{_PARTIAL}*", f"{_OLD}*"):
        for left in folder.glob(pattern):
            left.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Make the new names themselves survive a power cut, on systems that allow a folder to be flushed."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_other_than_folders(folder: Path) -> None:
    """Raises HostError where a file, a pipe or a link that leads nowhere has the name of a folder on the way."""
    for each in (folder, *folder.parents):
        if os.path.lexists(each) and not each.is_dir():
            hint = f"Remove or rename it, or choose another folder; {_UNTOUCHED}."
            raise _refusal(each, f"the outputs cannot be written there: this is {_kind(each)}, not a folder", hint)


def _refuse_other_than_files(target: Path) -> None:
    """Raises HostError where something else has the name of an output: it would be lost, or written through."""
    if os.path.lexists(target) and (target.is_symlink() or not target.is_file()):
        hint = f"Remove or rename it, or choose another folder; {_UNTOUCHED}."
        raise _refusal(target, f"an output is to have this name, and there is {_kind(target)}", hint)


def _kind(path: Path) -> str:
    if path.is_symlink():
        return f"a link to {os.readlink(path)}"
    if path.is_dir():
        return "a folder"
    return "a file" if path.is_file() else "a pipe or a device"


def _refusal(path: Path, message: str, hint: str) -> HostError:
    return HostError([Problem("BB602", Location(str(path.absolute())), message, hint)])
