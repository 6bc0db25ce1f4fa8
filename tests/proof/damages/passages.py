"""Damage to whole passages of screens: a paragraph that is gone, or comes twice."""

import copy
import random
from functools import partial

import lxml.etree
from mutations import documents_of, hits, serialised

from bookbuild.proof.passages import Reading
from bookbuild.results import EPUB, HTML, Artifact
from damages.kind import Damaged, Kind


def chosen_paragraph(
    artifact: Artifact, promised: Reading, chance: random.Random
) -> tuple[str, lxml.etree._Element, lxml.etree._Element] | None:
    """A paragraph of the text, with the name and the root of its document."""
    documents = documents_of(artifact)
    name = chance.choice(sorted(documents))
    texts = [p for p in documents[name].iter("{*}p") if not p.get("class") and hits(p.text or "", promised)]
    return (name, documents[name], chance.choice(texts)) if texts else None


def _paragraph(what: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    chosen = chosen_paragraph(artifact, promised, chance)
    if chosen is None:
        return None
    name, root, paragraph = chosen
    where = hits(paragraph.text or "", promised)
    parent = paragraph.getparent()
    assert parent is not None
    if what == "twice":
        parent.insert(parent.index(paragraph), copy.deepcopy(paragraph))
        return Damaged(serialised(artifact, name, root))
    parent.remove(paragraph)
    return Damaged(serialised(artifact, name, root), where)


KINDS = tuple(
    Kind(f"a paragraph {what}", form.ending, partial(_paragraph, what))
    for form in (EPUB, HTML)
    for what in ("lost", "twice")
)
