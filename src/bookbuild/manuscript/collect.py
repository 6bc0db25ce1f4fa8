"""Which files of a folder are the chapters of a book, in which order, and which are not."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookbuild.manuscript import pages
from bookbuild.manuscript.files import contained
from bookbuild.problems import HostError, LimitError, Location, Problem, SettingsError, Severity
from bookbuild.results import Listed, Use
from bookbuild.settings.schema import PartOfBook

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"})
"""The endings of Markdown files, in small letters."""
MAX_DEPTH = 32
"""Folders within folders; a book has two or three."""
_MOST_NAMED = 8
_WRITINGS = frozenset({".adoc", ".doc", ".docx", ".fountain", ".ipynb", ".odt", ".org", ".rst", ".rtf", ".tex", ".txt"})
"""Endings of files that may hold words of the book, in a form that is not read."""
_NO_CHAPTER = re.compile(
    r"(?:changelog|code[-_ ]of[-_ ]conduct|contributing|contributors|ideas|licen[cs]e|notes|outline|readme|scratch"
    r"|(?:issue|pull[-_ ]request)[-_ ]template|security|summary|todo|requirements|robots|humans)\Z"
    r"|.*(?: copy(?: \d+)?| \(\d+\)|~|\.bak|\.orig)\Z",
    re.IGNORECASE,
)
"""Names, without endings, of what lies beside chapters and is none: a copy, a remark, a licence."""
_OPENERS = ("index", "readme")
_SETTINGS = frozenset({"book.toml", "_quarto.yml", "_quarto.yaml"})
_GLOB = re.compile(r"[*?]")
_LISTED = "the settings list it"
_APPENDIX = re.compile(r"ap[A-Z]|app?[-_ ][A-Za-z\d]")
"""Short names of appendices, such as `apA` and `app-1`."""
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_FRONT = (
    *"foreword vorwort avantpropos prólogo prologo voorwoord forord förord prefácio prefacio prefazione".split(),
    *"preface préface introduction einleitung introducción introduzione inleiding innledning inledning".split(),
    *"introdução prologue prolog proloog".split(),
)
_BACK = (
    *"epilogue epilog épilogue epílogo epilogo epiloog afterword nachwort postface postfazione nawoord".split(),
    *"etterord efterord appendix appendices anhang annexe apéndice appendice bijlage vedlegg bilaga apêndice".split(),
)
"""What the parts of a book before and after its chapters are called, in the order in which they stand there."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file that is a chapter, or opens a part."""

    path: str
    """From the manuscript folder, with forward slashes."""
    why: str
    level: int = 1
    """The level of its title: deeper than 1 below the page that opens its folder."""
    opens_part: bool = False
    title: str = ""
    """Of a part that has no file."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a folder holds."""

    chapters: tuple[Chosen, ...]
    others: tuple[Listed, ...]
    """Files that hold words, perhaps, but are not in the book."""


def collect(root: Path, named: Sequence[str] = ()) -> Collected:
    """The chapters of a folder and of those in it, in their natural order; `named` are pages that settings name.

    Raises HostError where a folder cannot be read, LimitError where folders are nested deeper than `MAX_DEPTH`.
    """
    chosen: list[Chosen] = []
    others: list[Listed] = []
    for each in _walk(root, "", 1):
        chosen.append(each) if isinstance(each, Chosen) else others.append(each)
    pages_of_book = {*named, *pages.FILES}
    chosen = [each for each in chosen if each.path not in pages_of_book]
    if not chosen:
        chosen, others = _instead(others)
    return Collected(tuple(chosen), tuple(others))


def _instead(others: Sequence[Listed]) -> tuple[list[Chosen], list[Listed]]:
    """A README is the book where there is nothing else that could be; else there is none."""
    alone = next((each for each in others if _stem(each.path) == "readme" and "/" not in each.path), None)
    if alone is None or Path(alone.path).suffix.lower() not in SUFFIXES:
        return [], list(others)
    return [Chosen(alone.path, "the only chapter there is")], [each for each in others if each is not alone]


def _walk(folder: Path, prefix: str, level: int, depth: int = 0) -> Iterator[Chosen | Listed]:
    if depth > MAX_DEPTH:
        message = f"folders are nested more than {MAX_DEPTH} deep here"
        raise LimitError([Problem("BB701", Location(prefix), message, "Move the chapters farther up.")])
    try:
        entries = sorted(sorted(folder.iterdir()), key=lambda each: natural_order(each.name))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HostError([Problem("BB207", Location(prefix), f"this folder cannot be read: {reason}")]) from error
    entries = [each for each in entries if not each.name.startswith(".")]
    opener = next((each for each in entries if _is_opener(each, top=not prefix)), None)
    if opener is not None:
        yield Chosen(f"{prefix}{opener.name}", "it opens its folder", level, opens_part=bool(prefix))
    below = level + 1 if opener is not None and prefix else level
    for entry, why in _placed([each for each in entries if each is not opener]):
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _of_folder(entry, path, below, depth)
        elif reason := _reason_against(entry):
            yield Listed(path, Use.LEFT_OUT, reason)
        elif entry.suffix.lower() in SUFFIXES:
            yield Chosen(path, why, below)


def _of_folder(folder: Path, path: str, level: int, depth: int) -> Iterator[Chosen | Listed]:
    """The chapters of a folder within the book's; those of one that is set apart are left out."""
    against = ""
    if folder.name.startswith("_") or folder.name == "node_modules":
        against = "by its name a folder apart"
    elif any((folder / name).exists() for name in _SETTINGS):
        against = "a book of its own"
    elif folder.is_symlink():
        against = "a link"
    if not against:
        yield from _walk(folder, f"{path}/", level, depth + 1)
    elif any(_is_markdown(each) for each in folder.glob("*")):
        yield Listed(f"{path}/", Use.LEFT_OUT, against)


def _is_opener(entry: Path, *, top: bool) -> bool:
    """Whether a file opens its folder: an index, or below the top, where it tells of the project, a README."""
    return _is_markdown(entry) and _stem(entry.name) in (_OPENERS[:1] if top else _OPENERS)


def _is_markdown(entry: Path) -> bool:
    return entry.suffix.lower() in SUFFIXES and entry.is_file()


def _stem(path: str) -> str:
    return Path(path).stem.casefold()


def _reason_against(entry: Path) -> str:
    """Why a file is no chapter; empty for a chapter, and for what holds no words."""
    suffix = entry.suffix.lower()
    if suffix not in SUFFIXES:
        is_writing = suffix in _WRITINGS and not _NO_CHAPTER.match(entry.stem)
        return f"files that end in {suffix} are not read" if is_writing else ""
    if entry.name.startswith("_"):
        return "its name begins with _"
    return "by its name no chapter" if _NO_CHAPTER.match(entry.stem) else ""


def _placed(entries: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Entries in their order, each with the reason: what is called a preface and has no number comes first."""
    ranks = [_rank(each) for each in entries]
    before = sorted((rank, index) for index, rank in enumerate(ranks) if rank < 0)
    after = sorted((rank, index) for index, rank in enumerate(ranks) if rank > 0)
    yield from ((entries[index], "by its name it stands before the chapters") for _, index in before)
    yield from ((each, "in the order of the names") for each, rank in zip(entries, ranks, strict=True) if not rank)
    yield from ((entries[index], "by its name it stands after the chapters") for _, index in after)


def _rank(entry: Path) -> int:
    """Below 0 for what stands before the chapters, above 0 for what stands after them."""
    if entry.name[:1].isdecimal():
        return 0
    words = [_NOT_LETTERS.sub("", word).casefold() for word in re.split(r"[\s_-]+", entry.stem)]
    name = "".join(words)
    if name in _FRONT:
        return _FRONT.index(name) - len(_FRONT)
    back = "appendix" if _APPENDIX.fullmatch(entry.stem) else words[0]
    return _BACK.index(back) + 1 if back in _BACK else 0


def as_listed(root: Path, chapters: Sequence[str | PartOfBook], settings_path: str) -> Collected:
    """The chapters that the settings list. Raises SettingsError for what is missing, outside, or listed twice."""
    typed = [name for each in chapters for name in ([each] if isinstance(each, str) else [each.part, *each.chapters])]
    exact = {name for name in typed if not _GLOB.search(name)}
    where = Location(settings_path)
    chosen: list[Chosen] = []
    for each in chapters:
        if isinstance(each, str):
            chosen += [Chosen(path, _LISTED) for path in _matching(root, each, exact, where)]
            continue
        if Path(each.part).suffix.lower() in SUFFIXES:
            chosen += [Chosen(path, _LISTED, opens_part=True) for path in _matching(root, each.part, exact, where)]
        else:
            chosen.append(Chosen("", _LISTED, opens_part=True, title=each.part))
        chosen += [Chosen(path, _LISTED, 2) for name in each.chapters for path in _matching(root, name, exact, where)]
    paths = [each.path for each in chosen if not each.title]
    if twice := next((path for number, path in enumerate(paths) if path in paths[:number]), None):
        message = f"the chapter “{twice}” is listed twice"
        raise SettingsError([Problem("BB106", where, message, "Take it out of the list once.")])
    others = [each for each in _walk(root, "", 1) if each.path not in {*paths, *pages.FILES}]
    return Collected(
        tuple(chosen), tuple(Listed(each.path, Use.LEFT_OUT, "“chapters” does not list it") for each in others)
    )


def _matching(root: Path, name: str, exact: Collection[str], where: Location) -> list[str]:
    """The files that a name in the list means; a pattern means none that is listed by its own name."""
    if not _GLOB.search(name):
        refuse_absent(root, name, f"the chapter “{name}”", "chapters", where)
        return [name]
    try:
        paths = [each for each in root.glob(name) if _is_markdown(each) and contained(root, _below(root, each))]
    except (ValueError, NotImplementedError):
        paths = []  # a pattern such as `/x` or `**x`
    names = [each for each in (_below(root, path) for path in paths) if each not in exact]
    if not names:
        remedy = "Correct the pattern in “chapters”: * stands for any letters of a name, and ** for any folders."
        raise SettingsError([Problem("BB106", where, f"no Markdown file has a name like “{name}”", remedy)])
    return sorted(names, key=natural_order)


def _below(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def refuse_absent(root: Path, path: str, what: str, key: str, where: Location) -> None:
    """Raises SettingsError where a file that a setting names is not in the folder."""
    target = contained(root, path)
    if target is None:
        remedy = "Move it into the folder that holds the manuscript."
        raise SettingsError([Problem("BB205", where, f"{what} lies outside the manuscript folder", remedy)])
    if not target.is_file():
        remedy = f"Correct its name in “{key}”, or take it out."
        raise SettingsError([Problem("BB106", where, f"{what} is asked for but there is no such file", remedy)])


def natural_order(name: str) -> tuple[tuple[int, str | int], ...]:
    """Sorts `9-end.md` before `10-more.md`, as a writer who numbers files expects."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)


def told(others: Sequence[Listed]) -> list[Problem]:
    """One warning for all files that were left out."""
    if not others:
        return []
    first, *rest = (f"{each.path} ({each.why})" for each in others)
    shown, more = [first, *rest][:_MOST_NAMED], len(others) - _MOST_NAMED
    and_more = f" and {more} more" if more > 0 else ""
    message = f"not in the book: {', '.join(shown)}{and_more}"
    hint = (
        "If that is right, list the chapters in book.toml (chapters = […]), and this is not said; else rename the file."
    )
    return [Problem("BB212", Location(others[0].path.rstrip("/")), message, hint, Severity.WARNING)]
