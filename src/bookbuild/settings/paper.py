"""Paper and lengths: what sheets are called, which of them lie in the printers of a region, how long a measure is."""

import re

POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0}
"""How many points a unit has."""

SIZES = {
    "a3": (297 * POINTS["mm"], 420 * POINTS["mm"]),
    "a4": (210 * POINTS["mm"], 297 * POINTS["mm"]),
    "a5": (148 * POINTS["mm"], 210 * POINTS["mm"]),
    "letter": (612.0, 792.0),
    "legal": (612.0, 1008.0),
}
"""Width and height in points of the sheets that have a name."""

_LETTER_REGIONS = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "SV", "DO", "PR"})
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(pt|mm|cm|in)")
_MEASURES = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(pt|mm|cm|in)")


def usual(language: str) -> str:
    """The paper in the printers of a language's region: `letter` or `a4`; `language` is a BCP 47 tag."""
    return "letter" if language.rpartition("-")[2].upper() in _LETTER_REGIONS else "a4"


def size(paper: str) -> tuple[float, float]:
    """Width and height in points, the shorter side first, of a named sheet or of measures such as `200x260mm`.

    Raises ValueError for anything else.
    """
    named = SIZES.get(paper.strip().lower())
    if named is not None:
        return named
    measures = _MEASURES.fullmatch(paper.strip().lower())
    if measures is None:
        raise ValueError(paper)
    width, height = sorted(float(number) * POINTS[measures[3]] for number in measures.groups()[:2])
    return width, height


def points(length: str) -> float:
    """A length such as `5mm` or `0.2 in` in points. Raises ValueError."""
    measure = _LENGTH.fullmatch(length.strip().lower())
    if measure is None:
        raise ValueError(length)
    return float(measure[1]) * POINTS[measure[2]]
