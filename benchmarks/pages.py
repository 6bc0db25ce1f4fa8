"""What the print edition costs, against one call of WeasyPrint for the whole book with the same style sheets.

    .venv/bin/python benchmarks/pages.py [MANUSCRIPT] [--jobs N]     cold, and all outputs after a change of one word
    .venv/bin/python benchmarks/pages.py --curve docs/pictures/growth.svg

Each figure is that of whole processes, start-up included; quote the ratios, which were taken side by side. Vivliostyle
is asked too where its command `vivliostyle` is installed: once for the same pages, from the same HTML with the same
style sheets and fonts, and once for what it makes of that HTML without any, on pages of the same size. With `--curve`,
generated books of 100 to 4,000 pages are laid out, and a picture is drawn of their times.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import pikepdf
from generated import novel
from processes import Cost, cost

_FOR_OTHERS = """
import sys
from pathlib import Path
from bookbuild import load, read
from bookbuild.typography.faces import named
from bookbuild.outputs import pdf
from bookbuild.outputs.pdf.html import document
tasks, folder = pdf.prepare(read(load(Path(sys.argv[1])))), Path(sys.argv[2])
made, fonts = document(tasks, {}), named(tasks[0].stylesheets)
images = [image for task in tasks for image in task.images]
for file in (*fonts, *images):
    (folder / file.name).parent.mkdir(parents=True, exist_ok=True)
    (folder / file.name).write_bytes(file.data)
style = "\\n".join((*(face.rule(face.name) for face in fonts), *tasks[0].stylesheets))
(folder / "same.html").write_text(made.replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8")
(folder / "plain.html").write_text(made, encoding="utf-8")
"""
_ONE_CALL = (
    _FOR_OTHERS
    + """
from weasyprint import HTML
HTML(folder / "same.html").write_pdf(folder / "one.pdf", pdf_variant="pdf/ua-1")
"""
)
_CHAPTERS = (23, 115, 230, 460, 920)
"""Of generated novels, a little more than 4 pages each."""


def build(manuscript: Path, folder: Path, cache: Path, *options: str) -> Cost:
    """What a build costs."""
    command = [sys.executable, "-m", "bookbuild", "build", str(manuscript), "-q", "-o", str(folder)]
    return cost([*command, "--cache", str(cache), *options])


def compare(manuscript: Path, scratch: Path, jobs: list[str]) -> None:
    """Print what one call, a cold build and a build after a change of one word cost."""
    one = cost([sys.executable, "-c", _ONE_CALL, str(manuscript), str(scratch)])
    _say("one call of WeasyPrint", one, one)
    cold = build(manuscript, scratch / "cold", scratch / "cache", "--to", "pdf", "--no-proof", *jobs)
    _say("PDF, cold", cold, one)
    (made,) = (scratch / "cold").glob("*.pdf")
    sizes = made.stat().st_size, (scratch / "one.pdf").stat().st_size
    print(f"{'size of the PDF':<36}{sizes[0] / 1e6:8.2f} MB, {sizes[0] / sizes[1]:.2f} of that of one call")
    _say("all outputs, proven, rest cold", build(manuscript, scratch / "all", scratch / "cache", *jobs), one)
    changed = _changed(manuscript, scratch)
    _say("all outputs after one word", build(changed, scratch / "all", scratch / "cache", *jobs), one)
    if vivliostyle := shutil.which("vivliostyle"):
        browser = shutil.which("chromium") or shutil.which("google-chrome")
        command = [vivliostyle, "build", "--single-doc", "--timeout", "3600"]
        command += ["--executable-browser", browser] if browser else []
        for name, sized in (("same", ()), ("plain", ("--size", "5.5in,8.5in"))):
            target = scratch / f"{name}.pdf"
            other = cost([*command, *sized, "-o", str(target), str(scratch / f"{name}.html")])
            with pikepdf.open(target) as pages:
                _say(f"Vivliostyle, {name}, {len(pages.pages)} pages", other, one)
            print(f"{'PDF, cold, against that':<36}{cold.seconds / other.seconds:8.3f}")
    else:
        print("Vivliostyle is not installed (npm install @vivliostyle/cli): skipped")


def _changed(manuscript: Path, scratch: Path) -> Path:
    """The manuscript, a file, with one word more in its middle."""
    text = manuscript.read_text(encoding="utf-8")
    middle = text.index(". ", len(text) // 2) + 2
    changed = scratch / "changed" / manuscript.name
    changed.parent.mkdir()
    changed.write_text(f"{text[:middle]}Indeed, {text[middle:]}", encoding="utf-8")
    return changed


def _say(what: str, found: Cost, one: Cost) -> None:
    ratios = found.seconds / one.seconds, found.megabytes / one.megabytes if one.megabytes else 0
    print(
        f"{what:<36}{found.seconds:8.1f} s, {ratios[0]:.3f} of one call;"
        f"{found.megabytes:8.0f} MB, {ratios[1]:.2f} of one call",
        flush=True,
    )


def curve(picture: Path, scratch: Path, jobs: list[str]) -> None:
    """Lay out books of growing length and draw their times."""
    points = []
    for chapters in _CHAPTERS:
        folder = scratch / str(chapters)
        folder.mkdir()
        found = build(novel(folder, chapters), folder, folder / "cache", "--to", "pdf", "--no-proof", *jobs)
        (made,) = folder.glob("*.pdf")
        with pikepdf.open(made) as opened:
            points.append((len(opened.pages), found.seconds))
        print(
            f"{points[-1][0]:6} pages {found.seconds:8.1f} s {found.seconds / points[-1][0] * 1000:8.1f} ms a page",
            flush=True,
        )
    picture.write_text(_drawn(points), encoding="utf-8")


def _drawn(points: list[tuple[int, float]]) -> str:
    """A diagram in SVG: pages to the right, seconds upwards."""
    width, height, left, below = 640, 360, 56, 44
    most_pages, most_seconds = points[-1][0], max(seconds for _, seconds in points) * 1.1

    def x(pages: float) -> float:
        return left + pages / most_pages * (width - left - 24)

    def y(seconds: float) -> float:
        return height - below - seconds / most_seconds * (height - below - 24)

    line = " ".join(f"{x(pages):.1f},{y(seconds):.1f}" for pages, seconds in points)
    marks = "".join(
        f'<circle cx="{x(pages):.1f}" cy="{y(seconds):.1f}" r="3.5"/>'
        f'<text x="{x(pages):.1f}" y="{height - below + 18}" text-anchor="middle">{pages}</text>'
        f'<text x="{x(pages) - 8:.1f}" y="{y(seconds) - 8:.1f}" text-anchor="end">{seconds:.0f} s</text>'
        for pages, seconds in points
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12">\n'
        "<title>Seconds that a PDF takes, by its pages: they grow in proportion</title>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n'
        f'<path d="M{left},24V{height - below}H{width - 16}" fill="none" stroke="#888"/>\n'
        f'<polyline points="{left},{height - below} {line}" fill="none" stroke="#1f5f8b" stroke-width="2"/>\n{marks}\n'
        f'<text x="{width - 16}" y="{height - 8}" text-anchor="end">pages</text>\n</svg>\n'
    )


def main() -> None:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manuscript", nargs="?", type=Path, help="a Markdown file (default: a generated novel)")
    parser.add_argument("--jobs", "-j", help="how many processes (default: one for each core)")
    parser.add_argument("--curve", type=Path, metavar="FILE.svg", help="draw how times grow with the number of pages")
    arguments = parser.parse_args()
    jobs = ["-j", arguments.jobs] if arguments.jobs else []
    with tempfile.TemporaryDirectory() as folder:
        if arguments.curve:
            curve(arguments.curve, Path(folder), jobs)
        else:
            compare(arguments.manuscript or novel(Path(folder), 100), Path(folder), jobs)


if __name__ == "__main__":
    main()
