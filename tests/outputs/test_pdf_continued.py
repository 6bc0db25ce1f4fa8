"""What goes over the end of a page is one tag, with content on both pages."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from conftest import Built
from pikepdf import Array, Dictionary, Object, Pdf


@pytest.fixture(scope="module")
def opened(crossing: Built) -> Iterator[Pdf]:
    with pikepdf.open(io.BytesIO(crossing.artifact(".pdf").data)) as pdf:
        yield pdf


def tags(kid: Object) -> Iterator[Object]:
    if isinstance(kid, Array):
        for each in kid:
            yield from tags(each)
    elif isinstance(kid, Dictionary) and "/S" in kid:
        yield kid
        yield from tags(kid.get("/K", Array()))


def pages(element: Object, opened: Pdf) -> list[int]:
    """The pages that content of an element is on."""
    numbers = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
    here = [each for each in tags(element) if any(isinstance(kid, int) for kid in each.get("/K", Array()))]
    return sorted({numbers[each.Pg.objgen] for each in here})


def of(opened: Pdf, kind: str) -> list[Object]:
    return [each for each in tags(opened.Root.StructTreeRoot.K) if each.S == f"/{kind}"]


def test_there_is_one_section_for_each_chapter_and_the_contents(opened: Pdf) -> None:
    assert len(of(opened, "Sect")) == 3  # with the title page; contents are a nav
    assert len(pages(of(opened, "Sect")[1], opened)) > 6


def test_every_paragraph_is_one_tag_and_none_is_two(opened: Pdf) -> None:
    chapter = of(opened, "Sect")[1]
    paragraphs = [each for each in chapter.K if isinstance(each, Dictionary) and each.S == "/P"]
    assert len(paragraphs) == 9 + 1
    crossed = [pages(each, opened) for each in paragraphs]
    assert any(len(over) == 2 and over[0] + 1 == over[1] for over in crossed)
    starts = [over[0] for over in crossed]
    assert starts == sorted(starts)


def test_quotation_and_list_are_one_tag_each(opened: Pdf) -> None:
    (quotation,) = of(opened, "BlockQuote")
    assert len([each for each in quotation.K if each.S == "/P"]) == 4
    assert len(pages(quotation, opened)) >= 2
    outer = next(each for each in of(opened, "L"))
    assert len([each for each in outer.K if each.S == "/LI"]) == 11
    assert len(pages(outer, opened)) >= 2
    for item in of(opened, "LI"):
        assert [str(each.S) for each in item.K][:2] == ["/Lbl", "/LBody"]


def test_notes_stand_behind_the_last_block_of_their_page(opened: Pdf) -> None:
    notes = of(opened, "Note")
    assert len(notes) == 9
    assert len({str(note.ID) for note in notes}) == 9
    for note in notes:
        siblings = list(note.P.K)
        place = next(index for index, each in enumerate(siblings) if each.objgen == note.objgen)
        before = next(each for each in reversed(siblings[:place]) if each.S != "/Note")
        assert pages(note, opened)[0] in pages(before, opened)


def test_every_page_is_read_from_top_to_bottom(opened: Pdf) -> None:
    numbers = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
    last: dict[int, int] = {}
    for element in tags(opened.Root.StructTreeRoot.K):
        if element.P.get("/S") == "/Lbl":
            continue  # labels are painted after the words of all items
        for kid in element.get("/K", Array()):
            if isinstance(kid, int):
                page = numbers[element.Pg.objgen]
                assert kid > last.get(page, -1)
                last[page] = kid
