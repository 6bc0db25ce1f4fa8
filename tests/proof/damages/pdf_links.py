"""Damage to the areas of a PDF that can be clicked."""

import io
import random
from collections.abc import Callable, Sequence
from functools import partial

import pikepdf
from mutations import elements, hits
from pikepdf import Array, Dictionary, Name, Object, Pdf

from bookbuild.problems import Location
from bookbuild.proof.passages import Reading, essence
from bookbuild.proof.readback.pdf_structure import annotation, kids
from bookbuild.proof.readback.pdf_words import MarkedWords
from bookbuild.results import PDF, Artifact
from damages.kind import Damaged, Kind
from damages.pdf_lines import saved

Wreck = Callable[[Pdf, Sequence[Object], random.Random], bool]
"""Damages the first of some Link elements, if it can."""


def _on_links(which: str, wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        some = [link for link in elements(pdf, ["/Link"]) if annotation(link) is not None and _is(which, link)]
        chance.shuffle(some)
        hit = _hit(pdf, some[0], promised) if some and which in ("a link", "an entry of contents") else frozenset()
        return Damaged(saved(artifact, pdf), hit) if some and wreck(pdf, some, chance) else None


def _is(which: str, link: Object) -> bool:
    above = str(link.P.get("/S", ""))
    if _in_contents(link):
        return which == "an entry of contents"
    if above in ("/Reference", "/Lbl"):
        return which == "the number of a note"
    return which == "a link"


def _in_contents(element: Object) -> bool:
    return element.get("/S") == Name.TOC or ("/P" in element and _in_contents(element.P))


def _hit(pdf: Pdf, link: Object, promised: Reading) -> frozenset[Location]:
    """Where the manuscript has the links of its words, or a passage that these may stand in."""
    words = essence("".join(MarkedWords(pdf, {}).spoken(link, link.get("/Pg"))))
    places = {each.location for each in promised.links if words and words in each.words and each.location}
    headings = {location for _, title, location in promised.headings if words and words in title}
    return frozenset(places | headings) or hits(words, promised)


def _areas(link: Object) -> list[Object]:
    return [kid.Obj for kid in kids(link) if isinstance(kid, Dictionary) and "/Obj" in kid]


def _lost(pdf: Pdf, links: Sequence[Object], chance: random.Random) -> bool:
    lost = {area.objgen for area in _areas(links[0])}
    for page in pdf.pages:
        if "/Annots" in page.obj:
            page.obj.Annots = Array([each for each in page.obj.Annots if each.objgen not in lost])
    return True


def _moved(across: float, up: float, pdf: Pdf, links: Sequence[Object], chance: random.Random) -> bool:
    """By points."""
    area = _areas(links[0])[0]
    x, y, other_x, other_y = map(float, area.Rect)
    area.Rect = Array([x + across, y + up, other_x + across, other_y + up])
    return True


def _shrunk(pdf: Pdf, links: Sequence[Object], chance: random.Random) -> bool:
    area = _areas(links[0])[0]
    x, y, *_ = area.Rect
    area.Rect = Array([x, y, float(x) + 0.5, float(y) + 0.5])
    return True


def _grown(pdf: Pdf, links: Sequence[Object], chance: random.Random) -> bool:
    _areas(links[0])[0].Rect = Array([0, 0, 600, 800])
    return True


def _hidden(pdf: Pdf, links: Sequence[Object], chance: random.Random) -> bool:
    for area in _areas(links[0]):
        area.F = 2
    return True


def _exchanged(what: Sequence[str], pdf: Pdf, links: Sequence[Object], chance: random.Random) -> bool:
    """Something of the areas of two links that lead to different places."""
    one = _areas(links[0])[0]
    for link in links[1:]:
        other = _areas(link)[0]
        if str(one.Rect) != str(other.Rect) and _leads(pdf, one) != _leads(pdf, other):
            for key in what:
                mine, theirs = one.get(key), other.get(key)
                for area, value in ((one, theirs), (other, mine)):
                    if value is not None:
                        area[key] = value
                    elif key in area:
                        del area[key]
            return True
    return False


def _leads(pdf: Pdf, area: Object) -> str:
    """The address to which an area leads, or the page."""
    if "/A" in area:
        return str(area.A.get("/URI", ""))
    named = pikepdf.NameTree(pdf.Root.Names.Dests)
    return str(named[str(area.Dest)][0].objgen)


def _foreign(named: bool, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """An area that leads out of the book lies where no link is, and says that it belongs to one or not."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        links = [link for link in elements(pdf, ["/Link"]) if annotation(link) is not None]
        if not links:
            return None
        _add_area(pdf, int(_areas(chance.choice(links))[0].StructParent) if named else None, chance)
        return Damaged(saved(artifact, pdf))


def _add_area(pdf: Pdf, parent: int | None, chance: random.Random) -> None:
    action = Dictionary(S=Name.URI, URI=pikepdf.String("https://example.org/shop"))
    more = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([40, 40, 200, 60]), A=action, F=4)
    if parent is not None:
        more.StructParent = parent
    page = chance.choice(list(pdf.pages))
    page.obj.Annots = Array([*page.obj.get("/Annots", Array()), pdf.make_indirect(more)])


_WRECKS: dict[str, Wreck] = {
    "lost": _lost,
    "a line higher": partial(_moved, 0, 14),
    "beside its words": partial(_moved, 60, 0),
    "as small as a dot": _shrunk,
    "as large as the page": _grown,
    "hidden": _hidden,
    "in the place of another": partial(_exchanged, ["/Rect"]),
    "with the target of another": partial(_exchanged, ["/A", "/Dest"]),
}

KINDS = (
    *(
        Kind(f"the area of {which} {what}", PDF.ending, partial(_on_links, which, wreck), book)
        for which, book in (
            ("a link", "shapes"),
            ("an entry of contents", "harbour"),
            ("the number of a note", "harbour"),
        )
        for what, wreck in _WRECKS.items()
    ),
    Kind("a foreign area", PDF.ending, partial(_foreign, False), "harbour"),
    Kind("a foreign area that names a link", PDF.ending, partial(_foreign, True), "harbour"),
)
