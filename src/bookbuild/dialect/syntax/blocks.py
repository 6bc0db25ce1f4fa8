"""`::: name … :::` blocks, as a Python-Markdown extension, and the check that each is opened, named and closed."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

from bookbuild.dialect.tree import MARK
from bookbuild.manuscript.blocks import BLOCKS, classes_of
from bookbuild.manuscript.scan import Fence
from bookbuild.model import Source
from bookbuild.problems import Location, Problem, Severity

_LINE = re.compile(r" {0,3}(:{3,})[ \t]*+((?:.*?(?<![ \t]))??)[ \t]*$")
_OPENING = re.compile(r"(?:^|\n) {0,3}(:{3,})[ \t]*[^\s:]")
_HEAD = re.compile(r"(?P<name>[\w-]*+)[ \t]*+(?:\{(?P<attributes>[^{}]*)\}[ \t]*+)?:*+$")
_ATTRIBUTE = re.compile(
    r"""#(?P<id>\S+)|\.(?P<class>[\w-]+)|(?<![\w-])(?P<key>[\w-]++)=(?P<value>"[^"]*"|'[^']*'|\S+)|(?<!\S)(?P<keep>keep)(?!\S)"""
)
_KEPT = ("lang", "dir", "title")
_NAME = "bookbuild-blocks"
_WORD = re.compile(r"[\w-]+")
_SLIP = 0.8
"""How like the name of a block another is that must be a slip of the pen: `epigraf` is, `warning-box` is not."""
_INDENT = re.compile(r"^ +", re.MULTILINE)


def parse_opening(text: str) -> tuple[str, dict[str, str]]:
    """Name and attributes of an opening line: `author-note`, `author-note {#id}` or `{.author-note #id lang=fr}`.

    In braces the first class that is a block's name is the name; where none is, the block has none.
    """
    head = _HEAD.match(text)
    if not head:
        return text, {}
    name = head["name"]
    attributes: dict[str, str] = {}
    for word in _ATTRIBUTE.finditer(head["attributes"] or ""):
        if word["id"]:
            attributes["id"] = word["id"]
        elif word["class"] and not name and word["class"] in BLOCKS:
            name = word["class"]
        elif css_class := word["class"] or word["keep"]:
            attributes["class"] = f"{attributes.get('class', '')} {css_class}".strip()
        elif word["key"] in _KEPT:
            attributes[word["key"]] = word["value"].strip("\"'")
    return name, attributes


def check(fences: Sequence[Fence], source: Source) -> list[Problem]:
    """One problem for each block that is not closed, closes nothing, or has a name that bookbuild does not know."""
    problems = []
    open_fences: list[Fence] = []
    for fence in fences:
        location = source.location(fence.line)
        if not fence.name:
            if open_fences:
                open_fences.pop()
            else:
                problems.append(
                    Problem("BB301", location, "this line closes a block, but none is open here", "Delete the line.")
                )
            continue
        open_fences.append(fence)
        name, _ = parse_opening(fence.name)
        if name and name not in BLOCKS:
            problems.append(_unknown(name, location))
    problems += [
        Problem(
            "BB301",
            source.location(fence.line),
            f"the block “{parse_opening(fence.name)[0] or fence.name}” that opens here is never closed",
            "Put a line that holds only ::: after its last line.",
        )
        for fence in open_fences
    ]
    return problems


def _unknown(name: str, location: Location) -> Problem:
    """An error for a slip of the pen or words that would be lost; any other block is a plain one with its class."""
    near = difflib.get_close_matches(name, BLOCKS, n=1, cutoff=_SLIP)
    blocks = f"The blocks are: {', '.join(sorted(BLOCKS))}."
    message = f"there is no block named “{name}”"
    if near:
        own = f" A block that only your own style sheet knows is written ::: {{.{name}}}" if name.isascii() else ""
        return Problem("BB302", location, message, f"Did you mean “{near[0]}”? {blocks}{own}")
    if not _WORD.fullmatch(name):
        hint = f"Write its name alone, or {{.name}} for one of your own, and the other words on a line below. {blocks}"
        return Problem("BB302", location, message, hint)
    hint = f"Its text is set as any other, in a block of the class “{name}” for your own style sheet. {blocks}"
    return Problem("BB302", location, f"{message}, so that it is a plain one", hint, Severity.WARNING)


class BlocksExtension(Extension):
    """Gives Python-Markdown the blocks of `BLOCKS`, each of which has its name in the attribute `mark`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the processor before all others, since what stands inside a block is for the block to hand on."""
        self.processor = _BlockProcessor(md.parser)
        md.parser.blockprocessors.register(self.processor, _NAME, 200)
        md.registerExtension(self)

    @staticmethod
    def mark(parser: Markdown, text: str) -> str:
        """Have blocks marked by an attribute that no tag in the text can have. Returns its name."""
        name, typed = MARK, text.lower()
        while name in typed:
            name += "x"
        processor = parser.parser.blockprocessors[_NAME]
        assert isinstance(processor, _BlockProcessor)
        processor.mark = name
        return name

    def reset(self) -> None:
        """Forget blocks that a text left open."""
        self.processor.open_blocks.clear()


@dataclass(frozen=True, slots=True)
class _Open:
    """A block that is open while the text goes on."""

    parent: ElementTree.Element
    element: ElementTree.Element
    name: str


class _BlockProcessor(BlockProcessor):
    """Hands on to a block what comes until the line that closes it; Python-Markdown gives a text piece by piece."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.open_blocks: list[_Open] = []
        self.mark = MARK

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        return self._holder(parent) is not None or (":::" in block and bool(_OPENING.search(block)))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        holder = self._holder(parent)
        lines = blocks.pop(0).split("\n")
        if holder is None:
            start = next(index for index, line in enumerate(lines) if _OPENING.match(line))
            if any(line.strip() for line in lines[:start]):
                self.parser.parseBlocks(parent, ["\n".join(lines[:start])])
            holder = self._open(parent, lines[start].lstrip(" :").strip())
            lines = lines[start + 1 :]
        end = self._end(holder, lines)
        inner = "\n".join(lines[:end]).rstrip()
        if inner:
            self.parser.state.set("bookbuild-block")  # lists inside it are no lists of the item that holds it
            self.parser.parseBlocks(holder.element, [_as_stanzas(inner) if _is_verse(holder.name) else inner])
            self.parser.state.reset()
        if end is not None:
            del self.open_blocks[self.open_blocks.index(holder) :]
            if rest := "\n".join(lines[end + 1 :]).strip("\n"):
                blocks.insert(0, rest)

    def _holder(self, parent: ElementTree.Element) -> _Open | None:
        """The block that takes what is said to an element now."""
        return next((block for block in self.open_blocks if block.parent is parent), None)

    def _open(self, parent: ElementTree.Element, words: str) -> _Open:
        name, attributes = parse_opening(words)
        block = BLOCKS.get(name)
        own = attributes.pop("class", "")
        classes = own if block else f"{name} {own}".strip()
        element = ElementTree.SubElement(parent, block.element if block else "div", {"class": classes, **attributes})
        if block:
            element.set("class", f"{classes_of(name)} {own}".strip())
            element.set(self.mark, name)
        opened = _Open(parent, element, name)
        self.open_blocks.append(opened)
        return opened

    def _end(self, holder: _Open, lines: Sequence[str]) -> int | None:
        """The index of the line that closes a block, past those that close blocks inside it; None if none does."""
        depth = len(self.open_blocks) - self.open_blocks.index(holder)
        for index, line in enumerate(lines):
            if fence := _LINE.match(line):
                depth += 1 if fence[2] else -1
            if depth == 0:
                return index
        return None


def _is_verse(name: str) -> bool:
    return name in BLOCKS and BLOCKS[name].form == "verse"


def _as_stanzas(text: str) -> str:
    """Verse whose indented lines Python-Markdown does not take for code: two spaces make one em."""
    return _INDENT.sub(lambda spaces: "&emsp;" * ((len(spaces[0]) + 1) // 2), text)
