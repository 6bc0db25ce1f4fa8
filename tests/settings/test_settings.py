"""book.toml and front matter: what fits, and what is said when something does not."""

import pytest

from bookbuild import settings
from bookbuild.problems import Problem, SettingsError
from bookbuild.settings import people as who
from bookbuild.settings import schema, values
from bookbuild.settings.people import Person
from bookbuild.settings.schema import ChapterSettings, Settings


def toml(text: str) -> Settings:
    return settings.from_toml(text, "book.toml")


def read_front_matter(text: str, path: str, *, whole_book: bool) -> tuple[ChapterSettings, Settings | None]:
    keys = settings.parse_yaml(text, path, 2)
    return settings.from_front_matter(keys, text, path, 2, whole_book=whole_book)


def whole(text: str) -> tuple[ChapterSettings, Settings]:
    """The front matter of a manuscript of one file, whose text begins on line 2 of it."""
    chapter, book = read_front_matter(text, "essay.md", whole_book=True)
    assert book is not None
    return chapter, book


def chapter(text: str) -> ChapterSettings:
    return read_front_matter(text, "01.md", whole_book=False)[0]


def refusals_of_toml(text: str) -> tuple[Problem, ...]:
    with pytest.raises(SettingsError) as caught:
        toml(text)
    return caught.value.problems


def refusal_of_yaml(text: str, *, whole_book: bool = True) -> Problem:
    with pytest.raises(SettingsError) as caught:
        read_front_matter(text, "essay.md", whole_book=whole_book)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("written", "key", "value"),
    [
        ('title = "The Lighthouse"', "title", "The Lighthouse"),
        ('title = ""', "title", ""),
        ('byline = ["Ada", "Ben"]', "byline", ["Ada", "Ben"]),
        ('byline = "Ada"', "byline", "Ada"),
        ('keywords = ["sea", "light"]', "keywords", ["sea", "light"]),
        ('chapters = ["b.md", "a.md"]', "chapters", ["b.md", "a.md"]),
        ("split = 0", "split", 0),
        ('kind = "article"', "kind", "article"),
        ('dir = "rtl"', "dir", "rtl"),
        ("date = 2017-06-09", "date", "2017-06-09"),
        ('date = "1869"', "date", "1869"),
        ('lang = "fr"', "language", "fr"),
        ('authors = ["Ada"]', "author", ["Ada"]),
    ],
)
def test_toml_takes(written: str, key: str, value: object) -> None:
    assert getattr(toml(written), key) == value


def test_empty_settings_are_the_defaults() -> None:
    assert toml("") == toml("# nothing but a remark\n") == Settings()


@pytest.mark.parametrize(
    ("written", "key", "value"),
    [
        ("title: 1984", "title", "1984"),
        ("title: No", "title", "No"),
        ("title: 1e3", "title", "1e3"),
        ("title: 007", "title", "007"),
        ("title: null", "title", "null"),
        ("date: 2017-06-09", "date", "2017-06-09"),
        ("date: 1869", "date", "1869"),
        ("publisher: on", "publisher", "on"),
        ("split: 2", "split", 2),
        ("lang: fr", "language", "fr"),
        ("authors: [Ada, Ben]", "author", ["Ada", "Ben"]),
        ("description: |\n  Two\n  lines", "description", "Two\nlines"),
    ],
)
def test_yaml_keeps_scalars_as_typed(written: str, key: str, value: object) -> None:
    """YAML itself would make 1984 of a number, No a truth value, 1e3 a float."""
    assert getattr(whole(written)[1], key) == value


@pytest.mark.parametrize(("written", "draft"), [("true", True), ("false", False), ("True", True), ("", False)])
def test_a_draft_is_marked(written: str, draft: bool) -> None:
    assert chapter(f"draft: {written}").draft is draft


def test_a_chapter_may_say_what_belongs_to_it() -> None:
    said = chapter("title: T\nbyline: Ada\ncredit: C\ndate: 1869\nlang: de\ndir: ltr\nauthor-note: She *writes*.\n")
    assert said == ChapterSettings(
        title="T", byline="Ada", credit="C", date="1869", language="de", dir="ltr", author_note="She *writes*."
    )


def test_an_author_in_a_chapter_is_its_byline() -> None:
    assert chapter("author: Ada").byline == "Ada"
    assert chapter("author: Ada\nbyline: A. Moreau").byline == "A. Moreau"


def test_one_file_says_what_belongs_to_the_book_and_what_to_its_only_chapter() -> None:
    said, book = whole("title: T\nauthor: Ada\nauthor-note: She writes.")
    assert (book.title, book.author, book.author_note) == ("T", "Ada", "She writes.")
    assert (said.title, said.author_note) == ("", "")


@pytest.mark.parametrize("text", ["", "\n", "# a remark", "title:\nbyline: ''\nkeywords:"])
def test_empty_front_matter_and_empty_values_are_the_defaults(text: str) -> None:
    assert whole(text) == (ChapterSettings(), Settings())


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ('"Ada"', [Person("Ada")]),
        ('["Ada", "Ben"]', [Person("Ada"), Person("Ben")]),
        ('["Ada", { name = "Ben", role = "ill" }]', [Person("Ada"), Person("Ben", "ill")]),
        ('[{ name = "Ada", file-as = "Moreau, Ada" }]', [Person("Ada", "aut", "Moreau, Ada")]),
        ('""', []),
        ("[]", []),
        ('["", "Ada"]', [Person("Ada")]),
    ],
)
def test_authors_are_names_or_tables(written: str, people: list[Person]) -> None:
    assert who.people(toml(f"author = {written}").author) == tuple(people)


def test_authors_in_yaml_are_names_or_tables_too() -> None:
    _, book = whole("author:\n  - Ada\n  - name: Ben\n    role: trl\n    file-as: Ito, Ben")
    assert who.people(book.author) == (Person("Ada"), Person("Ben", "trl", "Ito, Ben"))


@pytest.mark.parametrize(("byline", "names"), [("", ()), ("Ada", ("Ada",)), (["Ada", "", "Ben"], ("Ada", "Ben"))])
def test_bylines_are_names(byline: str | list[str], names: tuple[str, ...]) -> None:
    assert values.names(byline) == names


def test_an_unknown_toml_key_names_its_line_the_nearest_key_and_all_keys() -> None:
    (problem,) = refusals_of_toml('title = "T"\n\nlangauge = "fr"\n')
    assert (problem.code, str(problem.location)) == ("BB101", "book.toml:3")
    assert "“langauge”" in problem.message
    assert problem.hint.startswith("Did you mean “language”?")
    assert all(key in problem.hint for key in Settings.__struct_encode_fields__)


def test_every_unknown_toml_key_is_said_at_once() -> None:
    problems = refusals_of_toml('titel = "T"\nzzz = 1\n[pfd]\npaper = "A4"\n')
    assert [(problem.code, problem.location.line) for problem in problems] == [("BB101", n) for n in (1, 2, 3)]
    assert "mean" not in problems[1].hint


def test_an_unknown_yaml_key_names_its_line_the_nearest_key_and_all_keys() -> None:
    problem = refusal_of_yaml("title: T\nbylin: Ada\n")
    assert (problem.code, str(problem.location)) == ("BB101", "essay.md:3")
    assert problem.hint.startswith("Did you mean “byline”?")
    assert {"author-note", "draft", "publisher", "chapters"} <= set(problem.hint.rstrip(".").replace(",", "").split())


def test_a_key_of_the_book_is_unknown_in_a_chapter() -> None:
    problem = refusal_of_yaml("publisher: Wren", whole_book=False)
    assert problem.code == "BB101"
    assert "keywords" not in problem.hint


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("title = 1984", "must be text in quotation marks, not 1984"),
        ("title = true", "not true"),
        ("title = 1.5", "not 1.5"),
        ('title = ["T"]', "not a list"),
        ("author = 3", "must be a name in quotation marks, a table with a name, or a list of these, not 3"),
        ('author = [{ nom = "Ada" }]', "nom"),
        ('author = [{ role = "aut" }]', "name"),
        ("keywords = [1]", "each value of “keywords” must be text in quotation marks, not 1"),
        ("keywords = true", "must be text in quotation marks or a list, not true"),
        ('split = "two"', "must be a whole number from 0 to 6, not “two”"),
        ('kind = "novel"', "must be article or book, not “novel”"),
        ("[date]\nyear = 1869", "not a table"),
    ],
)
def test_a_value_of_the_wrong_kind_is_explained(written: str, said: str) -> None:
    (problem,) = refusals_of_toml(f"# a remark\n{written}\n")
    assert (problem.code, str(problem.location)) == ("BB102", "book.toml:2")
    assert said in problem.message
    assert "`" not in problem.message


@pytest.mark.parametrize("written", ["draft: maybe", "byline:\n  name: Ada", "dir: up", "split: two"])
def test_a_yaml_value_of_the_wrong_kind_is_found_on_its_line(written: str) -> None:
    problem = refusal_of_yaml(f"title: T\n{written}\n")
    assert (problem.code, str(problem.location)) == ("BB102", "essay.md:3")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title = "T"\nauthor = Ada\n', 2),
        ('title = "T\n', 1),
        ('title = "T"\n\ntitle = "U"\n', 3),
        ('title = "T"\nkeywords = ["sea",', 2),
        ("= 1", 1),
    ],
)
def test_broken_toml_is_found_on_its_line(text: str, line: int) -> None:
    (problem,) = refusals_of_toml(text)
    assert (problem.code, problem.location.line) == ("BB103", line)
    assert "at line" not in problem.message


@pytest.mark.parametrize("value", ["[" * 5000 + "]" * 5000, "9" * 5000], ids=["deep nesting", "endless number"])
def test_toml_that_its_parser_gives_up_on_is_refused(value: str) -> None:
    (problem,) = refusals_of_toml(f"split = {value}")
    assert problem.code == "BB103"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: The Light: a story", 2),
        ("title: T\nbyline: [Ada", 3),
        ('title: T\ncredit: "C', 3),
        ("title: T\n\tbyline: Ada", 3),
        ("title: T\nbyline: @ada", 3),
        ("just a sentence", 2),
        ("- a\n- list", 2),
        ("title: " + "[" * 60_000, 2),
        ("- " * 30_000, 2),
    ],
)
def test_broken_yaml_is_found_near_its_line(text: str, line: int) -> None:
    problem = refusal_of_yaml(text)
    assert (problem.code, problem.location.path) == ("BB104", "essay.md")
    assert problem.location.line in (line, line + 1)


@pytest.mark.parametrize("text", ["title: &t Tea\nsubtitle: *t", "a: &a [x, x]\ntitle: [*a, *a]", "<<: *base"])
def test_yaml_aliases_are_refused(text: str) -> None:
    problem = refusal_of_yaml(text)
    assert problem.code == "BB104"
    assert "references are not read here" in problem.message


def test_yaml_tags_make_no_objects() -> None:
    assert whole("byline: !!python/object/apply:os.getlogin []")[0] == ChapterSettings()
    assert whole("title: !!python/name:os.getlogin T")[1].title == "T"


@pytest.mark.parametrize("character", ["\\u0000", "\\u001b", "\\uffff"])
def test_control_characters_written_as_escapes_are_refused(character: str) -> None:
    (problem,) = refusals_of_toml(f'title = "T"\nkeywords = ["a", "b{character}"]\n')
    assert (problem.code, str(problem.location)) == ("BB204", "book.toml:2")
    assert refusal_of_yaml(f'title: "b{character}"\n').code == "BB204"


def test_a_lone_surrogate_written_as_an_escape_is_refused() -> None:
    assert refusal_of_yaml('title: "b\\ud800"\n').code == "BB204"


@pytest.mark.parametrize("size", [settings.MAX_BYTES, settings.MAX_BYTES + 1])
def test_settings_may_be_64_kib_and_not_a_byte_more(size: int) -> None:
    text = "#" + "é" * ((size - 1) // 2) + "x" * ((size - 1) % 2)
    assert len(text.encode()) == size
    if size <= 64 * 1024:
        assert toml(text) == Settings()
        assert whole(text)[1] == Settings()
    else:
        assert refusals_of_toml(text)[0].code == refusal_of_yaml(text).code == "BB102"


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ('"Clara Voss"', [Person("Clara Voss", "trl")]),
        ('["Clara", "Dan"]', [Person("Clara", "trl"), Person("Dan", "trl")]),
        ('{ name = "Clara", file-as = "Voss, Clara" }', [Person("Clara", "trl", "Voss, Clara")]),
        ('[{ name = "Clara", role = "aft" }]', [Person("Clara", "aft")]),
        ('{ name = "" }', []),
    ],
)
def test_a_key_of_its_own_gives_people_their_role(written: str, people: list[Person]) -> None:
    assert who.people(toml(f"translator = {written}").translator, "trl") == tuple(people)


def test_roles_may_be_words() -> None:
    typed = toml('author = [{ name = "A", role = "photographer" }, { name = "B", role = "cover" }]')
    assert [person.role for person in who.people(typed.author)] == ["pht", "cov"]


@pytest.mark.parametrize(
    ("synonym", "key"),
    [
        ("copyright", "rights"),
        ("licence", "license"),
        ("abstract", "description"),
        ("subject", "keywords"),
        ("subjects", "keywords"),
        ("translators", "translator"),
        ("belongs-to-collection", "series"),
    ],
)
def test_what_users_of_other_tools_type_is_understood(synonym: str, key: str) -> None:
    assert getattr(toml(f'{synonym} = "x"'), key) == "x"
    (problem,) = refusals_of_toml(f'{key} = "x"\n{synonym} = "y"\n')
    assert (problem.code, str(problem.location)) == ("BB106", "book.toml:2")
    assert f"“{key}” and “{synonym}” mean the same" in problem.message


@pytest.mark.parametrize(
    ("written", "keywords"),
    [('"sea, light; weather"', ("sea", "light", "weather")), ('["a, b", "c"]', ("a, b", "c")), ('""', ())],
)
def test_keywords_are_a_list_or_a_text_with_commas(written: str, keywords: tuple[str, ...]) -> None:
    assert values.keywords(toml(f"keywords = {written}").keywords) == keywords


@pytest.mark.parametrize(
    ("written", "series"),
    [
        ('series = "Harbour"', ("Harbour", "")),
        ('series = "Harbour"\nseries-number = 2', ("Harbour", "2")),
        ('series = { name = "Harbour", number = 2.5 }', ("Harbour", "2.5")),
        ('[series]\nname = "Harbour"\nnumber = "1.2.3"', ("Harbour", "1.2.3")),
    ],
)
def test_a_series_has_a_name_and_a_number(written: str, series: tuple[str, str]) -> None:
    assert schema.series(toml(written)) == series


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('isbn = "978-0-306-40615-8"', "the last one should be 7"),
        ("isbn = [9780306406157, 123]", "“123” is not an ISBN"),
        ('identifier = "ISBN 12"', "is not an ISBN"),
        ('source = "urn:isbn:978-0-306-40615-8"', "the last one should be 7"),
        ('series = "Harbour"\nseries-number = "II"', "“II” is not a number in a series"),
        ("series-number = 2", "no “series” that it could count in"),
        ('series = { nom = "Harbour" }', "“series” has no setting “nom”"),
        ('editor = { name = "Ada", role = "ilustrator" }', "did you mean “illustrator”?"),
        ('title-page = "The title"', "the name of a Markdown file that ends in .md"),
        ("colophon = true", "true says nothing here"),
        ("contents = 3", "must be true, false, or the name of a Markdown file"),
    ],
)
def test_a_value_that_cannot_be_right_is_explained(written: str, said: str) -> None:
    (problem,) = refusals_of_toml(f"# a remark\n{written}\n")
    line = 3 if "\n" in written else 2
    assert (problem.code, str(problem.location)) == ("BB102", f"book.toml:{line}")
    assert said in problem.message


def test_all_values_that_cannot_be_right_are_said_at_once() -> None:
    problems = refusals_of_toml('isbn = "1"\ncolophon = true\n')
    assert [problem.location.line for problem in problems] == [1, 2]


@pytest.mark.parametrize(("written", "meant"), [("false", False), ("False", False), ("true", True), ("a.md", "a.md")])
def test_yaml_switches_pages_on_and_off(written: str, meant: object) -> None:
    assert whole(f"copyright-page: {written}")[1].copyright_page == meant


def test_an_unknown_synonym_is_called_as_it_was_typed() -> None:
    assert "“subjects”" in refusal_of_yaml("subjects: sea", whole_book=False).message
