"""The PDF, read back with pdfium and pikepdf and held against the words of the Markdown files themselves."""

import ctypes
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import fontpkg
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from conftest import MANUSCRIPT, TESTS, Built
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Object

from bookbuild.pipeline.build import build
from bookbuild.typography.faces import FAMILIES, faces

GARDEN = TESTS / "books" / "garden"
LETTER, A4, BOOK = (612.0, 792.0), (595.3, 841.9), (396.0, 612.0)
BREAK = "\u2010"
BLOCKS = frozenset({"P", "Code", "Caption", "LBody", "TD", "TH", "H1", "H2", "H3", "H4", "H5", "H6"})


@dataclass(frozen=True)
class Spoken:
    """A run of text as a screen reader comes upon it: the structure types it stands in, its words, its page."""

    types: tuple[str, ...]
    words: str
    page: int


@dataclass(frozen=True)
class Opened:
    """A PDF as a stranger finds it."""

    data: bytes

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.data))

    @cached_property
    def document(self) -> Any:
        return pdfium.PdfDocument(self.data)

    @cached_property
    def spoken(self) -> list[Spoken]:
        return [spoken for number, page in enumerate(self.document) for spoken in _read_page(page, number)]

    @property
    def outline(self) -> list[tuple[int, str, int]]:
        """Level, title and page of each entry."""
        return [(entry.level + 1, entry.get_title(), entry.get_dest().get_index()) for entry in self.document.get_toc()]

    def labels(self) -> list[str]:
        return [self.document.get_page_label(index) for index in range(len(self.document))]

    def destinations(self) -> dict[str, int]:
        """The page of each named place."""
        names = self.pdf.Root.Names.Dests.Names
        pages = {page.obj.objgen: index for index, page in enumerate(self.pdf.pages)}
        return {str(names[index]): pages[names[index + 1][0].objgen] for index in range(0, len(names), 2)}

    def band(self, page: int, *, top: bool) -> str:
        """The text in the margin above or below the text of a page."""
        width, height = self.document[page].get_size()
        bottom, upper = (height - 50, height) if top else (0, 45)
        return str(self.document[page].get_textpage().get_text_bounded(0, bottom, width, upper))

    def elements(self) -> Iterator[Object]:
        waiting = [self.pdf.Root.StructTreeRoot.K]
        while waiting:
            kid = waiting.pop()
            if isinstance(kid, Array):
                waiting.extend(reversed(list(kid)))
            elif isinstance(kid, Dictionary) and "/S" in kid:
                yield kid
                if "/K" in kid:
                    waiting.append(kid.K)


def _read_page(page: Any, number: int) -> Iterator[Spoken]:
    """Walk the page's part of the structure tree with pdfium, which knows nothing of bookbuild."""
    text_page = page.get_textpage()
    texts: dict[int, str] = {}
    for item in page.get_objects():
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            mcid = raw.FPDFPageObj_GetMarkedContentID(item.raw)
            texts[mcid] = texts.get(mcid, "") + _words(item, text_page)
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    for index in range(raw.FPDF_StructTree_CountChildren(tree)):
        yield from _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, index), (), texts, number)


def _walk(element: Any, outer: tuple[str, ...], texts: dict[int, str], page: int) -> Iterator[Spoken]:
    kind = _string(lambda buffer, size: raw.FPDF_StructElement_GetType(element, buffer, size))
    types = (*outer, kind)
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            yield from _walk(child, types, texts, page)
        elif (mcid := raw.FPDF_StructElement_GetChildMarkedContentID(element, index)) >= 0 and mcid in texts:
            yield Spoken(types, texts[mcid], page)


def _words(item: Any, text_page: Any) -> str:
    def ask(buffer: Any, size: int) -> int:
        letters = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
        return int(raw.FPDFTextObj_GetText(item.raw, text_page.raw, letters, size))

    return _string(ask)


def _string(ask: Callable[[Any, int], int]) -> str:
    """What pdfium writes into a buffer, which it wants to be asked for the size of first."""
    size = ask(None, 0)
    buffer = ctypes.create_string_buffer(max(size, 2))
    ask(buffer, size)
    return buffer.raw[:size].decode("utf-16-le").split("\0")[0]


def essence(text: str) -> str:
    """Letters and marks without spaces and hyphens of the layout; pdfium has its own sign for `-` that ends a line."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).replace(BREAK, "").replace("\x02", "-")


def _kind(types: tuple[str, ...]) -> str:
    if "Note" in types:
        return "note number" if "Lbl" in types else "note"
    if "TOC" in types:
        return "contents"
    if "Lbl" in types:
        return "label"
    if "Caption" in types:
        return "caption"
    if "Figure" in types:
        return "figure"
    if "BlockQuote" in types:
        return "quotation"
    block = next((kind for kind in reversed(types) if kind in BLOCKS), "")
    return "author note" if block == "P" and types.count("Sect") > 1 else block


def runs(opened: Opened, first_page: int = 0) -> list[tuple[str, str]]:
    """The text in order, cut where its kind changes."""
    found: list[tuple[str, str]] = []
    for spoken in opened.spoken:
        if spoken.page < first_page:
            continue
        kind, text = _kind(spoken.types), essence(spoken.words)
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        else:
            found.append((kind, text))
    return found


def without_notes(listed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Notes stand at the foot of a page, in the middle of the text: here they are taken out."""
    joined: list[tuple[str, str]] = []
    for kind, text in listed:
        if kind in ("note", "note number"):
            continue
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined


@pytest.fixture(scope="module")
def article_pdf(article: Built) -> Opened:
    return Opened(article.artifact(".pdf").data)


@pytest.fixture(scope="module")
def garden_pdf(garden: Built) -> Opened:
    return Opened(garden.artifact(".pdf").data)


@pytest.fixture(params=["article_pdf", "garden_pdf"])
def opened(request: pytest.FixtureRequest) -> Opened:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Opened)
    return found


@pytest.fixture(scope="module")
def british(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("british")
    text = "---\ntitle: Tides\nbyline: Ada Moreau\nlanguage: en-GB\n---\n\nThe tide comes in.\n"
    (folder / "tides.md").write_text(text, encoding="utf-8")
    report = build(folder / "tides.md", folder / "out", ["pdf"])
    (data,) = [artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf")]
    return Opened(data)


def _sizes(opened: Opened) -> set[tuple[float, float]]:
    return {tuple(round(side, 1) for side in page.get_size()) for page in opened.document}


def test_article_goes_on_the_paper_of_its_region(article_pdf: Opened, british: Opened) -> None:
    assert _sizes(article_pdf) == {LETTER}
    assert _sizes(british) == {A4}


def test_book_has_the_size_of_a_book(garden_pdf: Opened) -> None:
    assert _sizes(garden_pdf) == {BOOK}


def test_page_counts(article_pdf: Opened, garden_pdf: Opened, british: Opened) -> None:
    assert [len(each.document) for each in (article_pdf, garden_pdf, british)] == [3, 11, 1]


def test_outline_is_that_of_the_headings(article_pdf: Opened, garden_pdf: Opened) -> None:
    assert [(level, title) for level, title, _ in article_pdf.outline] == [
        (1, "Strikes Near At Tanf"),
        (2, "A drone outside the zone"),
        (2, "Whose zone?"),
    ]
    assert [(level, title) for level, title, _ in garden_pdf.outline] == [
        (1, "Soil"),
        (2, "A list"),
        (2, "A table"),
        (1, "Water & Light"),
        (2, "Rain"),
    ]


def test_outline_leads_to_the_pages_of_the_headings(opened: Opened) -> None:
    front = opened.labels().index("1")
    headings = [
        (types[-1], words, page)
        for types, words, page in (
            (tuple(kind for kind in each.types if re.fullmatch(r"H\d", kind)), essence(each.words), each.page)
            for each in opened.spoken
        )
        if types and page >= front
    ]
    assert headings == [(f"H{level}", essence(title), page) for level, title, page in opened.outline]


def test_front_pages_are_roman_and_text_pages_arabic(article_pdf: Opened, garden_pdf: Opened) -> None:
    assert article_pdf.labels() == ["1", "2", "3"]
    assert garden_pdf.labels() == ["i", "ii", "iii", "iv", "v", "vi", "1", "2", "3", "4", "5"]


def _contents(opened: Opened) -> list[tuple[str, str]]:
    """Title and page number of each entry of the printed contents."""
    said = [spoken for spoken in opened.spoken if "TOC" in spoken.types]
    titles = [essence(spoken.words) for spoken in said if "Link" in spoken.types]
    return list(zip(titles, [spoken.words.strip() for spoken in said if "Link" not in spoken.types], strict=True))


def test_contents_give_the_numbers_of_the_pages(garden_pdf: Opened) -> None:
    labels = garden_pdf.labels()
    assert _contents(garden_pdf) == [(essence(title), labels[page]) for _, title, page in garden_pdf.outline]


def test_chapters_begin_on_right_hand_pages(garden_pdf: Opened) -> None:
    assert [page % 2 for level, _, page in garden_pdf.outline if level == 1] == [0, 0]


def test_links_of_the_contents_lead_to_the_pages_they_name(garden_pdf: Opened) -> None:
    places = garden_pdf.destinations()
    (page,) = [
        page
        for page, each in enumerate(garden_pdf.document)
        if any("TOC" in s.types and s.page == page for s in garden_pdf.spoken)
    ]
    targets = [places[str(link.Dest)] for link in garden_pdf.pdf.pages[page].obj.Annots]
    assert targets == [target for _, _, target in garden_pdf.outline]


def test_entries_of_the_contents_are_nested_like_the_headings(garden_pdf: Opened) -> None:
    links = [spoken.types for spoken in garden_pdf.spoken if "TOC" in spoken.types and "Link" in spoken.types]
    assert [types.count("TOCI") for types in links] == [level for level, _, _ in garden_pdf.outline]


def test_every_link_leads_somewhere_and_says_where(opened: Opened) -> None:
    places = opened.destinations()
    count = 0
    for page in opened.pdf.pages:
        for link in page.obj.get("/Annots", ()):
            assert str(link.Dest) in places if "/Dest" in link else str(link.A.URI).startswith(("https:", "mailto:"))
            assert str(link.Contents).strip()
            assert int(link.F) & 4, "a link must be printed with its page"
            count += 1
    assert count


def test_title_author_and_language_are_in_the_file(article_pdf: Opened, garden_pdf: Opened) -> None:
    said = [each.document.get_metadata_dict() for each in (article_pdf, garden_pdf)]
    assert [(each["Title"], each["Author"], each["Subject"], each["Keywords"]) for each in said] == [
        ("Strikes Near At Tanf", "The bookbuild editors", "", ""),
        (
            "A Field Guide to Small Gardens",
            "Ada Moreau",
            "How to grow things where there is no room.",
            "gardens, weather",
        ),
    ]
    assert [str(each.pdf.Root.Lang) for each in (article_pdf, garden_pdf)] == ["en-US", "en-GB"]
    assert all(each.pdf.Root.ViewerPreferences.DisplayDocTitle for each in (article_pdf, garden_pdf))


def test_file_is_tagged_and_says_so(opened: Opened) -> None:
    assert opened.pdf.Root.MarkInfo.Marked
    assert str(opened.pdf.Root.StructTreeRoot.K[0].S) == "/Document"
    metadata = opened.pdf.Root.Metadata.read_bytes().decode()
    assert re.search(r"pdfuaid:part\W+1\b", metadata)
    assert {str(page.obj.get("/Tabs")) for page in opened.pdf.pages} == {"/S"}


def _fonts(resources: Object) -> Iterator[Object]:
    yield from (font for _, font in resources.get("/Font", Dictionary()).items())
    for _, item in resources.get("/XObject", Dictionary()).items():
        if "/Resources" in item and item.Resources.objgen != resources.objgen:
            yield from _fonts(item.Resources)


@pytest.mark.parametrize(
    ("book", "families"),
    [
        ("article_pdf", {"Newsreader", "Source Sans 3"}),
        ("garden_pdf", {"EB Garamond", "Source Code Pro"}),
    ],
)
def test_fonts_are_embedded_and_those_of_the_theme(
    book: str, families: set[str], request: pytest.FixtureRequest
) -> None:
    opened: Opened = request.getfixturevalue(book)
    used = set()
    for page in opened.pdf.pages:
        for font in _fonts(page.obj.Resources):
            (descendant,) = font.DescendantFonts
            assert "/FontFile2" in descendant.FontDescriptor or "/FontFile3" in descendant.FontDescriptor
            assert "/ToUnicode" in font
            used.add(str(font.BaseFont).partition("+")[2])
    names = {family: family.replace(" ", "-") for family in FAMILIES}
    assert {family for family, name in names.items() if any(font.startswith(name) for font in used)} == families
    assert all(font.startswith(tuple(names.values())) for font in used)


def test_fonts_carry_no_time_of_day(opened: Opened) -> None:
    files = [file for family in FAMILIES for file in fontpkg.family(family).files]
    times = {TTFont(file.path, lazy=True)["head"].modified for file in files}
    for page in opened.pdf.pages:
        for font in _fonts(page.obj.Resources):
            data = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            head = TTFont(io.BytesIO(data), lazy=True)["head"]
            assert head.modified in times


@pytest.mark.parametrize("family", FAMILIES)
def test_fonts_tell_hyphenation_from_hyphens(family: str) -> None:
    """Where the layout breaks a word it prints U+2010, while the hyphens that a writer types are U+002D.

    A font that draws both with one glyph makes them one in the PDF: who reads the text back could no longer tell
    `well-being` broken at its own hyphen from `well` and `being` joined by the layout, nor could the proof.
    """
    for face in faces(family):
        font = TTFont(io.BytesIO(face.data), lazy=True)
        letters = font.getBestCmap()
        assert letters[0x2010] != letters[ord("-")]
        assert font["hmtx"][letters[0x2010]][0] == pytest.approx(font["hmtx"][letters[ord("-")]][0], abs=10)


def _artifacts(page: pikepdf.Page, kind: str) -> int:
    """How many runs of text on a page are marked as artifacts of a kind."""
    count = 0
    stack: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator in ("BDC", "BMC"):
            properties = operands[1] if len(operands) > 1 else None
            is_kind = isinstance(properties, Dictionary) and str(properties.get("/Type")) == kind
            stack.append(str(operands[0]) == "/Artifact" and is_kind)
        elif operator == "EMC":
            stack.pop()
        elif operator in ("Tj", "TJ"):
            count += any(stack)
    return count


def test_running_heads_stand_on_every_page_but_openers_and_blank_ones(garden_pdf: Opened) -> None:
    heads = [essence(garden_pdf.band(page, top=True)) for page in range(6, 11)]
    assert heads == ["", "AFieldGuidetoSmallGardens", "", "AFieldGuidetoSmallGardens", "Water&Light"]
    folios = [essence(garden_pdf.band(page, top=False)) for page in range(11)]
    assert folios[6:] == ["1", "2", "3", "4", "5"]
    assert [folios[page] for page in (0, 1, 2, 3, 5)] == [""] * 5


def test_running_heads_of_an_article_begin_on_its_second_page(article_pdf: Opened) -> None:
    heads = [essence(article_pdf.band(page, top=True)).casefold() for page in range(3)]
    assert heads == ["", *["strikesnearattanfthebookbuildeditors"] * 2]


def test_running_heads_and_folios_are_artifacts(opened: Opened) -> None:
    said = [spoken.words for spoken in opened.spoken]
    for number, page in enumerate(opened.pdf.pages):
        printed = bool(essence(opened.band(number, top=True))), bool(essence(opened.band(number, top=False)))
        if any(printed):
            assert _artifacts(page, "/Pagination") >= sum(printed)
    assert not any(re.fullmatch(r"\s*\d+ / \d+\s*", words) for words in said)
    assert not any(essence(words) in ("AFieldGuidetoSmallGardens2", "StrikesNearAtTanf2") for words in said)


def test_leader_dots_are_not_read_out(garden_pdf: Opened) -> None:
    assert not any("." in spoken.words for spoken in garden_pdf.spoken if "TOC" in spoken.types)
    assert sum(_artifacts(page, "/Layout") for page in garden_pdf.pdf.pages) > 100


def _article_text() -> str:
    """The article as its reader meets it, cut by hand from the Markdown, without spaces and without its note."""
    _, front_matter, text = (MANUSCRIPT / "coalition-strikes.md").read_text(encoding="utf-8").split("---\n", 2)
    matter = dict(line.split(": ", 1) for line in front_matter.splitlines())
    head = f"{matter['title']}{matter['subtitle']}By{matter['byline']}{matter['credit']}"
    text = re.sub(r"^\[\^zone\]:.*$", "", text, flags=re.MULTILINE).replace("[^zone]", "1")
    text = re.sub(r'^!\[.*\]\(.*? "(.*)"\)\{.*\}$', r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:> ?|## |:::.*$)", "", text, flags=re.MULTILINE)
    return essence(head + text)


def test_article_is_read_out_character_for_character(article_pdf: Opened) -> None:
    found = "".join(text for kind, text in runs(article_pdf) if kind not in ("note", "note number", "figure"))
    assert found == _article_text()


def test_article_is_tagged_as_what_it_is(article_pdf: Opened) -> None:
    found = [(kind, text[:24]) for kind, text in without_notes(runs(article_pdf))]
    assert found == [
        ("H1", "StrikesNearAtTanf"),
        ("P", "TheU.S.-ledcoalitionhits"),
        ("quotation", "Todaywasthethirdsetofkin"),
        ("caption", "—ColonelRyanDillon,spoke"),
        ("P", "“However,weremainreadyto"),
        ("H2", "Adroneoutsidethezone"),
        ("P", "Inoutlinetheepisoderesem"),
        ("figure", "LebanonTurkeyRaqqaDeirez"),
        ("caption", "AtTanfandthe55-kilometer"),
        ("P", "AnotherstrikecameearlierT"[:24]),
        ("H2", "Whosezone?"),
        ("P", "Therulesunderwhichthestr"),
        ("quotation", "Coalitionforceshavebeenl"),
        ("caption", "—U.S.CentralCommand,inas"),
        ("P", "“ThegarrisonisatemporaryC"[:24]),
        ("author note", "Thereportfollowedherewas"),
    ]


def test_book_is_read_out_character_for_character(garden_pdf: Opened) -> None:
    assert without_notes(runs(garden_pdf, first_page=6)) == [
        ("H1", "Soil"),
        ("P", "Thesoiliseverything,saidthegardener.1Seethesecondchapter,orthetables."),
        ("quotation", "Agardenisafriendyoucanvisitanytime.Itneverminds the hour.".replace(" ", "")),
        ("caption", "—AnnaLind,TheGreenYear"),
        ("quotation", "Asecondquotationwithoutasource."),
        ("P", "Againthesamenote1andanother.2"),
        ("H2", "Alist"),
        ("label", "•"),
        ("LBody", "one"),
        ("label", "•"),
        ("LBody", "two"),
        ("label", "◦"),
        ("LBody", "nestedstrong"),
        ("label", "◦"),
        ("LBody", "nestedcode"),
        ("label", "•"),
        ("LBody", "three"),
        ("label", "1."),
        ("LBody", "first"),
        ("label", "2."),
        ("P", "secondaparagraphinside"),
        ("H2", "Atable"),
        ("TH", "PlantLitresWhen"),
        ("TD", "Rose2.5morningFern10evening"),
        ("Code", 'defwater(plant:str)->None:print(f"watering{plant}<now>&then")'),
        ("H1", "Water&Light"),
        ("P", "ByClaraVossReviewedbytheWaterBoardRainfalls."),
        ("H2", "Rain"),
        ("P", "Textbeforethebreak.BacktosoilandSoilfile.***"),
        ("caption", "Thecan,drawnfromlifeAcaptionwithemphasisandanote.1"),
        ("quotation", "Outerwords.Innerwords,quotedagain."),
        ("caption", "—Theinnerspeaker—Theouterspeaker"),
        ("P", "Visithttps://example.org/orwritetomail@example.org.Ahardbreak."),
        ("author note", "ClaraVosskeepsthreegardens."),
    ]


def _notes(opened: Opened) -> list[tuple[str, str]]:
    """Number and words of each note."""
    found: list[tuple[str, str]] = []
    for kind, text in runs(opened):
        if kind == "note number":
            found.append((text, ""))
        elif kind == "note":
            found[-1] = (found[-1][0], found[-1][1] + text)
    return found


def test_notes_are_notes_with_a_number_as_label(article_pdf: Opened, garden_pdf: Opened) -> None:
    ((number, words),) = _notes(article_pdf)
    written = re.search(r"^\[\^zone\]: (.*)$", (MANUSCRIPT / "coalition-strikes.md").read_text("utf-8"), re.MULTILINE)
    assert written
    assert (number, words) == ("1.", essence(written[1]))
    assert _notes(garden_pdf) == [
        ("1.", "Thenotesays“so”."),
        ("2.", "Alongnotewithtwoparagraphs.Thesecondparagraph,withalink."),
        ("1.", "Captionnote."),
    ]


@pytest.mark.parametrize(("book", "numbers"), [("article_pdf", ["1"]), ("garden_pdf", ["1", "1", "2", "1"])])
def test_notes_are_referred_to(book: str, numbers: list[str], request: pytest.FixtureRequest) -> None:
    opened: Opened = request.getfixturevalue(book)
    referring = [spoken for spoken in opened.spoken if "Reference" in spoken.types and "TOC" not in spoken.types]
    assert [spoken.words.strip() for spoken in referring] == numbers
    assert all(spoken.types[-2:] == ("Reference", "Link") for spoken in referring)


def test_note_stands_on_the_page_that_refers_to_it(opened: Opened) -> None:
    referring = [spoken.page for spoken in opened.spoken if "Reference" in spoken.types and "TOC" not in spoken.types]
    assert {spoken.page for spoken in opened.spoken if "Note" in spoken.types} == set(referring)


def test_note_references_can_be_clicked(opened: Opened) -> None:
    rectangles = [
        [float(side) for side in link.Rect]
        for page in opened.pdf.pages
        for link in page.obj.get("/Annots", ())
        if re.search(r"-note-\d+$", str(link.get("/Dest", "")))
    ]
    assert rectangles
    assert all(abs(top - bottom) > 4 and right - left > 2 for left, bottom, right, top in rectangles)


def test_pictures_have_words_and_a_box_on_the_page(article_pdf: Opened, garden_pdf: Opened) -> None:
    found = []
    for opened in (article_pdf, garden_pdf):
        for figure in (element for element in opened.elements() if str(element.S) == "/Figure"):
            left, bottom, right, top = (float(side) for side in figure.A.BBox)
            _, _, width, height = (float(side) for side in figure.Pg.MediaBox)
            assert 0 <= left < right <= width
            assert 0 <= bottom < top <= height
            found.append(str(figure.Alt))
    assert found[0].startswith("Schematic map of southern and eastern Syria. At Tanf lies just inside Syria")
    assert found[1:] == ["A watering can on a step", "A leaf"]


def test_lists_are_made_of_items_with_label_and_body(garden_pdf: Opened) -> None:
    items = [element for element in garden_pdf.elements() if str(element.S) == "/LI"]
    assert len(items) == 7
    for item in items:
        assert [str(kid.S) for kid in item.K][:2] == ["/Lbl", "/LBody"]


def test_table_has_rows_with_heads_and_cells(garden_pdf: Opened) -> None:
    (table,) = [element for element in garden_pdf.elements() if str(element.S) == "/Table"]
    rows = [row for group in table.K for row in group.K]
    assert [[str(cell.S) for cell in row.K] for row in rows] == [["/TH"] * 3, ["/TD"] * 3, ["/TD"] * 3]


def test_every_piece_of_marked_content_hangs_off_the_element_that_claims_it(opened: Opened) -> None:
    numbers = opened.pdf.Root.StructTreeRoot.ParentTree.Nums
    slots = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
    claimed = 0
    for element in opened.elements():
        kids: Iterable[Any] = element.K if isinstance(element.get("/K"), Array) else ()
        for kid in kids:
            if isinstance(kid, int):
                owner = slots[int(element.Pg.StructParents)][kid]
                assert owner.objgen == element.objgen
                claimed += 1
    assert claimed > 30
