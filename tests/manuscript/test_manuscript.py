"""Finding the chapters, reading them as clean text, staying inside the folder."""

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from conftest import MakeManuscript

from bookbuild.manuscript import files as folder_module
from bookbuild.manuscript import load
from bookbuild.manuscript.files import contained
from bookbuild.problems import BookError, ContentError, HostError, LimitError, Problem, SettingsError
from bookbuild.settings.schema import Settings

Form = Literal["NFC", "NFD"]


def paths(folder: Path) -> list[str]:
    return [source.path for source in load(folder).sources]


def refusal(path: Path, kind: type[BookError]) -> Problem:
    with pytest.raises(kind) as caught:
        load(path)
    (problem,) = caught.value.problems
    return problem


def test_a_folder_with_settings(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"book.toml": 'title = "T"\n', "01.md": "One.\n", "02.md": "Two.\n"})
    found = load(folder)
    assert found.root == folder
    assert (found.settings.title, found.settings_path) == ("T", "book.toml")
    assert [(source.path, source.text, source.first_line) for source in found.sources] == [
        ("01.md", "One.\n", 1),
        ("02.md", "Two.\n", 1),
    ]
    assert found.inputs == (("01.md", b"One.\n"), ("02.md", b"Two.\n"), ("book.toml", b'title = "T"\n'))


def test_a_folder_with_one_file_takes_the_settings_from_its_front_matter(make_manuscript: MakeManuscript) -> None:
    found = load(make_manuscript({"essay.md": "---\ntitle: T\npublisher: Wren\n---\n\nText.\n"}))
    assert (found.settings.title, found.settings.publisher, found.settings_path) == ("T", "Wren", "essay.md")


def test_a_single_file(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"essay.md": "---\ntitle: T\n---\nText.", "other.md": "Not asked for."})
    found = load(folder / "essay.md")
    assert (found.root, found.settings.title, found.settings_path) == (folder, "T", "essay.md")
    (source,) = found.sources
    assert (source.path, source.text, source.first_line) == ("essay.md", "Text.", 4)


def test_beside_book_toml_a_single_chapter_is_only_a_chapter(make_manuscript: MakeManuscript) -> None:
    loaded = load(make_manuscript({"book.toml": "title = 'T'", "01.md": "---\npublisher: Wren\n---\nText."}))
    assert loaded.settings.publisher == ""
    assert [(each.code, "publisher (which book.toml may set)" in each.message) for each in loaded.problems] == [
        ("BB208", True)
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["9-end.md", "10-more.md"],
        ["02.md", "2.md", "10.md"],
        ["1-2.md", "1-10.md", "2-1.md"],
        ["part 1.md", "part 2.md", "part 12.md"],
        ["preface.md", "1.md"],
        ["é.md", "ö.md", "一.md"],
    ],
)
def test_chapters_follow_the_natural_order_of_their_names(names: list[str], make_manuscript: MakeManuscript) -> None:
    assert paths(make_manuscript({"book.toml": "", **dict.fromkeys(reversed(names), "x")})) == names


def test_digits_of_other_scripts_do_not_disturb_the_order(make_manuscript: MakeManuscript) -> None:
    assert paths(make_manuscript({"book.toml": "", "٢.md": "x", "١.md": "x", "².md": "x"}))[:2] == ["١.md", "٢.md"]


def test_a_list_of_chapters_gives_their_order(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript(
        {"book.toml": 'chapters = ["z.md", "parts/a.md"]', "z.md": "z", "parts/a.md": "a", "unlisted.md": "u"}
    )
    assert paths(folder) == ["z.md", "parts/a.md"]


def test_other_and_hidden_files_are_no_chapters(make_manuscript: MakeManuscript) -> None:
    names = ("a.md", "notes.txt", ".hidden.md", "a.md~", "sub/b.md", ".git/c.md", "README")
    assert paths(make_manuscript({"book.toml": "", **dict.fromkeys(names, "x")})) == ["a.md", "sub/b.md"]


def test_drafts_are_left_out_but_remembered_as_inputs(make_manuscript: MakeManuscript) -> None:
    found = load(make_manuscript({"book.toml": "", "a.md": "---\ndraft: true\n---\nx", "b.md": "x"}))
    assert [source.path for source in found.sources] == ["b.md"]
    assert [name for name, _ in found.inputs] == ["a.md", "b.md", "book.toml"]


@pytest.mark.parametrize(
    ("text", "front_title", "body", "first_line"),
    [
        ("---\ntitle: T\n---\nText.", "T", "Text.", 4),
        ("---\ntitle: T\n...\nText.", "T", "Text.", 4),
        ("---  \ntitle: T\n---\t \n\nText.", "T", "\nText.", 4),
        ("---\n---\nText.", "Essay", "Text.", 3),
        ("---\ntitle: T\n---", "T", "", 4),
        ("Text.\n---\ntitle: T\n---\n", "", "Text.\n---\ntitle: T\n---\n", 1),
        ("---\n\nAfter a break.\n\n---\n", "Essay", "---\n\nAfter a break.\n\n---\n", 1),
        ("---", "Essay", "---", 1),
        ("----\ntitle: T\n----\n", "Essay", "----\ntitle: T\n----\n", 1),
        ("\n---\ntitle: T\n---\n", "Essay", "\n---\ntitle: T\n---\n", 1),
        ("Note: this is text.\n\nMore.", "Essay", "Note: this is text.\n\nMore.", 1),
    ],
)
def test_front_matter_is_told_from_text(
    text: str, front_title: str, body: str, first_line: int, make_manuscript: MakeManuscript
) -> None:
    """A line of dashes that an empty line follows is a scene break at the very top."""
    found = load(make_manuscript({"essay.md": text}))
    (source,) = found.sources
    assert (found.settings.title, source.text, source.first_line) == (front_title, body, first_line)


def test_front_matter_must_be_closed(make_manuscript: MakeManuscript) -> None:
    problem = refusal(make_manuscript({"essay.md": "---\ntitle: T\n\nText.\n"}), SettingsError)
    assert (problem.code, str(problem.location)) == ("BB104", "essay.md:1")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfOne.\nTwo.\n", b"One.\r\nTwo.\r\n", b"One.\rTwo.\r", b"One.\r\nTwo.\n"])
def test_byte_order_marks_and_line_ends_make_no_difference(data: bytes, make_manuscript: MakeManuscript) -> None:
    found = load(make_manuscript({"essay.md": data}))
    assert found.sources[0].text == "One.\nTwo.\n"
    assert found.inputs == (("essay.md", data),)


def test_front_matter_after_a_byte_order_mark(make_manuscript: MakeManuscript) -> None:
    assert load(make_manuscript({"essay.md": b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\nText."})).settings.title == "T"


def test_text_of_any_script_is_kept_to_the_letter(make_manuscript: MakeManuscript) -> None:
    text = "עברית عربي 漢字 e\u0301 \u200d👩‍🚀 \u00a0\u2028\t\U0010ffff\n"
    assert load(make_manuscript({"essay.md": text})).sources[0].text == text


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"ok\nna\xefve\n", 2, "byte 5 (0xef)"),
        (b"\xff\xfeU\x00T\x00F\x00", 1, "byte 0 (0xff)"),
        (b"cut off \xe2\x80", 1, "byte 8 (0xe2)"),
        (b"\n\n\xed\xa0\x80", 3, "byte 2 (0xed)"),
    ],
)
def test_text_that_is_not_utf8_is_refused_at_its_byte(
    data: bytes, line: int, said: str, make_manuscript: MakeManuscript
) -> None:
    problem = refusal(make_manuscript({"essay.md": data}), ContentError)
    assert (problem.code, problem.location.path, problem.location.line) == ("BB203", "essay.md", line)
    assert said in problem.message


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x0c", "\ufffe", "\uffff"])
def test_control_characters_are_refused_on_their_line(character: str, make_manuscript: MakeManuscript) -> None:
    problem = refusal(make_manuscript({"essay.md": f"One.\nTwo{character}.\nThree{character}\n"}), ContentError)
    assert (problem.code, str(problem.location)) == ("BB204", "essay.md:2")
    assert f"U+{ord(character):04X}" in problem.message
    assert "1 more" in problem.message


def test_settings_must_be_clean_text_too(make_manuscript: MakeManuscript) -> None:
    problem = refusal(make_manuscript({"book.toml": b'title = "T"\n# \xff', "a.md": "x"}), ContentError)
    assert (problem.code, str(problem.location)) == ("BB203", "book.toml:2")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"book.toml": ""}, "holds no chapters"),
        ({"notes.txt": "x"}, "holds no chapters"),
        ({"a.md": "---\ndraft: true\n---\n"}, "draft"),
    ],
)
def test_without_chapters_there_is_no_book(
    files: dict[str, str | bytes], said: str, make_manuscript: MakeManuscript
) -> None:
    problem = refusal(make_manuscript(files), ContentError)
    assert problem.code == "BB202"
    assert said in problem.message


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    problem = refusal(tmp_path / "nowhere", SettingsError)
    assert (problem.code, problem.location.path) == ("BB201", str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ("missing.md", "BB106"),
        ("folder", "BB106"),
        (".", "BB106"),
        ("../outside.md", "BB205"),
        ("folder/../../outside.md", "BB205"),
        ("/etc/hostname", "BB205"),
        ("folder\\\\a.md", "BB205"),
    ],
)
def test_a_listed_chapter_must_be_a_file_in_the_folder(listed: str, code: str, make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript(
        {"book.toml": f'chapters = ["{listed}"]', "a.md": "x", "folder/a.md": "x", "../outside.md": "x"}
    )
    problem = refusal(folder, SettingsError)
    assert (problem.code, problem.location.path) == (code, "book.toml")


@pytest.mark.parametrize("target", ["../outside.md", "/etc/hostname", "sub/../../outside.md"])
@pytest.mark.parametrize("settings", [{}, {"book.toml": 'chapters = ["a.md"]'}], ids=["found", "listed"])
def test_a_chapter_may_not_be_a_link_out_of_the_folder(
    target: str, settings: dict[str, str | bytes], make_manuscript: MakeManuscript
) -> None:
    folder = make_manuscript({"../outside.md": "secret", "sub/x": "", **settings})
    (folder / "a.md").symlink_to(target)
    assert refusal(folder, SettingsError).code == "BB205"


def test_settings_may_not_be_a_link_out_of_the_folder(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"../outside.toml": 'title = "secret"', "a.md": "x"})
    (folder / "book.toml").symlink_to("../outside.toml")
    assert refusal(folder, SettingsError).code == "BB205"


def test_a_link_that_stays_in_the_folder_is_followed(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"book.toml": "", "texts/a.md": "Text."})
    (folder / "a.md").symlink_to("texts/a.md")
    assert load(folder).sources[0].text == "Text."


def test_a_folder_that_is_itself_a_link_is_fine(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    make_manuscript({"a.md": "Text."})
    (tmp_path / "link").symlink_to("book")
    assert load(tmp_path / "link").sources[0].text == "Text."


@pytest.mark.parametrize("target", ["a.md", "b.md"], ids=["to itself", "to nothing"])
def test_a_link_that_leads_nowhere_is_refused(target: str, make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"book.toml": ""})
    (folder / "a.md").symlink_to(target)
    with pytest.raises(BookError):
        load(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_is_refused_and_not_waited_for(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"book.toml": ""})
    os.mkfifo(folder / "a.md")
    assert refusal(folder, HostError).code == "BB207"


def test_a_folder_named_like_a_chapter_is_refused(make_manuscript: MakeManuscript) -> None:
    assert refusal(make_manuscript({"a.md/b.txt": "x"}), ContentError).code == "BB202"


def test_a_file_without_permission_is_the_machines_fault(
    make_manuscript: MakeManuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    problem = refusal(make_manuscript({"a.md": "x"}), HostError)
    assert (problem.code, problem.location.path) == ("BB207", "a.md")
    assert "permission denied" in problem.message


@pytest.mark.parametrize("size", [3, 4])
def test_a_chapter_beyond_the_limit_is_refused(
    size: int, make_manuscript: MakeManuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "MAX_CHAPTER_BYTES", 3)
    folder = make_manuscript({"a.md": "x" * size})
    if size == 3:
        assert load(folder).settings == Settings(title="A")
    else:
        assert refusal(folder, LimitError).code == "BB701"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a.md", ["a.md"]),
        ("sub/a.md", ["sub", "a.md"]),
        ("sub/../a.md", ["a.md"]),
        ("./a.md", ["a.md"]),
        ("..", None),
        ("../book-2/a.md", None),
        ("/", None),
        ("a\x00.md", None),
        ("..\\a.md", None),
    ],
)
def test_contained(path: str, parts: Sequence[str] | None, tmp_path: Path) -> None:
    """`book-2` begins like `book`, and is another folder all the same."""
    root = tmp_path / "book"
    root.mkdir()
    (tmp_path / "book-2").mkdir()
    assert contained(root, path) == (None if parts is None else root.joinpath(*parts))


def test_a_file_whose_name_is_no_text_is_refused(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"book.toml": ""})
    try:
        (folder / os.fsdecode(b"caf\xe9.md")).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("the system takes no such names")
    problem = refusal(folder, HostError)
    assert problem.code == "BB207"
    assert "not UTF-8" in problem.message


@pytest.mark.parametrize(("typed", "named"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_is_found_however_its_letters_are_composed(typed: Form, named: Form, tmp_path: Path) -> None:
    place = tmp_path / unicodedata.normalize(named, "gärten")
    place.mkdir()
    (place / unicodedata.normalize(named, "größe.png")).write_bytes(b"x")
    found = contained(tmp_path, unicodedata.normalize(typed, "gärten/größe.png"))
    assert found is not None
    assert found.read_bytes() == b"x"
    assert contained(tmp_path, "../" + unicodedata.normalize(typed, "größe.png")) is None


@pytest.mark.parametrize(
    ("front", "said", "title"),
    [
        ("title: T\nlayout: post\nmood: calm\n", "left out: layout, mood", "T"),
        ("title: T\ntitel: U\n", "left out: titel (did you mean “title”?)", "T"),
        ("Title: T\nAuthor: Ada\n", "", "T"),
        ("title: T\nauthor_note: Ada.\n", "", "T"),
        ("title: T\nTitle: U\n", "left out: Title (did you mean “title”?)", "T"),
    ],
)
def test_keys_that_nobody_knows_are_named(front: str, said: str, title: str, make_manuscript: MakeManuscript) -> None:
    loaded = load(make_manuscript({"essay.md": f"---\n{front}---\n\nText.\n"}))
    assert loaded.settings.title == title
    assert [(each.code, each.message.endswith(said)) for each in loaded.problems] == ([("BB208", True)] if said else [])


@pytest.mark.parametrize("front", ["titel: T\n", "title: T\nautor: Ada\n", "title: T\ndraf: true\n"])
def test_a_slip_that_would_lose_words_or_print_a_draft_is_an_error(front: str, make_manuscript: MakeManuscript) -> None:
    problem = refusal(make_manuscript({"essay.md": f"---\n{front}---\n\nText.\n"}), SettingsError)
    assert (problem.code, problem.location.line) == ("BB101", front.count("\n") + 1)


def test_one_warning_names_the_unknown_keys_of_all_files(make_manuscript: MakeManuscript) -> None:
    files = {"book.toml": 'title = "T"\n', "1.md": "One.\n", "2.md": "---\nmood: calm\n---\nTwo.\n"}
    loaded = load(make_manuscript({**files, "3.md": "---\nmood: wild\nplace: sea\n---\nThree.\n"}))
    (problem,) = loaded.problems
    assert (problem.code, str(problem.location)) == ("BB208", "2.md:2")
    assert "left out in 2 files: mood, place" in problem.message
