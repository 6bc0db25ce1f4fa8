"""Habits of Obsidian: wiki links, embeds and tags are reported, comments left out, highlights marked."""

import os
import posixpath
import re
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from bookbuild.manuscript.importers.lines import Changed, Line, in_prose, mentions, outside_code, together, warning
from bookbuild.problems import Location, Problem

LINK = re.compile(
    r"(?<!\\)(?P<embed>!?)\[\[(?P<target>[^\[\]|#\n]*)(?P<place>#[^\[\]|\n]*)?(?:\|(?P<words>[^\[\]\n]*))?\]\]"
)
_MARK_OPENS = re.compile(r"(?<![=\w\\])==(?=[^\s=])")
_MARK_CLOSES = re.compile(r"(?<=[^\s=])==(?![=\w])")
COMMENT = re.compile(r"(?<!\\)%%(?=[^%])(.*?)(?<=[^%])%%")
_OPENING = re.compile(r"[ \t]*%%")
TAGS = re.compile(r"(?:#[^\W\d][\w/-]*[ \t]*)+$")
_MANY = 10_000
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


def wiki_links(lines: Sequence[Line], path: str, root: Path) -> list[Problem]:
    """A problem for every wiki link in a file; one of the files in the folder `root` may be meant."""
    problems = []
    files = _files(root) if any("[[" in line.text for line in lines) else []
    for link, place in mentions(lines, LINK):
        target = link["target"].strip()
        kind = "embeds" if link["embed"] else "links to"
        message = f"{link[0]} {kind} a note as in Obsidian; it stays in the text as typed, and leads nowhere"
        problems.append(warning("BB377", place, message, _remedy(link, _meant(target, files), path)))
    return problems


def _files(root: Path) -> list[str]:
    """The first `_MANY` files of a folder, those that lie highest first."""
    paths: list[str] = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += [os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/") for name in sorted(names)]
        if len(paths) > _MANY:
            break
    return sorted(paths[:_MANY], key=lambda each: (each.count("/"), each))


def _meant(target: str, files: Sequence[str]) -> str | None:
    """The file that a name means: of the same name, with or without an ending, in whatever folder."""
    wanted = target.casefold()
    for name in files:
        base = posixpath.basename(name).casefold()
        if wanted in (name.casefold(), base, posixpath.splitext(base)[0], posixpath.splitext(name)[0].casefold()):
            return name
    return None


def _remedy(link: re.Match[str], meant: str | None, path: str) -> str:
    words = link["words"] or link["target"].strip() or (link["place"] or "").lstrip("#")
    place = "".join(f"#{_slug(name)}" for name in [(link["place"] or "").strip("#^ ")] if name)
    if not link["target"].strip():
        return f"Write [{words}]({place})."
    if meant is None:
        return f"No file here has that name. Write a link as [{words}](file.md), or take the brackets out."
    relative = posixpath.relpath(meant, posixpath.dirname(path) or ".").replace(" ", "%20")
    if link["embed"]:
        if meant.casefold().endswith(_PICTURES):
            return f"Write ![what it shows]({relative})."
        return f"Copy the text of {meant} here, or write a link: [{words}]({relative}{place})."
    return f"Write [{words}]({relative}{place})."


def _slug(heading: str) -> str:
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading)).strip("-").lower()


def highlights(lines: Sequence[Line]) -> Changed:
    """`==so==` becomes marked text."""

    return in_prose(lines, lambda prose: ([line._replace(text=outside_code(line.text, _marked)) for line in prose], []))


def _marked(text: str) -> str:
    """A stretch of a line in which what stands between each opening and the next closing is marked."""
    closings = [closing.start() for closing in _MARK_CLOSES.finditer(text)]
    parts: list[str] = []
    end = 0
    for opening in _MARK_OPENS.finditer(text):
        index = bisect_right(closings, opening.end())
        if index == len(closings):
            break
        if opening.start() >= end:
            parts += [text[end : opening.start()], f"<mark>{text[opening.end() : closings[index]]}</mark>"]
            end = closings[index] + len("==")
    return "".join([*parts, text[end:]])


def is_in_vault(root: Path) -> bool:
    """Whether a folder is one of Obsidian's, or lies in one."""
    return any((folder / ".obsidian").is_dir() for folder in (root, *root.absolute().parents))


def comments(lines: Sequence[Line]) -> Changed:
    """`%% … %%` is left out, as in Obsidian, and said."""
    changed, left_out = _without_comments(lines)
    return changed, together("BB378", left_out, "a comment was left out: {}", "Delete it, or write it as <!-- … -->.")


def maybe_comments(lines: Sequence[Line]) -> list[Problem]:
    """The same outside of Obsidian, where nobody can tell a remark from text: an error, so that neither is printed or
    lost that should not be."""
    _, doubtful = _without_comments(lines)
    if not doubtful:
        return []
    message = "what stands between %% and %% is a comment in Obsidian, and text elsewhere"
    hint = (
        r"If readers are not to see it, write <!-- … --> around it; if it is text, put a backslash before each %%: \%%."
    )
    return [Problem("BB378", doubtful[0][1], message, hint)]


def _without_comments(lines: Sequence[Line]) -> tuple[list[Line], list[tuple[str, Location]]]:
    """The lines without what stands between `%%`, and how each line began that had some of it."""
    left_out: list[tuple[str, Location]] = []

    def without(prose: Sequence[Line]) -> Changed:
        kept: list[Line] = []
        inside = False
        for index, line in enumerate(prose):
            text = "" if inside else outside_code(line.text, lambda part: COMMENT.sub("", part))
            if inside:
                _, closed, text = line.text.partition("%%")
                inside = not closed
            elif text == line.text and _OPENING.match(text) and _closes(prose[index + 1 :]):
                inside, text = True, ""
            if text != line.text:
                left_out.append((line.text.strip()[:40], line.place))
            kept.append(line._replace(text=text))
        return kept, []

    changed, _ = in_prose(lines, without)
    return changed, left_out


def _closes(lines: Sequence[Line]) -> bool:
    return any("%%" in line.text for line in lines)


def tags(lines: Sequence[Line]) -> list[Problem]:
    """A warning for lines of nothing but tags."""

    def listed(prose: Sequence[Line]) -> Changed:
        lines_of_tags.extend((line.text.strip(), line.place) for line in prose if TAGS.fullmatch(line.text.strip()))
        return [], []

    lines_of_tags: list[tuple[str, Location]] = []
    in_prose(lines, listed)
    hint = "Delete it, if it is not meant for readers; a front matter may hold keywords."
    return together("BB379", lines_of_tags, "the tags {} stay in the text as typed", hint)
