"""Which files of a folder are the book, in which order, and which are not."""

import json
from pathlib import Path

import pytest

from bookbuild import cli, dialect
from bookbuild.manuscript import load
from bookbuild.model import Manuscript, Role
from bookbuild.problems import BookError, LimitError
from bookbuild.results import Use

NOT_READ = {
    "README.md": "no chapter",
    "notes.md": "no chapter",
    "01 copy.md": "no chapter",
    "01 (1).md": "no chapter",
    "CHANGELOG.md": "no chapter",
    "PULL_REQUEST_TEMPLATE.md": "no chapter",
    "_drafts/later.md": "folder apart",
    "_intro.md": "begins with _",
    "node_modules/x/README.md": None,
    "other/book.toml": None,
    "other/01.md": "book of its own",
    "letter.docx": "end in .docx",
    "old.txt": "end in .txt",
    "LICENSE.txt": None,
    "requirements.txt": None,
    ".hidden.md": None,
    "images/a.png": None,
}

IN_THEIR_ORDER = {
    *("1.md", "anfang.md", "schluss.md", "chapitre.md", "apt.md", "ch1.md", "ch2.md"),
    *("00-epilogue.md", "01-preface.md", "prefaces-of-kings.md"),
}
"""Names that say nothing of a place before or after the chapters."""


def write(folder: Path, *names: str, **texts: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(texts.get(name, f"# {Path(name).stem}\n\nWords.\n"), encoding="utf-8")
    return folder


def order(loaded: Manuscript) -> list[tuple[str, int, Role | None]]:
    return [(source.path, source.level, source.role) for source in loaded.sources]


def told(loaded: Manuscript) -> str:
    return "".join(problem.message for problem in loaded.problems if problem.code == "BB212")


def test_folders_within_the_folder_belong_to_the_book(tmp_path: Path) -> None:
    names = ["02-b/README.md", "02-b/10.md", "02-b/9.md", "01-a/one.md", "01-a/deep/two.md", "03.md", "index.md"]
    assert order(load(write(tmp_path, *names))) == [
        ("index.md", 1, None),
        ("01-a/deep/two.md", 1, None),
        ("01-a/one.md", 1, None),
        ("02-b/README.md", 1, Role.PART),
        ("02-b/9.md", 2, None),
        ("02-b/10.md", 2, None),
        ("03.md", 1, None),
    ]


@pytest.mark.parametrize("ending", [".md", ".MD", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".Rmd", ".rmd"])
def test_every_ending_of_markdown_is_read(ending: str, tmp_path: Path) -> None:
    loaded = load(write(tmp_path, f"a{ending}", f"b{ending}"))
    assert [source.path for source in loaded.sources] == [f"a{ending}", f"b{ending}"]
    assert [chapter.title for chapter in dialect.read(loaded).chapters if chapter.role is Role.CHAPTER] == ["a", "b"]


@pytest.mark.parametrize(
    "names",
    [
        [
            "Preface.md",
            "introduction.md",
            "prologue.md",
            "1.md",
            "Epilogue.md",
            "afterword.md",
            "appendix-a.md",
            "appendix-b.md",
        ],
        ["vorwort.md", "anfang.md", "schluss.md", "Nachwort.md", "anhang.md"],
        ["avant-propos.md", "préface.md", "chapitre.md", "épilogue.md", "annexe.md"],
        ["foreword.md", "apt.md", "ch1.md", "ch2.md", "apA.md", "apB.md"],
        ["00-epilogue.md", "01-preface.md", "prefaces-of-kings.md"],
    ],
)
def test_what_stands_before_and_after_the_chapters_is_put_there(names: list[str], tmp_path: Path) -> None:
    loaded = load(write(tmp_path, *names))
    assert [source.path for source in loaded.sources] == names
    moved = [each.path for each in loaded.files if "by its name it stands" in each.why]
    assert moved == [name for name in names if name not in IN_THEIR_ORDER]


def test_whatever_is_left_out_is_named(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, "01.md", "02.md", *NOT_READ))
    assert [source.path for source in loaded.sources] == ["01.md", "02.md"]
    listed = {each.path: each.why for each in loaded.files if each.use is Use.LEFT_OUT}
    for name, why in NOT_READ.items():
        path = name if name in listed or "/" not in name else name.split("/")[0] + "/"
        assert why in listed[path] if why else path not in listed or path == "other/", name
    assert all(path in told(loaded) for path in list(listed)[:8])


def test_more_files_than_a_line_holds_are_counted(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, "01.md", "02.md", *(f"{number} copy.md" for number in range(12))))
    assert told(loaded).endswith("and 4 more")


@pytest.mark.parametrize("names", [["README.md"], ["README.md", "dedication.md"], ["readme.markdown", "letter.docx"]])
def test_a_readme_alone_is_the_book(names: list[str], tmp_path: Path) -> None:
    assert [source.path for source in load(write(tmp_path, *names)).sources] == [names[0]]


def test_a_listed_book_says_nothing_of_other_files(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md", "notes.md", "sub/c.md")
    (tmp_path / "book.toml").write_text('title = "T"\nchapters = ["b.md", "notes.md"]\n')
    loaded = load(tmp_path)
    assert [source.path for source in loaded.sources] == ["b.md", "notes.md"]
    assert loaded.problems == ()
    assert [(each.path, each.use) for each in loaded.files] == [
        ("b.md", Use.CHAPTER),
        ("notes.md", Use.CHAPTER),
        ("a.md", Use.LEFT_OUT),
        ("sub/c.md", Use.LEFT_OUT),
    ]


def test_chapters_take_patterns_and_parts(tmp_path: Path) -> None:
    write(tmp_path, "intro.md", "p/10.md", "p/9.md", "p/last.md", "q/open.md", "q/1.md", "q/2.md", "words.txt")
    (tmp_path / "book.toml").write_text(
        'title = "T"\nchapters = ["intro.md", { part = "First", chapters = ["p/*.md", "p/last.md"] },'
        ' { part = "q/open.md", chapters = ["q/?.md"] }, "words.txt"]\n'
    )
    assert order(load(tmp_path)) == [
        ("intro.md", 1, None),
        ("part First", 1, Role.PART),
        ("p/9.md", 2, None),
        ("p/10.md", 2, None),
        ("p/last.md", 2, None),
        ("q/open.md", 1, Role.PART),
        ("q/1.md", 2, None),
        ("q/2.md", 2, None),
        ("words.txt", 1, None),
    ]


@pytest.mark.parametrize(
    ("chapters", "code", "words"),
    [
        ('["a.md", "x/*.md"]', "BB106", "no Markdown file has a name like “x/*.md”"),
        ('["a.md", "/*.md"]', "BB106", "no Markdown file"),
        ('["../*.md"]', "BB106", "no Markdown file"),
        ('["a.md", "a.md"]', "BB106", "listed twice"),
        ('["?.md", "*.md"]', "BB106", "listed twice"),
        ('[{ part = "P", chapters = ["no.md"] }]', "BB106", "no such file"),
        ('[{ part = "P" }]', "BB102", "chapters"),
        ('[{ part = "", chapters = ["a.md"] }]', "BB102", "part"),
        ('[{ part = "P", chapters = ["a.md"], more = 1 }]', "BB102", "more"),
        ("[1]", "BB102", "chapters"),
    ],
)
def test_a_list_that_cannot_be_is_refused(chapters: str, code: str, words: str, tmp_path: Path) -> None:
    write(tmp_path / "book", "a.md")
    write(tmp_path, "outside.md")
    (tmp_path / "book" / "book.toml").write_text(f'title = "T"\nchapters = {chapters}\n')
    with pytest.raises(BookError) as raised:
        load(tmp_path / "book")
    (problem,) = raised.value.problems
    assert (problem.code, words in problem.message) == (code, True), problem


def test_folders_without_end_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "/".join(["d"] * 40) + "/b.md")
    with pytest.raises(LimitError):
        load(tmp_path)


def test_a_folder_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    write(tmp_path / "book", "a.md", "b.md")
    write(tmp_path / "else", "c.md")
    (tmp_path / "book" / "more").symlink_to(tmp_path / "else")
    (tmp_path / "book" / "self").symlink_to(tmp_path / "book")
    loaded = load(tmp_path / "book")
    assert [source.path for source in loaded.sources] == ["a.md", "b.md"]
    assert "more/ (a link)" in told(loaded)


def test_the_order_is_told_and_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "of-oil", "preface.md", "1.md", "2.md", "notes.md")
    assert cli.main(["build", str(folder), "--to", "html", "-o", str(tmp_path / "out")]) == 0
    line = "The book is 3 files; preface.md placed by name: preface.md, 1.md, 2.md (--list shows why)\n"
    assert line in capsys.readouterr().out
    recorded = json.loads((tmp_path / "out" / "build.json").read_text())["files"]
    assert [(each["path"], each["use"]) for each in recorded] == [
        ("preface.md", "chapter"),
        ("1.md", "chapter"),
        ("2.md", "chapter"),
        ("notes.md", "left out"),
    ]
    assert cli.main(["lint", str(folder), "--list"]) == 0
    printed = capsys.readouterr().out
    assert "chapter   preface.md  by its name it stands before the chapters\n" in printed
    assert "left out  notes.md    by its name no chapter\n" in printed
