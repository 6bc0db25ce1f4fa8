"""What writers type and do not mean: rules that look at the text itself, before it is parsed.

Each rule is a function from a `Page` to what it finds. Beside it in `RULES` stand the marks without one of which a text
has nothing for it, so that a novel is read hardly slower for all of them.
"""

from collections.abc import Callable, Iterator, Sequence

from bookbuild.linter import blocks, characters, emphasis, footnotes, html, links, quotations, tables
from bookbuild.linter.text import Finding, Page, page
from bookbuild.model import Source
from bookbuild.problems import Problem

Rule = Callable[[Page], Iterator[Finding]]

RULES: tuple[tuple[Sequence[str], Rule], ...] = (
    (("`", "~"), blocks.open_fence),
    (("<",), blocks.unfinished_merge),
    (("\n    ", "\n\t"), blocks.indented_prose),
    (("#",), blocks.tight_hash),
    (("\n-",), blocks.dashes_under_text),
    (("\n-", "\n*", "\n+", "\n1", "•", "‣", "▪", "◦"), blocks.tight_items),
    (("\n1", "\n2"), blocks.numbering),
    (("\n:",), blocks.colon_under_sentence),
    (("\n###",), blocks.skipped_levels),
    ((">",), quotations.quotations),
    (("[",), links.apart),
    (("[",), links.unclosed),
    (("[",), links.undefined),
    (("[",), links.local_paths),
    (characters.INVISIBLE, characters.invisible),
    (characters.DAMAGED, characters.damaged),
    (("\u2010",), characters.odd_hyphens),
    (("\t",), characters.inner_tabs),
    (("&",), characters.unknown_names),
    (("“",), emphasis.unclosed_quotes),
    (("“", "”", "„"), emphasis.mixed_quotes),
    (("*", "_"), emphasis.unclosed_emphasis),
    (("{",), emphasis.loose_attributes),
    (("<",), html.open_comment),
    (("<",), html.sentences_as_tags),
    (("<",), html.open_blocks),
    (("|",), tables.tables),
    (("\n[^",), footnotes.fallen_out),
)
"""In no order that matters: what is found is sorted by its place."""

OF_STRAIGHT_MARKS = frozenset({"BB357"})
"""These are no fault where straight marks get the forms of the language."""


def find(sources: Sequence[Source]) -> tuple[Problem, ...]:
    """What the rules find in some files, in the order of the text."""
    return tuple(problem for source in sources for problem in _find(source))


def _find(source: Source) -> Iterator[Problem]:
    looked_at = page(source.text)
    lines = f"\n{source.text}"  # so that a mark at the beginning of a line is found on the first one too
    found = [finding for needed, rule in RULES if any(mark in lines for mark in needed) for finding in rule(looked_at)]
    for finding in sorted(found, key=lambda each: (each.start, each.code)):
        line = looked_at.line_of(finding.start)
        begin = looked_at.starts[line]
        end = source.text.find("\n", finding.start)
        length = min(finding.end, end if end >= 0 else len(source.text)) - finding.start
        location = source.location(line, finding.start - begin + 1, max(length, 1))
        yield Problem(finding.code, location, finding.message, finding.hint, finding.severity)
