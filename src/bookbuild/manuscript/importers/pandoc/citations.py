"""Citations by key, as pandoc resolves them with a bibliography: they stay, and are reported."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.lines import Line, mentions, together
from bookbuild.problems import Problem

_BRACKETED = re.compile(r"(?<!\\)\[[^\[\]]*?(?<![\w.])-?@[\w{][^\[\]]*\](?![(\[{:])")
_BARE = re.compile(r"(?<![\w.@\\/\[;-])@[A-Za-z][\w:.#$%&+?~/-]*\w")
_CROSS_REFERENCE = re.compile(
    r"@(?:fig|tbl|eq|lst|sec|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau)-", re.IGNORECASE
)


def citations(lines: Sequence[Line], *, bare: bool) -> list[Problem]:
    """One warning for a file that cites; with `bare` for `@key` in running text as well."""
    patterns = (_BRACKETED, _BARE) if bare else (_BRACKETED,)
    cited = [
        (each[0], place)
        for pattern in patterns
        for each, place in mentions(lines, pattern)
        if not _CROSS_REFERENCE.search(each[0])
    ]
    message = "no bibliography is made of keys: {} stays in the text as typed"
    hint = "Write the source out, best in a footnote: [^1] in the text, and below it [^1]: Author, Title, year."
    return together("BB372", sorted(cited, key=lambda each: each[1].line or 0), message, hint)
