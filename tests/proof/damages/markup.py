"""Damage by markup: words that stand where browsers do not show them, and pictures that are not seen."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import partial

import lxml.etree
from mutations import documents_of, hits, rewritten, serialised

from bookbuild.proof.passages import Reading
from bookbuild.results import EPUB, HTML, Artifact
from damages.kind import Damaged, Kind
from damages.passages import chosen_paragraph

Element = lxml.etree._Element


def _wrapped(tag: str, paragraph: Element) -> None:
    parent = paragraph.getparent()
    assert parent is not None
    place = parent.index(paragraph)
    around = parent.makeelement(str(paragraph.tag).replace("}p", f"}}{tag}") if "}" in str(paragraph.tag) else tag)
    parent.insert(place, around)
    around.append(paragraph)


def _told(name: str, value: str, paragraph: Element) -> None:
    paragraph.set(name, value)


HIDING: dict[str, Callable[[Element], None]] = {
    **{f"inside <{tag}>": partial(_wrapped, tag) for tag in ("template", "dialog", "noscript", "details", "object")},
    "with the attribute hidden": partial(_told, "hidden", "hidden"),
    "with the attribute popover": partial(_told, "popover", "auto"),
    "not read aloud": partial(_told, "aria-hidden", "true"),
    "inert": partial(_told, "inert", ""),
}


def _hidden(
    wreck: Callable[[Element], None], artifact: Artifact, promised: Reading, chance: random.Random
) -> Damaged | None:
    chosen = chosen_paragraph(artifact, promised, chance)
    if chosen is None:
        return None
    name, root, paragraph = chosen
    where = hits(paragraph.text or "", promised)
    wreck(paragraph)
    return Damaged(serialised(artifact, name, root), where)


def _picture(declared: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """A picture that is there and not seen."""
    documents = documents_of(artifact)
    pictures = [(name, img) for name, root in documents.items() for img in root.iter("{*}img") if img.get("alt")]
    if not pictures:
        return None
    name, picture = chance.choice(pictures)
    where = frozenset(each.location for each in promised.pictures if each.words == picture.get("alt"))
    picture.set("style", declared)
    return Damaged(serialised(artifact, name, documents[name]), where)


def _out_of_order(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """A document that readers pass over as they turn the pages."""
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".opf"))
        package = lxml.etree.fromstring(archive.read(name))
    texts = {item.get("id") for item in package.iter("{*}item") if "/text/" in f"/{item.get('href')}"}
    reference = chance.choice([each for each in package.iter("{*}itemref") if each.get("idref") in texts])
    reference.set("linear", "no")
    return Damaged(rewritten(artifact, {name: lxml.etree.tostring(package)}))


def _put_in_head(markup: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    documents = documents_of(artifact)
    name = chance.choice(sorted(documents))
    head = next(documents[name].iter("{*}head"))
    space = str(head.tag).rpartition("}")[0].removeprefix("{")
    head.append(lxml.etree.fromstring(markup.replace(">", f' xmlns="{space}">', 1) if space else markup))
    return Damaged(serialised(artifact, name, documents[name]))


_HEADS = {
    "a script": "<script>document.body.remove()</script>",
    "a way to another page": '<meta http-equiv="refresh" content="0; url=other.xhtml"></meta>',
    "another base": '<base href="https://example.org/"></base>',
}

KINDS = (
    *(
        Kind(f"a paragraph {what}", form.ending, partial(_hidden, wreck))
        for form in (EPUB, HTML)
        for what, wreck in HIDING.items()
    ),
    *(
        Kind(f"a picture {what}", form.ending, partial(_picture, declared))
        for form in (EPUB, HTML)
        for what, declared in (
            ("not displayed", "display: none"),
            ("transparent", "opacity: 0"),
            ("of one pixel", "width: 1px"),
        )
    ),
    Kind("a document out of the order", EPUB.ending, _out_of_order),
    *(
        Kind(what, form.ending, partial(_put_in_head, markup))
        for form in (EPUB, HTML)
        for what, markup in _HEADS.items()
    ),
)
