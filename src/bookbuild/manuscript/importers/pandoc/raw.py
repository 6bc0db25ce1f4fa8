"""What is written for one output format only: raw blocks, TeX commands, and blocks shown under a condition."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.fences import opening_fence
from bookbuild.manuscript.importers.lines import Changed, Line, in_code, prose_flags, together, warning

_RAW = re.compile(r"=(?P<format>[\w+-]+)")
_HTML = ("html", "html4", "html5", "epub", "epub2", "epub3")
_LAYOUT = re.compile(
    r"[ \t]*(?:\\(?:newpage|pagebreak|clearpage|cleardoublepage|noindent|bigskip|medskip|smallskip|hfill|vfill"
    r"|centering|tableofcontents|listoffigures|listoftables|appendix|frontmatter|mainmatter|backmatter|maketitle|linebreak|par"
    r"|[vh]space\*?\{[^{}]*\}|vskip[ \t\w.]+|setcounter\{\w+\}\{[^{}]*\}|thispagestyle\{\w+\}|pagestyle\{\w+\}"
    r"|pagenumbering\{\w+\}|addcontentsline(?:\{[^{}]*\}){3}|printindex|printbibliography)[ \t]*)+$"
)
"""Commands that say how pages look and hold no words."""
_ENVIRONMENT = re.compile(r"[ \t]*\\(?:begin|end)\{(?P<name>[\w*]+)\}")


def raw_blocks(lines: Sequence[Line]) -> Changed:
    """Raw HTML is taken over; what is for another format is left out, and said."""
    return in_code(lines, _raw_block)


def _raw_block(block: Sequence[Line]) -> Changed:
    fence = opening_fence(block[0])
    raw = _RAW.fullmatch(fence.braces or "") if fence else None
    if raw is None:
        return list(block), []
    if raw["format"].lower() in _HTML:
        return [block[0]._replace(text=""), *block[1:-1], block[-1]._replace(text="")], []
    message = f"this block is only for the format “{raw['format']}”, so it was left out"
    hint = "Write in Markdown what readers of the book should see."
    blank = [line._replace(text="") for line in block]
    return blank, [warning("BB375", block[0].place, message, hint)]


def tex_commands(lines: Sequence[Line]) -> Changed:
    """Lines of TeX commands that only arrange pages go, TeX environments stay as text; both are said."""
    changed: list[Line] = []
    layout, environments = [], []
    in_math = False
    for line, is_prose in zip(lines, prose_flags(lines), strict=True):
        if is_prose and not in_math and _LAYOUT.match(line.text):
            layout.append((line.text.strip(), line.place))
            line = line._replace(text="")
        elif is_prose and not in_math and (found := _ENVIRONMENT.match(line.text)):
            environments.append((f"\\begin{{{found['name']}}}", line.place))
        in_math ^= is_prose and line.text.count("$$") % 2 == 1
        changed.append(line)
    stays = "TeX is not understood: {} stays in the text as typed"
    return changed, [
        *together("BB375", layout, "TeX is not understood: {} was left out", "Delete it; a style arranges the pages."),
        *together("BB375", environments, stays, "Write in Markdown what readers should see, or put a picture there."),
    ]
