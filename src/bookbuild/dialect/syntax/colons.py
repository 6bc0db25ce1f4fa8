"""Captions under tables, and definition lists, as Python-Markdown extensions: both begin a line with a colon."""

import re
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.def_list import DefListIndentProcessor, DefListProcessor

from bookbuild.manuscript import tables

_RULE = re.compile(r"[ ]{0,3}\|?[ ]*+:?-++:?[ ]*+(?:\|[ ]*+:?-++:?[ ]*+)*+\|?[ ]*+$")
_CAPTION = re.compile(r":[ \t]+(?P<text>\S.*)", re.DOTALL)
_TERM = re.compile(r"[ ]{0,3}(?P<term>[^\n]*)\n[ ]{0,3}:[ ]{1,3}\S")
_DEFINITION = re.compile(r"[ ]{0,3}:[ ]{1,3}\S")
_IMAGE = re.compile(r"\s*!\[.*[)\]}]\s*$", re.DOTALL)


class ColonsExtension(Extension):
    """Gives Python-Markdown definition lists, and tables the captions that follow them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register captions before tables, and definition lists where Python-Markdown has its own."""
        processors = md.parser.blockprocessors
        processors.register(_CaptionProcessor(md.parser), "bookbuild-captions", 77)
        processors.register(DefListIndentProcessor(md.parser), "defindent", 85)
        processors.register(_DefinitionProcessor(md.parser), "deflist", 25)


class _CaptionProcessor(BlockProcessor):
    """A line `: words` right after a table, or the next one after an empty line; and one that says how to set it."""

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        is_after = len(parent) > 0 and parent[-1].tag == "table"
        return bool(_after_rows(block)) or (
            is_after and bool(_CAPTION.match(block) or tables.LINE.match(block.partition("\n")[0]))
        )

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> bool | None:
        if start := _after_rows(blocks[0]):
            lines = blocks[0].split("\n")
            blocks[:1] = ["\n".join(lines[:start]), "\n".join(lines[start:]).lstrip()]
            return False
        block = blocks.pop(0)
        table = parent[-1]
        mark = _CAPTION.match(block)
        if mark is None:
            line, _, rest = block.partition("\n")
            _say(table, line)
            blocks[:0] = [rest] if rest.strip() else []
            return None
        caption = ElementTree.Element("caption")
        said = tables.AT_END.search(mark["text"])
        if said:
            _say(table, said[0])
        caption.text = mark["text"][: said.start()] if said else mark["text"]
        table.insert(0, caption)
        return None


def _say(table: ElementTree.Element, line: str) -> None:
    """Give a table what a line says of it; widths in a class, since few other attributes are let through."""
    said = tables.marks(line)
    columns = max((len(row) for row in table.iter("tr")), default=0)
    names = [*said.classes, *(["landscape"] if said.is_landscape else [])]
    if shares := tables.shares(said.widths, columns):
        names.append(tables.WIDTHS + "-".join(f"{share * 10000:.0f}" for share in shares))
    if names:
        table.set("class", " ".join((table.get("class", ""), *names)).strip())
    if said.id:
        table.set("id", said.id)


def _after_rows(block: str) -> int:
    """The index of the line that follows the rows of a table as their caption; 0 where there is none."""
    lines = [line.lstrip() for line in block.split("\n")]  # which are indented where an item begins with a table
    if len(lines) < 3 or "|" not in lines[0] or not _RULE.match(lines[1]):
        return 0
    return next(
        (index for index, line in enumerate(lines) if index > 1 and (_CAPTION.match(line) or tables.LINE.match(line))),
        0,
    )


class _DefinitionProcessor(DefListProcessor):
    """A definition belongs to a term of one line; after several lines, or an image, a colon is just a colon."""

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        if term := _TERM.match(block):
            return not _IMAGE.match(term["term"])
        if not _DEFINITION.match(block) or len(parent) == 0:
            return False
        before = parent[-1]
        text = before.text or ""
        return before.tag == "dl" or (before.tag == "p" and "\n" not in text and not _IMAGE.match(text))
