"""A folder or a file → Manuscript: finding the chapters, reading them as clean text, staying inside the folder."""

import re
import stat
from dataclasses import replace
from pathlib import Path

from bookbuild import pages, settings
from bookbuild.model import Manuscript, Source
from bookbuild.problems import ContentError, HostError, LimitError, Location, Problem, SettingsError
from bookbuild.schema import ChapterSettings, Settings

MAX_CHAPTER_BYTES = 16 * 1024 * 1024
"""A Markdown file larger than this is refused: the longest novels have about four million letters."""

_SETTINGS = "book.toml"
_FENCE = re.compile(r"(?:---|\.\.\.)[ \t]*")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def load(path: Path) -> Manuscript:
    """Read a manuscript: a folder with or without book.toml, or one Markdown file.

    Raises SettingsError for settings that do not fit, ContentError for texts that cannot be read, LimitError for
    files beyond `MAX_CHAPTER_BYTES`. Nothing outside the folder is opened, not even through a symbolic link.
    """
    if not path.exists():
        raise SettingsError(
            [
                Problem(
                    "BB201",
                    Location(str(path.absolute())),
                    "there is no such file or folder",
                    "Give the folder that holds your chapters, or one Markdown file: bookbuild build my-book",
                )
            ]
        )
    path = path if path.is_dir() else path.resolve()
    root = path if path.is_dir() else path.parent
    inputs: dict[str, bytes] = {}
    book = _book_toml(root, inputs) if path.is_dir() else None
    files = _markdown_files(root) if path.is_dir() else []
    paths = _chapter_paths(root, book, files) if path.is_dir() else [path.name]
    whole_book = book is None and len(paths) == 1
    sources: list[Source] = []
    drafts: list[str] = []
    for name in paths:
        source, found = _source(root, name, inputs, whole_book=whole_book)
        book = found or book
        if source.settings.draft:
            drafts.append(name)
        else:
            sources.append(source)
    if not sources:
        raise _no_chapters(path, bool(paths))
    settings_path = paths[0] if whole_book else _SETTINGS
    book = book or Settings()
    beside = _pages(root, book, [name for name in files if name not in paths], settings_path, inputs)
    return Manuscript(
        root=root,
        settings=book,
        settings_path=settings_path,
        sources=tuple(sources),
        inputs=tuple(sorted(inputs.items())),
        drafts=tuple(drafts),
        pages=tuple(beside),
    )


def contained(root: Path, path: str) -> Path | None:
    """The file that a path written in a manuscript means, or None when it leads out of the manuscript folder.

    Symbolic links are followed before the decision.
    """
    if "\x00" in path or "\\" in path:
        return None
    try:
        target = (root / path).resolve()
    except (OSError, RuntimeError):
        return None
    return target if target.is_relative_to(root.resolve()) else None


def read_file(path: Path, name: str, limit: int) -> bytes:
    """The bytes of a regular file. Raises HostError when it cannot be read, LimitError beyond `limit` bytes."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise HostError([Problem("BB207", Location(name), "this is not an ordinary file")])
        if status.st_size > limit:
            raise LimitError(
                [
                    Problem(
                        "BB701",
                        Location(name),
                        f"the file is larger than {limit // (1024 * 1024)} MiB",
                        "Split it into several files.",
                    )
                ]
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HostError([Problem("BB207", Location(name), f"the file cannot be read: {reason}")]) from error


def _book_toml(root: Path, inputs: dict[str, bytes]) -> Settings | None:
    if not (root / _SETTINGS).exists():
        return None
    return settings.from_toml(_text(root, _SETTINGS, inputs), _SETTINGS)


def _markdown_files(root: Path) -> list[str]:
    found = (entry.name for entry in root.iterdir() if entry.suffix == ".md" and not entry.name.startswith("."))
    return sorted(sorted(found), key=_natural_order)


def _chapter_paths(root: Path, book: Settings | None, files: list[str]) -> list[str]:
    if book is None or book.chapters is None:
        named = [pages.setting(book, role) for role in pages.KEYS] if book else []
        return [name for name in files if name not in pages.FILES and name not in named]
    for number, path in enumerate(book.chapters):
        if path in book.chapters[:number]:
            raise _refusal("BB106", _SETTINGS, f"the chapter “{path}” is listed twice", "Take it out of the list once.")
        _refuse_absent(root, path, f"the chapter “{path}”", "chapters", Location(_SETTINGS))
    return list(book.chapters)


def _refuse_absent(root: Path, path: str, what: str, key: str, where: Location) -> None:
    """Raises SettingsError where a file that a setting names is not in the folder."""
    target = contained(root, path)
    if target is None:
        remedy = "Move it into the folder that holds the manuscript."
        raise SettingsError([Problem("BB205", where, f"{what} lies outside the manuscript folder", remedy)])
    if not target.is_file():
        remedy = f"Correct its name in “{key}”, or take it out."
        raise SettingsError([Problem("BB106", where, f"{what} is asked for but there is no such file", remedy)])


def _pages(root: Path, book: Settings, names: list[str], settings_path: str, inputs: dict[str, bytes]) -> list[Source]:
    """The sources of the pages that the writer wrote, from files of their own or from the settings."""
    said = inputs.get(settings_path, b"").decode("utf-8-sig")

    def place(key: str) -> Location:
        return Location(settings_path, settings.line_of(key, said, 1))

    sources = []
    for page in pages.written(book, names, place):
        key = pages.KEYS[page.role]
        where = place(key)
        if not page.file:
            sources.append(Source(settings_path, page.text, ChapterSettings(), where.line or 1, role=page.role))
            continue
        if page.file in inputs:
            message = f"“{page.file}” is in the book already, and “{key}” names it too"
            raise SettingsError([Problem("BB106", where, message, "Take it out of one of the two.")])
        _refuse_absent(root, page.file, f"the file “{page.file}”", key, where)
        source, _ = _source(root, page.file, inputs, whole_book=False)
        if not source.settings.draft:
            sources.append(replace(source, role=page.role))
    return sources


def _natural_order(name: str) -> tuple[tuple[int, str | int], ...]:
    """Sorts `9-end.md` before `10-more.md`, as a writer who numbers files expects."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)


def _source(root: Path, name: str, inputs: dict[str, bytes], *, whole_book: bool) -> tuple[Source, Settings | None]:
    text = _text(root, name, inputs)
    front, body, first_line = _split_front_matter(text, name)
    chapter, book = settings.from_yaml(front, name, 2, whole_book=whole_book)
    return Source(path=name, text=body, settings=chapter, first_line=first_line), book


def _split_front_matter(text: str, name: str) -> tuple[str, str, int]:
    """Front matter, the rest, and the line on which the rest begins.

    A line of dashes that an empty line follows is a scene break at the very top, not a front matter.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or len(lines) < 2 or not lines[1].strip():
        return "", text, 1
    for index, line in enumerate(lines[1:], start=1):
        if _FENCE.fullmatch(line):
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    raise SettingsError(
        [
            Problem(
                "BB104",
                Location(name, 1),
                "the front matter that begins here is never closed",
                "End it with a line that holds three dashes: ---",
            )
        ]
    )


def _text(root: Path, name: str, inputs: dict[str, bytes]) -> str:
    target = contained(root, name)
    if target is None:
        raise _refusal(
            "BB205",
            name,
            "this file is a link that leads out of the manuscript folder",
            "Put the file itself in the folder.",
        )
    data = read_file(target, name, MAX_CHAPTER_BYTES)
    inputs[name] = data
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


def _no_chapters(path: Path, drafts: bool) -> ContentError:
    message = "every chapter is marked as a draft" if drafts else "the folder holds no chapters"
    hint = (
        "Take “draft: true” out of one." if drafts else "Put at least one Markdown file, such as 01-opening.md, in it."
    )
    return ContentError([Problem("BB202", Location(str(path.absolute())), message, hint)])


def _refusal(code: str, path: str, message: str, hint: str) -> SettingsError:
    return SettingsError([Problem(code, Location(path), message, hint)])
