"""The line that opens a code block, taken apart: other tools say more there than a language."""

import re
from dataclasses import dataclass

from bookbuild.manuscript.importers.lines import Line

_FENCE = re.compile(r"(?P<indent>[ >\t]*)(?P<marks>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>.*?)[ \t]*$")
_LANGUAGE = re.compile(r"(?P<language>[^\s,{`]*)[ \t]*,?(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class TypedFence:
    """An opening line that stands by itself, in quotations too, but not behind the mark of an item."""

    indent: str
    """What stands before the marks: spaces, and the marks of quotations."""
    marks: str
    info: str
    """What is said after the marks."""

    @property
    def braces(self) -> str | None:
        """What stands in braces if nothing stands beside them, as pandoc, Quarto and R Markdown have it."""
        return self.info[1:-1] if self.info.startswith("{") and self.info.endswith("}") else None

    @property
    def language(self) -> str:
        """The first word."""
        return self._parted["language"]

    @property
    def rest(self) -> str:
        """What stands after the language, as mdBook has it: words that commas or spaces part."""
        return self._parted["rest"]

    def line(self, language: str) -> str:
        """The opening line with a language alone."""
        return f"{self.indent}{self.marks}{language}"

    @property
    def _parted(self) -> re.Match[str]:
        parted = _LANGUAGE.match(self.info)
        assert parted  # every part of it may be empty
        return parted


def opening_fence(line: Line) -> TypedFence | None:
    """The fence that a line is; None where there is something else."""
    fence = _FENCE.match(line.text)
    return TypedFence(**fence.groupdict()) if fence else None
