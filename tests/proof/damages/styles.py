"""Damage by style sheets: words that are in the file and that no reader sees, or that a sheet puts beside them."""

import io
import random
import zipfile
from dataclasses import replace
from functools import partial

import lxml.etree
from mutations import documents_of, hits, rewritten, serialised

from bookbuild.proof.passages import Reading
from bookbuild.results import EPUB, HTML, Artifact
from damages.kind import Damaged, Kind
from damages.passages import chosen_paragraph

HIDING = {
    "not displayed": "display: none",
    "invisible": "visibility: hidden",
    "content not visible": "content-visibility: hidden",
    "transparent": "opacity: 0",
    "nearly transparent": "opacity: 3%",
    "without size": "font-size: 0",
    "of one pixel": "font: 1px/1 serif",
    "in no colour": "color: transparent",
    "white on white": "color: #fff; background: #fff",
    "nearly white on white": "color: #fefefe; background-color: rgb(255 255 255)",
    "filled with nothing": "-webkit-text-fill-color: rgba(0, 0, 0, 0)",
    "off to the left": "position: absolute; left: -9999px",
    "off at the top": "position: fixed; top: calc(-100vh - 50em)",
    "clipped": "position: absolute; clip: rect(0 0 0 0)",
    "clipped by a path": "clip-path: inset(50%)",
    "clipped to a circle": "clip-path: circle(0)",
    "masked": "-webkit-mask-image: linear-gradient(transparent, transparent)",
    "filtered away": "filter: opacity(0)",
    "blurred": "filter: blur(12px)",
    "scaled to nothing": "transform: scale(0)",
    "moved far": "transform: translateX(-200vw)",
    "turned edgewise": "transform: rotateY(90deg)",
    "scaled by its own property": "scale: 0",
    "indented away": "text-indent: -999em",
    "without height": "height: 0; overflow: hidden",
    "of no greatest height": "max-height: 0; overflow-y: hidden",
    "without width": "width: 0; overflow: hidden",
    "letters on each other": "letter-spacing: -1em",
    "words glued": "word-spacing: -0.25em",
    "pulled off by a margin": "margin-left: -400vw",
    "in other letters": "text-transform: capitalize",
    "in discs": "-webkit-text-security: disc",
    "lines on each other": "line-height: 0",
    "letters in reverse": "unicode-bidi: bidi-override; direction: rtl",
    "by a variable": "--x: none; display: var(--x)",
    "by an animation": "animation: x7 1s forwards",
    "cut at the end of a line": "white-space: nowrap; overflow: hidden; text-overflow: ellipsis",
}
"""What hides a paragraph, or alters it to the eye."""

_ANIMATION = "@keyframes x7 { to { opacity: 0 } }"
_FRAMES = (
    "{rule}",
    "@media screen {{ {rule} }}",
    "@media (max-width: 30em) {{ {rule} }}",
    "@supports (display: block) {{ {rule} }}",
    "body {{ & {rule} }}",
)
"""How a rule may stand in a sheet."""


def _with_rule(artifact: Artifact, name: str, root: lxml.etree._Element, rule: str) -> Artifact:
    """The file with a document replaced, and a rule at the end of its sheets."""
    if artifact.name.endswith(HTML.ending):
        style = next(iter(root.iter("style")))
        style.text = f"{style.text}\n{rule}"
        return serialised(artifact, name, root)
    changed = serialised(artifact, name, root)
    sheet = "EPUB/styles/epub.css"
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        return rewritten(changed, {sheet: archive.read(sheet) + f"\n{rule}\n".encode()})


def _hidden(declared: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    chosen = chosen_paragraph(artifact, promised, chance)
    if chosen is None:
        return None
    name, root, paragraph = chosen
    where = hits(paragraph.text or "", promised)
    if "capitalize" in declared and (paragraph.text or "").title() == paragraph.text:
        return None
    declared = declared.replace(";", " !important;") + " !important"  # however our own sheets speak of paragraphs
    if chance.random() < 0.3 and "x7" not in declared:
        paragraph.set("style", declared)
        return Damaged(serialised(artifact, name, root), where)
    paragraph.set("class", "x7")
    rule = chance.choice(_FRAMES).format(rule=f".x7 {{ {declared} }}")
    return Damaged(_with_rule(artifact, name, root, f"{_ANIMATION}\n{rule}"), where)


def _added(rule: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    chosen = chosen_paragraph(artifact, promised, chance)
    if chosen is None:
        return None
    name, root, paragraph = chosen
    where = hits(paragraph.text or "", promised)
    paragraph.set("class", "x7")
    return Damaged(_with_rule(artifact, name, root, rule), where)


ADDING = {
    "words before": '.x7::before { content: "Foreign " }',
    "words after": '.x7:after { content: " not" / "" }',
    "words of an attribute": ".x7::before { content: attr(class) }",
    "first letter hidden": ".x7::first-letter { font-size: 0 }",
    "first line in no colour": ".x7::first-line { color: transparent }",
}
"""What stands at a paragraph by a sheet alone."""


def _by_the_body(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """All of a document, hidden by its body."""
    chosen = chosen_paragraph(artifact, promised, chance)
    if chosen is None:
        return None
    name, root, _ = chosen
    declared = chance.choice(["color: #fff; background: #fff", "opacity: 0", "visibility: hidden", "font-size: 0"])
    return Damaged(_with_rule(artifact, name, root, f"body {{ {declared} }}"))


def _number(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """The numbers of a list are taken off."""
    documents = documents_of(artifact)
    items = [(name, item) for name, root in documents.items() for item in root.iter("{*}li")]
    numbered = [
        (name, item)
        for name, item in items
        if str(item.getparent().tag).endswith("ol")  # type: ignore[union-attr]
        and not item.get("class")
        and next(item.iterancestors("{*}nav"), None) is None
        and hits(item.text or "", promised)
    ]
    if not numbered:
        return None
    name, item = chance.choice(numbered)
    item.set("style", "list-style-type: none")
    return Damaged(serialised(artifact, name, documents[name]), hits(item.text or "", promised))


def _imported(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """A sheet that another imports."""
    chosen = chosen_paragraph(artifact, promised, chance)
    if chosen is None:
        return None
    name, root, paragraph = chosen
    where = hits(paragraph.text or "", promised)
    paragraph.set("class", "x7")
    changed = serialised(artifact, name, root)
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        sheet = archive.read("EPUB/styles/epub.css")
    names = {"EPUB/styles/epub.css": b'@import url("more.css") screen;\n' + sheet}
    more = io.BytesIO(rewritten(changed, names).data)
    with zipfile.ZipFile(more, "a") as archive:
        archive.writestr("EPUB/styles/more.css", ".x7 { display: none }")
    return Damaged(replace(artifact, data=more.getvalue()), where)


KINDS = (
    *(
        Kind(f"a paragraph {what}", form.ending, partial(_hidden, declared))
        for form in (EPUB, HTML)
        for what, declared in HIDING.items()
    ),
    *(
        Kind(f"{what} at a paragraph", form.ending, partial(_added, rule))
        for form in (EPUB, HTML)
        for what, rule in ADDING.items()
    ),
    *(Kind("a whole document hidden", form.ending, _by_the_body) for form in (EPUB, HTML)),
    *(Kind("the number of an item hidden", form.ending, _number) for form in (EPUB, HTML)),
    Kind("a paragraph hidden by an imported sheet", EPUB.ending, _imported),
)
