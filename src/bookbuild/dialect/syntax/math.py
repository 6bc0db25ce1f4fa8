"""Formulas between dollar signs, where `math = true` asks for them: from Markdown, as TeX, to MathML in the tree.

`$…$` stands in a line and `$$…$$` on lines of its own, by pandoc's rules. Python-Markdown hands each formula on as a
span of TeX, and only after the HTML has been cleaned does MathML of our own making take its place. So no MathML that
a writer types as raw HTML gets through, and whoever types such a span by hand gets a formula and nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

from lxml.html import HtmlElement
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from bookbuild.dialect.links import place_of, place_of_match
from bookbuild.dialect.meaning import tex
from bookbuild.manuscript.scan import prose
from bookbuild.model import Source
from bookbuild.problems import Location, Problem, Severity, beginning

_FORMULA = (
    r"(?<![\\$])(?:\\\\)*"
    r"(?P<formula>\$\$(?P<display>(?:\\.|\$(?!\$)|[^\\$])+)\$\$|"
    r"\$(?![\s$])(?P<inline>(?:\\.|[^\\$`\x02])+)(?<!\s)\$(?!\d))"  # U+0002: where code stood
)
_CLASS = "bookbuild-formula"
_BEFORE_ESCAPES = 187
"""Priority among the inline patterns: after code, and before a backslash makes a letter of a mark."""
_OPENS = re.compile(r"(?P<before>[ >]{0,3}(?:(?:[-+*]|\d{1,9}[.)]|>) *)*)\$\$(?!.*\$\$)")
_PREFIX = re.compile(r"[ >]*")
_CLOSED = re.compile(r"\\.|\$\$(?:(?!\n[ >]*\n)[^$])+\$\$", re.DOTALL)
_ANY = re.compile(
    r"(?<![\\$])(?:\$\$(?:(?!\n[ >]*\n)(?:\\.|[^\\$`]|\$(?!\$)))+\$\$"
    r"|\$(?![\s$])(?:(?!\n[ >]*\n)(?:\\.|[^\\$`]))+(?<!\s)\$(?!\d))",
    re.DOTALL,
)
"""Any formula, in the text of a whole file."""
_COMMENT = re.compile(r"(?<!\\)%.*")


def one_line(text: str) -> str:
    """A text whose displayed formulas take one line each, so that a `-` or `+` that begins a line is no list."""
    lines = text.split("\n")
    joined: dict[int, int] = {}
    end = 0
    for index in prose(text):
        if index >= end and _OPENS.match(lines[index]) and (close := _closing_line(lines, index)):
            joined[index] = end = close + 1
    for start in sorted(joined, reverse=True):
        rest = (_COMMENT.sub("", _PREFIX.sub("", line, count=1)) for line in lines[start + 1 : joined[start]])
        lines[start : joined[start]] = [" ".join([_COMMENT.sub("", lines[start]), *rest])]
    return "\n".join(lines)


def blanked(text: str) -> str:
    """A text of the same length in whose formulas no mark can be taken for Markdown."""
    return _ANY.sub(lambda found: re.sub(r"(\n[ >]*)|\S", lambda mark: mark[1] or "x", found[0]), text)


def _closing_line(lines: list[str], start: int) -> int | None:
    for index in range(start + 1, len(lines)):
        if not _PREFIX.sub("", lines[index]).strip():
            return None
        if "$$" in lines[index]:
            return index
    return None


class FormulasExtension(Extension):
    """Gives Python-Markdown the formulas, as spans of TeX for `set_formulas`."""

    NAME = "bookbuild-formulas"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the pattern."""
        md.inlinePatterns.register(_FormulaProcessor(_FORMULA), self.NAME, _BEFORE_ESCAPES)


class _FormulaProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element, int, int]:
        kind = "block" if m["display"] else "inline"
        span = ElementTree.Element("span", {"class": f"{_CLASS} {kind}"})
        span.text = AtomicString(" ".join((m["display"] or m["inline"]).split()))
        return span, m.start("formula"), m.end("formula")


def set_formulas(tree: HtmlElement, source: Source) -> Iterator[Problem]:
    """Put MathML, with its TeX as `alttext`, where formulas stand in a tree. Yields what cannot be understood."""
    for span in tree.xpath(f".//span[starts-with(@class, '{_CLASS} ')]"):
        written = span.text_content() or ""
        display = span.get("class", "").endswith("block")
        try:
            formula = tex.to_mathml(written, display=display)
        except tex.TexError as error:
            dollars = "$$" if display else "$"
            shown = beginning(written)
            yield Problem(
                error.code,
                _place_of(source, written),
                f"the formula {dollars}{shown}{dollars} cannot be set: {error}",
                error.remedy,
            )
            continue
        formula.tail = span.tail
        parent = span.getparent()
        assert parent is not None
        parent.replace(span, formula)
        alone = len(parent) == 1 and not f"{parent.text or ''}{formula.tail or ''}".strip()
        if display and alone and parent.tag == "p":
            parent.set("class", "formula")
    yield from _unclosed(tree, source)


def _unclosed(tree: HtmlElement, source: Source) -> Iterator[Problem]:
    """A warning where a `$$` is left in the text that was not typed with backslashes: it begins nothing."""
    prose = (text for text in tree.xpath(".//text()[not(ancestor::code or ancestor::math)]"))
    if sum(text.count("$$") for text in prose) > source.text.count("\\$\\$") + source.definitions.count("\\$\\$"):
        open_only = _CLOSED.sub(lambda found: "\n" * found[0].count("\n"), source.text)
        yield Problem(
            "BB324",
            place_of(replace(source, text=open_only), "$$"),
            "the dollar signs $$ begin no formula here, since nothing ends it before the next empty line",
            "End the formula with $$; or, if dollars are meant, write \\$\\$.",
            Severity.WARNING,
        )


def _place_of(source: Source, written: str) -> Location:
    """Where a formula stands, however it is cut into lines."""
    pattern = r"(?:[\s>]|(?<!\\)%.*)+".join(map(re.escape, written.split()))
    return place_of_match(source, pattern) or source.location(0)
