"""The ledger: the proof as a page for an editor, with every quotation, byline and note as it was printed.

`page` is the way in; `entries` groups what the proof compared, `sections` writes it, `words` has the small phrases.
`letters` finds a passage among the letters of a PDF page, and `crops` cuts a picture of it.
"""

from bookbuild.proof.ledger.page import ledger

__all__ = ["ledger"]
