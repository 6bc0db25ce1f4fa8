"""Fonts that are cut down set text as the whole ones do, and are the same wherever they are cut."""

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import uharfbuzz

from bookbuild.jobs.cache import Cache
from bookbuild.typography import subsetting
from bookbuild.typography.faces import FAMILIES, Axes, faces
from bookbuild.typography.subsetting import FEATURES, SMALL_CAPITALS, letters, web_font, with_letters

SAMPLES = {
    "Latin": "The office fjord, AVATAR “Tyre” 1234567890 – naïve Ångström, waffle.",
    "Latin, apart": "e\u0301a\u0300 o\u0308 n\u0303",
    "Greek": "Ἐν ἀρχῇ ἦν ὁ λόγος, ΛΟΓΟΣ",
    "Cyrillic": "Анна Каренина, Ёлка",
    "Arabic": "مَرْحَبًا بِالعَالَمِ، اللّٰه لا إله",
    "Hebrew": "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
}
ASKED = ("smcp", "onum", "tnum", "liga", "kern")
"""Features that style sheets turn on by themselves, each tried in turn."""


def cases() -> Iterator[tuple[str, str, Path, Axes]]:
    """Every file of a font with each sample that it has all letters of, as it is and with its axes pinned."""
    for family in FAMILIES:
        for face in {each.path: each for each in faces(family)}.values():
            for name, text in SAMPLES.items():
                if {ord(each) for each in text} <= letters(face.path):
                    yield f"{face.name} {name}", text, face.path, ()
                    if face.axes:
                        yield f"{face.name} {name}, pinned", text, face.path, face.axes


def set_in(font: uharfbuzz.Font, text: str, features: dict[str, bool]) -> list[tuple[int, ...]]:
    """Where each glyph of a text comes from, stands and ends, and what box it fills."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, features)
    lines: list[tuple[int, ...]] = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        box = font.get_glyph_extents(info.codepoint)
        lines.append(
            (
                *(info.cluster, place.x_advance, place.x_offset, place.y_offset),
                *(box.x_bearing, box.y_bearing, box.width, box.height),
            )
        )
    return lines


CASES = {name: (text, path, axes) for name, text, path, axes in cases()}


def test_every_script_is_tried() -> None:
    for script in SAMPLES:
        assert [name for name in CASES if name.endswith(f" {script}")], script


@pytest.mark.parametrize("name", CASES)
def test_what_is_cut_down_sets_text_as_the_whole_font_does(name: str) -> None:
    text, path, axes = CASES[name]
    whole = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    wanted = set(map(ord, text + unicodedata.normalize("NFC", text)))  # as the outputs ask for them
    cut = uharfbuzz.Font(uharfbuzz.Face(with_letters(path, axes, wanted, (*FEATURES, SMALL_CAPITALS))))
    whole.set_variations(dict(axes))
    assert cut.face.glyph_count < whole.face.glyph_count
    for feature in (*ASKED, ""):
        expected = set_in(whole, text, {feature: True} if feature else {})
        shown = set_in(cut, text, {feature: True} if feature else {})
        assert len(shown) == len(expected)
        for one, other in zip(expected, shown, strict=True):
            assert one[0] == other[0]
            # the outlines of a font that is pinned are rounded to whole units of about a thousandth of an em
            assert all(abs(a - b) <= (2 if axes else 0) for a, b in zip(one, other, strict=True)), (feature, one, other)


def test_what_is_not_asked_for_is_not_kept() -> None:
    (face, *_) = faces("EB Garamond")
    plain = web_font(face.path, face.axes, set(map(ord, "abc")), FEATURES, Cache())
    capitals = web_font(face.path, face.axes, set(map(ord, "abc")), (*FEATURES, SMALL_CAPITALS), Cache())
    more = web_font(face.path, face.axes, set(map(ord, "abcdef")), FEATURES, Cache())
    assert len(plain) < min(len(capitals), len(more))


def test_a_font_is_cut_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (face, *_) = faces("EB Garamond")
    first = web_font(face.path, face.axes, {97, 98}, FEATURES, Cache(tmp_path))
    monkeypatch.setattr(subsetting, "with_letters", None)
    assert web_font(face.path, face.axes, [98, 97, 98], reversed(FEATURES), Cache(tmp_path)) == first
    changes: list[tuple[Axes, set[int], tuple[str, ...]]] = [
        ((), {97, 98}, FEATURES),
        (face.axes, {97}, FEATURES),
        (face.axes, {97, 98}, ("kern",)),
    ]
    for axes, wanted, features in changes:
        with pytest.raises(TypeError):
            web_font(face.path, axes, wanted, features, Cache(tmp_path))


def test_letters_that_a_font_lacks_change_nothing() -> None:
    (face, *_) = faces("EB Garamond")
    assert web_font(face.path, (), {97, 0x4E00}, FEATURES, Cache()) == web_font(face.path, (), {97}, FEATURES, Cache())


PROGRAM = """
import hashlib, sys
from bookbuild.jobs.cache import Cache
from bookbuild.typography.faces import faces
from bookbuild.typography.subsetting import FEATURES, web_font, with_glyphs
for face in (faces("EB Garamond")[0], faces("Source Sans 3")[0], faces("Amiri")[0]):
    wanted = set(map(ord, "office fjord 123 مرحبا"))
    print(hashlib.sha256(web_font(face.path, face.axes, wanted, set(FEATURES), Cache())).hexdigest())
    print(hashlib.sha256(web_font(face.path, (), wanted, set(FEATURES), Cache())).hexdigest())
    print(hashlib.sha256(with_glyphs(face.data, {3, 40, 41, 300})).hexdigest())
"""


def test_every_process_cuts_the_same_bytes() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("4711", "America/Lima"))
    }
    assert len(printed) == 1
    assert len(set(printed.pop().split())) == 8
