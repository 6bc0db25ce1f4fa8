"""A finished PDF → sheets for a printer: a booklet to fold, or two or four pages on a side.

`order` says which page stands where, `design` how large and in which place, `links` moves the links along, `marks`
draws lines for folding, stapling and trimming. Pages become form XObjects (ISO 32000-1, 8.10), so that fonts and text
stay what they are. The tags of the PDF are left out: a sheet in folding order is for paper, and those who listen need
the PDF itself.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata

import pikepdf
from pikepdf import Dictionary, Matrix, Name, Object, Pdf, Rectangle

from bookbuild.outputs.handout import links, printer_marks
from bookbuild.outputs.handout.geometry import HandoutGeometry, design, natural_flip
from bookbuild.outputs.handout.imposition import SheetSide
from bookbuild.outputs.handout.links import PageKey, Placed
from bookbuild.problems import ContentError, LimitError, Location, Problem, SettingsError, Severity
from bookbuild.settings.schema import HandoutSettings
from bookbuild.settings.values import direction

MAX_BYTES = 1024 * 1024 * 1024
MAX_PAGES = 20_000

_KEPT_IN_CATALOG = ("/Lang", "/OCProperties", "/OutputIntents")
_KEPT_IN_INFO = ("/Title", "/Author", "/Subject", "/Keywords", "/CreationDate")


@dataclass(frozen=True, slots=True)
class Handout:
    """Sheets ready for a printer."""

    data: bytes = field(repr=False)
    pages: int
    """Of the PDF that they were made from."""
    sheets: int
    signatures: int
    """How many bundles of folded sheets; 0 where nothing is folded."""
    flip: str
    """The edge of the paper, `short` or `long`, about which the printer has to turn it."""
    problems: tuple[Problem, ...]
    """What was wrong with the PDF, and could be mended."""


def impose(data: bytes, settings: HandoutSettings, name: str, *, right_to_left: bool | None = None) -> Handout:
    """Put the pages of any PDF onto sheets.

    `name` is what messages call the file. Where `right_to_left` is None, the language of the PDF tells it.
    Raises ContentError for a PDF that cannot be read, LimitError for more than `MAX_PAGES` pages and SettingsError for
    settings that leave no room.
    """
    if "staple" in settings.marks and settings.layout != "booklet":
        message = "only a booklet is stapled in its fold, so that staple marks have no place here"
        raise SettingsError([Problem("BB106", Location(name), message, "Leave “staple” out of the marks.")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks on a strange file are for programmers
            return _impose(data, settings, name, right_to_left)
    except (ContentError, LimitError, SettingsError):
        raise
    except pikepdf.PasswordError as error:
        hint = "Save it without a password, and try again."
        raise _refusal(name, "this PDF is locked with a password", hint) from error
    except Exception as error:  # whatever goes wrong while a stranger's file is read is a fault of that file
        hint = "Save it again with the program that made it."
        raise _refusal(name, f"this is not a PDF, or a damaged one ({type(error).__name__})", hint) from error


def _impose(data: bytes, settings: HandoutSettings, name: str, right_to_left: bool | None) -> Handout:
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as out:
        if not len(source.pages):
            raise _refusal(name, "this PDF has no pages", "")
        if len(source.pages) > MAX_PAGES:
            raise LimitError([Problem("BB701", Location(name), f"the PDF has more than {MAX_PAGES:,} pages")])
        problems = _mended(source, name)
        source.flatten_annotations("print")
        forms = [out.copy_foreign(page.as_form_xobject()) for page in source.pages]
        language = str(source.Root.get("/Lang", ""))
        if right_to_left is None:
            right_to_left = direction(language) == "rtl"
        shown = [_shown(form) for form in forms]
        try:
            plan = design(settings, [(b.width, b.height) for b in shown], language, right_to_left=right_to_left)
        except ValueError as error:
            raise SettingsError(
                [Problem("BB106", Location(name), str(error), "Give a smaller margin or gutter, or larger paper.")]
            ) from error
        placed = _print_sides(out, plan, forms, shown)
        pages: dict[PageKey, Placed] = {p.obj.objgen: placed[number] for number, p in enumerate(source.pages)}
        named = links.named_places(source)
        for number, page in enumerate(source.pages):
            links.move(page, placed[number], pages, named, out)
        _describe(source, out, plan)
        finished = io.BytesIO()
        out.save(
            finished,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    bundles = sum(sheet.depth == 0 for sheet in plan.sheets) if plan.folded else 0
    flip = settings.flip or natural_flip(plan.size)
    return Handout(finished.getvalue(), len(forms), len(plan.sheets), bundles, flip, problems)


def _mended(source: Pdf, name: str) -> tuple[Problem, ...]:
    """A file that was cut off still opens, with the pages that are left."""
    if not source.get_warnings():
        return ()
    count = len(source.pages)
    message = f"this PDF is damaged; {count} page{'' if count == 1 else 's'} could be read in it"
    return (Problem("BB603", Location(name), message, "See whether that is all of them.", Severity.WARNING),)


def _shown(form: Object) -> Rectangle:
    """The box of a page as a reader sees it: turned, and in points (8.10.1)."""
    return _own(form).transform(links.rectangle(form.BBox))


def _own(form: Object) -> Matrix:
    return Matrix(form.Matrix) if "/Matrix" in form else Matrix()


def _print_sides(
    out: Pdf, plan: HandoutGeometry, forms: Sequence[Object], shown: Sequence[Rectangle]
) -> dict[int, Placed]:
    """Add a page for each side of each sheet, and say where the pages of the source have come to stand."""
    placed: dict[int, Placed] = {}
    for sheet in plan.sheets:
        for back, cells in enumerate((sheet.front, sheet.back)):
            side = out.add_blank_page(page_size=plan.size)
            turn = plan.turn(back=bool(back))
            outside = plan.folded and sheet.depth == 0 and not back
            side.obj.Contents = out.make_stream(_content(plan, cells, shown, sheet.depth, turn, outside=outside))
            drawn = {f"/P{page + 1}": forms[page] for page in cells if page is not None}
            side.obj.Resources = Dictionary(XObject=Dictionary(drawn)) if drawn else Dictionary()
            for cell, page in enumerate(cells):
                if page is not None:
                    put = plan.matrix(shown[page], cell, sheet.depth)
                    whole = _own(forms[page]) @ put @ turn
                    placed[page] = Placed(side, whole, links.rectangle(forms[page].BBox))
    return placed


def _content(
    plan: HandoutGeometry, cells: SheetSide, shown: Sequence[Rectangle], depth: int, turn: Matrix, *, outside: bool
) -> bytes:
    lines = [] if turn == Matrix() else [b"q", _cm(turn)]
    boxes = []
    for cell, page in enumerate(cells):
        if page is None:
            continue
        put = plan.matrix(shown[page], cell, depth)
        lines.append(b"q")
        if plan.folded:
            half = plan.half(cell)
            lines.append(f"{half.llx:.3f} {half.lly:.3f} {half.width:.3f} {half.height:.3f} re W n".encode())
        lines += [_cm(put), f"/P{page + 1} Do".encode(), b"Q"]
        boxes.append(put.transform(shown[page]))
    lines.append(printer_marks.drawn(plan, boxes, outside=outside))
    if turn != Matrix():
        lines.append(b"Q")
    return b"\n".join(line for line in lines if line)


def _cm(matrix: Matrix) -> bytes:
    return " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in matrix.shorthand).encode() + b" cm"


def _describe(source: Pdf, out: Pdf, plan: HandoutGeometry) -> None:
    """What the sheets say of themselves; a printer's dialogue finds the right edge set (12.2)."""
    for key in _KEPT_IN_CATALOG:
        if (value := source.Root.get(key)) is not None:
            out.Root[key] = out.copy_foreign(value) if value.is_indirect else _adopted(source, out, key)
    for key in _KEPT_IN_INFO:
        if isinstance(value := source.docinfo.get(key), pikepdf.String):
            out.docinfo[key] = pikepdf.String(bytes(value))
    out.docinfo["/Producer"] = pikepdf.String(f"bookbuild {metadata.version('bookbuild')}")
    edge = natural_flip(plan.size).capitalize()
    if plan.turned:
        edge = "Long" if edge == "Short" else "Short"
    out.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name(f"/DuplexFlip{edge}Edge")
    )


def _adopted(source: Pdf, out: Pdf, key: str) -> Object:
    """A value that stands directly in the catalog: only indirect ones go from file to file."""
    return out.copy_foreign(source.make_indirect(source.Root[key]))


def _refusal(name: str, message: str, hint: str) -> ContentError:
    return ContentError([Problem("BB603", Location(name), message, hint)])
