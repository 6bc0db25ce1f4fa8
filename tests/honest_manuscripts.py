"""Honest manuscripts: passages in many languages, joined with every structure that a manuscript can have.

    .venv/bin/python tests/honest_manuscripts.py docs/honest.md

builds all of them in all outputs, with proof, and writes a table of the results: whatever the proof says of them is a
fault of bookbuild. `--only WORD` builds those whose name has the word in it, and `--keep FOLDER` keeps the files.

`tests/honest` is data. `languages` has passages, one file for each language; `structures` what may be done with them;
`frames` whole manuscripts with room for four structures. Each language meets each frame once, and each structure once.
"""

import argparse
import re
import shutil
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import gcd
from pathlib import Path

from bookbuild.pipeline.build import build
from bookbuild.problems import BookError, Problem

HONEST = Path(__file__).parent / "honest"
PICTURE = Path(__file__).parent / "books" / "shapes" / "red.png"
OF_THE_MACHINE = frozenset({"BB406"})
"""What is said where a cover cannot be drawn with the fonts that come with bookbuild."""
PLACES = 4
"""How many structures a frame has room for."""
_SLOT = re.compile(r"<<(\w+)>>")

LANGUAGES = tuple(sorted(path.stem for path in (HONEST / "languages").iterdir()))
SAMPLE = ("he", "pl", "ru", "fa", "vi", "zh-Hans")
STRUCTURES = tuple(sorted(path.stem for path in (HONEST / "structures").iterdir()))
FRAMES = tuple(sorted(path.name for path in (HONEST / "frames").iterdir()))


@dataclass(frozen=True)
class Honest:
    """A manuscript: the passages of a language in some structures, in a frame."""

    language: str
    frame: str
    structures: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.language}-{self.frame}"

    def write(self, folder: Path) -> Path:
        """Put the manuscript into a folder; return where it is."""
        passages = _passages(self.language)
        bodies = {
            str(number): _filled((HONEST / "structures" / f"{name}.md").read_text(encoding="utf-8"), passages).strip()
            for number, name in enumerate(self.structures, 1)
        }
        manuscript = folder / "book"
        manuscript.mkdir(parents=True)
        for file in sorted((HONEST / "frames" / self.frame).iterdir()):
            text = _filled(file.read_text(encoding="utf-8"), {**passages, **bodies})
            if "formulas" in self.structures:
                text = _with_mathematics(file, text)
            (manuscript / file.name).write_text(text, encoding="utf-8")
        shutil.copy(PICTURE, manuscript)
        return manuscript


def _with_mathematics(file: Path, text: str) -> str:
    """The settings of a manuscript that has formulas."""
    if file.suffix == ".toml":
        return f"math = true\n{text}"
    return text.replace("\nlanguage:", "\nmath: true\nlanguage:", 1)


def _filled(template: str, passages: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: passages[slot[1]], template)


def _passages(language: str) -> dict[str, str]:
    """What a language has to say, by the names of the slots: a list `items` fills `item1`, `item2` …"""
    given = tomllib.loads((HONEST / "languages" / f"{language}.toml").read_text(encoding="utf-8"))
    lists = {"verse": "verse", "items": "item", "head": "head", "words": "word"}
    passages = {key: value for key, value in given.items() if key not in lists}
    for key, name in lists.items():
        passages |= {f"{name}{number}": words for number, words in enumerate(given[key], 1)}
    return {"tag": language, **passages}


def english_name(language: str) -> str:
    """What a language is called in English."""
    return _passages(language)["name"]


def all_manuscripts() -> Iterator[Honest]:
    """Every language in every frame and every structure; which structures meet in a manuscript differs by language."""
    count = len(STRUCTURES)
    strides = [stride for stride in range(1, count) if gcd(stride, count) == 1]
    for turn, language in enumerate(LANGUAGES):
        stride = strides[turn % len(strides)]
        dealt = [STRUCTURES[(turn + place * stride) % count] for place in range(count)]
        for place, frame in enumerate(FRAMES):
            yield Honest(language, frame, tuple(dealt[place * PLACES : (place + 1) * PLACES]))


def sample() -> Iterator[Honest]:
    """Each frame and each structure once, in languages that need no other fonts than those of the tests."""
    for place, (language, frame) in enumerate(zip(SAMPLE, FRAMES, strict=True)):
        yield Honest(language, frame, STRUCTURES[place * PLACES : (place + 1) * PLACES])


def alarms(honest: Honest, folder: Path) -> tuple[Problem, ...]:
    """What a build says of a manuscript, in all outputs and with proof; nothing is expected."""
    try:
        problems = build(honest.write(folder), folder / "build").problems
    except BookError as error:
        problems = error.problems
    return tuple(problem for problem in problems if problem.code not in OF_THE_MACHINE)


def main() -> None:
    """Build all of them, or some, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    told = Counter[str]()
    rows = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for honest in [each for each in all_manuscripts() if options.only in str(each)]:
            problems = alarms(honest, (options.keep or Path(folder)) / str(honest))
            rows[honest.language] += 1
            told[honest.language] += len(problems)
            print(honest, *(f"\n    {each.code} {each.location} {each.message}" for each in problems), flush=True)
    lines = [f"| {english_name(language)} | {count} | {told[language]} |" for language, count in sorted(rows.items())]
    head = ("| language | manuscripts | alarms |", "| --- | --- | --- |")
    options.table.write_text("\n".join((*head, *lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
