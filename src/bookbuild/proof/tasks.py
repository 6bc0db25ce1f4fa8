"""The reading that a proof needs, done beside other work: by workers, or long ago.

A worker gives what it read as bytes. What an output holds is kept under the bytes of the finished file, and what a
manuscript promises under its texts, so that nothing that a build says of itself is ever believed.
"""

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import chain, starmap
from typing import TypeVar

import msgspec

from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.executor import Inline, each, shared_out, suited
from bookbuild.model import Manuscript
from bookbuild.problems import Location
from bookbuild.proof.passages import Reading
from bookbuild.proof.promise import gather as gather_texts
from bookbuild.proof.promise import with_pixels
from bookbuild.proof.promise.sections import Section, Text, in_sections
from bookbuild.proof.readback.epub import SpineDocument, read_document, read_epub
from bookbuild.proof.readback.epub import gather as gather_documents
from bookbuild.proof.readback.epub_package import open_package
from bookbuild.proof.readback.errors import Unreadable
from bookbuild.proof.readback.html import read_html
from bookbuild.results import Artifact

_Task = TypeVar("_Task")

Later = Callable[[], Reading]
"""Waits for a reading that has begun, and gives it once. Raises what its reader raises."""

Reader = Callable[[bytes, str], Reading]
"""What makes a reading of the bytes and the name of a file. Raises Unreadable."""

ENDINGS = (".epub", ".pdf", ".html")
"""Of the names of files that can be read."""


def expect_beside(manuscript: Manuscript, executor: Executor, cache: Cache) -> Later:
    """Begin to tell what every output of a manuscript must hold."""
    tasks = list(shared_out(in_sections(manuscript), lambda section: len(section.source.text)))
    letters = sum(len(source.text) for source in manuscript.sources)
    names = [key("texts", msgspec.json.encode(task)) for task in tasks]
    texts = _beside(
        _texts, tasks, names, lambda task: task[0].source.location(0), partial(suited, executor, letters), cache
    )

    def finish() -> Reading:
        said = (msgspec.json.decode(data, type=tuple[tuple[Text, ...], ...]) for data in texts())
        return with_pixels(gather_texts(manuscript, list(chain.from_iterable(said))), manuscript)

    return finish


def read_beside(artifact: Artifact, executor: Executor, cache: Cache) -> Later:
    """Begin to read a finished file back. Raises Unreadable later."""
    name = _name(artifact)
    if artifact.name.endswith(".pdf"):
        return _pdf_beside(artifact, name, executor, cache)
    if artifact.name.endswith(".epub"):
        return _epub_beside(artifact, executor, cache)
    data = _beside(_read, [artifact], [name], lambda task: Location(task.name), lambda tasks: Inline(), cache)
    return lambda: msgspec.json.decode(data()[0], type=Reading)


def _epub_beside(artifact: Artifact, executor: Executor, cache: Cache) -> Later:
    """The documents of an EPUB are read by workers; what its package makes of them is told here."""
    try:
        package = open_package(artifact.data)
    except Unreadable:
        return partial(read, artifact)
    tasks = list(shared_out(package.spine, lambda document: len(document[1])))
    names = [key("documents", *(part for document in task for part in document)) for task in tasks]
    size = sum(len(document) for _, document in package.spine)
    workers = partial(suited, executor, size)
    documents = _beside(_documents, tasks, names, lambda task: Location(artifact.name), workers, cache)

    def finish() -> Reading:
        said = (msgspec.json.decode(data, type=tuple[SpineDocument, ...]) for data in documents())
        return gather_documents(package, list(chain.from_iterable(said)))

    return finish


def _pdf_beside(artifact: Artifact, name: str, executor: Executor, cache: Cache) -> Later:
    """The pages of a PDF are read by workers; what its structure makes of them is told here."""
    kept = cache.get(name)
    if kept is not None:
        return lambda: msgspec.json.decode(kept, type=Reading)
    from bookbuild.proof.readback.pdf import read_pdf
    from bookbuild.proof.readback.pdf_pages import pages_beside

    pages = pages_beside(artifact.data, artifact.name, executor, cache)

    def finish() -> Reading:
        found = read(artifact, partial(read_pdf, pages=pages()))
        cache.put(name, msgspec.json.encode(found))
        return found

    return finish


def read(artifact: Artifact, reader: Reader | None = None) -> Reading:
    """Read a finished file back. Raises Unreadable, whatever is wrong with it."""
    reader = reader or _reader(artifact.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reading libraries' remarks on a broken file are for programmers
            return reader(artifact.data, artifact.name)
    except Unreadable:
        raise
    except Exception as error:  # as text, since not every library's errors can travel between processes
        raise Unreadable(reason(error)) from error


def _reader(name: str) -> Reader:
    """How a kind of output is read; the library for PDFs is waited for only where there is one."""
    if name.endswith(".pdf"):
        from bookbuild.proof.readback.pdf import read_pdf

        return read_pdf
    return read_epub if name.endswith(".epub") else read_html


def reason(error: Exception) -> str:
    """Why a file cannot be read, for a person."""
    return str(error) if isinstance(error, Unreadable) else f"it is damaged ({type(error).__name__})"


def _texts(some: Sequence[Section]) -> bytes:
    from bookbuild.proof.promise.texts import (
        read_section,
    )  # workers have it; who reads nothing does not wait for the parser

    return msgspec.json.encode([read_section(section) for section in some])


def _documents(some: Sequence[tuple[str, bytes]]) -> bytes:
    return msgspec.json.encode(list(starmap(read_document, some)))


def reading_of(artifact: Artifact) -> bytes:
    """What is read in a finished file, for `kept_reading`; nothing, if it cannot be read."""
    try:
        return msgspec.json.encode(read(artifact))
    except Unreadable:
        return b""


def kept_reading(artifact: Artifact, reading: bytes, cache: Cache) -> Later:
    """What a worker has read already in a file that it has made."""
    cache.put(_name(artifact), reading)
    return lambda: msgspec.json.decode(reading, type=Reading)


def _name(artifact: Artifact) -> str:
    return key("reading", artifact.name, artifact.data)


def _read(artifact: Artifact) -> bytes:
    return msgspec.json.encode(read(artifact))


def _beside(
    function: Callable[[_Task], bytes],
    tasks: Sequence[_Task],
    names: Sequence[str],
    place: Callable[[_Task], Location],
    workers: Callable[[int], Executor],
    cache: Cache,
) -> Callable[[], list[bytes]]:
    """Begin what is not kept of some tasks; `workers` gives who is suited to so many."""
    kept = [cache.get(name) for name in names]
    missing = [index for index, data in enumerate(kept) if data is None]
    working = each(workers(len(missing)), function, [tasks[index] for index in missing], place)

    def finish() -> list[bytes]:
        for index, data in zip(missing, working, strict=True):
            kept[index] = data
            cache.put(names[index], data)
        return [data for data in kept if data is not None]

    return finish
