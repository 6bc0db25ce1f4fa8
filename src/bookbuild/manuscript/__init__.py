"""A folder or a file → Manuscript: finding the chapters and reading them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bookbuild import settings
from bookbuild.manuscript import importers, pages
from bookbuild.manuscript.collect import Chosen, Collected, as_listed, collect, refuse_absent, told
from bookbuild.manuscript.files import Folder, read_text
from bookbuild.manuscript.importers import steps
from bookbuild.manuscript.importers.lines import numbered, source
from bookbuild.manuscript.importers.pandoc.header import read_header
from bookbuild.manuscript.importers.pandoc.metadata import abstract_block, left_out, of_chapter, translated
from bookbuild.manuscript.importers.project import begins_with_heading, part
from bookbuild.manuscript.importers.quarto.text import QuartoText, echoes, read_quarto, with_cross_references
from bookbuild.manuscript.titles import with_title
from bookbuild.model import ROLES, Manuscript, Role, Source
from bookbuild.problems import ContentError, Location, Problem, SettingsError
from bookbuild.results import Listed, Use
from bookbuild.settings.schema import ChapterSettings, Settings

_SETTINGS = "book.toml"
_QUARTO = (".qmd", ".rmd")


def load(path: Path, typed: Mapping[str, bytes] = MappingProxyType({})) -> Manuscript:
    """Read a manuscript: a folder with or without book.toml, one Markdown file, or a book made for another tool.

    `typed` holds texts that are read in place of files, by their paths from the folder; such a file need not be there.
    Raises SettingsError for settings that do not fit, ContentError for texts that cannot be read, LimitError for
    files beyond `MAX_CHAPTER_BYTES`. Nothing outside the folder is opened, not even through a symbolic link.
    """
    if not path.exists() and path.name not in typed:
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
    if path.is_file() and path.name in importers.SETTINGS:
        path = path.parent
    path = path if path.is_dir() else path.resolve()
    folder = Folder(path if path.is_dir() else path.parent, typed=typed)
    project = importers.project(folder) if path.is_dir() else None
    manuscript = _of_project(folder, project) if project else _of_files(folder, path)
    if not manuscript.sources:
        if project:
            raise ContentError(manuscript.problems or [_nothing_listed(project.settings_path)])
        raise _no_chapters(path, drafts=bool(manuscript.drafts))
    return with_title(manuscript)


def book_of(file: Path) -> Path | None:
    """The folder of the book that a file may be a chapter of: the nearest one above it with settings for a book."""
    folders = file.resolve().parents
    return next((folder for folder in folders if any((folder / name).is_file() for name in importers.SETTINGS)), None)


def _of_project(folder: Folder, project: importers.Project) -> Manuscript:
    return Manuscript(
        root=folder.root,
        settings=project.settings,
        settings_path=project.settings_path,
        sources=project.sources,
        inputs=tuple(sorted(folder.inputs.items())),
        drafts=project.drafts,
        problems=_as_read(project.problems),
    )


def _of_files(folder: Folder, path: Path) -> Manuscript:
    book = _book_toml(folder) if path.is_dir() else None
    collected = _collected(folder.root, book) if path.is_dir() else Collected((Chosen(path.name, ""),), ())
    names = [each.path for each in collected.chapters if not each.title]
    whole_book = book is None and len(names) == 1
    read = {name: _text(folder, name, frozenset(names), whole_book=whole_book) for name in names}
    book = next((each.book for each in read.values() if each.book), book) or Settings()
    settings_path = names[0] if whole_book else _SETTINGS
    pages_beside = [name for name in pages.FILES if name not in names and (folder.root / name).is_file()]
    beside, pages_read = _pages(folder, book, pages_beside if path.is_dir() else [], settings_path)
    texts = [_placed(each, read, settings_path) for each in collected.chapters]
    sources, unresolved = with_cross_references([each for each in texts if not each.settings.draft], book.language)
    all_read = [*read.values(), *pages_read]
    noticed = [problem for each in all_read for problem in each.problems]
    unknown = left_out([(each.unknown, each.header) for each in all_read])
    others = told(collected.others) if book.chapters is None else []
    return Manuscript(
        root=folder.root,
        settings=book,
        settings_path=settings_path,
        sources=sources,
        inputs=tuple(sorted(folder.inputs.items())),
        drafts=tuple(name for name, each in read.items() if each.text.settings.draft),
        pages=tuple(beside),
        problems=_as_read((*others, *unknown, *noticed, *unresolved)),
        files=tuple(_listed(collected, read, beside, settings_path)) if path.is_dir() else (),
    )


def _as_read(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems in the order in which a reader of the files comes upon them."""
    paths = list(dict.fromkeys(problem.location.path for problem in problems))
    return tuple(sorted(problems, key=lambda each: (paths.index(each.location.path), each.location.line or 0)))


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read."""

    text: QuartoText | Source
    problems: Sequence[Problem]
    header: Location
    unknown: Sequence[str] = ()
    """The keys of its header that say nothing to bookbuild."""
    book: Settings | None = None
    """What it says of the book, if it is the whole of it."""


def _text(folder: Folder, name: str, names: frozenset[str], *, whole_book: bool) -> _Read:
    text = read_text(folder, name)
    header = read_header(text, name, whole_book=whole_book)
    metadata = translated(header.keys)
    values, unknown = metadata.values, metadata.ignored
    if not whole_book:
        values, elsewhere = of_chapter(values)
        unknown = (*unknown, *(f"{key} (which {_SETTINGS} may set)" for key in elsewhere))
    elif metadata.abstract:
        values = {"description": " ".join(metadata.abstract.split()), **values}
    chapter, book = settings.from_front_matter(values, header.text, name, header.line, whole_book=whole_book)
    place = Location(name, header.line)
    body = header.body(text)
    abstract = abstract_block(metadata.abstract if whole_book else "", place)
    if name.lower().endswith(_QUARTO):
        lines = [*abstract, *numbered(body, name, header.end + 1)]
        quarto, noticed = read_quarto(folder, lines, name, names, echo=echoes(header.keys))
        return _Read(replace(quarto, settings=chapter), [*header.problems, *noticed], place, unknown, book)
    needed = steps.needed(body, name, folder.root, pandoc=header.is_pandoc or metadata.is_pandoc)
    if not needed and not abstract:
        plain = Source(path=name, text=body, settings=chapter, first_line=header.end + 1)
        return _Read(plain, header.problems, place, unknown, book)
    typed = numbered(body, name, header.end + 1)
    lines, noticed = steps.in_order(needed, [*abstract, *typed])
    return _Read(source(name, lines, chapter, typed=typed), [*header.problems, *noticed], place, unknown, book)


def _book_toml(folder: Folder) -> Settings | None:
    if not (folder.root / _SETTINGS).exists():
        return None
    return settings.from_toml(read_text(folder, _SETTINGS), _SETTINGS)


def _collected(root: Path, book: Settings | None) -> Collected:
    if book is not None and book.chapters is not None:
        return as_listed(root, book.chapters, _SETTINGS)
    named = [pages.setting(book, role) for role in pages.KEYS] if book else []
    return collect(root, [name for name in named if isinstance(name, str)])


def _placed(chosen: Chosen, read: Mapping[str, _Read], settings_path: str) -> QuartoText | Source:
    """A chapter, or the page that opens a part, at its level."""
    if chosen.title:
        return part(chosen.title, Location(settings_path), chosen.level)
    text = read[chosen.path].text
    lines = numbered(text.text, text.path) if isinstance(text, Source) else text.lines
    opens = chosen.opens_part and (text.settings.title or begins_with_heading(lines))
    return replace(text, level=chosen.level, role=Role.PART if opens else text.role)


def _listed(
    collected: Collected, read: Mapping[str, _Read], beside: Sequence[Source], settings_path: str
) -> Iterator[Listed]:
    for each in collected.chapters:
        if each.title:
            yield Listed(each.title, Use.PART, each.why)
        elif read[each.path].text.settings.draft:
            yield Listed(each.path, Use.DRAFT, "its front matter says “draft: true”")
        else:
            yield Listed(each.path, Use.PART if each.opens_part else Use.CHAPTER, each.why)
    for page in beside:
        if page.path == settings_path:
            continue
        role = ROLES[page.role] if page.role else None
        why = "its name is that of a page" if role and role.file == page.path else "the settings name it"
        yield Listed(page.path, Use.PAGE, why)
    yield from collected.others


def _pages(folder: Folder, book: Settings, names: list[str], settings_path: str) -> tuple[list[Source], list[_Read]]:
    """The sources of the pages that the writer wrote, from files of their own or from the settings, and these files."""
    typed = folder.inputs.get(settings_path, b"").decode("utf-8-sig")

    def place(key: str) -> Location:
        return Location(settings_path, settings.line_of(key, typed, 1))

    sources: list[Source] = []
    files: list[_Read] = []
    for page in pages.written(book, names, place):
        key = pages.KEYS[page.role]
        where = place(key)
        if not page.file:
            sources.append(Source(settings_path, page.text, ChapterSettings(), where.line or 1, role=page.role))
            continue
        if page.file in folder.inputs:
            message = f"“{page.file}” is in the book already, and “{key}” names it too"
            raise SettingsError([Problem("BB106", where, message, "Take it out of one of the two.")])
        refuse_absent(folder.root, page.file, f"the file “{page.file}”", key, where)
        read = _text(folder, page.file, frozenset(), whole_book=False)
        (source,), unresolved = with_cross_references([read.text], book.language)
        files.append(replace(read, problems=[*read.problems, *unresolved]))
        if not source.settings.draft:
            sources.append(replace(source, role=page.role))
    return sources, files


def _nothing_listed(settings_path: str) -> Problem:
    hint = "List at least one file there, as its own tool wants it."
    return Problem("BB202", Location(settings_path), "the table of contents of this book lists no chapters", hint)


def _no_chapters(path: Path, *, drafts: bool) -> ContentError:
    message = "every chapter is marked as a draft" if drafts else "the folder holds no chapters"
    hint = (
        "Take “draft: true” out of one." if drafts else "Put at least one Markdown file, such as 01-opening.md, in it."
    )
    return ContentError([Problem("BB202", Location(str(path.absolute())), message, hint)])
