"""What every output puts around a chapter's fragment: its section, its notes, the contents."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bookbuild.i18n.words import wording
from bookbuild.model import NOTE_ROLES, ROLES, Book, Chapter, Note, Role

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents, with the lines below it."""

    id: str
    title: str
    chapter: str
    """The id of the chapter that holds the place."""
    children: tuple["ContentsEntry", ...]


def tag(name: str, attributes: Mapping[str, str], *content: str) -> str:
    """An element as text: attributes with a value, escaped, and `content`, which is XHTML already.

    Libraries that do this write quotation marks in other ways, or declare name spaces on every fragment; and a
    fragment of a chapter, which is text, would have to be read anew for them.
    """
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def words(text: str) -> str:
    """Text as the content of an element."""
    return escape(text, quote=False)


def section(chapter: Chapter, body: str) -> str:
    """A chapter's section, with its id, class, role, language and, where no heading names it, its name."""
    attributes = {
        "id": chapter.id,
        "class": f"{chapter.role.value} level-{chapter.level}",
        "role": ROLES[chapter.role].aria,
        "aria-label": "" if chapter.headings else chapter.title,
        "lang": chapter.language,
        "dir": chapter.direction,
    }
    return tag("section", attributes, f"\n{body}\n")


def endnotes(notes: tuple[Note, ...], language: str) -> str:
    """The notes of a chapter as asides with links back, for outputs that scroll; empty where there are none."""
    if not notes:
        return ""
    back = wording(language).back
    asides = "\n".join(_endnote(note, back) for note in notes)
    return "\n" + tag("div", {"class": "notes"}, f"\n{asides}\n")


def _endnote(note: Note, back: str) -> str:
    number = tag("p", {"class": "note-number"}, f"{note.number}.")
    links = tag("p", {"class": "note-back"}, _back_links(note, back))
    attributes = {"class": "note", "role": NOTE_ROLES["footnote"], "id": note.id}
    return tag("aside", attributes, f"{number}\n{note.body}\n{links}")


def sets_contents(chapter: Chapter) -> bool:
    """Whether a chapter stands for the contents that the output itself sets."""
    return chapter.role is Role.CONTENTS and not chapter.body


def contents(book: Book, depth: int) -> tuple[ContentsEntry, ...]:
    """The contents as a tree of headings, `depth` levels deep."""
    flat = [
        (heading.level, heading.id if index else chapter.id, heading.text, chapter.id)
        for chapter in book.chapters
        for index, heading in enumerate(chapter.headings)
        if heading.level <= depth and heading.text
    ]
    return _nest(flat)


def _nest(flat: Sequence[tuple[int, str, str, str]]) -> tuple[ContentsEntry, ...]:
    """Group lines under the nearest line before them that is of a higher rank."""
    if not flat:
        return ()
    tops = [index for index, line in enumerate(flat) if line[0] <= min(before[0] for before in flat[: index + 1])]
    bounds = [*tops, len(flat)]
    return tuple(
        ContentsEntry(*flat[begin][1:], _nest(flat[begin + 1 : end])) for begin, end in itertools.pairwise(bounds)
    )


def walk(entries: tuple[ContentsEntry, ...], depth: int = 1) -> Iterator[tuple[int, ContentsEntry]]:
    """Every entry with its depth, in reading order."""
    for entry in entries:
        yield depth, entry
        yield from walk(entry.children, depth + 1)


def _back_links(note: Note, label: str) -> str:
    attributes = {"role": "doc-backlink", "aria-label": f"{label} {note.number}"}
    return " ".join(tag("a", {"href": f"#{reference}", **attributes}, "↑") for reference in note.references)
