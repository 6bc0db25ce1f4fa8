"""What WeasyPrint is asked for is what it makes of whole style sheets."""

import pypdfium2
import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bookbuild.outputs.pdf import weasyprint
from bookbuild.outputs.pdf.layout import content_box
from bookbuild.outputs.pdf.weasyprint import render

TEXT = (
    '<html lang="en"><head><title>T</title></head><body><h1>One</h1><p>Two</p><h1>Three</h1><p>Four</p></body></html>'
)
CORNERS = "@page { @top-left-corner { content: 'a' } @bottom-right-corner { content: 'b' } }"
LEFT = "@page :left { @left-middle { content: 'l' } @left-top { color: red } } @page { @right-bottom { content: 'c' } }"
HEADS = "h1 { break-before: page; string-set: head content() } @page { @top-center { content: string(head) } }"
COLOURED = "@page { @top-left { background: red } @top-right { content: none } @bottom-left { content: '' } }"
COLUMNS = "body { columns: 2 } p { break-inside: avoid }"
NOTES = "p { float: footnote } @page { @footnote { border-top: 1px solid; margin-top: 2em } }"


@pytest.mark.parametrize("style", ["", CORNERS, LEFT, HEADS, COLOURED, COLUMNS, NOTES, f"{LEFT}{HEADS}{CORNERS}"])
def test_pages_are_those_of_whole_style_sheets(style: str) -> None:
    configuration = FontConfiguration()
    whole = HTML(string=TEXT).write_pdf(
        stylesheets=[CSS(string=style, font_config=configuration)], font_config=configuration, pdf_variant="pdf/ua-1"
    )
    assert render(TEXT, [style], ()).write_pdf(pdf_variant="pdf/ua-1") == whole


def test_without_furniture_pages_hold_their_text_and_nothing_else() -> None:
    style = f"{HEADS} @page {{ marks: crop; bleed: 9pt; background: red; @bottom-center {{ content: counter(page) }} }}"
    bare, full = (
        render(TEXT, [style], (), furniture=furniture).write_pdf(pdf_variant="pdf/ua-1") for furniture in (False, True)
    )
    with pypdfium2.PdfDocument(bare) as some, pypdfium2.PdfDocument(full) as every:
        assert [page.get_textpage().get_text_range().split() for page in some] == [["One", "Two"], ["Three", "Four"]]
        assert [len(page.get_textpage().get_text_range().split()) for page in every] == [4, 4]
        assert {page.get_size() for page in some}.isdisjoint(page.get_size() for page in every)
        assert [page.render().to_pil().convert("RGB").getpixel((1, 1)) for page in some] == [(255, 255, 255)] * 2


def test_weasyprint_asks_for_the_style_sheet_that_it_begins_with(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = content_box(render(TEXT, (), ()).pages[0])
    monkeypatch.setattr(weasyprint._Source, "_ua_stylesheets", lambda self, forms=False: [])
    assert content_box(render(TEXT, (), ()).pages[0])[0] < usual[0]


@pytest.mark.parametrize(
    ("margins", "left"),
    [
        ("0 auto", 130),
        ("0 auto 0 20px", 20),
        ("0 20px 0 auto", 240),
        ("0 20px 0 10px", 240),
        ("0", 260),
    ],
)
@pytest.mark.parametrize("more", ["", "overflow: hidden", "max-width: 140px", "columns: 1"])
def test_blocks_from_right_to_left_stand_where_their_margins_put_them(margins: str, left: int, more: str) -> None:
    """The text is 400 pixels wide, and the block 140."""
    style = (
        f"@page {{ size: 500px; margin: 50px }} body {{ margin: 0 }} div {{ width: 140px; margin: {margins}; {more} }}"
    )
    document = '<html lang="he" dir="rtl"><head><title>T</title></head><body><div>אור</div></body></html>'
    (page,) = render(document, [style], ()).pages
    box = next(each for each in page._page_box.descendants() if each.element_tag == "div")
    assert box.border_box_x() - 50 == pytest.approx(left)
