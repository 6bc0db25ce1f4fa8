"""The cache: what was put comes back, and what was tampered with never does."""

import ast
import os
import random
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest
from conftest import ROOT

from bookbuild.jobs import cache
from bookbuild.jobs.cache import Cache, key


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "deep" / "cache")
    assert kept.get(key("a")) is None
    kept.put(key("a"), b"one\0two")
    kept.put(key("b"), b"")
    assert kept.get(key("a")) == b"one\0two"
    assert kept.get(key("b")) == b""
    kept.put(key("a"), b"three")
    assert kept.get(key("a")) == b"three"


def test_a_key_has_every_library_in_it_that_a_book_may_depend_on() -> None:
    package = ROOT / "src" / "bookbuild"
    of_machine = {"filelock", "platformdirs"}
    modules: set[str] = set()
    for path in package.rglob("*.py"):
        if path.relative_to(package).parts[0] != "cli":  # which only prints
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    modules.update(alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    modules.add(node.module.partition(".")[0])
    known = metadata.packages_distributions()
    libraries = {known[module][0].lower() for module in modules - sys.stdlib_module_names - {"bookbuild"}}
    assert libraries - of_machine - set(cache.LIBRARIES) == set()
    assert set(cache.LIBRARIES) - libraries == {"bookbuild", "pygments"}  # which Markdown loads


def test_without_a_folder_nothing_is_kept() -> None:
    kept = Cache(None)
    kept.put(key("a"), b"one")
    kept.sweep()
    assert kept.get(key("a")) is None


def test_keys_tell_their_parts_apart() -> None:
    assert key("a", "b") == key("a", "b")
    parts: list[tuple[str | bytes, ...]] = [("ab",), ("a", "b"), ("a", b"b"), ("b", "a"), ("a", "b", ""), ("", "ab")]
    assert len({key(*each) for each in parts}) == len(parts)
    assert key("\ud800") != key("\udfff")


def test_a_key_is_the_same_in_every_process() -> None:
    command = [sys.executable, "-c", "from bookbuild.jobs.cache import key; print(key('a', b'b'))"]
    told = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in "12"
    }
    assert told == {key("a", b"b")}


def test_another_program_has_other_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key("a")
    monkeypatch.setattr(cache, "_program", lambda: b"another")
    assert key("a") != before


def test_every_flipped_bit_is_a_miss(tmp_path: Path) -> None:
    kept, name, data = Cache(tmp_path), key("a"), random.Random(1).randbytes(200)
    kept.put(name, data)
    (entry,) = entries(tmp_path)
    whole = entry.read_bytes()
    for position in range(len(whole)):
        for bit in (0, 3, 7):
            entry.write_bytes(whole[:position] + bytes([whole[position] ^ 1 << bit]) + whole[position + 1 :])
            assert kept.get(name) is None
    entry.write_bytes(whole)
    assert kept.get(name) == data


def test_what_is_cut_off_or_longer_is_a_miss(tmp_path: Path) -> None:
    kept, name = Cache(tmp_path), key("a")
    kept.put(name, b"some words")
    (entry,) = entries(tmp_path)
    whole = entry.read_bytes()
    for damaged in (*(whole[:length] for length in range(len(whole))), whole + b"\n"):
        entry.write_bytes(damaged)
        assert kept.get(name) is None


def test_the_entry_of_another_key_is_a_miss(tmp_path: Path) -> None:
    kept = Cache(tmp_path)
    kept.put(key("a"), b"one")
    (one,) = entries(tmp_path)
    kept.put(key("b"), b"two")
    (two,) = (path for path in entries(tmp_path) if path != one)
    two.write_bytes(one.read_bytes())
    assert kept.get(key("b")) is None
    two.unlink()
    two.mkdir()
    assert kept.get(key("b")) is None
    kept.put(key("b"), b"three")


def test_a_folder_that_cannot_be_used_is_no_cache(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("a text, not a folder")
    for folder in (in_the_way, in_the_way / "cache", Path("/proc/cache")):
        kept = Cache(folder)
        kept.put(key("a"), b"one")
        kept.sweep()
        assert kept.get(key("a")) is None
    assert in_the_way.read_text() == "a text, not a folder"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    kept = Cache(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        kept.put(key("a"), b"one")
    assert entries(tmp_path) == []
    assert kept.get(key("a")) is None


def test_sweeping_takes_what_was_used_least_lately(tmp_path: Path) -> None:
    kept = Cache(tmp_path, limit=3_000)
    names = [key(str(number)) for number in range(5)]
    for age, name in enumerate(names):
        kept.put(name, bytes(900))
        os.utime(tmp_path / name[0] / name[1:], (0, time.time() - 200_000 + age))
    assert kept.get(names[0]) is not None, "and is thereby the one that was used last"
    kept.sweep()
    assert [kept.get(name) is not None for name in names] == [True, False, False, True, True]


def test_sweeping_takes_what_was_never_finished_and_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    kept = Cache(tmp_path)
    kept.put(key("a"), b"one")
    (entry,) = entries(tmp_path)
    old, new, foreign = (entry.with_name(name) for name in ("partial-old", "partial-new", "letter.txt"))
    for path in (old, new, foreign):
        path.write_bytes(b"half")
    for path in (old, foreign):
        os.utime(path, (0, 0))
    kept.sweep()
    assert sorted(entries(tmp_path)) == sorted([entry, new, foreign])


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKBUILD_CACHE", str(tmp_path))
    assert cache.default_folder() == tmp_path
    monkeypatch.delenv("BOOKBUILD_CACHE")
    assert cache.default_folder().name == "bookbuild"
