"""The entries of the ledger: the words as written, the words as printed, and where they stand."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookbuild.proof import Proof
from bookbuild.proof.comparison.words import Comparison
from bookbuild.proof.ledger.entries import Crop, LedgerEntry, LedgerPart
from bookbuild.proof.ledger.words import count, language, mark, say
from bookbuild.proof.passages import Passage, PassageKind

_ABOUT_WORDS = frozenset({"BB801", "BB802", "BB803", "BB804"})
"""Problems that belong to the passage at their place."""


@dataclass(frozen=True, slots=True)
class View:
    """What the parts of the page are made from."""

    proof: Proof
    everything: Sequence[Passage]
    labels: Mapping[str, str]
    """What to call each output: EPUB or PDF, or by file name if there are several."""
    pictures: Mapping[tuple[int, ...], tuple[Crop, ...]]
    """The strips of each entry, by its passages; empty if there is no PDF."""


def part_section(part: LedgerPart, view: View) -> str:
    """A part of the ledger, chapter by chapter."""
    html = [f'<section aria-labelledby="{part.id}s">\n<h2 id="{part.id}s">{part.title}</h2>\n']
    promised = view.proof.figures.quotations
    if part.id == "quotation" and len(part.entries) != promised:
        html.append(
            f"<p>The {count(promised, 'quotation')} are listed as {len(part.entries):,} here: those that follow "
        )
        html.append("each other without a speaker stand together, and headings inside one divide it.</p>\n")
    runs = part.by_chapter()
    number = 0
    for position, (chapter, run) in enumerate(runs, start=1):
        if len(runs) > 1:
            html.append(f'<h3 id="{part.id}s-{position}"{language(view.proof.promised)}>{say(chapter)}</h3>\n')
        html.append('<ol class="entries">\n')
        for entry in run:
            number += 1
            html.append(_entry(entry, f"{part.id}-{number}", view))
        html.append("</ol>\n")
    return "".join([*html, "</section>\n"])


def _entry(entry: LedgerEntry, anchor: str, view: View) -> str:
    passages = [view.everything[index] for index in entry.passages]
    pages = [crop.page for crop in view.pictures.get(entry.passages, ())]
    rows = [f"<div><dt>Manuscript</dt><dd>{say(str(passages[0].location))}</dd></div>"]
    rows += [
        f"<div><dt>{say(view.labels[each.output])}</dt><dd>{_arrival(entry, each, pages)}</dd></div>"
        for each in view.proof.comparisons
    ]
    related = [
        f'<a href="#difference-{number}">difference {number}</a>'
        for number, problem in enumerate(view.proof.problems, start=1)
        if problem.code in _ABOUT_WORDS and any(problem.location == passage.location for passage in passages)
    ]
    see = f'<p class="see">At this place of the manuscript: {", ".join(related)}</p>' if related else ""
    return (
        f'<li id="{anchor}"><p class="name"><a href="#{anchor}">{entry.name}</a></p>\n'
        f"{_words(passages, view.proof)}\n{_printed(entry, view)}<dl>{''.join(rows)}</dl>{see}</li>\n"
    )


def _words(passages: Sequence[Passage], proof: Proof) -> str:
    """The words as in the manuscript. That a quotation has no speaker is worth a word of its own."""
    kinds = {passage.kind for passage in passages}
    tag = "blockquote" if kinds & {PassageKind.QUOTATION, PassageKind.ATTRIBUTION} else "div"
    paragraphs = "".join(
        f'<p class="speaker">— {say(passage.words)}</p>'
        if passage.kind is PassageKind.ATTRIBUTION
        else f"<p>{say(passage.words)}</p>"
        for passage in passages
    )
    silent = '<p class="silent">The manuscript names no speaker.</p>'
    alone = silent if PassageKind.QUOTATION in kinds and PassageKind.ATTRIBUTION not in kinds else ""
    return f'<div class="words"><{tag}{language(proof.promised)}>{paragraphs}</{tag}>{alone}</div>'


def _arrival(entry: LedgerEntry, comparison: Comparison, pages: Sequence[int]) -> str:
    """Whether an entry stands whole in an output, and where."""
    if not comparison.characters:
        return '<span class="sign">–</span> Not compared passage by passage'
    if not all(index in comparison.places for index in entry.passages):
        return mark(False, "Not found whole")
    place = comparison.places[entry.passages[0]]
    if not place.page:
        where = str(place.location)
    elif len(pages) > 1 and pages[0] == place.page:
        where = f"pages {pages[0]} to {pages[-1]}"
    else:
        where = f"page {place.page}"
    return f'{mark(True, "Whole")} <span class="place">{say(where)}</span>'


def _printed(entry: LedgerEntry, view: View) -> str:
    """An entry as it was cut from its pages."""
    if not view.pictures:
        return ""
    strips = view.pictures[entry.passages]
    if not strips:
        missing = "No picture: it could not be found whole on the pages of the PDF."
        return f'<p class="printed none">{missing}</p>\n'
    figures = "".join(
        f'<figure><img src="data:image/png;base64,{base64.b64encode(strip.png).decode()}" width="{strip.width}" '
        f'height="{strip.height}" loading="lazy" decoding="async" alt="{entry.name}, as printed on page {strip.page}">'
        f"<figcaption>{'As printed' if not number else 'Continued'} on page {strip.page}</figcaption></figure>"
        for number, strip in enumerate(strips)
    )
    return f'<div class="printed">{figures}</div>\n'
