"""Pictures: what is taken as it is, what is cleaned, what is refused."""

import io
import struct
import zlib
from pathlib import Path

import lxml.etree
import pytest
from conftest import MakeManuscript
from PIL import Image, ImageFile

from bookbuild import load, read
from bookbuild.assets import drawing_work, images
from bookbuild.model import Asset, ImageReference
from bookbuild.problems import Problem, Severity

SVG = "http://www.w3.org/2000/svg"


def raster(kind: str, size: tuple[int, int] = (3, 2)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "green").save(data, kind)
    return data.getvalue()


def svg(inside: str, before: str = "") -> bytes:
    return f'{before}<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'.encode()


def load_one(root: Path, path: str) -> tuple[Asset | None, tuple[Problem, ...]]:
    found, problems = images.load_images(root, [ImageReference(path, "images/it", "01.md", 7, True)])
    return (found[0] if found else None), problems


@pytest.fixture
def check(make_manuscript: MakeManuscript) -> "Check":
    return Check(make_manuscript)


class Check:
    """Loads a picture of some bytes, the way a build does."""

    def __init__(self, make_manuscript: MakeManuscript) -> None:
        self._make = make_manuscript

    def taken(self, data: bytes) -> Asset:
        asset, problems = load_one(self._make({"it": data}), "it")
        assert asset is not None
        assert problems == ()
        return asset

    def cleaned(self, data: bytes) -> tuple[str, str]:
        """What is left of it, and what is said of the rest."""
        asset, (problem,) = load_one(self._make({"it": data}), "it")
        assert asset is not None
        assert (problem.code, problem.severity) == ("BB405", Severity.WARNING)
        lxml.etree.fromstring(asset.data)
        return asset.data.decode(), problem.message

    def refused(self, data: bytes) -> str:
        """Why."""
        _, (problem,) = load_one(self._make({"it": data}), "it")
        assert (problem.code, problem.severity, str(problem.location)) == ("BB404", Severity.ERROR, "01.md:7")
        assert problem.hint
        return problem.message


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_pictures_that_all_readers_show_are_taken_to_the_byte(kind: str, media_type: str, check: Check) -> None:
    data = raster(kind)
    asset = check.taken(data)
    assert (asset.media_type, asset.data, asset.name, asset.source) == (media_type, data, "images/it", "it")


@pytest.mark.parametrize("before", ["", "\ufeff", "<?xml version='1.0' encoding='utf-8'?>\n"])
def test_a_harmless_svg_is_taken_to_the_byte(before: str, check: Check) -> None:
    data = svg(
        '<style>.a { fill: url(#g) }</style><a href="#x"><rect id="x" class="a"/></a><use xlink:href="#x"/>'
        '<image href="data:image/png;base64,AAAA"/><text>only</text>',
        before,
    )
    asset = check.taken(data)
    assert (asset.media_type, asset.data) == ("image/svg+xml", data)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO"])
def test_other_kinds_are_refused_by_name(kind: str, check: Check) -> None:
    assert kind in check.refused(raster(kind, (16, 16)))


@pytest.mark.parametrize(
    "data",
    [
        raster("PNG", (64, 64))[:60],
        raster("PNG")[:40] + b"\x00" * 40,
        raster("JPEG")[:200],
        raster("GIF")[:20],
        b"GIF89a",
        b"no picture at all",
        bytes(range(256)),
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["PNG cut off", "PNG overwritten", "JPEG cut off", "GIF cut off", "GIF sign", "text", "bytes", "PNG sign"],
)
@pytest.mark.parametrize("tolerance", [False, True])
def test_damaged_pictures_are_refused(
    data: bytes, tolerance: bool, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where another library, such as WeasyPrint, has told Pillow to let them pass."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", tolerance)
    assert "damaged" in check.refused(data)


def test_empty_files_are_refused(check: Check) -> None:
    assert "is empty" in check.refused(b"")


def test_too_many_pixels_are_refused(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 100)
    check.taken(raster("PNG", (10, 10)))
    assert "101 × 1 pixels" in check.refused(raster("PNG", (101, 1)))


def test_a_small_file_that_claims_a_huge_picture_is_refused_unpacked(check: Check) -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    check.refused(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("inside", "named", "gone"),
    [
        ("<script>alert(1)</script>", "<script>", "alert"),
        ('<script href="x.js"/>', "<script>", "x.js"),
        ('<x:script xmlns:x="urn:other">alert(1)</x:script>', "<script>", "alert"),
        ("<foreignObject><p>HTML</p></foreignObject>", "<foreignObject>", "HTML"),
        ('<rect onclick="alert(1)"/>', "onclick=", "alert"),
        ('<rect ONLOAD="alert(1)"/>', "ONLOAD=", "alert"),
        ('<image href="http://localhost/x.png"/>', "href=", "localhost"),
        ('<image xlink:href="//localhost/x.png"/>', "href=", "localhost"),
        ('<image href="../other.png"/>', "href=", "other"),
        ('<image href="file:///etc/passwd"/>', "href=", "passwd"),
        ('<image href="data:image/svg+xml,evil"/>', "href=", "evil"),
        ('<a href="javascript:alert(1)"><rect/></a>', "href=", "alert"),
        ('<use href="other.svg#x"/>', "href=", "other"),
        ('<g xml:base="http://localhost/"/>', "base=", "localhost"),
        ('<a><set attributeName="href" to="http://localhost/"/></a>', "<set>", "localhost"),
        ('<a><animate attributeName="xlink:href" values="http://localhost/"/></a>', "<animate>", "localhost"),
        ('<rect fill="url(http://localhost/#x)"/>', "fill=", "localhost"),
        ("<rect style=\"fill: url( 'http://localhost/' )\"/>", "style=", "localhost"),
        ("<rect style=\"fill: u\\72l('http://localhost/')\"/>", "style=", "localhost"),
        ("<rect style=\"fill: image-set('http://localhost/' 1x)\"/>", "style=", "localhost"),
        ("<style>@import 'http://localhost/';</style>", "<style>", "localhost"),
        ("<style>@IMPORT 'http://localhost/';</style>", "<style>", "localhost"),
        ("<style>@\\69mport 'http://localhost/';</style>", "<style>", "localhost"),
        ("<style><![CDATA[@import 'http://localhost/';]]></style>", "<style>", "localhost"),
        ("<style><!-- -->@import 'http://localhost/';</style>", "<style>", "localhost"),
        ("<style><g/>@import 'http://localhost/';</style>", "<style>", "localhost"),
        ("<style>@font-face { src: url(x.woff) }</style>", "<style>", "woff"),
        ("<g><?php evil ?></g>", "an instruction", "evil"),
    ],
)
def test_what_could_run_or_reach_out_is_taken_out_of_an_svg(inside: str, named: str, gone: str, check: Check) -> None:
    left, said = check.cleaned(svg(f'<rect id="kept"/>{inside}'))
    assert gone not in left
    assert 'id="kept"' in left
    assert f"contained {named}, which was removed" in said


def test_ids_that_xml_does_not_allow_are_mended_with_what_refers_to_them(check: Check) -> None:
    inside = (
        '<g id="a:b"/><g id="id-a-b"/><rect id="1"/><rect id="1"/>'
        '<use xlink:href="#a:b"/><rect fill="url(#1)" clip-path="url(#id-a-b)"/>'
    )
    root = lxml.etree.fromstring(check.taken(svg(inside)).data)
    assert [each.get("id") for each in root] == ["id-a-b-2", "id-a-b", "id-1", None, None, None]
    assert root[4].get("{http://www.w3.org/1999/xlink}href") == "#id-a-b-2"
    assert (root[5].get("fill"), root[5].get("clip-path")) == ("url(#id-1)", "url(#id-a-b)")


@pytest.mark.parametrize(
    "measure",
    [
        *['viewBox="NaN"', 'viewBox="50%"', 'viewBox="0 0 0 9"', 'viewBox="0 0 9"', 'viewBox="0 0 9 1e400"'],
        *['width="0"', 'height="-1"', 'width="1e99px"', 'height="inf"', 'width="red"'],
    ],
)
def test_a_size_that_cannot_be_drawn_is_left_out_of_an_svg(measure: str, check: Check) -> None:
    data = f'<svg xmlns="{SVG}" {measure}><rect r="Infinity" id="inf" font-family="Nan" width="0"/></svg>'.encode()
    left, said = check.cleaned(data)
    root = lxml.etree.fromstring(left.encode())
    assert not root.keys()
    assert dict(root[0].attrib) == {"id": "inf", "font-family": "Nan", "width": "0"}
    assert measure.split("=")[0] in said


@pytest.mark.parametrize("measure", ['viewBox="-1.5,.5 3e2 9."', 'width="100%"', 'height="2.5 cm"', 'width="auto"'])
def test_a_size_that_can_be_drawn_stays(measure: str, check: Check) -> None:
    data = f'<svg xmlns="{SVG}" {measure}><rect/></svg>'.encode()
    assert check.taken(data).data == data


@pytest.mark.parametrize(
    ("before", "gone"),
    [
        ('<?xml-stylesheet href="http://localhost/x.css"?>', "localhost"),
        ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://localhost/svg11.dtd">', "localhost"),
        ('<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>', "alert"),
        ('<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "passwd"),
    ],
)
def test_what_stands_before_an_svg_is_taken_out_too(before: str, gone: str, check: Check) -> None:
    left, _ = check.cleaned(svg('<rect id="kept"/>', before))
    assert gone not in left
    assert 'id="kept"' in left


def test_entities_of_a_drawing_program_are_resolved(check: Check) -> None:
    """Adobe Illustrator writes its namespaces this way."""
    data = f'<!DOCTYPE svg [<!ENTITY ns "{SVG}">]><svg xmlns="&ns;"><text id="&ns;">&ns;</text></svg>'
    left, _ = check.cleaned(data.encode())
    assert "&" not in left
    assert lxml.etree.fromstring(left.encode())[0].text == SVG


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))


@pytest.mark.parametrize("inside", ["<text>&e8;</text>", '<rect id="&e8;"/>'])
def test_a_few_lines_of_entities_do_not_become_gigabytes(inside: str, check: Check) -> None:
    assert "not valid SVG" in check.refused(svg(inside, f'<!DOCTYPE svg [<!ENTITY e0 "lol">{BOMB}]>'))


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://localhost/x"])
@pytest.mark.parametrize("declaration", ['<!ENTITY e SYSTEM "{}">', '<!ENTITY % p SYSTEM "{}"> %p; <!ENTITY e "">'])
def test_entities_from_outside_are_refused(declaration: str, url: str, check: Check) -> None:
    check.refused(svg("<text>&e;</text>", f"<!DOCTYPE svg [{declaration.format(url)}]>"))


def test_a_few_lines_of_use_do_not_become_millions_of_shapes(check: Check) -> None:
    levels = "".join(f'<g id="g{n}">{f"""<use xlink:href="#g{n - 1}"/>""" * 10}</g>' for n in range(1, 9))
    assert "too many shapes" in check.refused(svg(f'<defs><g id="g0"><rect/></g>{levels}</defs><use href="#g8"/>'))


def test_a_use_of_itself_is_refused(check: Check) -> None:
    assert "too many shapes" in check.refused(svg('<g id="g"><use href="#g"/></g>'))


def chain(tag: str, inside: str) -> str:
    links = "".join(f'<{tag} id="c{n}">{inside.format(n - 1) * 10}</{tag}>' for n in range(1, 9))
    return f'<defs><{tag} id="c0"><rect/></{tag}>{links}</defs>{inside.format(8)}'


@pytest.mark.parametrize(
    "inside",
    [
        chain("clipPath", '<rect clip-path="url(#c{})"/>'),
        chain("mask", """<rect style="opacity:1; mask: url('#c{}')"/>"""),
        chain("pattern", '<g fill="url( #c{} )"><rect/></g>'),
        chain("marker", '<path d="M0 0L1 1" marker-start="url(#c{})"/>'),
        '<marker id="m">{}</marker><polyline marker-mid="url(#m)" points="{}"/>'.format(
            "<rect/>" * 30, "1,2 3,4 " * 4000
        ),
        '<clipPath id="c"><rect clip-path="url(#c)"/></clipPath><rect clip-path="url(#c)"/>',
        f"<text>{'many words ' * 10_000}</text>",
        f'<path d="M0 0{"L10.5 20.5 " * 400_000}"/>',
    ],
)
def test_what_would_take_hours_to_draw_is_refused(inside: str, check: Check) -> None:
    assert "too many shapes, points or letters" in check.refused(svg(inside))


@pytest.mark.parametrize(
    "inside",
    [
        '<clipPath id="c"><rect/></clipPath>' + '<use href="#d" clip-path="url(#c)"/>' * 9_000 + '<path id="d"/>',
        '<radialGradient id="g">' + "<stop/>" * 20 + "</radialGradient>" + "<rect fill='url(#g)'/>" * 9_000,
        f'<marker id="m"><path/></marker><path marker-end="url(#m)" d="M0 0{"L10.50 20.51" * 80_000}"/>',
        f"<text>{'Street names ' * 2_000}</text>",
    ],
    ids=["plot", "gradient", "map", "labels"],
)
def test_what_programs_draw_for_plots_and_maps_is_taken(inside: str, check: Check) -> None:
    check.taken(svg(inside))


@pytest.mark.parametrize("nodes", [9, 10])
def test_shapes_are_counted(nodes: int, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_work, "MAX_NODES", 10)
    data = svg("<rect/>" * nodes)
    if 1 + nodes <= 10:
        check.taken(data)
    else:
        check.refused(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        svg("<rect>"),
        svg("&nbsp;"),
        b"<?xml version='1.0'?><html/>",
        b"<html><body><svg/></body></html>",
        b"<svg>without its namespace</svg>",
        svg("<g>" * 5000 + "</g>" * 5000),
    ],
)
def test_what_only_looks_like_svg_is_refused(data: bytes, check: Check) -> None:
    assert "SVG" in check.refused(data)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("missing.png", "BB401"),
        ("images", "BB401"),
        ("../outside.png", "BB402"),
        ("images/../../outside.png", "BB402"),
        ("/etc/hostname", "BB402"),
        ("a\x00.png", "BB402"),
        ("images\\x.png", "BB402"),
        ("link.png", "BB402"),
        ("links/outside.png", "BB402"),
    ],
)
def test_a_picture_must_be_a_file_in_the_folder(path: str, code: str, make_manuscript: MakeManuscript) -> None:
    root = make_manuscript({"../outside.png": raster("PNG"), "images/x.png": raster("PNG")})
    (root / "link.png").symlink_to("../outside.png")
    (root / "links").symlink_to("..")
    asset, (problem,) = load_one(root, path)
    assert asset is None
    assert (problem.code, str(problem.location)) == (code, "01.md:7")
    assert problem.hint


def test_every_picture_is_loaded_once_and_listed_by_name(make_manuscript: MakeManuscript) -> None:
    root = make_manuscript({"b.png": raster("PNG"), "a.gif": raster("GIF")})
    wanted = [ImageReference(name, f"images/{name}", "01.md", 1, True) for name in ("b.png", "a.gif", "b.png")]
    found, problems = images.load_images(root, wanted)
    assert ([asset.source for asset in found], problems) == (["a.gif", "b.png"], ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://localhost/x.png", "BB403"),
        ("HTTPS://localhost/x.png", "BB403"),
        ("//localhost/x.png", "BB403"),
        ("data:image/png;base64,AAAA", "BB403"),
        ("file:///etc/hostname", "BB403"),
        ("ftp://localhost/x.png", "BB403"),
        ("../outside.png", "BB402"),
        ("%2e%2e/outside.png", "BB402"),
        ("%2E%2E%2Foutside.png", "BB402"),
        ("/etc/hostname", "BB402"),
        ("%2Fetc/hostname", "BB402"),
        ("%252e%252e/outside.png", "BB401"),
        ("missing.png", "BB401"),
    ],
)
@pytest.mark.parametrize("form", ["![A]({})", '<img alt="A" src="{}">', "![A][r]\n\n[r]: {}"])
def test_addresses_are_understood_before_they_are_judged(
    form: str, typed: str, code: str, make_manuscript: MakeManuscript
) -> None:
    folder = make_manuscript({"../outside.png": raster("PNG"), "essay.md": f"# T\n\n{form.format(typed)}\n"})
    book = read(load(folder))
    if form.startswith("![A](") and typed.startswith("file:"):
        code = "BB351"  # the text itself tells what was meant
    assert [problem.code for problem in book.problems if problem.severity is Severity.ERROR] == [code]
    assert book.assets == ()


def test_names_of_any_script_are_found(make_manuscript: MakeManuscript) -> None:
    text = "# T\n\n![A](bilder/%C3%A4.png) and ![B](<bilder/two words.png>)\n"
    pictures = dict.fromkeys(("bilder/ä.png", "bilder/two words.png"), raster("PNG"))
    book = read(load(make_manuscript({"essay.md": text, **pictures})))
    assert book.problems == ()
    assert sorted(asset.source for asset in book.assets) == ["bilder/two words.png", "bilder/ä.png"]
    assert all(asset.name.isascii() and " " not in asset.name for asset in book.assets)
