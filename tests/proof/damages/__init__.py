"""Every kind of damage that the proof must find, by what is damaged: one module each, which lists its own `KINDS`."""

from damages.forms import KINDS as FORMS
from damages.formulas import KINDS as FORMULAS
from damages.kind import Kind
from damages.markup import KINDS as MARKUP
from damages.metadata import KINDS as METADATA
from damages.passages import KINDS as PASSAGES
from damages.pdf_drawings import KINDS as PDF_DRAWINGS
from damages.pdf_fonts import KINDS as PDF_FONTS
from damages.pdf_heads import KINDS as PDF_HEADS
from damages.pdf_ink import KINDS as PDF_INK
from damages.pdf_links import KINDS as PDF_LINKS
from damages.pdf_marks import KINDS as PDF_MARKS
from damages.pdf_pages import KINDS as PDF_PAGES
from damages.pdf_spaces import KINDS as PDF_SPACES
from damages.pictures import KINDS as PICTURES
from damages.spaces import KINDS as SPACES
from damages.styles import KINDS as STYLES
from damages.ways import KINDS as WAYS

KINDS: tuple[Kind, ...] = (
    *PASSAGES,
    *PDF_DRAWINGS,
    *PDF_FONTS,
    *PDF_HEADS,
    *PDF_INK,
    *PDF_LINKS,
    *PDF_MARKS,
    *PDF_PAGES,
    *PDF_SPACES,
    *SPACES,
    *FORMS,
    *MARKUP,
    *STYLES,
    *FORMULAS,
    *PICTURES,
    *WAYS,
    *METADATA,
)
"""A kind of damage that a reader of a finished file would see."""
