"""What writers type and do not mean: lint rules that look at the text itself, before it is parsed.

Each module holds the rules of one family; `rules` says what a rule is. A rule that is wrong once in a thousand honest
texts is worse than none.
"""

from collections.abc import Iterator, Sequence

from bookbuild.linter.rules import rules
from bookbuild.linter.text import mask
from bookbuild.model import Source
from bookbuild.problems import Problem


def find(sources: Sequence[Source], *, smart_punctuation: bool = False) -> tuple[Problem, ...]:
    """What the rules find in some files, in the order of the text.

    `smart_punctuation` says whether straight quotation marks will get the forms of the language.
    """
    return tuple(problem for source in sources for problem in _find(source, smart_punctuation))


def _find(source: Source, smart_punctuation: bool) -> Iterator[Problem]:
    masked = mask(source.text)
    lines = f"\n{source.text}"  # so that a mark at the beginning of a line is found on the first one too
    findings = [
        (finding.start, rule.code, finding)
        for rule in rules()
        if rule.concerns(lines) and (rule.with_smart_punctuation or not smart_punctuation)
        for finding in rule.check(masked)
    ]
    for start, code, finding in sorted(findings, key=lambda each: each[:2]):
        line = masked.line_of(start)
        end = source.text.find("\n", start)
        length = min(finding.end, end if end >= 0 else len(source.text)) - start
        location = source.location(line, start - masked.starts[line] + 1, max(length, 1))
        yield Problem(code, location, finding.message, finding.hint, finding.severity)
