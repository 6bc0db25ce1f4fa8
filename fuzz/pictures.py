"""Pictures: sound ones, damaged ones, and drawings that hold anything."""

import functools
import io
from random import Random

from PIL import Image

from fuzz.case import Case
from fuzz.damage import damage

_FORMATS = ("png", "jpeg", "gif", "webp", "tiff", "bmp")
_VALUES = (
    "0", "1", "-1", "100", "1e9", "1e-9", "1e400", "NaN", "inf", "", "50%", "red", "none", "url(#a)", "url('#b')",
    "url(x.png)", "#a",
    "http://example.org/x", "javascript:x", "data:image/png;base64,AAAA", "M0 0L1 1", "M0 0 A1 1 0 0 0 9e9 1z", "M",
    "0 0 10 10", "0 0 0 0",
    "rotate(45)", "matrix(0 0 0 0 0 0)", "scale(1e9)", "translate()", "0,0 1,1", "1em", "1e3ex", "var(--a)",
    "calc(1px + 1%)", "x" * 200,
)  # fmt: skip
_TAGS = (
    "g", "path", "rect", "circle", "ellipse", "line", "polygon", "polyline", "text", "tspan", "use", "symbol", "defs",
    "marker", "mask", "clipPath",
    "pattern", "linearGradient", "radialGradient", "stop", "image", "style", "script", "foreignObject", "filter",
    "feOffset", "animate", "a", "svg",
    "switch", "title", "desc", "metadata", "textPath", "nosuch",
)  # fmt: skip
_NAMES = (
    "x", "y", "x1", "y2", "cx", "cy", "r", "rx", "width", "height", "viewBox", "d", "points", "fill", "stroke",
    "stroke-width", "stroke-dasharray",
    "transform", "href", "xlink:href", "id", "class", "style", "mask", "clip-path", "marker-start", "marker-end",
    "marker-mid", "filter", "opacity",
    "offset", "gradientUnits", "gradientTransform", "patternUnits", "preserveAspectRatio", "font-size", "font-family",
    "onload", "refX", "orient",
    "markerWidth", "dx", "rotate", "textLength", "text-anchor", "letter-spacing", "display", "xml:space",
    "spreadMethod", "fx", "startOffset",
)  # fmt: skip


@functools.cache
def dot(kind: str = "png") -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (12, 8), "teal").save(stream, kind)
    return stream.getvalue()


def drawing(chance: Random) -> bytes:
    """A drawing of any elements with any values."""
    inside = "".join(_element(chance, 3) for _ in range(chance.randint(1, 8)))
    size = "".join(
        f' {name}="{chance.choice(_VALUES)}"' if chance.random() < 0.3 else f' {name}="{sound}"'
        for name, sound in (("width", "10"), ("height", "10"), ("viewBox", "0 0 10 10"))
    )
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    whole = f"{head}{size}>{inside}</svg>".encode()
    return damage(whole, chance, 2) if chance.random() < 0.1 else whole


def _element(chance: Random, depth: int) -> str:
    tag = chance.choice(_TAGS)
    names = chance.sample(_NAMES, chance.randint(0, 6))
    if chance.random() < 0.3 and "id" not in names:
        names.append("id")
    values = (chance.choice("ab") if name == "id" else chance.choice(_VALUES) for name in names)
    attributes = "".join(f' {name}="{value}"' for name, value in zip(names, values, strict=True))
    inside = "words " * chance.randint(0, 2)
    if depth:
        inside += "".join(_element(chance, depth - 1) for _ in range(chance.randint(0, 3)))
    return f"<{tag}{attributes}>{inside}</{tag}>"


def pictures(chance: Random) -> Case:
    """A book with some pictures: raster ones with damage, and drawings."""
    files = {}
    lines = ["# Pictures"]
    for number in range(chance.randint(1, 3)):
        kind = chance.choice((*_FORMATS, "svg", "svg", "svg"))
        name = f"{number}.{chance.choice(_FORMATS) if chance.random() < 0.1 else kind}"
        if kind == "svg":
            files[f"book/{name}"] = drawing(chance)
        else:
            sound = dot(kind)
            files[f"book/{name}"] = damage(sound, chance) if chance.random() < 0.8 else sound
        lines.append(f"![A picture]({name})")
    files["book/01.md"] = "\n\n".join(lines).encode()
    files["book/book.toml"] = b'title = "Pictures"\n'
    formats = chance.choice(("epub,html", "pdf"))
    return Case(files, ("build", "book", "-o", "out", "--to", formats, "-j1", "--no-cache"))
