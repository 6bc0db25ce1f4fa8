"""The proof that outputs hold what the manuscript promises, word for word and each thing as itself.

`expect` reads the manuscript with a parser of its own, `readback` reads finished files as a stranger would, `compare`
and `agree` hold the one against the other. Nothing here imports `dialect` or `outputs`; `pipeline.formats` says which
reader a format has.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from bookbuild.problems import BookError, Location, Problem
from bookbuild.proof.comparison import punctuation
from bookbuild.proof.comparison.facts import agree
from bookbuild.proof.comparison.forms import form_differences, page_form_differences
from bookbuild.proof.comparison.hidden import hidden
from bookbuild.proof.comparison.looks import looks_differ
from bookbuild.proof.comparison.seen import unseen
from bookbuild.proof.comparison.words import MAX_PROBLEMS, Comparison, FormDifferences, compare
from bookbuild.proof.passages import FORMULA_MARK, PassageKind, Reading, without
from bookbuild.proof.readback import Later
from bookbuild.proof.readback.errors import Untagged
from bookbuild.proof.tasks import reason
from bookbuild.results import PDF, Allowed, Artifact, Feature, Figures, Format, format_of

__all__ = ["Proof", "prove_read"]

_TOLD_BY = {
    PassageKind.SUBTITLE: Feature.TITLE_LINES,
    PassageKind.BYLINE: Feature.TITLE_LINES,
    PassageKind.CREDIT: Feature.TITLE_LINES,
    PassageKind.CODE: Feature.CODE,
}
"""What a format must hold to tell these from plain text; the other kinds are told by `Feature.ROLES`."""

_UNSEEN_ON_PAGES = (
    "\u00ad\u2010\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
"""What a page shows or not as its lines fall: soft hyphens, the mark that the layout prints at a break, and letters
without ink that only tell where lines may break, letters join, directions change, and which form a sign has."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a manuscript promises, and each output held against it."""

    promised: Reading
    comparisons: tuple[Comparison, ...]
    others: tuple[Problem, ...] = ()
    """What was found besides: by judges, or by fingerprints."""
    allowed: tuple[Allowed, ...] = ()
    """What was found and the settings let stand."""

    @property
    def figures(self) -> Figures:
        """How much was compared; pictures and links only where all outputs can hold them."""
        promised = self.promised
        forms = [form for each in self.comparisons if (form := format_of(each.output)) is not None]
        have_pictures, have_links = (
            all(feature in form.holds for form in forms) for feature in (Feature.PICTURES, Feature.LINKS)
        )
        return Figures(
            characters=sum(len(passage.text) for passage in promised.everything),
            passages=len(promised.everything),
            quotations=promised.quotations,
            notes=len(promised.notes),
            pictures=len(promised.pictures) if have_pictures else 0,
            formulas=sum(passage.text.count(FORMULA_MARK) // 2 for passage in promised.everything),
            links=len(promised.links) if have_links else 0,
            outputs=len(self.comparisons),
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All differences, output by output, then what was found besides."""
        return (*(problem for comparison in self.comparisons for problem in comparison.problems), *self.others)


def prove_read(promised: Reading, files: Iterable[tuple[Artifact, Later]], *, witness: bool = False) -> Proof:
    """Hold finished files, which are being read back, against what a manuscript promises.

    With `witness`, the pages of a PDF are read a second time, by another engine and without its tags. Raises ValueError
    for a file that is of no format.
    """
    return Proof(promised, tuple(_prove_one(promised, artifact, later, witness=witness) for artifact, later in files))


def _prove_one(promised: Reading, artifact: Artifact, later: Later, *, witness: bool) -> Comparison:
    name = artifact.name
    form = format_of(name)
    if form is None:
        raise ValueError(f"no format has files such as {name}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reading libraries' remarks on a broken file are for programmers
            return _compared(promised, artifact, later, form, witness=witness)
    except BookError:
        raise
    except Exception as error:  # whatever goes wrong while a stranger's file is read is a fault of that file
        where = promised.passages[0].location if promised.passages else Location("")
        problem = Problem("BB805", where, f"{name} cannot be read: {reason(error)}", "Build it again.")
        return Comparison(name, (problem,), {}, 0)


def _compared(promised: Reading, artifact: Artifact, later: Later, form: Format, *, witness: bool) -> Comparison:
    name = artifact.name
    try:
        reading = later()
    except Untagged:
        from bookbuild.proof.comparison.witness import (
            testify,
            untagged,
        )  # pdfium is not waited for where nobody asks it

        seen = islice(testify(promised, artifact.data, name), MAX_PROBLEMS)
        return Comparison(name, (untagged(promised, name), *seen), {}, 0)
    wrong_marks = tuple(punctuation.misplaced(promised, reading, name))
    promised, reading = punctuation.alike(_as_held(promised, reading, form), reading)
    if Feature.PAGES in form.holds:
        promised, reading = without(promised, _UNSEEN_ON_PAGES), without(reading, _UNSEEN_ON_PAGES)
    compared = compare(promised, reading, partial(_is_same, form), name, forms=_forms(form))
    problems = (*compared.problems, *wrong_marks, *agree(promised, reading, compared.places, name))
    problems += tuple(islice(looks_differ(promised, reading, compared.places, name), MAX_PROBLEMS))
    problems += tuple(hidden(promised, reading, compared.places, name))
    problems += tuple(islice(unseen(promised, reading, compared.places, name), MAX_PROBLEMS))
    if witness and form is PDF and not problems:
        from bookbuild.proof.comparison.witness import testify

        problems = tuple(islice(testify(promised, artifact.data, name), MAX_PROBLEMS))
    return replace(compared, problems=problems)


def _forms(form: Format) -> FormDifferences | None:
    """What tells in an output of a format whether its passages have the promised forms."""
    if Feature.FORMS in form.holds:
        return form_differences
    return page_form_differences if Feature.PAGES in form.holds else None


def _as_held(promised: Reading, reading: Reading, form: Format) -> Reading:
    """What is promised, without that for which a format has no place."""
    return replace(
        promised,
        pictures=promised.pictures if Feature.PICTURES in form.holds else (),
        links=promised.links if Feature.LINKS in form.holds else (),
        contents=promised.contents if Feature.CONTENTS in form.holds else (),
        facts=promised.facts if Feature.METADATA in form.holds else reading.facts,
    )


def _is_same(form: Format, promised: PassageKind, shown: PassageKind) -> bool:
    """Whether a passage stands as what it is, or as plain text where its format cannot tell."""
    if promised is shown:
        return True
    return shown is PassageKind.TEXT and _TOLD_BY.get(promised, Feature.ROLES) not in form.holds
