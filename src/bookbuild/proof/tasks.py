"""The reading that a proof needs, done beside other work: by workers, or long ago.

A worker gives what it read as bytes. What an output holds is kept under the bytes of the finished file, and what a
manuscript promises under its texts, so that nothing that a build says of itself is ever believed.
"""

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import chain

import msgspec

from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.executor import Inline, shared_out, suited
from bookbuild.jobs.tasks import Job, map_cached
from bookbuild.model import Manuscript
from bookbuild.problems import BookError, Location
from bookbuild.proof.passages import Reading
from bookbuild.proof.pixels import digest
from bookbuild.proof.promise import gather as gather_texts
from bookbuild.proof.promise import with_pixels
from bookbuild.proof.promise.sections import ChapterText, Section, in_sections
from bookbuild.proof.readback import Later, Read, Reader
from bookbuild.proof.readback.epub import SpineDocument, read_document, read_epub
from bookbuild.proof.readback.epub import gather as gather_documents
from bookbuild.proof.readback.epub_package import open_package
from bookbuild.proof.readback.errors import Unreadable
from bookbuild.results import Artifact


def expect_beside(manuscript: Manuscript, executor: Executor, cache: Cache) -> Later:
    """Begin to tell what every output of a manuscript must hold."""
    sections = list(shared_out(in_sections(manuscript), lambda section: len(section.source.text)))
    job: Job[tuple[Section, ...]] = Job(
        _texts,
        key=lambda some: key("texts", msgspec.json.encode(some)),
        place=lambda some: some[0].source.location(0),
    )
    letters = sum(len(source.text) for source in manuscript.sources)
    texts = map_cached(job, sections, cache, lambda shares: suited(executor, letters, len(shares)))

    def finish() -> Reading:
        read = (msgspec.json.decode(data, type=tuple[tuple[ChapterText, ...], ...]) for data in texts)
        return with_pixels(gather_texts(manuscript, list(chain.from_iterable(read))), manuscript, cache)

    return finish


def read_beside(artifact: Artifact, reader: Reader, executor: Executor, cache: Cache) -> Later:
    """Begin to read a finished file back. Raises Unreadable later."""
    if reader.begin is not None:
        return reader.begin(artifact, executor, cache)
    job: Job[Artifact] = Job(partial(_read, reader.read), key=_key, place=lambda each: Location(each.name))
    data = map_cached(job, [artifact], cache, lambda shares: Inline())
    return lambda: msgspec.json.decode(next(data), type=Reading)


def epub_beside(artifact: Artifact, executor: Executor, cache: Cache) -> Later:
    """The documents of an EPUB are read by workers; what its package makes of them is told here."""
    try:
        package = open_package(artifact.data)
    except Unreadable:
        return partial(read, artifact, read_epub)
    sheets = [part for each in package.sheets.items() for part in each]
    some = list(shared_out(package.spine, lambda document: len(document[1])))
    job: Job[tuple[tuple[str, bytes], ...]] = Job(
        partial(_documents, package.sheets),
        key=lambda some: key("documents", *sheets, *(part for document in some for part in document)),
        place=lambda some: Location(artifact.name),
    )
    size = sum(len(document) for _, document in package.spine)
    documents = map_cached(job, some, cache, lambda shares: suited(executor, size, len(shares)))

    def finish() -> Reading:
        read = (msgspec.json.decode(data, type=tuple[SpineDocument, ...]) for data in documents)
        return gather_documents(package, list(chain.from_iterable(read)), partial(digest, cache=cache))

    return finish


def read_pdf(data: bytes, name: str) -> Reading:
    """As `readback.pdf` does, whose libraries are not waited for before there is a PDF to read."""
    from bookbuild.proof.readback import pdf

    return pdf.read_pdf(data, name)


def pdf_beside(artifact: Artifact, executor: Executor, cache: Cache) -> Later:
    """The pages of a PDF are read by workers; what its structure makes of them is told here."""
    name = _key(artifact)
    kept = cache.get(name)
    if kept is not None:
        return lambda: msgspec.json.decode(kept, type=Reading)
    from bookbuild.proof.readback import pdf
    from bookbuild.proof.readback.pdf_pages import pages_beside

    pages = pages_beside(artifact.data, artifact.name, executor, cache)

    def finish() -> Reading:
        reading = read(artifact, partial(pdf.read_pdf, pages=pages(), thorough=False))
        cache.put(name, msgspec.json.encode(reading))
        return reading

    return finish


def examine_pdf(artifact: Artifact, executor: Executor) -> Later:
    """The same as thoroughly as where a PDF is read as a whole."""
    from bookbuild.proof.readback import pdf
    from bookbuild.proof.readback.pdf_pages import pages_beside

    pages = pages_beside(artifact.data, artifact.name, executor, Cache(), thorough=True)
    return lambda: read(artifact, partial(pdf.read_pdf, pages=pages()))


def examine_epub(artifact: Artifact, executor: Executor) -> Later:
    """As `epub_beside`, without a cache."""
    return epub_beside(artifact, executor, Cache())


def examine(artifact: Artifact, reader: Reader, executor: Executor) -> Later:
    """Begin to read a file that anyone may have made. Raises Unreadable later.

    What cannot be read in parts is read as a whole, which tells what is wrong with it.
    """
    whole = partial(read, artifact, reader.read)
    if reader.examine is None:
        return whole
    try:
        begun = reader.examine(artifact, executor)
    except Exception:
        return whole

    def finish() -> Reading:
        try:
            return begun()
        except BookError:
            raise
        except Exception:
            return whole()

    return finish


def read(artifact: Artifact, reads: Read) -> Reading:
    """Read a finished file back. Raises Unreadable, whatever is wrong with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reading libraries' remarks on a broken file are for programmers
            return reads(artifact.data, artifact.name)
    except Unreadable:
        raise
    except Exception as error:  # as text, since not every library's errors can travel between processes
        raise Unreadable(reason(error)) from error


def reason(error: Exception) -> str:
    """Why a file cannot be read, for a person."""
    return str(error) if isinstance(error, Unreadable) else f"it is damaged ({type(error).__name__})"


def reading_of(artifact: Artifact, reads: Read) -> bytes:
    """What is read in a finished file, for `kept_reading`; nothing, if it cannot be read."""
    try:
        return msgspec.json.encode(read(artifact, reads))
    except Unreadable:
        return b""


def kept_reading(artifact: Artifact, reading: bytes, cache: Cache) -> Later:
    """What a worker has read already in a file that it has made."""
    cache.put(_key(artifact), reading)
    return lambda: msgspec.json.decode(reading, type=Reading)


def _key(artifact: Artifact) -> str:
    return key("reading", artifact.name, artifact.data)


def _texts(shares: Sequence[Sequence[Section]]) -> list[bytes]:
    from bookbuild.proof.promise.texts import (
        read_sections,
    )  # workers have it; who reads nothing does not wait for the parser

    return [msgspec.json.encode(read_sections(some)) for some in shares]


def _documents(sheets: Mapping[str, str], shares: Sequence[Sequence[tuple[str, bytes]]]) -> list[bytes]:
    return [msgspec.json.encode([read_document(*document, sheets) for document in some]) for some in shares]


def _read(reads: Read, artifacts: Sequence[Artifact]) -> list[bytes]:
    return [msgspec.json.encode(read(artifact, reads)) for artifact in artifacts]
