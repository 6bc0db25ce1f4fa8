"""The tags of a finished PDF, for readers who listen to its pages (ISO 32000-1, 14.7 and 14.8; ISO 14289-1).

WeasyPrint tags the boxes of each page. What is written here in their place are the tags of the book's own elements: one
for each, even where it goes over the end of a page.
"""

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from bookbuild.i18n.words import wording
from bookbuild.outputs.pdf.tags import marked_content, notes, structure, tree
from bookbuild.outputs.pdf.tags.boxes import Laid

__all__ = ["correct", "number_pages"]


def correct(pdf: Pdf, laid: Laid, language: str) -> list[Object]:
    """Tag a PDF that WeasyPrint wrote anew, in place.

    `laid` is what `boxes.gather` found on its pages, `language` the book's BCP 47 tag. It may be a chapter or a whole
    book. Raises ValueError where the two do not belong together. Returns the elements whose attributes hold a box on
    their page, of all of them the first.
    """
    pdf.Root.Lang = String(language)
    marked_content.number(pdf, laid)
    document, found = structure.shape(laid.root, wording(language))
    notes.place(document, found)
    structure.hush(document, language)
    pictures = tree.write(pdf, document, laid)
    marked_content.arrange(pdf, laid, document)
    return pictures


def number_pages(pdf: Pdf, front: int) -> None:
    """Label the first `front` pages i, ii, iii and the pages after them 1, 2, 3 (ISO 32000-1, 12.4.2)."""
    ranges: list[Object | int] = [front, Dictionary(S=Name.D, St=1)]
    if front:
        ranges = [0, Dictionary(S=Name.r, St=1), *ranges]
    pdf.Root.PageLabels = Dictionary(Nums=Array(ranges))
