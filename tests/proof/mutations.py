"""Seeded damage to finished files and to manuscripts, each with the passage that it hits.

A mutation is what a careless tool, a bad edit or a bad disk could do: a letter changed, lost, doubled or swapped with
its neighbour, a quotation mark flipped, a hyphen lost, paragraphs or speakers exchanged, a note renumbered, a picture
replaced, a heading moved to another level.
"""

import base64
import copy
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import lxml.etree
import lxml.html
import pikepdf
from PIL import Image

from bookbuild.model import Manuscript
from bookbuild.problems import Location
from bookbuild.proof.passages import NOTE_MARK, Reading, essence
from bookbuild.proof.readback.pdf_text import marked
from bookbuild.results import Artifact

FLIPPED = str.maketrans("“”‘’«»\"'", "”“’‘»«'\"")
_NO_WORDS = frozenset({"doc-noteref", "doc-backlink", "doc-toc"})
"""Roles of what holds no words of the manuscript, or repeats them."""


@dataclass(frozen=True)
class Mutation:
    """Something damaged, and where the manuscript has what was hit."""

    name: str
    hit: frozenset[Location]
    artifact: Artifact | None = None
    manuscript: Manuscript | None = None


Damage = Callable[[Artifact, Reading, random.Random], "Mutation | None"]
Letters = Callable[[str, random.Random], str | None]


def change(text: str, chance: random.Random) -> str | None:
    """One letter becomes another."""
    places = [index for index, letter in enumerate(text) if letter.isalpha()]
    if not places:
        return None
    index = chance.choice(places)
    other = chance.choice([letter for letter in "aeinorstxz" if letter != text[index]])
    return text[:index] + other + text[index + 1 :]


def delete(text: str, chance: random.Random) -> str | None:
    """One letter is lost."""
    places = [index for index, letter in enumerate(text) if letter.isalnum()]
    if not places:
        return None
    index = chance.choice(places)
    return text[:index] + text[index + 1 :]


def double(text: str, chance: random.Random) -> str | None:
    """One letter comes twice."""
    places = [index for index, letter in enumerate(text) if letter.isalnum()]
    if not places:
        return None
    index = chance.choice(places)
    return text[: index + 1] + text[index:]


def swap(text: str, chance: random.Random) -> str | None:
    """Two letters change places."""
    places = [i for i in range(len(text) - 1) if text[i] != text[i + 1] and text[i : i + 2].isalnum()]
    if not places:
        return None
    index = chance.choice(places)
    return text[:index] + text[index + 1] + text[index] + text[index + 2 :]


def flip(text: str, chance: random.Random) -> str | None:
    """A quotation mark turns round."""
    places = [index for index, letter in enumerate(text) if letter.translate(FLIPPED) != letter]
    if not places:
        return None
    index = chance.choice(places)
    return text[:index] + text[index].translate(FLIPPED) + text[index + 1 :]


def unhyphen(text: str, chance: random.Random) -> str | None:
    """A hyphen inside a word is lost."""
    places = [found.start() + 1 for found in re.finditer(r"\w-\w", text)]
    if not places:
        return None
    index = chance.choice(places)
    return text[:index] + text[index + 1 :]


LETTERS: Sequence[Letters] = (change, delete, double, swap, flip, unhyphen)


def of_epub(artifact: Artifact, promised: Reading, chance: random.Random) -> Iterator[Mutation]:
    """Endless damage to an EPUB."""
    return _of_markup(artifact, promised, chance)


def of_html(artifact: Artifact, promised: Reading, chance: random.Random) -> Iterator[Mutation]:
    """Endless damage to a single HTML file."""
    return _of_markup(artifact, promised, chance)


def _of_markup(artifact: Artifact, promised: Reading, chance: random.Random) -> Iterator[Mutation]:
    letters: list[Damage] = [partial(_letters, kind) for kind in LETTERS]
    kinds = [*letters, *letters, _exchange, _level, _renumber, _picture]
    while True:
        mutation = chance.choice(kinds)(artifact, promised, chance)
        if mutation is not None:
            yield mutation


def documents_of(artifact: Artifact) -> dict[str, lxml.etree._Element]:
    """The chapters of an EPUB, or the one document of an HTML file, by their names."""
    if artifact.name.endswith(".html"):
        return {artifact.name: lxml.html.document_fromstring(artifact.data)}
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        return {name: lxml.etree.fromstring(archive.read(name)) for name in archive.namelist() if "/text/" in name}


def rewritten(artifact: Artifact, changed: dict[str, bytes]) -> Artifact:
    """The EPUB with some members replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, changed.get(entry.filename, old.read(entry)))
    return replace(artifact, data=out.getvalue())


def serialised(artifact: Artifact, name: str, root: lxml.etree._Element) -> Artifact:
    """The file with one of its documents replaced."""
    if name == artifact.name:
        return replace(
            artifact, data=lxml.etree.tostring(root, method="html", doctype="<!DOCTYPE html>", encoding="utf-8")
        )
    return rewritten(artifact, {name: lxml.etree.tostring(root, encoding="utf-8", xml_declaration=True)})


def hits(words: str, promised: Reading) -> frozenset[Location]:
    """The passages of the manuscript that hold some words."""
    wanted = essence(words)
    return frozenset(passage.location for passage in promised.everything if wanted and wanted in passage.text)


def texts_of(root: lxml.etree._Element) -> Iterator[tuple[lxml.etree._Element, str]]:
    """Each element's text and tail that a reader sees as words of the manuscript."""
    (body,) = root.iter("{*}body")
    for element in body.iter():
        inside = [element, *element.iterancestors()]
        if any(e.get("role") in _NO_WORDS or e.get("class") in ("note-number", "skip") for e in inside):
            continue
        for place in ("text", "tail"):
            if (getattr(element, place) or "").strip() and element is not body:
                yield element, place


def _letters(kind: Letters, artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    documents = documents_of(artifact)
    name = chance.choice(sorted(documents))
    element, place = chance.choice(list(texts_of(documents[name])))
    text = getattr(element, place)
    damaged = kind(text, chance)
    hit = hits(text, promised)
    if damaged is None or not hit:
        return None
    setattr(element, place, damaged)
    return Mutation(f"{kind.__name__} in {name}: {text[:40]!r}", hit, serialised(artifact, name, documents[name]))


def _without_numbers(element: lxml.etree._Element) -> Iterator[str]:
    """The words of an element, a line end in the place of each number of a note."""
    yield "\n" if element.get("class") == "noteref" else element.text or ""
    for child in element:
        yield from _without_numbers(child)
        yield child.tail or ""


def _exchange(artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    """Two paragraphs, or the speakers of two quotations, change places."""
    documents = documents_of(artifact)
    name = chance.choice(sorted(documents))
    tag = chance.choice(["p", "cite"])
    elements = [e for e in documents[name].iter(f"{{*}}{tag}") if not e.get("class") and essence("".join(e.itertext()))]
    if len(elements) < 2:
        return None
    first, second = chance.sample(elements, 2)
    words = ["".join(_without_numbers(element)) for element in (first, second)]
    if words[0] == words[1] or first in second.iterancestors() or second in first.iterancestors():
        return None
    stand_in, other = copy.deepcopy(second), copy.deepcopy(first)
    stand_in.tail, other.tail = first.tail, second.tail
    for old, new in ((first, stand_in), (second, other)):
        parent = old.getparent()
        assert parent is not None
        parent.replace(old, new)
    hit = frozenset().union(*(hits(part, promised) for text in words for part in re.split(r"(?<=\D)\d$|\n", text)))
    return Mutation(f"exchange in {name}: {words}", hit, serialised(artifact, name, documents[name])) if hit else None


def _level(artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    """A heading goes to another level."""
    documents = documents_of(artifact)
    name = chance.choice(sorted(documents))
    headings = [e for e in documents[name].iter() if isinstance(e.tag, str) and re.fullmatch(r"(.*\})?h[1-6]", e.tag)]
    if not headings:
        return None
    heading = chance.choice(headings)
    words = "".join([*heading.itertext()][:1])
    heading.tag = f"{str(heading.tag)[:-1]}{int(str(heading.tag)[-1]) % 6 + 1}"
    return Mutation(f"level in {name}: {words}", hits(words, promised), serialised(artifact, name, documents[name]))


def _renumber(artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    """A note, or a reference to one, gets another number."""
    documents = documents_of(artifact)
    name = chance.choice(sorted(documents))
    marks = [e for e in documents[name].iter() if e.get("class") in ("noteref", "note-number")]
    if not marks:
        return None
    mark = chance.choice(marks)
    mark.text = (mark.text or "").replace((mark.text or "").strip("."), "7")
    hit = frozenset(
        p.location
        for p in (*promised.everything, *(p for note in promised.notes for p in note.passages))
        if NOTE_MARK in p.text or any(p in note.passages for note in promised.notes)
    )
    return Mutation(f"renumber in {name}", hit, serialised(artifact, name, documents[name]))


def _picture(artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    """A picture of the text is replaced by another."""
    other = io.BytesIO()
    Image.new("RGB", (chance.randint(5, 90), 60), "red").save(other, "PNG")
    hit = frozenset(picture.location for picture in promised.pictures)
    if artifact.name.endswith(".html"):
        (root,) = documents_of(artifact).values()
        images = [image for image in root.iter("img") if image.get("alt")]
        if not images:
            return None
        image = chance.choice(images)
        image.set("src", f"data:image/png;base64,{base64.b64encode(other.getvalue()).decode()}")
        return Mutation(f"picture {image.get('alt')}", hit, serialised(artifact, artifact.name, root))
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png") and name != "EPUB/cover.png"]
    if not pictures:
        return None
    name = chance.choice(pictures)
    return Mutation(f"picture {name}", hit, rewritten(artifact, {name: other.getvalue()}))


def of_pdf(artifact: Artifact, promised: Reading, chance: random.Random) -> Iterator[Mutation]:
    """Endless damage to the glyphs and to the tags of a PDF."""
    while True:
        kind = chance.choice([_glyph, _glyph, _glyph, _retag, _swap_elements])
        mutation = kind(artifact, promised, chance)
        if mutation is not None:
            yield mutation


def _saved(artifact: Artifact, pdf: pikepdf.Pdf) -> Artifact:
    out = io.BytesIO()
    pdf.save(out)
    return replace(artifact, data=out.getvalue())


def _glyph(artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    """A glyph of the text is changed, lost, doubled or swapped with its neighbour."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        page = chance.choice(list(pdf.pages))
        texts = marked(page, {}).texts
        stream = page.obj.Contents.read_bytes()
        blocks = list(re.finditer(rb"<</MCID (\d+)>>\nBDC(.*?)EMC", stream, re.DOTALL))
        if not blocks:
            return None
        block = chance.choice(blocks)
        text = texts.get(int(block[1]), "").rstrip("\u2010")
        hit = hits(text, promised)
        glyphs = re.findall(rb"<((?:[0-9a-f]{4})+)>", block[2])
        if not hit or len(essence(text)) < 4 or not glyphs:
            return None
        codes = [run[i : i + 4] for run in glyphs for i in range(0, len(run), 4)]
        if len(codes) != len(text) or not text.isascii():
            return None
        places = [i for i in range(len(codes) - 1) if text[i : i + 2].isalnum() and text[i] != text[i + 1]]
        if not places:
            return None
        index = chance.choice(places)
        what = chance.choice(["change", "delete", "double", "swap"])
        damaged = list(codes)
        if what == "change":
            damaged[index] = codes[index + 1]
        elif what == "delete":
            del damaged[index]
        elif what == "double":
            damaged.insert(index, codes[index])
        else:
            damaged[index], damaged[index + 1] = codes[index + 1], codes[index]
        start = block[2].index(b"[")
        end = block[2].rindex(b"]") + 1
        body = block[2][:start] + b"[<" + b"".join(damaged) + b">]" + block[2][end:]
        if block[2].count(b" Tf") != 1:
            return None
        page.obj.Contents = pdf.make_stream(stream[: block.start(2)] + body + stream[block.end(2) :])
        if essence(marked(page, {}).texts.get(int(block[1]), "")) == essence(texts[int(block[1])]):
            return None  # where a ligature stands for several letters, the neighbour may be a space
        return Mutation(f"{what} a glyph of {text!r}", hit, _saved(artifact, pdf))


def elements(pdf: pikepdf.Pdf, kinds: Sequence[str]) -> list[pikepdf.Object]:
    """The elements of the structure tree of some kinds."""
    found = []
    waiting: list[pikepdf.Object] = [pdf.Root.StructTreeRoot.K]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, pikepdf.Array):
            waiting.extend(kid)
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S) in kinds:
                found.append(kid)
            if "/K" in kid:
                waiting.append(kid.K)
    return sorted(found, key=lambda element: element.objgen)


def _spoken(element: pikepdf.Object, pdf: pikepdf.Pdf) -> str:
    words: list[str] = []
    waiting: list[tuple[Any, pikepdf.Object]] = [(element, element.Pg)]
    while waiting:
        kid, page = waiting.pop()
        if isinstance(kid, int):
            found = next(p for p in pdf.pages if p.obj.objgen == page.objgen)
            words.append(marked(found, {}).texts.get(kid, ""))
        elif isinstance(kid, pikepdf.Array):
            waiting.extend((each, page) for each in reversed(list(kid)))
        elif isinstance(kid, pikepdf.Dictionary) and "/K" in kid:
            waiting.append((kid.K, kid.get("/Pg", page)))
    return max(words, key=len, default="").rstrip("\u2010")


def _retag(artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    """A quotation, a heading, a source becomes something else."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        some = elements(pdf, ["/BlockQuote", "/H1", "/H2", "/Caption"])
        element = chance.choice(some)
        hit = hits(_spoken(element, pdf), promised)
        names = {"/BlockQuote": "/Div", "/H1": "/H3", "/H2": "/P", "/Caption": "/P"}
        before = str(element.S)
        element.S = pikepdf.Name(names[before])
        if not hit:
            return None
        return Mutation(f"retag {before}: {_spoken(element, pdf)!r}", hit, _saved(artifact, pdf))


def _swap_elements(artifact: Artifact, promised: Reading, chance: random.Random) -> Mutation | None:
    """Two paragraphs change places in the order of reading."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        paragraphs = [e for e in elements(pdf, ["/P"]) if hits(_spoken(e, pdf), promised)]
        parents = {e.P.objgen: e.P for e in paragraphs}
        shared = [
            parent for parent in parents.values() if sum(1 for e in paragraphs if e.P.objgen == parent.objgen) > 1
        ]
        if not shared:
            return None
        parent = chance.choice(shared)
        first, second = chance.sample([e for e in paragraphs if e.P.objgen == parent.objgen], 2)
        hit = hits(_spoken(first, pdf), promised) | hits(_spoken(second, pdf), promised)
        turned = {first.objgen: second, second.objgen: first}
        kids = [turned.get(kid.objgen, kid) if isinstance(kid, pikepdf.Dictionary) else kid for kid in parent.K]
        name = f"swap {_spoken(first, pdf)!r} and {_spoken(second, pdf)!r}"
        parent.K = pikepdf.Array(kids)
        return Mutation(name, hit, _saved(artifact, pdf))


def of_manuscript(manuscript: Manuscript, promised: Reading, chance: random.Random) -> Iterator[Mutation]:
    """Endless small edits to the prose of a manuscript whose outputs stay as they were."""
    lines = {passage.location for passage in promised.everything}
    while True:
        kind = chance.choice(LETTERS)
        number = chance.randrange(len(manuscript.sources))
        source = manuscript.sources[number]
        rows = source.text.split("\n")
        row = chance.randrange(len(rows))
        where = Location(source.path, source.first_line + row)
        if where not in lines or re.search(r"[\[\]{}<>`|]|^\s*:::|^#|^!|^---", rows[row]):
            continue
        damaged = kind(rows[row], chance)
        if damaged is None:
            continue
        changed = "\n".join([*rows[:row], damaged, *rows[row + 1 :]])
        sources = (*manuscript.sources[:number], replace(source, text=changed), *manuscript.sources[number + 1 :])
        yield Mutation(
            f"{kind.__name__} in {where}: {damaged[:50]!r}",
            frozenset({where}),
            manuscript=replace(manuscript, sources=sources),
        )
