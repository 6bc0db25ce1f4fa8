"""Figures that stand beside each other → as wide as it takes for all of a row to be equally high."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import lxml.html
from lxml.html import HtmlElement

from bookbuild.assets.sizes import LARGE, size
from bookbuild.dialect.serialize import inner_xhtml
from bookbuild.model import Asset, Chapter

_ROW = '<div class="figures"'
_BETWEEN = 2.0
"""Per cent of the width, at the sides of each figure together: `.figures` in base.css."""
_LEAST, _MOST = 0.125, 8.0
"""What is longer or wider than that gives its neighbours the room all the same."""
_SMALL = 190
"""Pictures of fewer pixels, about twelve letters, are shown in no more than their size on small screens too."""


def size_rows(chapters: Sequence[Chapter], assets: Sequence[Asset]) -> tuple[Chapter, ...]:
    """The chapters, with the widths of the figures in their rows."""
    by_name = {asset.name: asset for asset in assets}
    return tuple(
        replace(chapter, body=_sized(chapter.body, by_name)) if _ROW in chapter.body else chapter
        for chapter in chapters
    )


def _sized(fragment: str, assets: Mapping[str, Asset]) -> str:
    tree = lxml.html.fragment_fromstring(fragment, create_parent="div")
    assert isinstance(tree, HtmlElement)
    for row in tree.xpath(".//div[@class='figures']"):
        images = [figure.find("img") for figure in row]
        if all(image.get("src") in assets for image in images):
            _size(row, [size(assets[image.get("src")]) for image in images])
    return inner_xhtml(tree)


def _size(row: HtmlElement, sizes: Sequence[tuple[float, float]]) -> None:
    ratios = [min(_MOST, max(_LEAST, width / height)) for width, height in sizes]
    height = min(height for _, height in sizes)
    for figure, ratio in zip(row, ratios, strict=True):
        share = (100 - _BETWEEN * len(ratios)) * ratio / sum(ratios)
        style = f"width: {int(share * 100) / 100:g}%"
        if height < LARGE:
            style += f"; max-width: {round(height * ratio)}px"
            if height * ratio < _SMALL:
                figure.set("class", f"{figure.get('class')} small")
        figure.set("style", style)
