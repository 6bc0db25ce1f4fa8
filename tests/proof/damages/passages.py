"""Damage to whole passages of screens: a paragraph that is gone, or comes twice."""

import copy
import random
from functools import partial

from mutations import documents_of, hits, serialised

from bookbuild.proof.passages import Reading
from bookbuild.results import EPUB, HTML, Artifact
from damages.kind import Damaged, Kind


def _paragraph(what: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    documents = documents_of(artifact)
    name = chance.choice(sorted(documents))
    paragraphs = [p for p in documents[name].iter("{*}p") if not p.get("class") and hits(p.text or "", promised)]
    if not paragraphs:
        return None
    paragraph = chance.choice(paragraphs)
    where = hits(paragraph.text or "", promised)
    parent = paragraph.getparent()
    assert parent is not None
    if what == "twice":
        parent.insert(parent.index(paragraph), copy.deepcopy(paragraph))
        return Damaged(serialised(artifact, name, documents[name]))
    parent.remove(paragraph)
    return Damaged(serialised(artifact, name, documents[name]), where)


KINDS = tuple(
    Kind(f"a paragraph {what}", form.ending, partial(_paragraph, what))
    for form in (EPUB, HTML)
    for what in ("lost", "twice")
)
