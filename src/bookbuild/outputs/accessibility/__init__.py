"""What an edition may truthfully say of its own accessibility, derived from its content.

The words are those of the schema.org accessibility properties (EPUB Accessibility 1.1, §2).
"""

from collections.abc import Iterator

from bookbuild.i18n.words import catalogue
from bookbuild.model import Asset, Book


def claims(book: Book, *, pages: bool = False) -> Iterator[tuple[str, str]]:
    """Name and value of each property, in a fixed order; `pages` tells whether those of a print edition are marked."""
    images = [image for chapter in book.chapters for image in chapter.images]
    has_images = bool(images)
    described = has_images and all(image.has_alternative for image in images)
    yield "accessMode", "textual"
    if has_images:
        yield "accessMode", "visual"
        yield "accessModeSufficient", "textual,visual"
    if described or not has_images:
        yield "accessModeSufficient", "textual"
    yield "accessibilityFeature", "structuralNavigation"
    yield "accessibilityFeature", "tableOfContents"
    yield "accessibilityFeature", "readingOrder"
    yield "accessibilityFeature", "displayTransformability"
    yield "accessibilityFeature", "unlocked"
    if described:
        yield "accessibilityFeature", "alternativeText"
    if _has_formulas(book):
        yield "accessibilityFeature", "MathML"
        yield "accessibilityFeature", "describedMath"
    if pages:
        yield "accessibilityFeature", "pageBreakMarkers"
        yield "accessibilityFeature", "pageNavigation"
    yield "accessibilityHazard", "unknown" if any(map(_may_move, book.assets)) else "none"
    yield "accessibilitySummary", _summary(book.metadata.language, has_images, described, pages)


def _has_formulas(book: Book) -> bool:
    """Whether there is a formula in a book; each has its TeX as its words."""
    return any(
        "<math " in part for chapter in book.chapters for part in (chapter.body, *(n.body for n in chapter.notes))
    )


def _summary(language: str, has_images: bool, described: bool, pages: bool) -> str:
    words = catalogue(language).accessibility
    pictures = words.all_described if described else words.some_described
    parts = [words.text, pictures if has_images else "", words.pages if pages else ""]
    return " ".join(filter(None, parts))


def _may_move(asset: Asset) -> bool:
    """Whether a picture could flash or move, as far as its kind tells."""
    animated = asset.media_type == "image/svg+xml" and b"<animate" in asset.data
    return animated or asset.media_type in ("image/gif", "image/webp")
