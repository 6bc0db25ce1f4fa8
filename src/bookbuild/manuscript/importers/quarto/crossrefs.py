"""Quarto's cross references: figures, tables, equations and listings numbered through the book, and links to them."""

import posixpath
import re
import string
import urllib.parse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bookbuild.i18n.words import labels
from bookbuild.manuscript.importers.lines import Changed, Line, mentions, prose_flags, replaced, together
from bookbuild.manuscript.importers.pandoc.attributes import PATTERN, parse
from bookbuild.manuscript.importers.pandoc.figures import plain
from bookbuild.problems import Problem

_KINDS = {"fig": "figure", "tbl": "table", "eq": "equation", "lst": "listing"}
_NAME = r"(?:fig|tbl|eq|lst|sec)-[\w-]+"
_OTHERS = r"(?:thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau)-[\w-]+"
_IMAGE = re.compile(rf"(?P<before>!\[.*\]\(.*\)){PATTERN}\s*$")
_DIV = re.compile(rf"(?<!:):{{3,}}[ \t]*{PATTERN}")
_FENCE = re.compile(r":{3,}[ \t]*+(?P<name>(?:.*?(?<![ \t]))??)[ \t]*$")
_CAPTION = re.compile(rf"(?P<mark>:|Table:|Listing:)[ \t]++(?P<words>(?:.*?(?<![ \t]))??)[ \t]*+{PATTERN}[ \t]*$")
_EQUATION = re.compile(rf"\A(?P<before>.*\$\$)[ \t]*{PATTERN}[ \t]*$")
_HEADING = re.compile(rf"#{{1,6}}[ \t]++(?P<words>(?:.*?(?<![ \t])(?!(?<=\S#)#))??)[ \t]*+#*+[ \t]*+{PATTERN}[ \t]*$")
_BRACKETED = re.compile(rf"(?<!\\)\[(?P<inside>[^\[\]]*@(?:{_NAME})[^\[\]]*)\](?![(\[{{:])", re.IGNORECASE)
_ONE = re.compile(rf"(?P<prefix>[^@]*?)(?P<bare>-?)@(?P<name>{_NAME})(?P<suffix>.*)", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w.@\\/\[-])@(?P<name>{_NAME})", re.IGNORECASE)
_UNKNOWN = re.compile(rf"(?<![\w.@\\/])@(?:{_OTHERS})")


@dataclass(frozen=True, slots=True)
class Target:
    """A place that a reference names."""

    path: str
    words: str
    """What a link to it says: “Figure 2”, or the title of a section."""
    number: str
    """Empty for a section."""


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a file of the book."""

    path: str
    lines: Sequence[Line]


@dataclass(slots=True)
class _Numbering:
    """The count of what has a label, going on through the book."""

    language: str
    targets: dict[str, Target] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_KINDS, 0))
    within: Target | None = None
    """The block of figures that is open; those in it are its parts, with letters behind its number."""
    until: int = 0
    """The line that closes the block."""
    parts: int = 0

    def add(self, path: str, name: str, line: int) -> Target:
        """Give a label its number."""
        kind = name.partition("-")[0]
        if self.within and line < self.until:
            number = f"{self.within.number}{string.ascii_lowercase[self.parts % 26]}"
            self.parts += 1
        else:
            self.counts[kind] += 1
            number = str(self.counts[kind])
        target = Target(path, f"{getattr(labels(self.language), _KINDS[kind])}\u00a0{number}", number)
        self.targets.setdefault(name, target)
        return target

    def open(self, target: Target, until: int) -> None:
        """Begin a block of figures."""
        self.within, self.until, self.parts = target, until, 0


def cross_referenced(texts: Sequence[Text], language: str, made: Collection[str]) -> tuple[list[Text], list[Problem]]:
    """Number what has a label, in the order of the book, and turn references into links.

    `made` are the labels of what code would have made: references to them lead to nothing.
    """
    numbering = _Numbering(language)
    marked = [Text(text.path, _numbered(text, numbering)) for text in texts]
    linked = []
    problems: list[Problem] = []
    for text in marked:
        lines, unresolved = _linked(text, numbering.targets, made)
        linked.append(Text(text.path, lines))
        problems += unresolved
    return linked, problems


def _numbered(text: Text, numbering: _Numbering) -> list[Line]:
    """The lines with numbers in their captions."""
    changed: list[Line] = []
    captions: dict[int, str] = {}
    numbering.until = 0
    for index, (line, is_prose) in enumerate(zip(text.lines, prose_flags(text.lines), strict=True)):
        if index in captions:
            line = line._replace(text=f"{captions[index]}: {line.text.removeprefix(': ')}")
        if is_prose and (heading := _HEADING.match(line.text)):
            _name_section(heading, text.path, numbering)
        name = _label(line.text) if is_prose else ""
        changed += _captioned(text, index, line, name, numbering, captions) if name else [line]
    return changed


def _name_section(heading: re.Match[str], path: str, numbering: _Numbering) -> None:
    identifier = parse(heading["attributes"]).id
    if identifier.startswith("sec-"):
        numbering.targets.setdefault(identifier, Target(path, plain(heading["words"]), ""))


def _captioned(
    text: Text, index: int, line: Line, name: str, numbering: _Numbering, captions: dict[int, str]
) -> list[Line]:
    """A line that gives a label, with its number; where its caption is a later line, `captions` gains it."""
    target = numbering.add(text.path, name, index)
    if _IMAGE.match(line.text):
        if index + 1 < len(text.lines) and text.lines[index + 1].text.startswith(": "):
            captions[index + 1] = f": {target.words}"
            return [line]
        return [line, Line(f": {target.words}", line.place)]
    if match := _CAPTION.match(line.text):
        sign = "" if match["mark"] == "Listing:" else ": "
        words = f"{': ' * bool(match['words'])}{match['words']}"
        return [line._replace(text=f"{sign}[{target.words}]{{#{name}}}{words}")]
    if match := _EQUATION.match(line.text):
        number = Line(f"[({target.number})]{{#{name}}}", line.place)
        return [line._replace(text=match["before"]), Line("", line.place), number]
    end = _block_end(text.lines, index)
    numbering.open(target, end)
    if (caption := _last_paragraph(text.lines, index, end)) is not None:
        captions[caption] = target.words
    return [line]


def _label(text: str) -> str:
    """The label of a figure, table, equation or block that a line gives; empty if there is none."""
    for pattern in (_IMAGE, _DIV, _CAPTION, _EQUATION):
        if found := pattern.match(text):
            identifier = parse(found["attributes"]).id
            return identifier if identifier.partition("-")[0] in _KINDS and "-" in identifier else ""
    return ""


def _block_end(lines: Sequence[Line], start: int) -> int:
    """The index of the line that closes a block."""
    depth = 0
    for index in range(start, len(lines)):
        fence = _FENCE.match(lines[index].text)
        depth += 0 if fence is None else 1 if fence["name"] else -1
        if depth == 0:
            return index
    return len(lines)


def _last_paragraph(lines: Sequence[Line], start: int, end: int) -> int | None:
    """The line on which the last paragraph of a block begins, which is its caption; None if that is no plain text."""
    last = next((i for i in range(end - 1, start, -1) if lines[i].text.strip()), start)
    while last - 1 > start and lines[last - 1].text.strip() and not lines[last - 1].text.startswith(":::"):
        last -= 1
    return last if last > start and not lines[last].text.startswith(("!", "|", "`", ":", "#", "$")) else None


def _linked(text: Text, targets: Mapping[str, Target], made: Collection[str]) -> Changed:
    missing = [
        (reference["name"], place)
        for reference, place in mentions(text.lines, re.compile(rf"(?<![\w.@\\/])@(?P<name>{_NAME})", re.IGNORECASE))
        if _key(reference["name"]) not in targets
    ]
    by_code = [(f"@{name}", place) for name, place in missing if _key(name) in made]
    nowhere = [(f"@{name}", place) for name, place in missing if _key(name) not in made]
    others = [(reference[0], place) for reference, place in mentions(text.lines, _UNKNOWN)]
    lines = replaced(text.lines, _BRACKETED, lambda reference: _group(reference, text.path, targets))
    lines = replaced(
        lines, _BARE, lambda reference: _link(reference["name"], text.path, targets, "", bare=False) or reference[0]
    )
    save = "Save what the code makes, and put it in the text as ![caption](file.png){#fig-name}."
    return lines, [
        *together("BB373", by_code, "code would make what {} refers to, and code is not run; it stays as typed", save),
        *together("BB373", nowhere, "nothing in the book has the label of {}; it stays as typed", "Correct the label."),
        *together(
            "BB373", others, "theorems and their kin are not numbered; {} stays as typed", "Write a link instead."
        ),
    ]


def _group(group: re.Match[str], path: str, targets: Mapping[str, Target]) -> str:
    """References in brackets, several of them parted by semicolons, each perhaps with words before it."""
    links = []
    for one in group["inside"].split(";"):
        parts = _ONE.fullmatch(one.strip())
        link = _link(parts["name"], path, targets, parts["prefix"], bare=bool(parts["bare"])) if parts else None
        if parts is None or link is None:
            return group[0]
        links.append(link + parts["suffix"])
    return ", ".join(links)


def _link(name: str, path: str, targets: Mapping[str, Target], prefix: str, *, bare: bool) -> str | None:
    target = targets.get(_key(name))
    if target is None:
        return None
    where = "" if target.path == path else posixpath.relpath(target.path, posixpath.dirname(path) or ".")
    words = target.number if (bare or prefix.strip()) and target.number else target.words
    said = f"{prefix.strip()}\u00a0{words}" if prefix.strip() else words
    return f"[{said}]({urllib.parse.quote(where)}#{_key(name)})"


def _key(name: str) -> str:
    """`@Fig-x` at the beginning of a sentence names what `@fig-x` names."""
    return name[:1].lower() + name[1:]
