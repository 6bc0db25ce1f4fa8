"""PDF → what its reader finds, by way of the structure tree: in the order in which a screen reader speaks it.

Running heads, folios and other artifacts hang off no element, and so drop out (ISO 32000-1, 14.7 and 14.8).
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from bookbuild.problems import Location
from bookbuild.proof.forms import WRAP, plain
from bookbuild.proof.formulas import differs, formula
from bookbuild.proof.passages import (
    NOTE_MARK,
    HiddenWords,
    ItemNumber,
    Link,
    NotePassages,
    Passage,
    PassageKind,
    Picture,
    Reading,
    essence,
    passage,
)
from bookbuild.proof.pixels import shows_nothing
from bookbuild.proof.readback import pdf_facts
from bookbuild.proof.readback.errors import Unreadable, Untagged
from bookbuild.proof.readback.pdf_beside import Beside, Chapters, Way, ways_of_notes
from bookbuild.proof.readback.pdf_fonts import glyph_faults
from bookbuild.proof.readback.pdf_heads import heads_faults
from bookbuild.proof.readback.pdf_lines import Joint, Piece, Place, code_lines, joint
from bookbuild.proof.readback.pdf_links import Areas
from bookbuild.proof.readback.pdf_looks import Shown, looks
from bookbuild.proof.readback.pdf_order import PrintedEntry, misled, pages_faults
from bookbuild.proof.readback.pdf_pages import Pages
from bookbuild.proof.readback.pdf_sight import Looked, sights
from bookbuild.proof.readback.pdf_structure import (
    BLOCKS,
    HEADINGS,
    SECTIONS,
    SILENT,
    Surroundings,
    annotation,
    is_contents,
    is_of_notes,
    is_term,
    kids,
    labels,
    list_numbering,
    standard,
    typed,
)
from bookbuild.proof.readback.pdf_text import MISSING, Marked, face, fonts_of
from bookbuild.proof.readback.pdf_words import MarkedWords

HYPHEN = "\u2010"
"""What the layout prints where it breaks a word; the hyphens of a text are U+002D."""

_UNCOUNTED = ("/None", "/Disc", "/Circle", "/Square")
"""Lists whose items have no number (14.8.5.5)."""
_BOXES = ("☐", "☑")
"""With which a task begins, instead of a number."""
_MARK = ("", "the mark of an item of a list")
_MAX_DEPTH = 200
_MAX_PAGES = 20_000


def read_pdf(data: bytes, name: str, pages: Pages | None = None, *, thorough: bool = True) -> Reading:
    """Read the text of a tagged PDF, some of whose pages may have been read before, as thoroughly as the others are to
    be. Raises Unreadable."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise Unreadable("it is locked with a password") from error
    except pikepdf.PdfError as error:
        raise Unreadable("it is not a PDF, or a damaged one") from error
    with pdf:
        if len(pdf.pages) > _MAX_PAGES:
            raise Unreadable(f"it has more than {_MAX_PAGES} pages")
        root = pdf.Root.get("/StructTreeRoot")
        if root is None or "/K" not in root:
            raise Untagged("it is not tagged, so that its text has no order to read it in")
        reader = _TreeReader(pdf, name, pages or {})
        contents = reader.marked.contents()
        looked = _looked(data, contents, pages or {}, thorough=thorough)
        reader.looked = looked
        reader.walk(kids(root), None, Surroundings())
        reader.end_passage()
        beside = reader.chapters.whole()
        ways = ways_of_notes(beside.references, reader.ways_back)
        told = pdf_facts.facts(pdf)
        outline = list(pdf_facts.contents(pdf, reader.named, reader.numbers))
        of_notes = {(heading.text, heading.page) for heading in reader.headings_of_notes}
        return Reading(
            tuple(reader.passages),
            tuple(replace(note, astray=wrong) for note, wrong in zip(reader.notes, ways.back, strict=True)),
            tuple(way.number for way in beside.references),
            misled_references=ways.there,
            pictures=tuple(beside.pictures),
            links=tuple(reader.links),
            item_numbers=tuple(beside.item_numbers),
            unnumbered=reader.unnumbered,
            contents=tuple((level, title) for level, title, page in outline if (title, page) not in of_notes),
            printed_contents=tuple(
                title for each in reader.printed if (title := essence(each.title), each.page) not in of_notes
            ),
            misled=tuple(misled(pdf, (*reader.passages, *reader.headings_of_notes), outline, reader.printed)),
            facts=told,
            faces=tuple(sorted(map(face, fonts_of(pdf)))),
            hidden=tuple(reader.hidden(looked)),
            faults=(
                *(f"its outline entry “{title}” leads to no page" for _, title, page in outline if not page),
                *pdf_facts.font_faults(pdf),
                *glyph_faults(pdf, outlines=thorough),
                *(f"the words for the formula ${tex}$ are not those of its TeX" for tex in reader.misspoken),
                *reader.areas.strays(),
                *pages_faults(pdf, contents, reader.marked.told),
                *heads_faults(contents, reader.passages, told),
                *(f"page {page} shows a letter that its font does not have" for page in sorted(reader.without_glyph)),
            ),
        )


def _looked(data: bytes, contents: Mapping[int, Marked], known: Pages, *, thorough: bool) -> Mapping[int, Looked]:
    """What each page shows, by their numbers from 0."""
    others = {number - 1: content.texts for number, content in contents.items() if number - 1 not in known}
    looked_at = sights(data, others, thorough=thorough) if others else {}
    return looked_at | {number: page.looked for number, page in known.items()}


class _TreeReader:
    """Reads the structure tree of one file."""

    def __init__(self, pdf: Pdf, name: str, pages: Pages) -> None:
        self.name = name
        self.passages: list[Passage] = []
        self.notes: list[NotePassages] = []
        self.chapters = Chapters()
        self._beside = self.chapters.text
        self.headings_of_notes: list[Passage] = []
        self.unnumbered = 0
        self.links: list[Link] = []
        self.printed: list[PrintedEntry] = []
        self.without_glyph: set[int] = set()
        self.misspoken: list[str] = []
        self.ways_back: list[Way] = []
        """One for each note, from its number to what refers to it."""
        self.areas = Areas(pdf)
        self.marked = MarkedWords(pdf, pages)
        self.numbers = self.marked.numbers
        self.named = pdf_facts.places(pdf, self.numbers)
        self._roles = pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary())
        self._standard: dict[str, str] = {}
        self._words: list[str] = []
        self._spoken: list[tuple[int, int]] = []
        self._drawn: dict[tuple[int, int], tuple[str, str]] = {}
        self._pictured: set[tuple[int, int]] = set()
        """The marks of pictures, of which links take only the line on which they stand."""
        self._holders: dict[tuple[int, int], Passage] = {}
        self._kind = (PassageKind.TEXT, 0)
        self._page = 0
        self._link_end = (0, 0)
        self.looked: Mapping[int, Looked] = {}
        """Each page, by their numbers from 0."""
        self._pieces: list[Shown] = []
        """Of the passage that is being read."""
        self._before: Piece | None = None
        self._is_blank = False
        """Whether the last piece had spaces alone, which leave no mark on a page."""
        self._code: list[Piece] | None = None
        """The pieces of the code that is being read."""

    def walk(self, held: Sequence[Object | int], page: Object | None, context: Surroundings) -> None:
        """Go through what an element holds: elements, identifiers of marked content, lists of them."""
        if context.depth > _MAX_DEPTH:
            raise Unreadable("its structure is nested too deep")
        for kid in held:
            if isinstance(kid, int):
                if page is not None:
                    self._say(page, kid)
            elif isinstance(kid, Dictionary):
                if (tag := kid.get("/S")) is not None and "/MCID" not in kid:
                    self._element(kid, str(tag), kid.get("/Pg", page), context)
                elif "/MCID" in kid:
                    self._say(kid.get("/Pg", page), int(kid.MCID))
            elif isinstance(kid, Array):
                self.walk(list(kid), page, context)

    def _element(self, element: Object, tag: str, page: Object | None, context: Surroundings) -> None:
        tag = self._standard[tag] if tag in self._standard else self._known(tag)
        self._shown(element, tag, page)
        if tag == "/LI":
            self._numbered(element, page)
        held = kids(element)
        is_block = tag in BLOCKS or (tag == "/Lbl" and is_term(element))
        if not held or (tag in SILENT and not is_block):
            self._claim(element, tag, page)
            return
        inside = context.inside(tag, has_title="/T" in element)
        if is_contents(held):
            self._contents_entries(element, page)
        elif tag == "/Note":
            self._note(element, page, context, self.chapters.notes)
        elif is_of_notes(element):
            self._notes(element, page, context)
        elif tag == "/Reference":
            number = "".join(self.marked.spoken(element, page)).strip()
            self._beside.references.append(self._way(number, held, page))
            self._between(NOTE_MARK)
        elif tag == "/Link":
            self._link(element, page, inside)
        elif is_block:
            self._block(element, tag, page, inside)
        else:
            self._group(element, tag, page, inside)

    def _shown(self, element: Object, tag: str, page: Object | None) -> None:
        """What is no text: a picture or a formula."""
        if tag == "/Figure" and page is not None:
            self._before = None
            self._picture(element, page)
        elif tag == "/Formula":
            self._formula(element)
            self._page = self._page or self.marked.page_number(page)

    def _claim(self, element: Object, tag: str, page: Object | None) -> None:
        """Marks of what has no words of the text, with the name of what is drawn under them."""
        claimed = self.marked.claim(element, page)
        if tag == "/Formula":
            self._drawn.update(dict.fromkeys(claimed, ("", f"the formula ${typed(element)}$")))
            self._spoken += claimed
        elif tag == "/Figure":
            self._pictured.update(claimed)
        if tag == "/Figure" and self._beside.pictures and not shows_nothing(self._beside.pictures[-1].pixels):
            words = self._beside.pictures[-1].words
            self._drawn.update(dict.fromkeys(claimed, (words, f"the picture “{words}”")))

    def _numbered(self, item: Object, page: Object | None) -> None:
        """The number before an item of a list that counts."""
        numbering = list_numbering(item)
        label = essence("".join(self.marked.labels(item, page)))
        for kid in kids(item):
            if isinstance(kid, Dictionary) and kid.get("/S") == Name.Lbl:
                self._drawn.update(dict.fromkeys(self.marked.claim(kid, page), _MARK))
        is_task = not label and "".join(self.marked.spoken(item, page)).lstrip().startswith(_BOXES)
        if numbering == "/None" and not label:
            self.unnumbered += not is_task
        elif numbering not in _UNCOUNTED and not is_task:
            number = self.marked.page_number(page)
            self._beside.item_numbers.append(ItemNumber(label, Location(f"{self.name}, page {number}")))

    def _block(self, element: Object, tag: str, page: Object | None, inside: Surroundings) -> None:
        """What holds a passage of its own."""
        self.end_passage()
        self._kind = self._kind_of(element, tag, inside)
        self._code = [] if tag == "/Code" else None
        self.walk(kids(element), page, inside)
        self.end_passage()
        self._code = None
        self._kind = (PassageKind.TEXT, 0)

    def _group(self, element: Object, tag: str, page: Object | None, inside: Surroundings) -> None:
        """What holds blocks, or is a part of a line."""
        is_section = tag in SECTIONS
        if is_section:
            self.end_passage()
        self.walk(kids(element), page, inside)
        if is_section:
            self.end_passage()
        if tag == "/Sect" and inside.sections == 1:
            self.chapters.end()
            self._beside = self.chapters.text

    def _formula(self, element: Object) -> None:
        """A formula counts as its TeX; what is said of it must have the letters and figures of that."""
        tex = typed(element)
        self._between(formula(tex))
        if differs(tex, str(element.get("/Alt", ""))):
            self.misspoken.append(tex)

    def _between(self, mark: str) -> None:
        """What stands among the words and is none of them; a line may end before and behind it."""
        self._words += (WRAP, mark)
        self._before = None

    def _known(self, tag: str) -> str:
        self._standard[tag] = standard(tag, self._roles)
        return self._standard[tag]

    def _kind_of(self, element: Object, tag: str, context: Surroundings) -> tuple[PassageKind, int]:
        if level := HEADINGS.get(tag):
            return PassageKind.HEADING, level
        if tag == "/Caption":
            beside = any(isinstance(n, Dictionary) and n.get("/S") == Name.BlockQuote for n in kids(element.P))
            return (PassageKind.ATTRIBUTION if beside else PassageKind.CAPTION), 0
        if tag == "/Code":
            return PassageKind.TEXT, 0  # code is code in a quotation too, and pages do not tell it from text
        if context.quotations:
            return PassageKind.QUOTATION, context.quotations
        return (PassageKind.AUTHOR_NOTE if context.author_note else PassageKind.TEXT), 0

    def _notes(self, section: Object, page: Object | None, context: Surroundings, *, is_group: bool = False) -> None:
        """A section of notes: its heading, which is no part of the text, and notes, or groups of the notes of chapters.

        A heading with other words than the section's title counts as text.
        """
        self.end_passage()
        title = str(section.T)
        inside = context.inside("/Sect", has_title=True)
        held = [(kid, kid.get("/Pg", page)) for kid in kids(section) if isinstance(kid, Dictionary)]
        has_own = any(kid.S == Name.Note for kid, _ in held)
        beside = self.chapters.group() if is_group and has_own else self.chapters.notes
        for kid, on in held:
            if kid.S == Name.Note:
                self._note(kid, on, inside, beside, essence(title) if is_group else "")
            elif kid.S == Name.Sect:
                self._notes(kid, on, inside, is_group=True)
            elif essence("".join(self.marked.spoken(kid, on))) != essence(title):
                self._element(kid, str(kid.S), on, inside)
            elif not has_own and not is_group:
                number = self.marked.page_number(on)
                where = Location(f"{self.name}, page {number}")
                self.headings_of_notes.append(replace(passage(PassageKind.HEADING, title, where), page=number))

    def _note(
        self, element: Object, page: Object | None, context: Surroundings, beside: Beside, under: str = ""
    ) -> None:
        """A note stands apart from the text around it; one without a number goes on with the note before it."""
        kept, self.passages = self.passages, []
        words, self._words, self._before = self._words, [], None
        pieces, self._pieces = self._pieces, []
        kind, self._kind = self._kind, (PassageKind.TEXT, 0)
        number = "".join(self.marked.labels(element, page)).strip(" .\u2002")
        links = [link for label in labels(element) for link in kids(label)]
        text, self._beside = self._beside, beside
        self.walk(kids(element), page, context.inside("/Note"))
        self.end_passage()
        self._beside = text
        if number or not self.notes:
            self.notes.append(NotePassages(number, tuple(self.passages), under))
            self.ways_back.append(self._way(number, links, page))
        else:
            before = self.notes.pop()
            self.notes.append(replace(before, passages=(*before.passages, *self.passages)))
        self.passages, self._words, self._kind, self._before = kept, words, kind, None
        self._pieces = pieces

    def _picture(self, figure: Object, page: Object) -> None:
        drawn = self.marked.content(page).pictures
        listed = [int(kid) for kid in kids(figure) if isinstance(kid, int)]
        shown = next((drawn[mcid] for mcid in listed if mcid in drawn), None)
        pixels = pdf_facts.picture_pixels(shown) if shown is not None else ""
        number = self.marked.page_number(page)
        self._beside.pictures.append(
            Picture(str(figure.get("/Alt", "")), pixels, Location(f"{self.name}, page {number}"))
        )

    def _link(self, element: Object, page: Object | None, context: Surroundings) -> None:
        """A link that goes over the end of a line is two elements, one right after the other."""
        first_word = len(self._words)
        self.walk(kids(element), page, context)
        words = essence(plain("".join(self._words[first_word:])))
        active = annotation(element)
        if active is None:
            return
        wrong = self._area_fault(element, page)
        action = active.get("/A")
        address = str(action.get("/URI", "")) if isinstance(action, Dictionary) else ""
        leads = 0 if address else pdf_facts.destination(active, self.named, self.numbers)
        link = Link(words, address, leads, astray=wrong)
        before = self.links[-1] if self.links else None
        goes_on = before is not None and self._link_end == (len(self.passages), first_word)
        if before is not None and goes_on and (before.target, before.page) == (link.target, link.page):
            self.links[-1] = replace(before, words=before.words + link.words, astray=before.astray or wrong)
        else:
            self.links.append(link)
        self._link_end = (len(self.passages), len(self._words))

    def _area_fault(self, link: Object, page: Object | None) -> str:
        """What is wrong with the areas of a link."""
        pieces = [
            (number, place)
            for number, mcid in self.marked.claim(link, page)
            if (number, mcid) not in self._pictured and (place := self._place(number, mcid)) is not None
        ]
        return self.areas.fault(link, pieces)

    def _way(self, number: str, held: Sequence[Object | int], page: Object | None) -> Way:
        """The number of a note, which is a link."""
        links = [each for each in held if isinstance(each, Dictionary) and each.get("/S") == Name.Link]
        faults = [fault for link in links if (fault := self._area_fault(link, link.get("/Pg", page)))]
        leads = [
            pdf_facts.destination(active, self.named, self.numbers)
            for link in links
            if (active := annotation(link)) is not None
        ]
        fault = faults[0] if faults else "" if links else "cannot be clicked"
        return Way(number, self.marked.page_number(page), max(leads, default=0), fault, self.chapters.count)

    def _contents_entries(self, element: Object, page: Object | None) -> None:
        """The titles in the printed contents; one that takes two lines is two links to one place."""
        if element.S == Name.Link:
            active = annotation(element)
            place = repr(active.get("/Dest", active.get("/A"))) if active is not None else ""
            title = "".join(self.marked.spoken(element, page))
            wrong = self._area_fault(element, page)
            leads = pdf_facts.destination(active, self.named, self.numbers) if active is not None else 0
            if self.printed and place and self.printed[-1].place == place:
                before = self.printed.pop()
                title, wrong = before.title + title, before.astray or wrong
            self.printed.append(PrintedEntry(place, title, leads, astray=wrong))
            return
        for kid in kids(element):
            if isinstance(kid, Dictionary) and "/K" in kid:
                self._contents_entries(kid, kid.get("/Pg", page))
            elif isinstance(kid, int) and page is not None:
                self._after_entry(self.marked.text(page, kid))

    def _after_entry(self, words: str) -> None:
        """What stands behind an entry of the contents: the number of its page."""
        if self.printed and words.strip():
            self.printed[-1] = replace(self.printed[-1], number=self.printed[-1].number + words.strip())

    def _say(self, page: Object | None, mcid: int) -> None:
        if page is None:
            return
        text = self.marked.text(page, mcid)
        number = self.marked.page_number(page)
        self._spoken.append((number, mcid))
        self._words += self._joined(number, mcid, text)
        if text and number:
            self._pieces.append(self._shown_piece(page, number, mcid))
        self._page = self._page or number
        if MISSING in text:
            self.without_glyph.add(number)

    def _shown_piece(self, page: Object, number: int, mcid: int) -> Shown:
        """How the last of the words look."""
        looked = self.looked[number - 1]
        fonts = self.marked.content(page).faces.get(mcid, "")
        return Shown(len(self._words) - 1, number, fonts, looked.places.get(mcid), looked.lines.get(mcid))

    def _joined(self, page: int, mcid: int, text: str) -> tuple[str, ...]:
        """The words of a piece, with what parts them from those before."""
        words = text[:-1] if text.endswith(HYPHEN) else text
        if not text:
            self._is_blank = True
            return (words,)
        is_blank, self._is_blank = self._is_blank, False
        piece = (page, self._place(page, mcid), text)
        before, self._before = self._before, piece
        if self._code is not None:
            self._code.append(piece)
        if not self._words or before is None:
            return (words,) if not self._words else (WRAP, words)
        how = joint(before, piece, blank=is_blank)
        if how is Joint.NEW_LINE:
            return (words,) if before[2].endswith(HYPHEN) else (WRAP, words)
        if how is Joint.GLUED:
            self._words[-1] = self._words[-1].rstrip()
            return (words.lstrip(),)
        return (how.value, words)

    def _place(self, page: int, mcid: int) -> Place | None:
        looked = self.looked.get(page - 1)
        return looked.places.get(mcid) if looked is not None else None

    def hidden(self, seen: Mapping[int, Looked]) -> Iterator[HiddenWords]:
        """The words that pages hide, with the passages that they belong to."""
        for number, looked in sorted(seen.items()):
            for each in looked.sight:
                holder = self._holders.get((number + 1, each.mcid))
                words, drawing = "", ""
                if not each.words:
                    words, drawing = self._drawn.get((number + 1, each.mcid), ("", ""))
                if each.words or drawing:
                    yield HiddenWords(each.words or words, each.why, number + 1, holder, drawing)

    def end_passage(self) -> None:
        """What was said since the last end is a passage."""
        words = "".join(self._words)
        if words and (read := self._read(words)).text:
            self.passages.append(read if self._code is None else replace(read, form=code_lines(self._code)))
            self._holders.update(dict.fromkeys(self._spoken, self.passages[-1]))
            self._spoken = []
        self._words, self._pieces = [], []
        self._before = None
        self._page = 0

    def _read(self, words: str) -> Passage:
        kind, level = self._kind
        where = Location(f"{self.name}, page {self._page}")
        return replace(passage(kind, words, where, level), page=self._page, looks=looks(self._words, self._pieces))
