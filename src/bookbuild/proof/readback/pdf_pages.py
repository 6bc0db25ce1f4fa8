"""The pages of a PDF, read beside other work: from the cache what was read before, by workers what was not.

What a page says is kept under the bytes from which it is read: its instructions, and what each font says of its glyphs.
A page that draws pictures, or says elsewhere what it marks, is left to whoever reads the whole file.
"""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import msgspec
import pikepdf
from pikepdf import Dictionary, Object, Pdf, Stream

from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.executor import Inline
from bookbuild.jobs.tasks import Job, map_cached
from bookbuild.problems import Location
from bookbuild.proof.readback.pdf_sight import Looked, sights
from bookbuild.proof.readback.pdf_text import Fonts, Marked, marked


@dataclass(frozen=True, slots=True)
class PageText:
    """What is read on a page."""

    texts: Mapping[int, str]
    """By marked-content identifiers."""
    artifacts: Sequence[str]
    """What is marked as no part of the text."""
    faces: Mapping[int, str]
    """The names of the fonts of each."""
    looked: Looked
    """What of it cannot be seen, and where the rest stands."""


Pages = Mapping[int, PageText]
"""Some pages of a file, by their numbers from 0."""

_TOGETHER = 8
"""Pages that are kept as one; where one of them changes, those that follow often do too, since their numbers move."""
_TASK = 160
"""How many pages a worker is given at once; fewer are read here, before a worker would be awake."""

_Group = tuple[tuple[int, ...], str]
"""Numbers of pages, and the name under which their texts are kept."""


def pages_beside(
    data: bytes, output: str, executor: Executor, cache: Cache, *, thorough: bool = False
) -> Callable[[], Pages]:
    """Begin to read the pages of a PDF; nothing is read of one that cannot be opened.

    What is seen by being `thorough` hangs on the shapes of glyphs too, which no key has: then nothing is kept.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            groups = list(_groups(pdf))
    except pikepdf.PdfError:
        return dict
    job: Job[_Group] = Job(
        run=partial(_read, data, thorough),
        key=lambda group: group[1],
        place=lambda group: Location(output),
        share=_shared_out,
    )
    kept = Cache() if thorough else cache
    encoded = map_cached(job, groups, kept, lambda shares: executor if len(shares) > 1 else Inline())

    def finish() -> Pages:
        pages: dict[int, PageText] = {}
        for (numbers, _), texts in zip(groups, encoded, strict=True):
            pages.update(zip(numbers, msgspec.json.decode(texts, type=tuple[PageText, ...]), strict=True))
        return pages

    return finish


def _read(data: bytes, thorough: bool, groups: tuple[_Group, ...]) -> list[bytes]:
    fonts: Fonts = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        contents = {number: marked(pdf.pages[number], fonts) for numbers, _ in groups for number in numbers}
    seen = sights(data, {number: content.texts for number, content in contents.items()}, thorough=thorough)
    return [
        msgspec.json.encode([_page_text(contents[number], seen[number]) for number in numbers]) for numbers, _ in groups
    ]


def _page_text(content: Marked, looked: Looked) -> PageText:
    return PageText(content.texts, content.artifacts, content.faces, looked)


def _groups(pdf: Pdf) -> Iterator[_Group]:
    of_objects: dict[tuple[int, int], bytes | None] = {}
    digests: list[tuple[int, bytes]] = []
    for number, page in enumerate(pdf.pages):
        digest = _digest(page.obj, of_objects)
        if digest is not None:
            digests.append((number, digest))
    for start in range(0, len(digests), _TOGETHER):
        some = digests[start : start + _TOGETHER]
        yield tuple(number for number, _ in some), key("pages of a PDF", *(digest for _, digest in some))


def _digest(page: Object, digests: dict[tuple[int, int], bytes | None]) -> bytes | None:
    """Of all that the text of a page is read from; None where that is more than instructions and fonts.

    What a page hides hangs on its boxes, the measures of its fonts and its graphics states too.
    """
    resources, content = page.get("/Resources"), page.get("/Contents")
    if not isinstance(resources, Dictionary) or not isinstance(content, Stream) or "/Properties" in resources:
        return None
    fonts = _known(resources, _of_fonts, digests)
    instructions = content.read_bytes()
    if fonts is None or b"Do" in instructions:
        return None
    around = b"".join(
        about.unparse(resolved=True)
        for name in ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
        if (about := page.get(name)) is not None
    )
    states = resources.get("/ExtGState", Dictionary()).unparse(resolved=True)
    return hashlib.sha256(b"\0".join((fonts, around, states, instructions))).digest()


def _known(
    about: Object, tell: Callable[[Object], bytes | None], digests: dict[tuple[int, int], bytes | None]
) -> bytes | None:
    if about.objgen == (0, 0):
        return tell(about)
    if about.objgen not in digests:
        digests[about.objgen] = tell(about)
    return digests[about.objgen]


def _of_fonts(resources: Object) -> bytes | None:
    """A digest of what the fonts say of their glyphs; None where one has no map of them."""
    digest = hashlib.sha256()
    for name, font in sorted(resources.get("/Font", Dictionary()).items()):
        glyphs = font.get("/ToUnicode")
        if not isinstance(glyphs, Stream):
            return None
        digest.update(key(name, str(font.get("/Subtype")), str(font.get("/BaseFont")), glyphs.read_bytes()).encode())
    return digest.digest()


def _shared_out(groups: Sequence[_Group]) -> Iterator[tuple[_Group, ...]]:
    step = _TASK // _TOGETHER
    for start in range(0, len(groups), step):
        yield tuple(groups[start : start + step])
