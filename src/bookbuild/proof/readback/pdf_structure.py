"""Elements of a PDF's structure tree, one by one (ISO 32000-1, 14.7 and 14.8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object

HEADINGS = {f"/H{level}": level for level in range(1, 7)} | {"/H": 1}
BLOCKS = frozenset({"/P", "/Caption", "/LBody", "/TD", "/TH", "/Code", *HEADINGS})
"""What holds a passage of its own."""
SILENT = frozenset({"/Lbl", "/TOC", "/TOCI", "/Figure", "/Formula", "/Form"})
"""What holds no words of the manuscript."""
SECTIONS = frozenset({"/Sect", "/Div", "/Part", "/Art", "/BlockQuote", "/L", "/Table"})
"""What ends a passage where it begins and where it ends."""
_TOC = Name.TOC


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the element being read stands in."""

    depth: int = 0
    sections: int = 0
    quotations: int = 0
    author_note: bool = False

    def inside(self, tag: str, *, has_title: bool = False) -> "Surroundings":
        """The context of what stands in an element.

        Sections that writers make have no title (`/T`); one in a chapter that has it tells of the author.
        """
        if tag == "/Note":
            return Surroundings(self.depth + 1)
        is_section = tag == "/Sect"
        return Surroundings(
            self.depth + 1,
            self.sections + is_section,
            self.quotations + (tag == "/BlockQuote"),
            self.author_note or (is_section and has_title and self.sections > 0),
        )


def kids(element: Object) -> Sequence[Object | int]:
    """What an element holds: elements, identifiers of marked content, references to objects."""
    held = element.get("/K")
    if held is None:
        return ()
    return list(held) if isinstance(held, Array) else [held]


def is_contents(held: Sequence[Object | int]) -> bool:
    """Whether an element that holds these is the list of contents, with the heading over it."""
    return any(type(kid) is not int and isinstance(kid, Dictionary) and kid.get("/S") == _TOC for kid in held)


def is_of_notes(element: Object) -> bool:
    """Whether an element is a section that has a title (`/T`), and nothing below its headings but notes, or such
    sections."""
    if element.get("/S") != Name.Sect or "/T" not in element:
        return False
    held = [kid for kid in kids(element) if not isinstance(kid, int)]
    rest = [kid for kid in held if str(kid.get("/S", "")) not in HEADINGS]
    return (
        len(held) == len(kids(element))
        and bool(rest)
        and all(kid.get("/S") == Name.Note or is_of_notes(kid) for kid in rest)
    )


def annotation(link: Object) -> Object | None:
    """The annotation that makes a Link element active."""
    return next((kid.Obj for kid in kids(link) if isinstance(kid, Dictionary) and "/Obj" in kid), None)


def labels(element: Object) -> Iterator[Object]:
    """The labels that an element has, or that Spans in it have."""
    for kid in kids(element):
        if isinstance(kid, Dictionary) and kid.get("/S") == Name.Lbl:
            yield kid
        elif isinstance(kid, Dictionary) and "/K" in kid and kid.get("/S") == Name.Span:
            yield from labels(kid)


def is_term(label: Object) -> bool:
    """Whether a label is a term of the text, in a list that says that it has no marks of its own (14.8.5.5)."""
    item = label.get("/P", Dictionary())
    held = item.get("/P", Dictionary()).get("/A") if item.get("/S") == Name.LI else None
    return isinstance(held, Dictionary) and held.get("/ListNumbering") == Name("/None")


def list_numbering(item: Object) -> str:
    """What the list of an item says of its marks (14.8.5.5)."""
    held = item.get("/P", Dictionary()).get("/A")
    return str(held.get("/ListNumbering", "/None")) if isinstance(held, Dictionary) else "/None"


def standard(tag: str, roles: Object) -> str:
    """The standard structure type that a tag stands for, by the role map (14.7.3)."""
    for _ in range(8):
        mapped = roles.get(tag)
        if mapped is None:
            return tag
        tag = str(mapped)
    return tag


def typed(formula: Object) -> str:
    """The TeX of a Formula, which is a property of it beside its alternative text (14.7.5.4)."""
    held = formula.get("/A", Dictionary())
    for owner in held if isinstance(held, Array) else [held]:
        if owner.get("/O") == Name.UserProperties:
            return next((str(each.get("/V", "")) for each in owner.get("/P", ()) if str(each.get("/N")) == "TeX"), "")
    return ""
