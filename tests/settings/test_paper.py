"""Sheets of paper and lengths."""

import pytest

from bookbuild.settings import paper


@pytest.mark.parametrize(
    ("language", "usual"),
    [
        ("en", "a4"),
        ("en-US", "letter"),
        ("es-MX", "letter"),
        ("fr-CA", "letter"),
        ("en-GB", "a4"),
        ("zh-Hans-CN", "a4"),
    ],
)
def test_each_region_has_its_paper(language: str, usual: str) -> None:
    assert paper.usual(language) == usual


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("A4", (595.28, 841.89)),
        ("a3", (841.89, 1190.55)),
        ("A5", (419.53, 595.28)),
        ("Letter", (612, 792)),
        ("legal", (612, 1008)),
        ("210x297mm", (595.28, 841.89)),
        ("297 × 210 mm", (595.28, 841.89)),
        ("8.5x11in", (612, 792)),
    ],
)
def test_paper_has_a_size_in_points(name: str, size: tuple[float, float]) -> None:
    assert paper.size(name) == pytest.approx(size, abs=0.01)


@pytest.mark.parametrize(("length", "points"), [("72pt", 72), ("1in", 72), ("25.4 mm", 72), ("2.54cm", 72), ("0mm", 0)])
def test_a_length_has_a_unit(length: str, points: float) -> None:
    assert paper.points(length) == pytest.approx(points)


@pytest.mark.parametrize("nonsense", ["", "A9", "5", "-5mm", "5 ells", "200x300", "0x", "nan mm"])
def test_nonsense_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        paper.size(nonsense)
    with pytest.raises(ValueError):  # noqa: PT011
        paper.points(nonsense)
