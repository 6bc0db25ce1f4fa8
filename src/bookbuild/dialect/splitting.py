"""Where chapters begin: a long file becomes one piece a chapter, each with the notes and link targets it uses."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown.extensions.toc import slugify_unicode

from bookbuild.dialect.syntax import blocks
from bookbuild.dialect.syntax.labels import plain_labels, with_plain_label
from bookbuild.manuscript.scan import Definition, HeadingLine, Scan, scan
from bookbuild.model import PAGES, Role, Source
from bookbuild.problems import Location, Problem, Severity
from bookbuild.settings.schema import ChapterSettings

_NOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_ATTRIBUTES = (re.compile(r"\{[^{}\n]*\}"), re.compile(r"""id=(?:"[^"\n]*"|'[^'\n]*')"""))
_TYPED_ID = re.compile(r"""(?<=#)[^\s{}"']+|(?<=id=.)[^"']+""")
_MARK = re.compile(r"\[(\^?[^\[\]\n]+)\]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one chapter, before it is parsed."""

    id: str
    source: Source
    role: Role
    level: int
    """The level that its title has in the book: 1, deeper inside a part or another chapter."""
    heading: str
    """The Markdown of the heading it begins with, if it begins with one."""


def pieces(sources: Sequence[Source], split: int | None) -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    """Cut sources into chapters at headings of level `split` and above.

    Without `split`, a file is cut at its headings of level 1 when it has several, and at level 2 as well when it is
    the whole manuscript and each heading of level 1 is directly followed by one of level 2: those are parts.
    """
    cut_out: list[Piece] = []
    problems: list[Problem] = []
    taken = {role.value for role in PAGES}
    taken |= {name.casefold() for source in sources for name in _typed_ids(source.text)}
    for source in map(_with_author_note, sources):
        scanned = scan(source.text)
        level = _split_level(source, scanned, split, alone=len(sources) == 1)
        cut = _cut(source, scanned, level)
        problems += blocks.check(scanned.fences, source)
        problems += (_high_number(number, source.location(line)) for line, number in scanned.high_numbers)
        problems += _definition_problems(source, scanned)
        part = ""
        for (text, heading), (_, following) in pairwise([*cut, (source, None)]):
            deeper = heading is not None and heading.level > 1 and bool(part)
            titled = bool(source.settings.title) and len(sources) > 1
            by_heading = _role(heading, following, level) if heading or not titled else Role.CHAPTER
            role = source.role or by_heading
            title = _NOTE_MARK.sub("", heading.text) if heading else ""
            slug = f"{part}-{_slug(title)}" if deeper else _slug(title)
            name = slug if len(cut) > 1 and slug else _slug(posixpath.splitext(source.path)[0].replace("/", "-"))
            if role is Role.PART and source.role is None:
                part = _slug(title)
            elif not deeper:
                part = ""
            identifier = role.value if role in PAGES else _unique(name, taken)
            cut_out.append(Piece(identifier, text, role, 2 if deeper else source.level, title))
    return tuple(cut_out), tuple(problems)


def _typed_ids(text: str) -> Iterator[str]:
    """The ids of a writer's own, which no chapter takes too. Where one only looks like it, no harm is done."""
    attributes = (each[0] for pattern in _ATTRIBUTES for each in pattern.finditer(text))
    return (name[0] for each in attributes for name in _TYPED_ID.finditer(each))


def _split_level(source: Source, scanned: Scan, split: int | None, *, alone: bool) -> int:
    if source.role is not None:
        return 0
    if split is not None:
        return split
    tops = [heading for heading in scanned.headings if heading.level == 1]
    if len(tops) < 2 or (source.settings.title and not alone):
        return 0
    lines = scanned.remainder.split("\n")
    followers = {heading.line: heading.level for heading in scanned.headings}
    for top in tops:
        after = next((index for index in range(top.end, len(lines)) if lines[index].strip()), -1)
        if followers.get(after) != 2:
            return 1
    return 2 if alone else 1


def _cut(source: Source, scanned: Scan, level: int) -> list[tuple[Source, HeadingLine | None]]:
    lines = scanned.remainder.split("\n")
    starts = [heading for heading in scanned.headings if heading.level <= level]
    bounds = [0, *(heading.line for heading in starts), len(lines)]
    openers: list[HeadingLine | None] = [None, *starts]
    cut: list[tuple[Source, HeadingLine | None]] = []
    for opener, begin, end in zip(openers, bounds, bounds[1:], strict=False):
        text = plain_labels("\n".join(lines[begin:end]), scanned.definitions)
        if opener is None and starts and not text.strip():
            continue
        if opener is None:
            opener = _opening(scanned, lines, end)
        used = "\n\n".join(with_plain_label(d) for d in _used("\n".join(lines[begin:end]), scanned.definitions))
        settings = source.settings if not cut else _of_a_later_piece(source.settings)
        piece = replace(
            source,
            text=text,
            settings=settings,
            first_line=source.first_line + begin,
            definitions=used,
            places=source.places_between(begin, end),
        )
        cut.append((piece, opener))
    return cut


def _with_author_note(source: Source) -> Source:
    """An author note in the front matter is the same as a block at the end of the file."""
    note = source.settings.author_note.strip()
    return replace(source, text=f"{source.text}\n\n::: author-note\n{note}\n\n:::") if note else source


def _of_a_later_piece(settings: ChapterSettings) -> ChapterSettings:
    """The lines of the header belong to the first piece of a file alone."""
    return ChapterSettings(language=settings.language, dir=settings.dir)


def _opening(scanned: Scan, lines: list[str], end: int) -> HeadingLine | None:
    """The heading that the text before `end` begins with."""
    first = next((index for index in range(end) if lines[index].strip()), None)
    return next((heading for heading in scanned.headings if heading.line == first), None)


def _role(heading: HeadingLine | None, following: HeadingLine | None, level: int) -> Role:
    if heading is None:
        return Role.FRONT
    opens_part = level > 1 and heading.level == 1 and following is not None and following.level > 1
    return Role.PART if opens_part else Role.CHAPTER


def _keys(text: str) -> set[str]:
    """What a text has of the keys of definitions: its marks and its words."""
    return {"", *_WORD.findall(text)} | {f"[{mark.strip()}".casefold() for mark in _MARK.findall(text)}


def _key(definition: Definition) -> str:
    """What a text has where it uses a definition: its mark, or the first word of an abbreviation, which is used by
    being written."""
    if definition.sign != "*":
        return f"[{definition.sign}{definition.name}".casefold()
    word = _WORD.search(definition.name)
    return word[0] if word else ""


def _is_used(definition: Definition, text: str) -> bool:
    """Whether a text in which its key stands uses a definition."""
    return definition.sign != "*" or bool(re.search(rf"\b{re.escape(definition.name)}\b", text))


def _used(text: str, definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions that a text refers to, and those that these refer to in turn."""
    by_key: dict[str, list[int]] = {}
    for index, definition in enumerate(definitions):
        by_key.setdefault(_key(definition), []).append(index)
    used: set[int] = set()
    waiting = [text] if definitions else []
    while waiting:
        here = waiting.pop()
        for index in (index for key in by_key.keys() & _keys(here) for index in by_key[key]):
            if index not in used and _is_used(definitions[index], here):
                used.add(index)
                waiting.append(_meaning(definitions[index]))
    return [definitions[index] for index in sorted(used)]


def _meaning(definition: Definition) -> str:
    return definition.text.split("]:", 1)[1]


def _definition_problems(source: Source, scanned: Scan) -> list[Problem]:
    if not scanned.definitions:
        return []  # as in most novels, of which it would take a while to gather all words
    problems = []
    seen: dict[str, Location] = {}
    everything = "\n".join([scanned.remainder, *map(_meaning, scanned.definitions)])
    referred = _keys(everything)
    for definition in scanned.definitions:
        location = source.location(definition.line)
        mark = _as_typed(definition)
        if mark in seen and definition.sign == "^":
            problems.append(
                Problem(
                    "BB309",
                    location,
                    f"the footnote {mark} is defined a second time",
                    f"Line {seen[mark].line} defines it first: give one of them another name.",
                )
            )
        elif _key(definition) not in referred or not _is_used(definition, everything):
            problems.append(_unused(mark, definition, location))
        seen.setdefault(mark, location)
    return problems


def _as_typed(definition: Definition) -> str:
    return f"*[{definition.name}]" if definition.sign == "*" else f"[{definition.sign}{definition.name}]"


def _high_number(number: str, location: Location) -> Problem:
    return Problem(
        "BB311",
        location,
        f"this line begins a list whose first item has the number {number}",
        f"If that is not meant, as with a year, put a backslash before the dot: {number}\\.",
        Severity.WARNING,
    )


def _unused(mark: str, definition: Definition, location: Location) -> Problem:
    if definition.sign == "*":
        return Problem(
            "BB312",
            location,
            f"“{definition.name}” is explained here as an abbreviation, but the text never uses it",
            "Correct the letters between the brackets, or delete the line: readers will not see it.",
            Severity.WARNING,
        )
    if definition.sign == "^":
        return Problem(
            "BB304",
            location,
            f"the footnote {mark} is defined here, but nothing refers to it, so no reader would find it",
            f"Write {mark} in the text where the note belongs, or delete it.",
        )
    return Problem(
        "BB310",
        location,
        f"this line only says where links to {mark} lead, and nothing links there: readers will not see it",
        "Delete it; or, if it is part of the text, put a backslash before the first bracket.",
        Severity.WARNING,
    )


def _slug(text: str) -> str:
    return slugify_unicode(text, "-").strip("-")[:60].strip("-")


def _unique(name: str, taken: set[str]) -> str:
    """An id that begins with a letter, as XML wants it, and is not taken yet."""
    base = name if name[:1].isalpha() else f"c{name}"
    candidate, count = base, 1
    while candidate.casefold() in taken:
        count += 1
        candidate = f"{base}-{count}"
    taken.add(candidate.casefold())
    return candidate
