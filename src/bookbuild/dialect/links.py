"""What a text points to: images by their path, places in the book by file and id."""

import difflib
import hashlib
import posixpath
import re
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import replace

import lxml.html
from lxml.html import HtmlElement

from bookbuild.dialect.serialize import inner_xhtml
from bookbuild.model import Chapter, ImageReference, Source
from bookbuild.problems import Location, Problem, Severity

_WORD = re.compile(r"\w+")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_UNSAFE = re.compile(r"\]\([ \t]*<?((?!(?:https?|mailto|tel):)[a-zA-Z][a-zA-Z0-9+.-]*:[^\s)>]*)", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


def place_of(source: Source, *needles: str) -> Location:
    """Where in the file one of the needles first stands; the first line of the text if none does.

    Python-Markdown keeps no lines, so a message finds its place by what the writer must have typed there.
    """
    places = (place_of_match(source, re.escape(needle)) for needle in needles if needle)
    return next((place for place in places if place is not None), source.location(0))


def place_of_match(source: Source, pattern: str) -> Location | None:
    """Where in the file a regular expression first matches, as far as the end of that line; None where it does not."""
    match = re.search(pattern, source.text, re.IGNORECASE)
    if match is None:
        return None
    column = match.start() - source.text.rfind("\n", 0, match.start())
    line = source.text.count("\n", 0, match.start())
    return source.location(line, column, len(match[0].partition("\n")[0]))


def tables(tree: HtmlElement, source: Source) -> list[Location]:
    """Where each table begins that stands in no other one: on the next line that has the words of its head."""
    if tree.find(".//table") is None:
        return []
    lines = [
        (index, set(_WORD.findall(line)))
        for index, line in enumerate(source.text.split("\n"))
        if "|" in line or "<t" in line
    ]
    places: list[Location] = []
    for table in tree.iterfind(".//table"):
        if next(table.iterancestors("table"), None) is None:
            row = next(table.iter("tr"), table)
            words = set(_WORD.findall(" ".join(row.itertext())))
            at = next((at for at, (_, typed) in enumerate(lines) if words <= typed), None)
            places.append(source.location(lines[at][0] if at is not None else 0))
            lines = lines[(at or 0) + 2 :] if at is not None else lines
    return places


def images(tree: HtmlElement, source: Source) -> tuple[list[ImageReference], list[Problem]]:
    """Give every image the name by which the outputs call it, and collect what must be loaded."""
    references: list[ImageReference] = []
    problems: list[Problem] = []
    for image in list(tree.iter("img")):
        typed = image.get("src", "")
        location = place_of(source, typed)
        if not typed or _SCHEME.match(typed):
            problems.append(_outside(typed, source))
            image.drop_tree()
            continue
        path = _resolve(source.path, urllib.parse.unquote(typed))
        missing = _check_alternative(image, typed, location)
        problems += missing
        place = location.path, location.line, not missing, location.column, location.length
        references.append(ImageReference(path, asset_name(path), *place))
        image.set("src", references[-1].name)
    return references, problems


def unsafe_addresses(source: Source) -> list[str]:
    """The addresses typed in Markdown that no reader may be given, such as `javascript:…`."""
    return _UNSAFE.findall(source.text)


def _outside(typed: str, source: Source) -> Problem:
    """An image that is no file of the manuscript; addresses such as data: were taken out before they came here."""
    remedy = "Save it in the manuscript folder and give its path there."
    if typed:
        message = f"the image “{typed}” lies on another computer, and nothing is fetched while building"
        return Problem("BB403", place_of(source, typed), message, remedy)
    where = place_of(source, *unsafe_addresses(source), 'src="data:', 'src="file:', "]()", "<img")
    return Problem("BB403", where, "this image has no address in the manuscript folder", remedy)


def asset_name(path: str) -> str:
    """A name made of ASCII letters, digits and safe marks only, always the same for the same path."""
    if _PLAIN.fullmatch(path):
        return path if path.startswith("images/") else f"images/{path}"
    stem, suffix = posixpath.splitext(posixpath.basename(path))
    slug = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:40] or "image"
    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"images/{slug}-{digest}{re.sub(r'[^A-Za-z0-9.]', '', suffix).lower()}"


def internal_links(tree: HtmlElement, source: Source) -> list[str]:
    """Write links inside the book in one form, `file.md#id`, and list them."""
    targets = []
    for link in tree.iter("a"):
        target = link.get("href")
        if target is None or _SCHEME.match(target) or link.get("class") in ("footnote-ref", "footnote-backref"):
            continue
        path, _, fragment = target.partition("#")
        path = _resolve(source.path, urllib.parse.unquote(path)) if path else source.path
        canonical = f"{path}#{urllib.parse.unquote(fragment)}"
        link.set("href", canonical)
        targets.append(canonical)
    return list(dict.fromkeys(targets))


def resolve_links(chapters: Sequence[Chapter], sources: Mapping[str, Source]) -> tuple[Chapter, ...]:
    """Turn `file.md#id` into the `#id` of the place meant; what leads nowhere becomes a problem of its chapter."""
    by_file: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        by_file.setdefault(chapter.source, []).append(chapter)
    return tuple(_resolved(chapter, by_file, sources) if chapter.links else chapter for chapter in chapters)


def _resolved(chapter: Chapter, by_file: Mapping[str, Sequence[Chapter]], sources: Mapping[str, Source]) -> Chapter:
    targets: dict[str, str] = {}
    problems = []
    for link in chapter.links:
        path, _, fragment = link.partition("#")
        place = _place(chapter, path, fragment, by_file)
        if place is None:
            source = sources[chapter.source]
            written = f"#{fragment}" if path == chapter.source else link.rstrip("#")
            where = place_of(source, f"]({written}", posixpath.basename(path) + (f"#{fragment}" if fragment else ""))
            message = f"the link “{written}” leads to nothing in the book"
            problems.append(Problem("BB306", where, message, _remedy(path, fragment, by_file)))
        targets[link] = f"#{place}"
    return replace(
        chapter,
        body=_rewrite(chapter.body, targets),
        notes=tuple(replace(note, body=_rewrite(note.body, targets)) for note in chapter.notes),
        problems=(*chapter.problems, *problems),
    )


def _remedy(path: str, fragment: str, by_file: Mapping[str, Sequence[Chapter]]) -> str:
    """What to do about a link into the void: most often a word is mistyped."""
    if path not in by_file:
        near = difflib.get_close_matches(path, by_file, n=1)
        return f"Did you mean “{near[0]}”?" if near else "Correct the path, or take the file up into the book."
    names = [name for chapter in by_file[path] for name, _ in chapter.anchors]
    near = difflib.get_close_matches(fragment.casefold(), names, n=1)
    meant = f"Did you mean “#{near[0]}”? " if near else ""
    return f"{meant}Give the place that you mean an id, as in: # Heading {{#{fragment}}}"


def _place(chapter: Chapter, path: str, fragment: str, by_file: Mapping[str, Sequence[Chapter]]) -> str | None:
    candidates = by_file.get(path, ())
    if not fragment:
        return candidates[0].id if candidates else None
    elsewhere = [other for chapters in by_file.values() for other in chapters] if path == chapter.source else []
    for candidate in (*[c for c in candidates if c.id == chapter.id], *candidates, *elsewhere):
        if place := dict(candidate.anchors).get(fragment):
            return place
    for candidate in candidates:
        if place := next((place for name, place in candidate.anchors if _is_alike(fragment, name)), None):
            return place
    return None


def _is_alike(fragment: str, name: str) -> bool:
    """Whether another tool would have called a place so: they differ in hyphens and capitals alone.

    pandoc leaves out a number at the beginning, mdBook long wrote an `a` before it.
    """
    wanted, letters = _folded(fragment), _folded(name)
    return bool(wanted) and wanted in (
        letters,
        letters.lstrip("0123456789"),
        f"a{letters}" if letters[:1].isdigit() else "",
    )


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _rewrite(fragment: str, targets: Mapping[str, str]) -> str:
    tree = lxml.html.fragment_fromstring(fragment, create_parent="div")
    assert isinstance(tree, HtmlElement)
    for link in tree.iter("a"):
        if (target := targets.get(link.get("href", ""))) is not None:
            link.set("href", target)
    return inner_xhtml(tree)


def _resolve(from_file: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(from_file), path))


def _check_alternative(image: HtmlElement, typed: str, location: Location) -> list[Problem]:
    classes = image.get("class", "").split()
    if "decorative" in classes:
        image.set("alt", "")
        image.set("role", "presentation")
        return []
    if image.get("alt", "").strip():
        return []
    image.set("alt", "")
    return [
        Problem(
            "BB308",
            location,
            f"the image “{typed}” says nothing to readers who cannot see it",
            "Describe it between the brackets: ![what it shows](…); mark an ornament as {.decorative}.",
            Severity.WARNING,
        )
    ]
