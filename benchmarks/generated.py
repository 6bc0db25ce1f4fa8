"""Manuscripts for measurements, the same on every day: seeded prose."""

import random
from pathlib import Path

WORDS = (
    "the of and a to in he was that his with had it not her at on as for but she him is you from all by be so".split()
)


def novel(folder: Path, chapters: int = 60) -> Path:
    """Write a book of seeded prose, about seven pages a chapter."""
    chance = random.Random(1)
    written = []
    for number in range(1, chapters + 1):
        paragraphs = []
        for _ in range(30):
            words = [chance.choice(WORDS) for _ in range(chance.randint(30, 110))]
            paragraphs.append(f"{' '.join(words).capitalize()}.")
        written.append("\n\n".join([f"# Chapter {number}", *paragraphs]))
    path = folder / "novel.md"
    path.write_text("---\ntitle: A Generated Novel\nauthor: Nobody\n---\n\n" + "\n\n".join(written), encoding="utf-8")
    return path
