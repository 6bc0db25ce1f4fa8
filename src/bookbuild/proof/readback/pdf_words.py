"""The words below an element of the structure tree: what its pages show in the marked content that it names."""

from collections.abc import Iterator

from pikepdf import Dictionary, Object, Pdf

from bookbuild.proof.readback.pdf_pages import Pages
from bookbuild.proof.readback.pdf_structure import kids, labels
from bookbuild.proof.readback.pdf_text import Fonts, Marked, marked


class MarkedWords:
    """The marked content of one file; a page is read when something on it is asked for, unless it was read before."""

    def __init__(self, pdf: Pdf, pages: Pages) -> None:
        self.numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        self._fonts: Fonts = {}
        self._pages = {page.obj.objgen: page for page in pdf.pages}
        known = {
            number: Marked(dict(page.texts), list(page.artifacts), dict(page.faces)) for number, page in pages.items()
        }
        self.told: set[tuple[int, int]] = set()
        """The number of the page, from 1, and the identifier of each mark that some element refers to."""
        self._marked = {place: known[number - 1] for place, number in self.numbers.items() if number - 1 in known}

    def page_number(self, page: Object | None) -> int:
        """The place of a page in the file, from 1; 0 where it is none."""
        return self.numbers.get(page.objgen, 0) if page is not None else 0

    def labels(self, element: Object, page: Object | None) -> Iterator[str]:
        """The words of the labels of an element."""
        for label in labels(element):
            yield from self.spoken(label, label.get("/Pg", page))

    def spoken(self, element: Object, page: Object | None) -> Iterator[str]:
        """The text below an element."""
        for kid in kids(element):
            if isinstance(kid, int) and page is not None:
                yield self.text(page, kid)
            elif isinstance(kid, Dictionary) and "/K" in kid:
                yield from self.spoken(kid, kid.get("/Pg", page))

    def text(self, page: Object, mcid: int) -> str:
        """That of one piece of marked content."""
        self.told.add((self.page_number(page), mcid))
        return self.content(page).texts.get(mcid, "")

    def claim(self, element: Object, page: Object | None) -> list[tuple[int, int]]:
        """Take note of all marks below an element whose words are none of the text, and give them."""
        claimed: list[tuple[int, int]] = []
        for kid in kids(element):
            if isinstance(kid, int):
                claimed.append((self.page_number(page), kid))
            elif isinstance(kid, Dictionary) and "/MCID" in kid:
                claimed.append((self.page_number(kid.get("/Pg", page)), int(kid.MCID)))
            elif isinstance(kid, Dictionary) and "/K" in kid:
                claimed += self.claim(kid, kid.get("/Pg", page))
        self.told.update(claimed)
        return claimed

    def contents(self) -> dict[int, Marked]:
        """All that every page marks, by the numbers of the pages from 1."""
        return {number: self.content(self._pages[place].obj) for place, number in self.numbers.items()}

    def content(self, page: Object) -> Marked:
        """All that a page marks."""
        if page.objgen not in self._marked:
            shown = self._pages.get(page.objgen)
            self._marked[page.objgen] = marked(shown, self._fonts) if shown is not None else Marked()
        return self._marked[page.objgen]
