"""Finished files held against their manuscript, at any time after the build, whoever made them."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import get_args

from bookbuild import manuscript as manuscripts
from bookbuild.assets.active_contents import problems as active_contents
from bookbuild.attachments.pack import FOLDER, TEXT_TYPE
from bookbuild.attachments.unpack import attachments
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import Inline
from bookbuild.jobs.watch import weight, working_on
from bookbuild.judges import chromium, hearings, judge_all
from bookbuild.manuscript.files import read_file
from bookbuild.model import Manuscript
from bookbuild.pipeline import browser
from bookbuild.pipeline.formats import reader_of
from bookbuild.pipeline.record import altered
from bookbuild.problems import Location, Problem, SettingsError, Severity
from bookbuild.proof import Proof, prove_read
from bookbuild.proof.comparison.attachments import prove_inside
from bookbuild.proof.comparison.handout import prove_sheets
from bookbuild.proof.exceptions import advised, allowed
from bookbuild.proof.ledger import ledger
from bookbuild.proof.passages import Reading
from bookbuild.proof.promise import expect
from bookbuild.proof.readback import Later, Reader
from bookbuild.proof.tasks import examine, expect_beside
from bookbuild.publish import publish
from bookbuild.publish.names import LEDGER, file_name
from bookbuild.results import EPUB, FORMATS, PDF, TITLES, Artifact, Report, format_of
from bookbuild.settings.schema import Layout
from bookbuild.settings.values import direction

_LEAFLET = f".handout{PDF.ending}"

_ENDINGS = (*(each.ending for each in FORMATS), _LEAFLET)
"""Of the outputs that bear the book's name."""

_SHEETS = tuple(f".{layout}{PDF.ending}" for layout in get_args(Layout))
"""Of files that hold the pages of others, and are checked with them."""

MAX_BYTES = 1024 * 1024 * 1024


def check(
    path: Path, outputs: Path, *, judges: bool = True, against: Path | None = None, executor: Executor | None = None
) -> tuple[Report, bytes]:
    """Prove the outputs in a folder (or one file) from a manuscript.

    With `judges`, every external judge that is installed is asked as well; with `against`, a build.json, files that
    were altered since that build are problems. Files are read by `executor`, where there is one. Nothing is taken from
    a cache: what a build has kept must not vouch for what it made. Returns the report and the ledger, an HTML page for
    an editor. Raises BookError where manuscript or outputs cannot be found or read.
    """
    source = manuscripts.load(path)
    executor = executor or Inline()
    promised = expect_beside(source, executor, Cache())()
    files = _files(outputs, file_name(promised.facts.title))
    report, page = _check(source, promised, files, executor, judges=judges, against=against)
    return replace(report, folder=outputs if outputs.is_dir() else outputs.parent), page


def _check(
    source: Manuscript,
    promised: Reading,
    files: Sequence[Path],
    executor: Executor,
    *,
    judges: bool,
    against: Path | None,
) -> tuple[Report, bytes]:
    title = promised.facts.title
    _refuse_strangers(source, files)
    artifacts = tuple(map(_artifact, files))
    proven = _proven(promised, artifacts, executor, witness=True)
    unread = [file for file in files if not _is_sound(proven, file.name)]
    whole = [artifact for file, artifact in zip(files, artifacts, strict=True) if file not in unread]
    others = list(prove_inside(source, whole))
    sheets, problems = _sheets(source, files, whole)
    others += problems
    others += _active(artifacts)
    others += [] if against is None else altered(source, [*artifacts, *sheets], against)
    if judges:
        others += judge_all([file for file in files if file not in unread])
    asked = (*hearings(files, unread, wanted=judges), chromium.heard(files, unread, wanted=judges))
    if asked[-1].files:
        others += browser.unseen(promised, [file for file in files if file.name in asked[-1].files])
    proven = allowed(replace(proven, others=tuple(others)), source)
    told = tuple(advised(each, source.settings_path) for each in proven.problems)
    report = Report(artifacts, files[0].parent, told, proven.figures, proven.allowed, asked)
    return report, ledger(proven, title, artifacts, asked)


def _refuse_strangers(source: Manuscript, files: Sequence[Path]) -> None:
    """Raises SettingsError for a file that no build of the manuscript would make."""
    handout = source.settings.handout
    for file in files:
        if file.name.lower().endswith(_LEAFLET) and (handout is None or handout.from_ != "article"):
            message = f"{file.name} is an article set anew, and the manuscript asks for none"
            hint = 'Set from = "article" in a table [handout] of the settings, or remove the file.'
            raise SettingsError([Problem("BB107", Location(str(file.absolute())), message, hint)])


def prove(manuscript: Manuscript, artifacts: Sequence[Artifact], *, witness: bool = False) -> Proof:
    """Hold finished files against a manuscript.

    With `witness`, the pages of a PDF are read a second time, by another engine and without its tags. Raises
    SettingsError for a file that is of no format, and where there is none at all.
    """
    if not artifacts:
        raise SettingsError([Problem("BB107", Location(""), "there is nothing to check", "Name an output.")])
    return _proven(expect(manuscript), artifacts, Inline(), witness=witness)


def _proven(promised: Reading, artifacts: Sequence[Artifact], executor: Executor, *, witness: bool) -> Proof:
    readings = [(artifact, _reading(artifact, reader_of(artifact), executor)) for artifact in artifacts]
    return prove_read(promised, readings, witness=witness)


def _artifact(file: Path) -> Artifact:
    data = read_file(file, str(file.absolute()), MAX_BYTES)
    working_on(Location(str(file.absolute())), weight(data))
    return Artifact(file.name, "", data)


def _reading(artifact: Artifact, reader: Reader, executor: Executor) -> Later:
    place, size = Location(artifact.name), weight(artifact.data)
    working_on(place, size)
    begun = examine(artifact, reader, executor)

    def finish() -> Reading:
        working_on(place, size)
        return begun()

    return finish


def _sheets(
    source: Manuscript, files: Sequence[Path], artifacts: Sequence[Artifact]
) -> tuple[list[Artifact], list[Problem]]:
    """The sheets beside a PDF that the settings ask for, and what is wrong with them."""
    handout = source.settings.handout
    sheets: list[Artifact] = []
    problems: list[Problem] = []
    folders = {file.name: file.parent for file in files}
    for pages in artifacts:
        file = folders[pages.name] / pages.name
        there = file.with_name(f"{file.stem}.{handout.layout}{PDF.ending}") if handout else file
        if handout and format_of(file.name) is PDF and there.is_file():
            sheets.append(_artifact(there))
            rtl = direction(source.settings.language, source.settings.dir) == "rtl"
            problems += prove_sheets(pages.data, sheets[-1].data, handout, there.name, right_to_left=rtl)
    return sheets, problems


def check_carried(
    pdf: Path, *, judges: bool = True, against: Path | None = None, executor: Executor | None = None
) -> tuple[Report, bytes]:
    """Prove a PDF from the manuscript that it carries; the e-book that it may carry too is proven with it.

    Otherwise as `check`. Raises SettingsError where no manuscript is inside.
    """
    where = str(pdf.absolute())
    data = read_file(pdf, where, MAX_BYTES)
    held = attachments(data, where)
    texts = [file.path for file in held if file.path.startswith(f"{FOLDER}/") and file.media_type == TEXT_TYPE]
    if not texts:
        hint = f"Name the manuscript: bookbuild check MANUSCRIPT --outputs {pdf.name}"
        raise SettingsError([Problem("BB607", Location(where), "this PDF carries no manuscript", hint)])
    epubs = [file for file in held if "/" not in file.path and format_of(file.path) is EPUB]
    with tempfile.TemporaryDirectory(prefix="bookbuild-") as name:
        folder = Path(name)
        publish([Artifact(file.path, file.media_type, file.data) for file in held], folder)
        settings = any(file.path == f"{FOLDER}/book.toml" for file in held)
        source = folder / (FOLDER if settings or len(texts) > 1 else texts[0])
        files = [pdf, *(folder / file.path for file in epubs)]
        manuscript = manuscripts.load(source)
        executor = executor or Inline()
        promised = expect_beside(manuscript, executor, Cache())()
        return _check(manuscript, promised, files, executor, judges=judges, against=against)


def _active(artifacts: Sequence[Artifact]) -> Iterator[Problem]:
    """What in the PDFs could run; scripts in the other formats are faults that the proof finds."""
    for each in artifacts:
        if format_of(each.name) is PDF:
            yield from active_contents(each.name, each.data, Severity.ERROR)


def _is_sound(proven: Proof, name: str) -> bool:
    """Whether a file could be read; what could not be is not given to a judge that opens it in a browser."""
    return not any(
        problem.code == "BB805"
        for comparison in proven.comparisons
        if comparison.output == name
        for problem in comparison.problems
    )


def _files(outputs: Path, name: str) -> Sequence[Path]:
    """The outputs that bear the book's name; in a folder without any, whatever EPUB, PDF and HTML there is."""
    if outputs.is_file():
        return [outputs]
    named = [outputs / f"{name}{ending}" for ending in _ENDINGS if (outputs / f"{name}{ending}").is_file()]
    if named:
        return named
    there = sorted(outputs.glob("*")) if outputs.is_dir() else []
    files = [f for f in there if format_of(f.name) and f.name != LEDGER and not f.name.endswith(_SHEETS)]
    if not files:
        raise SettingsError(
            [
                Problem(
                    "BB107",
                    Location(str(outputs.absolute())),
                    f"there is nothing to check here: no {TITLES}",
                    "Build first: bookbuild build; or name the folder with --outputs.",
                )
            ]
        )
    return files
