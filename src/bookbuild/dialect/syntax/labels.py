"""Link references whose label is marked up, as in [`open()`][], in a form that Python-Markdown can follow.

It looks for the definition only after it has turned the marks in the label into something else, and finds none.
"""

import hashlib
import re
from collections.abc import Sequence

from bookbuild.manuscript.scan import Definition, prose

_MARKED_UP = re.compile(r"[`*_\\\\]")


def plain_labels(text: str, definitions: Sequence[Definition]) -> str:
    """The text with each reference to a marked-up label leading to a plain one; code blocks stay as they are."""
    labels = {d.name.casefold(): _plain(d) for d in definitions if _is_marked_up(d)}
    if not labels:
        return text
    names = "|".join(re.escape(name) for name in sorted(labels, key=len, reverse=True))
    reference = re.compile(
        rf"\[(?P<words>[^\[\]]+)\]\[\s*(?P<full>{names})\s*\]|\[\s*(?P<short>{names})\s*\](?:\[\])?(?![\[(])", re.I
    )

    def lead(match: re.Match[str]) -> str:
        words = match["words"] or match["short"]
        return f"[{words}][{labels[(match['full'] or match['short']).casefold()]}]"

    lines = text.split("\n")
    for index in prose(text):
        lines[index] = reference.sub(lead, lines[index])
    return "\n".join(lines)


def with_plain_label(definition: Definition) -> str:
    """A definition under the label that `plain_labels` uses."""
    if not _is_marked_up(definition):
        return definition.text
    return definition.text.replace(f"[{definition.name}]", f"[{_plain(definition)}]", 1)


def _is_marked_up(definition: Definition) -> bool:
    return not definition.sign and bool(_MARKED_UP.search(definition.name))


def _plain(definition: Definition) -> str:
    return f"label-{hashlib.sha256(definition.name.casefold().encode()).hexdigest()[:12]}"
