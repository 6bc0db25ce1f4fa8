"""Messages about settings lead to the key's own line in its own table."""

import pytest

from bookbuild import settings
from bookbuild.problems import SettingsError
from bookbuild.settings.positions import lines_of

TOML = '''\
title = "T # [x]"          # 1
"sub title" = 'a'
pdf."page-size" = "A5"
author = ["A", { name = "B", role = "x" },
 {name="C"}]               # 5
description = """
[style]
title = 1
"""
keywords = [               # 10
  "a, b", # ]
  1979-05-27T07:32:00Z,
]
[style]
title = 3                  # 15
[[series]]
name = "]"
[[series]]
name = 2
[series.sub]               # 20
empty = {}
none = []
last = \'\'\'a\'\'\'
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("sub title",), 2),
        (("pdf",), 3),
        (("pdf", "page-size"), 3),
        (("author", 0), 4),
        (("author", 1, "role"), 4),
        (("author", 2, "name"), 5),
        (("description",), 6),
        (("keywords", 0), 11),
        (("keywords", 1), 12),
        (("style",), 14),
        (("style", "title"), 15),
        (("series", 0, "name"), 17),
        (("series", 1), 18),
        (("series", 1, "name"), 19),
        (("series", 1, "sub"), 20),
        (("series", 1, "sub", "none"), 22),
        (("series", 1, "sub", "last"), 23),
    ],
)
def test_every_key_of_toml_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert lines_of(TOML)[path] == line


def test_what_is_text_in_toml_is_no_key() -> None:
    assert {path for path in lines_of(TOML) if path[0] == "style"} == {("style",), ("style", "title")}


def test_every_key_of_yaml_has_its_line() -> None:
    text = "title: T\nstyle:\n  theme: x\n  title: y\nauthor:\n  - Ada\n  - name: Ben\n    role: ill\n'quoted': 1\n"
    lines = lines_of(text)
    assert lines["style", "title"] == 4
    assert (lines["author", 0], lines["author", 1, "role"], lines[("quoted",)]) == (6, 8, 9)


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_front_matter_ends_where_the_text_begins(fence: str) -> None:
    is_toml = fence == "+++"
    text = f"{fence}\n{'title = 1' if is_toml else 'title: x'}\n{fence}\n\nauthor: this is text\n\n---\n"
    assert lines_of(text) == {("title",): 2}


@pytest.mark.parametrize("text", ["", "a = \n", "a: [", "- a: 1\nb", "\x00", "[" * 5000, "= 1"])
def test_of_what_is_no_settings_nothing_is_known(text: str) -> None:
    assert lines_of(text) == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title = "T"\ncover = false\n[handout]\nlayout = "booklet"\ncover = 3\n', 5),
        ('title = "T"\n[style]\ntitle = "T"\n', 3),
        ("[pdf]\nbleed = '3mm'\n[handout]\nmargin = '1 mile'\n", 4),
        ("[handout]\nmargin = '1mm'\n[pdf]\n\ninside-margin = 3\n", 5),
        ("# bleed = 1\npdf.bleed = 3\n", 2),
        ('pdf = { bleed = "3mm",  archive = "no" }\n', 1),
        ('"pdf"."bleed" = 3\n', 1),
        ('title = "T"\n"pdf.bleed" = 3\n', 2),
        ("[pdf]\n'bleed' = 3\n", 2),
        ('[[author]]\nname = "A"\n[[author]]\nname = "B"\nrole = 3\n', 5),
        ('[[author]]\nname = "A"\n\n[[author]]\nrole = "aut"\n', 4),
        ('description = """\ncover = 3\n"""\n\ncover = 3\n', 5),
        ('isbn = [\n  "978-0-306-40615-7",\n  "978-0-306-40615-8",\n]\n', 3),
        ('author = [\n  "A",\n  { name = "B", role = "poet?" },\n]\n', 3),
        ('keywords = [\n  "a",\n  "b\\u0000",\n]\n', 3),
        ('authors = ["A"]\ntitle = "T"\nlang = 3\n', 3),
    ],
)
def test_a_message_about_toml_names_the_line_of_the_key_in_its_own_table(text: str, line: int) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.from_toml(text, "book.toml")
    assert [problem.location.line for problem in caught.value.problems] == [line]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: T\nepub:\n  toc-depth: 9\n", 4),
        ("title: T\nhandout:\n  cover: true\ncover: [x]\n", 5),
        ("title: T\ncover: x.png\nhandout:\n  cover: three\n", 5),
        ("author:\n  - Ada\n  - name: Ben\n    rolle: ill\n", 5),
        ("pdf: {bleed: 3mm, archive: maybe}\n", 2),
        ("handout:\n  layout: >-\n    booklet\n  marks:\n    - fold\n    - glue\n", 7),
    ],
)
def test_a_message_about_yaml_names_the_line_of_the_key_in_its_own_table(text: str, line: int) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.from_front_matter(settings.parse_yaml(text, "a.md", 2), text, "a.md", 2, whole_book=True)
    assert [problem.location.line for problem in caught.value.problems] == [line]


def test_a_key_in_a_table_of_another_tool_is_found_there() -> None:
    assert settings.line_of("title", '[output]\n\n[book]\ntitle = "T"\n', 1) == 4
