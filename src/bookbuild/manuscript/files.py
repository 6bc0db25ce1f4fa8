"""The manuscript's folder: which files in it may be read, and reading them as clean text."""

import re
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bookbuild.problems import ContentError, HostError, LimitError, Location, Problem, SettingsError, Severity

MAX_CHAPTER_BYTES = 16 * 1024 * 1024
"""A text larger than this is refused: the longest novels have about four million letters."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is being read."""

    root: Path
    """Nothing outside it is opened, not even through a symbolic link."""
    inputs: dict[str, bytes] = field(default_factory=dict)
    """Path and exact bytes of every file read so far."""
    typed: Mapping[str, bytes] = field(default_factory=dict)
    """Texts that are read in place of the files of these paths, such as one that is still being typed."""


def contained(root: Path, path: str) -> Path | None:
    """The file that a path written in a manuscript means, or None when it leads out of the manuscript folder.

    Symbolic links are followed before the decision. A name may be composed in another way than the file's (Unicode,
    normalization forms NFC and NFD): computers differ in that, and nobody can see it.
    """
    if "\x00" in path or "\\" in path:
        return None
    try:
        target = (root / path if path.isascii() else _as_composed(root, path)).resolve()
    except (OSError, RuntimeError):
        return None
    return target if target.is_relative_to(root.resolve()) else None


def _as_composed(root: Path, path: str) -> Path:
    """A path below a folder, with the names as the disk has them."""
    place = root
    for name in Path(path).parts:
        if not (place / name).exists() and not name.isascii() and place.is_dir():
            form = unicodedata.normalize("NFC", name)
            names = (entry.name for entry in place.iterdir() if unicodedata.normalize("NFC", entry.name) == form)
            name = next(names, name)
        place /= name
    return place


def read_file(path: Path, name: str, limit: int) -> bytes:
    """The bytes of a regular file. Raises HostError when it cannot be read, LimitError beyond `limit` bytes."""
    if not _is_text(name):
        message = "the name of this file is not UTF-8 text, so no output can hold it"
        raise HostError([Problem("BB207", Location(name), message, "Give the file a name of plain letters.")])
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise HostError([Problem("BB207", Location(name), "this is not an ordinary file")])
        if status.st_size > limit:
            raise LimitError([too_large(name, limit)])
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HostError([Problem("BB207", Location(name), f"the file cannot be read: {reason}")]) from error


def hard_links(root: Path, paths: Iterable[str]) -> tuple[Problem, ...]:
    """A warning where files of a book bear further names that are not among `paths`: these may lie in other folders.

    Whoever packed the manuscript could have given a name in it to a file of this computer that is nobody's matter.
    """
    names: dict[tuple[int, int], list[str]] = {}
    links: dict[tuple[int, int], int] = {}
    for path in dict.fromkeys(paths):
        try:
            status = (root / path).stat()
        except (OSError, ValueError):  # composed in another way, or gone since it was read
            continue
        if status.st_nlink > 1:
            file = (status.st_dev, status.st_ino)
            names.setdefault(file, []).append(path)
            links[file] = status.st_nlink
    elsewhere = [paths[0] for file, paths in names.items() if links[file] > len(paths)]
    if not elsewhere:
        return ()
    which = f"this file and {len(elsewhere) - 1} more have" if len(elsewhere) > 1 else "this file has"
    message = f"{which} a further name on this computer, maybe outside the manuscript folder (a hard link)"
    hint = "See whether it is the text or picture that you expect; a copy of it has one name only."
    return (Problem("BB213", Location(elsewhere[0]), message, hint, Severity.WARNING),)


def too_large(name: str, limit: int) -> Problem:
    """What is said of a file with more than `limit` bytes."""
    message = f"the file is larger than {limit // (1024 * 1024)} MiB"
    return Problem("BB701", Location(name), message, "Split it into several files.")


def _is_text(name: str) -> bool:
    """Whether a name is text: of others Python hands on the bytes as half letters, which cannot be written anywhere."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_text(folder: Folder, name: str) -> str:
    """The text of a file of the folder, its lines ended by line feeds; the file is noted in the folder's `inputs`.

    Raises SettingsError for a link that leads out of the folder, ContentError for what is no text, and as `read_file`.
    """
    target = contained(folder.root, name)
    if target is None:
        message = "this file is a link that leads out of the manuscript folder"
        raise SettingsError([Problem("BB205", Location(name), message, "Put the file itself in the folder.")])
    data = folder.typed[name] if name in folder.typed else read_file(target, name, MAX_CHAPTER_BYTES)
    folder.inputs[name] = data
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError(
            [
                Problem(
                    "BB203",
                    Location(name, line),
                    f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8 text",
                    "Save the file as UTF-8: in most editors under “Save with encoding”.",
                )
            ]
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = _UNSEEN.search(text)
    if unseen:
        count = len(_UNSEEN.findall(text))
        more = f" (and {count - 1} more in this file)" if count > 1 else ""
        raise ContentError(
            [
                Problem(
                    "BB204",
                    Location(name, text.count("\n", 0, unseen.start()) + 1),
                    f"there is a control character here (U+{ord(unseen[0]):04X}), which no reader can show{more}",
                    "Delete it; it may have come in with a copy and paste.",
                )
            ]
        )
    return text
