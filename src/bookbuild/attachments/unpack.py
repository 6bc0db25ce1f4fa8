"""The files inside a PDF, taken out again: a stranger's PDF may name and pack them as it likes.

A file goes only where its own plain name leads inside the folder, and nothing is unpacked beyond the limits.
"""

import base64
import io
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from bookbuild.assets.active_contents import problems as active_contents
from bookbuild.manuscript.files import contained, read_file
from bookbuild.problems import BookError, ContentError, LimitError, Location, Problem, SettingsError
from bookbuild.publish import publish
from bookbuild.publish.names import is_reserved
from bookbuild.results import Artifact, Attachment

MAX_FILES = 10_000
MAX_BYTES = 1024 * 1024 * 1024
"""Of a PDF, and of all files inside it together."""
MAX_RATIO = 200
"""How many times as long as it was packed a file may become; only counted beyond a mebibyte."""
_MAX_NAME = 200
_MEBIBYTE = 1024 * 1024

_UNSAFE = re.compile(r'[\\:*?"<>|]')
"""What some system takes for a drive, a stream or a pattern."""


def unpack(pdf: Path, folder: Path, *, force: bool = False) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Put the files inside a PDF into a folder, all of them or none, and say which; and what of them could run.

    Raises SettingsError where files would be overwritten, unless with `force`; ContentError for names that lead out of
    the folder and for PDFs that cannot be read or hold no files; LimitError for files beyond the limits.
    """
    where = str(pdf.absolute())
    data = read_file(pdf, where, MAX_BYTES)
    held = attachments(data, where)
    if not held:
        raise ContentError([Problem("BB607", Location(where), "this PDF carries no files")])
    artifacts = tuple(Artifact(attachment.path, attachment.media_type, attachment.data) for attachment in held)
    targets = {artifact.name: contained(folder, artifact.name) for artifact in artifacts}
    outside = [name for name, target in targets.items() if target is None]
    if outside:
        what = f"“{outside[0]}” would be written outside {folder.name or 'the folder'}, through a link that lies there"
        raise ContentError([Problem("BB605", Location(where), what, "Give another folder.")])
    there = [name for name, target in targets.items() if target is not None and target.exists()]
    if there and not force:
        raise SettingsError(
            [
                Problem(
                    "BB606",
                    Location(str((folder / name).absolute())),
                    "this file is there already",
                    "Give an empty folder, or overwrite it with --force.",
                )
                for name in there
            ]
        )
    publish(artifacts, folder)
    active = [problem for each in artifacts for problem in active_contents(each.name, each.data)]
    return artifacts, (*active_contents(where, data), *active)


def attachments(data: bytes, name: str) -> tuple[Attachment, ...]:
    """The files inside a PDF, in the order of their names; `name` is what messages call the PDF.

    Raises ContentError, and LimitError beyond `MAX_FILES`, `MAX_BYTES` or `MAX_RATIO`.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            files: dict[str, Attachment] = {}
            seen: dict[str, str] = {}
            room = MAX_BYTES
            for spec in _specifications(pdf, name):
                path = _path(spec, name)
                key = unicodedata.normalize("NFC", path).casefold()
                if key in seen:
                    both = path if seen[key] == path else f"{seen[key]}” and “{path}"
                    raise _refusal("BB605", name, f"two files inside it would be one on the disk: “{both}”")
                seen[key] = path
                files[path] = _read(spec, path, room, name)
                room -= len(files[path].data)
            _refuse_files_as_folders(seen, name)
            return tuple(files[path] for path in sorted(files))
    except BookError:
        raise
    except pikepdf.PasswordError as error:
        raise _refusal("BB607", name, "this PDF is locked with a password") from error
    except Exception as error:  # whatever goes wrong while a stranger's file is read is a fault of that file
        message = f"this is not a PDF, or a damaged one ({type(error).__name__})"
        raise _refusal("BB607", name, message) from error


def _specifications(pdf: Pdf, name: str) -> Iterator[Dictionary]:
    """File specifications with something inside: of the document, of its associated files, of notes on its pages."""
    listed: list[Object] = []
    names = pdf.Root.get("/Names", Dictionary()).get("/EmbeddedFiles")
    if isinstance(names, Dictionary):
        listed.extend(pikepdf.NameTree(names).values())
    associated = pdf.Root.get("/AF")
    listed.extend(associated if isinstance(associated, Array) else ())
    for page in pdf.pages:
        noted = page.obj.get("/Annots")
        for note in noted if isinstance(noted, Array) else ():
            if isinstance(note, Dictionary) and note.get("/Subtype") == Name.FileAttachment and "/FS" in note:
                listed.append(note.FS)
    if len(listed) > 2 * MAX_FILES:
        raise _beyond(name, f"more than {MAX_FILES:,} files")
    seen: set[tuple[int, int]] = set()
    for spec in listed:
        if not isinstance(spec, Dictionary) or not isinstance(spec.get("/EF"), Dictionary):
            continue
        stream = _stream(spec)
        if stream is None or stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        if len(seen) > MAX_FILES:
            raise _beyond(name, f"more than {MAX_FILES:,} files")
        yield spec


def _stream(spec: Object) -> Stream | None:
    found = spec.EF.get("/UF", spec.EF.get("/F"))
    return found if isinstance(found, Stream) else None


def _path(spec: Object, name: str) -> str:
    """The relative path that a file asks for. Refused is every name that some system would not take as it stands."""
    path = str(spec.get("/UF", spec.get("/F", "")))
    parts = path.split("/")
    why = ""
    if path.startswith("/") or _UNSAFE.search(path) or ".." in parts:
        why = "it would lead out of the folder"
    elif not all(parts) or len(path.encode()) > _MAX_NAME or not path.isprintable():
        why = "it is empty, too long or holds what cannot be printed"
    elif any(part.startswith(".") for part in parts):
        why = "names that begin with a dot are settings of programs"
    elif any(part.endswith((".", " ")) or is_reserved(part) for part in parts):
        why = "not every system can write it"
    if why:
        shown = path if path.isprintable() else ascii(path)[1:-1]
        raise _refusal("BB605", name, f"the name “{shown[:80]}” of a file inside it is refused: {why}")
    return path


def _refuse_files_as_folders(keys: dict[str, str], name: str) -> None:
    for key, path in keys.items():
        if any(str(parent) in keys for parent in PurePosixPath(key).parents):
            raise _refusal("BB605", name, f"“{path}” inside it would lie in a file as if that were a folder")


def _read(spec: Object, path: str, room: int, name: str) -> Attachment:
    stream = _stream(spec)
    assert stream is not None
    packed = stream.read_raw_bytes()
    data = packed
    for filter_, parameters in _filters(stream):
        most = min(room, max(MAX_RATIO * len(packed), _MEBIBYTE))
        data = _unpacked(data, filter_, parameters, most, path, name)
    if len(data) > room:
        raise _beyond(name, f"more than {MAX_BYTES // _MEBIBYTE:,} MiB")
    subtype = str(stream.get("/Subtype", "/application/octet-stream"))[1:]
    relationship = str(spec.get("/AFRelationship", "/Unspecified"))[1:]
    return Attachment(path, subtype, str(spec.get("/Desc", "")), relationship, data)


def _filters(stream: Stream) -> Sequence[tuple[str, Object | None]]:
    filters, parameters = stream.get("/Filter"), stream.get("/DecodeParms")
    if filters is None:
        return []
    if not isinstance(filters, Array):
        return [(str(filters), parameters)]
    listed = list(parameters) if isinstance(parameters, Array) else [None] * len(filters)
    return [(str(filter_), listed[number]) for number, filter_ in enumerate(filters)]


def _unpacked(data: bytes, filter_: str, parameters: Object | None, most: int, path: str, name: str) -> bytes:
    predicted = isinstance(parameters, Dictionary) and int(parameters.get("/Predictor", 1)) != 1
    if filter_ == "/FlateDecode" and not predicted:
        unpacker = zlib.decompressobj()
        result = unpacker.decompress(data, most + 1)
        if len(result) > most:
            raise _beyond(name, f"“{path}”, which would become more than {MAX_RATIO} times as long as it is packed")
        if not unpacker.eof:
            raise _refusal("BB608", name, f"“{path}” inside it is cut off")
        return result
    if filter_ == "/ASCIIHexDecode":
        return bytes.fromhex(data.decode("ascii").partition(">")[0])
    if filter_ == "/ASCII85Decode":
        return base64.a85decode(data.partition(b"~>")[0])
    raise _refusal("BB608", name, f"“{path}” inside it is packed in a way that is not read here ({filter_[1:]})")


def _beyond(name: str, what: str) -> LimitError:
    hint = "Take it out with a PDF viewer, if you trust it."
    return LimitError([Problem("BB608", Location(name), f"this PDF carries {what}", hint)])


def _refusal(code: str, name: str, message: str) -> ContentError:
    return ContentError([Problem(code, Location(name), message, "Nothing was written.")])
