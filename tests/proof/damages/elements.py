"""Damage to one element of a screen: which elements it may hit, and what it does to one."""

import random
from collections.abc import Callable, Iterator
from functools import partial

import lxml.etree
from mutations import documents_of, hits, serialised

from bookbuild.problems import Location
from bookbuild.proof.formulas import formula
from bookbuild.proof.passages import Reading, essence
from bookbuild.results import EPUB, HTML, Artifact
from damages.kind import Damaged, Kind

Element = lxml.etree._Element
Wreck = Callable[[Element, random.Random], bool]
"""Damages an element; False where it cannot."""


def on_screens(name: str, path: str, wreck: Wreck, where: str = "") -> Iterator[Kind]:
    """A kind of damage to elements that an XPath finds (`h:` is the namespace of HTML), in EPUBs and HTML files.

    The passages of the first element that `where` finds from there are hit; by default, those of the element.
    """
    for form in (EPUB, HTML):
        yield Kind(name, form.ending, partial(_damage, path, wreck, where or "."))


def found(element: Element, path: str) -> list[Element]:
    """What an XPath finds, in HTML as in XHTML."""
    is_xhtml = str(element.tag).startswith("{")
    spaces = {"h": "http://www.w3.org/1999/xhtml", "m": "http://www.w3.org/1998/Math/MathML"}
    written = path if is_xhtml else path.replace("h:", "").replace("m:", "")
    return [each for each in element.xpath(written, namespaces=spaces) if not isinstance(each, str)]


def _damage(
    path: str, wreck: Wreck, where: str, artifact: Artifact, promised: Reading, chance: random.Random
) -> Damaged | None:
    documents = documents_of(artifact)
    names = [name for name in sorted(documents) if found(documents[name], path)]
    if not names:
        return None
    name = chance.choice(names)
    element = chance.choice(found(documents[name], path))
    hit = _hit(found(element, where)[0], promised)
    if not hit or not wreck(element, chance):
        return None
    return Damaged(serialised(artifact, name, documents[name]), hit)


def _hit(element: Element, promised: Reading) -> frozenset[Location]:
    """The passages with the first words of an element."""
    if tex := element.get("alttext"):
        return frozenset(p.location for p in promised.everything if essence(formula(tex)) in p.text)
    words = next((text for text in element.itertext() if essence(text)), "")
    whole = essence("".join(element.itertext()))
    exact = {p.location for p in promised.everything if p.text and p.text in whole and essence(words) in p.text}
    return frozenset(exact) or hits(words, promised)


def unwrapped(element: Element, chance: random.Random) -> bool:
    """The element is gone, and what it holds stands in its place."""
    parent = element.getparent()
    assert parent is not None
    index = parent.index(element)
    _append(parent, index, element.text)
    for child in list(element):
        parent.insert(index, child)
        index += 1
    _append(parent, index, element.tail)
    parent.remove(element)
    return True


def _append(parent: Element, index: int, text: str | None) -> None:
    """Text before the child with a number."""
    if index:
        before = parent[index - 1]
        before.tail = (before.tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")


def renamed(tag: str) -> Wreck:
    """It is another element."""

    def rename(element: Element, chance: random.Random) -> bool:
        space = str(element.tag).rpartition("}")[0]
        element.tag = f"{space}}}{tag}" if space else tag
        return True

    return rename


def changed(name: str, value: str | None) -> Wreck:
    """An attribute has another value, or is gone."""

    def change(element: Element, chance: random.Random) -> bool:
        names = [name, "{http://www.w3.org/XML/1998/namespace}lang"] if name == "lang" else [name]
        for each in names:
            if value is None:
                element.attrib.pop(each, None)
            elif each == name or each in element.attrib:
                element.set(each, value)
        return True

    return change
