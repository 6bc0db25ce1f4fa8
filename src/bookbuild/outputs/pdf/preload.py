"""What workers that lay out pages are born with: the server that they are copies of imports this once for all.

Beside the modules that is what each of them would have to make for itself: the static fonts.
"""

from bookbuild.outputs.pdf import fonts, furniture

__all__ = ["furniture"]

fonts.by_digest()
