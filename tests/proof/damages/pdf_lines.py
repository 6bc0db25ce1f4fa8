"""Lines on the pages of a PDF, as damage finds them: the marked content that shows words of the manuscript."""

import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pikepdf
from mutations import hits
from pikepdf import Dictionary, Page, Pdf

from bookbuild.problems import Location
from bookbuild.proof.passages import Reading, essence
from bookbuild.proof.readback.pdf_text import marked
from bookbuild.results import Artifact
from damages.kind import Damaged

_BLOCK = re.compile(
    rb"(/\w+\s*<</MCID (\d+)>>\s*BDC)((?:(?!BMC|BDC|EMC).|(?:BMC|BDC)(?:(?!EMC).)*EMC)*)(EMC)", re.DOTALL
)
"""With the spans in it that say how it is read."""
_PLACE = re.compile(rb"([\d.-]+) ([\d.-]+) Tm")
_SIZE = re.compile(rb"([\d.]+) Tf")
_LEAST = 4


@dataclass(frozen=True)
class Line:
    """A piece of marked content, and where the instructions of its page have it."""

    pdf: Pdf
    page: Page
    stream: bytes
    block: re.Match[bytes]
    text: str
    hit: frozenset[Location]

    @property
    def mcid(self) -> int:
        """Its identifier."""
        return int(self.block[2])

    @property
    def body(self) -> bytes:
        """Its instructions."""
        return self.block[3]

    @property
    def place(self) -> tuple[float, float]:
        """Where it begins, in the coordinates of its instructions, in which y grows downwards."""
        found = _PLACE.search(self.body)
        assert found is not None
        return float(found[1]), float(found[2])

    @property
    def size(self) -> float:
        """Of its font, in the same measure."""
        found = _SIZE.search(self.body)
        assert found is not None
        return float(found[1])

    def write(self, body: bytes, opening: bytes | None = None) -> None:
        """Put other instructions in its place."""
        start, end = self.block.span()
        whole = (opening if opening is not None else self.block[1]) + body + self.block[4]
        self.page.obj.Contents = self.pdf.make_stream(self.stream[:start] + whole + self.stream[end:])

    def resource(self, kind: str, name: str, value: pikepdf.Object) -> None:
        """Give its page something that its instructions can name."""
        resources = self.page.obj.Resources
        if kind not in resources:
            resources[kind] = Dictionary()
        resources[kind][name] = value


def lines(pdf: Pdf, page: Page, promised: Reading) -> list[Line]:
    """The lines of a page that hold words of the text, each shown by one instruction or more in one font."""
    contents = page.obj.get("/Contents")
    if not isinstance(contents, pikepdf.Stream):
        return []
    stream = contents.read_bytes()
    texts = marked(page, {}).texts
    shown = []
    for block in _BLOCK.finditer(stream):
        text = texts.get(int(block[2]), "").rstrip("\u2010")
        hit = hits(text, promised) if len(essence(text)) >= _LEAST else frozenset()
        if hit and all(block[3].count(each) == 1 for each in (b"BT", b" Tf", b" Tm")) and _PLACE.search(block[3]):
            shown.append(Line(pdf, page, stream, block, text, hit))
    return shown


Wreck = Callable[[Line, random.Random], bool]
"""Damages a line of a PDF, if it can."""


def on_a_line(wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """Damage one line of a file."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        pages = list(pdf.pages)
        chance.shuffle(pages)
        for page in pages:
            some = lines(pdf, page, promised)
            if some:
                line = chance.choice(some)
                return Damaged(saved(artifact, pdf), line.hit) if wreck(line, chance) else None
    return None


def saved(artifact: Artifact, pdf: Pdf) -> Artifact:
    """The file as it is now."""
    out = io.BytesIO()
    pdf.save(out)
    return replace(artifact, data=out.getvalue())
