"""Every kind of damage that the proof must find, by what is damaged: one module each, which lists its own `KINDS`."""

from damages.kind import Kind
from damages.passages import KINDS as PASSAGES
from damages.pdf_ink import KINDS as PDF_INK

KINDS: tuple[Kind, ...] = (*PASSAGES, *PDF_INK)
"""A kind of damage that a reader of a finished file would see."""
