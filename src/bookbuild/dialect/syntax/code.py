"""Blocks of code and of HTML, as a Python-Markdown extension: they come beside the text, in which their numbers stand.

What is code is not for Python-Markdown to say: it takes a fence in a paragraph for code, and code that shows a fence
for text. Nor where HTML ends: in CommonMark at the next empty line, so that Markdown may stand between two tags.
"""

import re
from collections.abc import Sequence

from markdown import Extension, Markdown
from markdown.postprocessors import RawHtmlPostprocessor
from pymdownx.superfences import SuperFencesBlockPreprocessor

from bookbuild.dialect.normalize import CODE
from bookbuild.manuscript.scan import Form, Verbatim, signs

LINES_FROM, MARKED = "lines-from-", "marked-lines-"
"""How the classes of a block begin that say which number its first line has, and which lines are marked: `3-5_8`."""

_HEAD = re.compile(r"(?P<language>[^\s{]*)[ \t]*\{(?P<braces>[^{}]*)\}$")
_LANGUAGE = re.compile(r"(?:^|\s)\.(?P<name>[\w+#-]+)")
_NUMBERED = re.compile(r"(?:^|\s)(?:(?:linenos|linenums|startFrom)=[\"']?(?P<first>\w+)|\.number(?:Lines|-?lines))")
_FIRST = re.compile(r"\bstartFrom=[\"']?(\d+)")
_MARKED = re.compile(r"(?:^|\s)(?:hl|hl_lines)=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>\S+))")
_LINES = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_NUMBER = re.compile(rf"{CODE}(\d+){CODE}")
_MARKS = re.compile(r"`+|~+")
_STASHED = "\x02"


class CodeExtension(Extension):
    """Gives Python-Markdown the blocks of code and HTML of the next text; to be loaded after `pymdownx.superfences`."""

    NAME = "fenced_code_block"
    """As that of `pymdownx.superfences`, which looks itself up."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register in the place of what finds code between fences; what finds code that is indented goes."""
        preprocessor = _CodePreprocessor(md)
        fences = md.preprocessors[self.NAME]
        assert isinstance(fences, SuperFencesBlockPreprocessor)
        preprocessor.config, preprocessor.extension = fences.config, fences.extension
        fences.extension.superfences[0]["formatter"] = preprocessor.highlight
        md.preprocessors.register(preprocessor, self.NAME, 25)
        md.parser.blockprocessors.deregister("code")
        md.postprocessors.register(_HtmlPostprocessor(md), "raw_html", 30)

    @classmethod
    def lay_ready(cls, parser: Markdown, blocks: Sequence[Verbatim]) -> None:
        """Say which blocks the numbers in the next text mean."""
        preprocessor = parser.preprocessors[cls.NAME]
        assert isinstance(preprocessor, _CodePreprocessor)
        preprocessor.blocks = blocks


class _CodePreprocessor(SuperFencesBlockPreprocessor):  # type: ignore[misc]  # the library has no types
    """Puts coloured code, or HTML, where its number stands."""

    blocks: Sequence[Verbatim] = ()
    """Those of the next text."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines, with the marks by which Python-Markdown puts in what it keeps aside."""
        if not self.blocks:
            return lines
        return [_NUMBER.sub(lambda number: self._kept_aside(self.blocks[int(number[1])]), line) for line in lines]

    def _kept_aside(self, block: Verbatim) -> str:
        if block.form is Form.HTML:
            return str(self.md.htmlStash.store("\n".join(block.code)))
        info = _with_classes(block.fence.lstrip("`~").strip())
        marks = "`" * max(3, 1 + max(map(len, _MARKS.findall("\n".join(block.code))), default=0))
        for head in (info, ""):  # what is no language to it, such as one with a backtick, is left out
            mark = "".join(super().run([f"{marks}{head}", *block.code, marks])).strip()
            if mark.startswith(_STASHED):
                break
        return mark


class _HtmlPostprocessor(RawHtmlPostprocessor):
    """Puts HTML that is kept aside back; what is no block stands in a paragraph."""

    def isblocklevel(self, html: str) -> bool:
        return any(kind.begin.match(html) for kind in signs.HTML)


def _with_classes(info: str) -> str:
    """What stands after a fence, with classes for what it says of lines: `python {linenos=1 hl="3-5,8"}`."""
    head = _HEAD.match(info)
    if head is None:
        return info
    braces = head["braces"]
    classes: list[str] = []
    if numbered := _NUMBERED.search(braces):
        first = (_FIRST.search(braces) or ["", numbered["first"] or "1"])[1]
        if first.lower() not in ("0", "false", "no", "none"):
            classes.append(f"{LINES_FROM}{int(first) if first.isdecimal() and len(first) < 9 else 1}")
    if marked := _MARKED.search(braces):
        lines = _LINES.findall(marked["double"] or marked["single"] or marked["bare"] or "")
        if lines:
            classes.append(MARKED + "_".join(f"{one}-{two}" if two else one for one, two in lines))
    if not classes:
        return info
    named = _LANGUAGE.search(braces)
    language = head["language"] or (named["name"] if named else "text")
    return f"{language} {{{' '.join(f'.{name}' for name in classes)}}}"
