"""`::: name … :::` blocks, as a Python-Markdown extension, and the check that each is opened, named and closed."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor

from bookbuild.dialect.scan import Fence
from bookbuild.problems import Location, Problem


@dataclass(frozen=True, slots=True)
class Block:
    """What a block becomes."""

    tag: str
    css_class: str


BLOCKS = {"author-note": Block("section", "author-note")}
"""The names that may follow `:::`."""

_LINE = re.compile(r"(:{3,})[ \t]*(.*?)[ \t]*$")
_OPENING = re.compile(r"(?:^|\n)(:{3,})[ \t]*[^\s:]")
_ATTRIBUTES = re.compile(r"(?P<name>[\w-]*)\s*(?:\{(?P<attributes>[^{}]*)\})?$")


def parse_opening(text: str) -> tuple[str, dict[str, str]]:
    """Name and attributes of an opening line: `author-note`, `author-note {#id}` or `{.author-note #id lang=fr}`."""
    found = _ATTRIBUTES.match(text)
    if not found:
        return text, {}
    name = found["name"]
    attributes: dict[str, str] = {}
    for word in (found["attributes"] or "").split():
        key, equals, value = word.partition("=")
        if word.startswith("#"):
            attributes["id"] = word[1:]
        elif word.startswith(".") and not name:
            name = word[1:]
        elif word.startswith("."):
            attributes["class"] = f"{attributes.get('class', '')} {word[1:]}".strip()
        elif equals and key in ("lang", "dir"):
            attributes[key] = value.strip("\"'")
    return name, attributes


def check(fences: Sequence[Fence], path: str, first_line: int) -> list[Problem]:
    """One problem for each block that is not closed, closes nothing, or has an unknown name."""
    problems = []
    open_fences: list[Fence] = []
    for fence in fences:
        location = Location(path, first_line + fence.line)
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
        if name not in BLOCKS:
            near = difflib.get_close_matches(name, BLOCKS, n=1)
            meant = f"Did you mean “{near[0]}”? " if near else ""
            problems.append(
                Problem(
                    "BB302",
                    location,
                    f"there is no block named “{name}”",
                    f"{meant}The blocks are: {', '.join(sorted(BLOCKS))}.",
                )
            )
    problems += [
        Problem(
            "BB301",
            Location(path, first_line + fence.line),
            f"the block “{parse_opening(fence.name)[0]}” that opens here is never closed",
            "Put a line that holds only ::: after its last line.",
        )
        for fence in open_fences
    ]
    return problems


class BlocksExtension(Extension):
    """Gives Python-Markdown the blocks of `BLOCKS`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the processor before paragraphs, lists and quotations, but after code."""
        md.parser.blockprocessors.register(_BlockProcessor(md.parser), "bookbuild-blocks", 75)


class _BlockProcessor(BlockProcessor):
    def test(self, parent: ElementTree.Element, block: str) -> bool:
        return bool(_OPENING.search(block))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        lines = blocks.pop(0).split("\n")
        start = next(index for index, line in enumerate(lines) if _OPENING.match(line))
        if any(line.strip() for line in lines[:start]):
            self.parser.parseBlocks(parent, ["\n".join(lines[:start])])
        name, attributes = parse_opening(lines[start].lstrip(":").strip())
        kind = BLOCKS.get(name, Block("div", name))
        classes = f"{kind.css_class} {attributes.pop('class', '')}".strip()
        element = ElementTree.SubElement(parent, kind.tag, {"class": classes, **attributes})
        inner, rest = self._inside(lines[start + 1 :], blocks)
        self.parser.parseChunk(element, inner)
        if rest.strip():
            blocks.insert(0, rest)

    def _inside(self, lines: list[str], blocks: list[str]) -> tuple[str, str]:
        """The text up to the line that closes this block, and what follows it in the same run of lines."""
        gathered: list[str] = []
        depth = 1
        while True:
            for index, line in enumerate(lines):
                fence = _LINE.match(line)
                if fence:
                    depth += 1 if fence[2] else -1
                if depth == 0:
                    return "\n".join([*gathered, *lines[:index]]), "\n".join(lines[index + 1 :])
            gathered += [*lines, ""]
            if not blocks:
                return "\n".join(gathered), ""
            lines = blocks.pop(0).split("\n")
