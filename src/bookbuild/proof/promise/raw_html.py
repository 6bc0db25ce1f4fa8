"""A block of raw HTML → its passages."""

from html.parser import HTMLParser

from bookbuild.problems import Location
from bookbuild.proof.passages import Passage, PassageKind, passage

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def passages_of(html: str, kind: PassageKind, level: int, where: Location) -> list[Passage]:
    """The passages of a block; each is of `kind`, unless it is a heading."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return [
        passage(PassageKind.HEADING, "".join(words), where, rank)
        if rank
        else passage(kind, "".join(words), where, level)
        for rank, words in parser.blocks
    ]


class _Text(HTMLParser):
    """The text of a piece of raw HTML by its blocks, without what no reader is given."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[int, list[str]]] = [(0, [])]
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("script", "style")
        if tag in _HEADINGS or tag == "li":  # on a page the number of an item stands between it and the one before
            self.blocks.append((int(tag[1]) if tag in _HEADINGS else 0, []))

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        if tag in _HEADINGS:
            self.blocks.append((0, []))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.blocks[-1][1].append(data)
