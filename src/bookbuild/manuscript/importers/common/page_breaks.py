"""Page breaks that stand alone on a line, as LaTeX and several editors write them."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, prose_flags

_BREAK = re.compile(r" {0,3}(?:\{pagebreak\}|\\(?:newpage|pagebreak))[ \t]*$")


def page_breaks(lines: Sequence[Line]) -> Changed:
    r"""`{pagebreak}`, `\newpage` and `\pagebreak` alone on a line become an empty block `::: page-break`."""
    changed: list[Line] = []
    for line, is_prose in zip(lines, prose_flags(lines), strict=True):
        if is_prose and _BREAK.match(line.text):
            changed += [line._replace(text="::: page-break"), line._replace(text=":::")]
        else:
            changed.append(line)
    return changed, []
