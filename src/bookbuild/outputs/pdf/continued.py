"""What goes over the end of a page becomes one tag, and notes stand after what they belong to (ISO 32000-1, 14.7).

WeasyPrint tags each page by itself: a paragraph that crosses a page is two, and so are the list or the quotation that
it stands in, its section, and the document.
"""

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, Pdf

from bookbuild.outputs.pdf.origins import Origin

_WHOLE = frozenset(
    "/Div /Sect /Part /Art /BlockQuote /P /H1 /H2 /H3 /H4 /H5 /H6 /L /LI /LBody /Caption /NonStruct".split()
)
"""What is one thing wherever its pages end. Tables repeat their heads, and stay as they are."""
_SECTIONS = frozenset({"/Document", "/Div", "/Sect", "/Part", "/Art"})

Tags = Sequence[tuple[Object, Origin]]
"""Every tag but the topmost, in the order in which WeasyPrint made them, with its origin."""


def with_origins(pdf: Pdf, origins: Sequence[Origin]) -> Tags:
    """The tags of a PDF as WeasyPrint wrote it. Raises ValueError if they are not those that the origins tell of."""
    made = [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/Type") == Name.StructElem]
    made.sort(key=lambda element: element.objgen)
    return list(zip(made[1:], origins, strict=True))


def join(tags: Tags) -> None:
    """Make one of the tags that an element has on several pages, and put notes after the last block of their page."""
    document = tags[0][0].P if tags else None
    if document is None:
        return
    notes = [(area, _last_block(document, area)) for area in document.K if _is_foot(area)]
    kept: dict[tuple[int, str], Object] = {}
    merged: dict[tuple[int, int], Object] = {}
    seen_on: dict[tuple[int, str], tuple[int, int]] = {}
    for element, origin in tags:
        kind = str(element.S)
        if origin.element < 0 or kind not in _WHOLE:
            continue
        key, page = (origin.element, kind), element.Pg.objgen
        if key in kept and seen_on[key] != page:
            _append(kept[key], element)
            merged[element.objgen] = kept[key]
        elif key not in kept:
            kept[key] = element
        seen_on[key] = page
    for area, block in notes:
        _place_notes(area, merged.get(block.objgen, block) if block is not None else None)


def _is_foot(area: Object) -> bool:
    """Whether a tag holds the notes at the foot of a page."""
    return area.S == Name.NonStruct


def _last_block(document: Object, area: Object) -> Object | None:
    """The last thing in the text of the page that notes are at the foot of, sections opened."""
    here = [kid for kid in document.K if kid.Pg.objgen == area.Pg.objgen and kid.objgen != area.objgen]
    block = here[-1] if here else None
    while block is not None and str(block.S) in _SECTIONS:
        kids = [kid for kid in block.K if isinstance(kid, Dictionary)]
        block = kids[-1] if kids else None
    return block


def _append(first: Object, second: Object) -> None:
    """Give what a tag holds to the one that it goes on with."""
    for kid in second.K:
        if isinstance(kid, Dictionary):
            kid.P = first
    first.K = Array([*first.K, *second.K])
    take_away(second)


def _place_notes(area: Object, block: Object | None) -> None:
    if block is None:
        return
    parent = block.P
    for note in area.K:
        note.P = parent
    kids = list(parent.K)
    after = next(index for index, kid in enumerate(kids) if _is(kid, block)) + 1
    while after < len(kids) and isinstance(kids[after], Dictionary) and kids[after].get("/S") == Name.Note:
        after += 1
    parent.K = Array([*kids[:after], *area.K, *kids[after:]])
    take_away(area)


def take_away(element: Object) -> None:
    """Take a tag out of the one that holds it."""
    parent = element.P
    parent.K = Array([kid for kid in parent.K if not _is(kid, element)])


def _is(kid: Object, element: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.objgen == element.objgen
