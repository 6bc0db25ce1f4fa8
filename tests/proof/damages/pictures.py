"""Damage to the files of pictures in screens: cut short, no picture at all, gone."""

import base64
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from mutations import rewritten

from bookbuild.proof.passages import Reading
from bookbuild.results import EPUB, HTML, Artifact
from damages.kind import Damaged, Kind

_DATA = re.compile(rb'(<img[^>]*?src="data:image/png;base64,)([^"]+)')
_BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "no picture": lambda data: b"This is no picture.",
}


def _in_epub(how: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if "/images/" in name and name.endswith("png")}
    if not files:
        return None
    name = chance.choice(sorted(files))
    hit = frozenset(picture.location for picture in promised.pictures)
    return Damaged(rewritten(artifact, {name: _BROKEN[how](files[name])}), hit)


def _in_html(how: str, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    if not _DATA.search(artifact.data):
        return None

    def broken(image: re.Match[bytes]) -> bytes:
        return image[1] + base64.b64encode(_BROKEN[how](base64.b64decode(image[2])))

    hit = frozenset(picture.location for picture in promised.pictures)
    return Damaged(replace(artifact, data=_DATA.sub(broken, artifact.data)), hit)


KINDS = tuple(
    Kind(f"a picture {how}", form.ending, partial(wreck, how))
    for form, wreck in ((EPUB, _in_epub), (HTML, _in_html))
    for how in _BROKEN
)
