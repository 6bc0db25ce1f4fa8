"""How large the house is, who prints, who writes, and what a quick command does not wait for.

Who may import what stands in pyproject.toml, as contracts for `lint-imports`. Here is what no contract can say.
"""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import bookbuild

PACKAGE = Path(bookbuild.__file__).parent
MODULES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")
}
HEAVY = {"weasyprint", "ebooklib", "markdown", "rich", "pikepdf"}


def imports(tree: ast.Module) -> set[str]:
    """Every module that a module imports anywhere in it, with the modules that its `from … import` may name."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            assert node.module
            found.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return found


def test_the_house_stays_small_enough_to_be_learnt() -> None:
    """At most 25 rooms with 93 arrows between them, and in none more than 30 modules side by side without packages."""
    rooms = {room(name) for name in MODULES}
    arrows = {
        (room(name), room(target))
        for name, tree in MODULES.items()
        for target in known(imports(tree))
        if room(target) != room(name)
    }
    assert len(rooms) <= 25
    assert len(arrows) <= 93
    TopologicalSorter({each: [to for begin, to in arrows if begin == each] for each in rooms}).prepare()  # no circle
    for each in rooms:
        own = [name for name in MODULES if name.startswith(f"{each}/")]
        assert len(own) <= 30 or any(name.count("/") > 1 for name in own), each


def room(name: str) -> str:
    """The room of a module: what it is in, or is itself, directly below the package."""
    return name.split("/")[0].removesuffix(".py")


def known(imported: set[str]) -> set[str]:
    """Our own modules among what is imported, by their paths; `__init__.py` for a name that the package itself has."""
    paths = {name.removesuffix(".py").removesuffix("/__init__"): name for name in MODULES}
    own = {each.removeprefix("bookbuild.").replace(".", "/") for each in imported if each.startswith("bookbuild.")}
    return {paths.get(each, "__init__.py") for each in own if each in paths or "/" not in each}


WRITING = frozenset(
    "write_bytes write_text mkdir makedirs touch unlink rmtree rmdir symlink symlink_to hardlink_to link rename"
    " mkstemp mkdtemp TemporaryDirectory TemporaryFile NamedTemporaryFile copyfile copytree copy2".split()
)
WRITERS = {
    "jobs/cache.py": "the cache is no output, and is not in the folder of outputs",
    "judges/process.py": "a judge runs in a folder of its own, which is gone afterwards",
    "judges/ace.py": "in that folder stands the browser that Ace may use",
    "judges/chromium.py": "in that folder stand the documents, and the page that looks at them",
    "pipeline/check.py": "a PDF inside another is judged as a file, which is gone afterwards",
}
"""Who writes files beside `publish`, and why."""


def writes(tree: ast.AST) -> Iterator[int]:
    """The lines on which something is written, made, moved or removed on a disk."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called)) if called in WRITING:
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr="replace" | "remove")):
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=ast.Name(id="shutil"), attr="copy" | "move")):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="open" | "fdopen") | ast.Name(id="open")):
                given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
                modes = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                if any(set(mode) <= set("rwxabt+") and set(mode) & set("wxa+") for mode in modes):
                    yield node.lineno


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("publish/")])
def test_only_publish_writes(name: str) -> None:
    assert bool(list(writes(MODULES[name]))) == (name in WRITERS)


@pytest.mark.parametrize(
    "line",
    [
        "path.write_text('x')",
        "open('x', 'w')",
        "open('x', mode='ab')",
        "path.open('wb')",
        "os.replace(a, b)",
        "shutil.move(a, b)",
        "tempfile.TemporaryDirectory()",
    ],
)
def test_what_writes_is_seen(line: str) -> None:
    assert list(writes(ast.parse(line)))


@pytest.mark.parametrize("name", MODULES)
def test_nothing_imports_what_could_reach_a_network_or_run_a_program(name: str) -> None:
    """No contract, since lint-imports does not tell `urllib.request` from `urllib.parse`."""
    forbidden = {"socket", "ssl", "http", "urllib.request", "requests", "httpx", "subprocess", "pickle", "webbrowser"}
    allowed = {"subprocess"} if name == "judges/process.py" else set()
    assert not {module for module in imports(MODULES[name]) if module in forbidden - allowed}


@pytest.mark.parametrize(
    "program",
    [
        "import bookbuild",
        "from bookbuild import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass",
        "from bookbuild import cli\ntry: cli.main(['build', '--help'])\nexcept SystemExit: pass",
        "from bookbuild import cli\ntry: cli.main(['--version'])\nexcept SystemExit: pass",
    ],
    ids=["import", "help", "help for build", "version"],
)
def test_what_should_be_quick_loads_no_heavy_library(program: str) -> None:
    loaded = loaded_after(program)
    assert "bookbuild" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("output", ["epub", "html"])
def test_an_epub_or_html_alone_loads_nothing_of_the_pdf(output: str, tmp_path: Path) -> None:
    (tmp_path / "essay.md").write_text("# Light\n\nIt shines.\n", encoding="utf-8")
    program = (
        "from bookbuild import cli\n"
        f"assert cli.main(['build', {str(tmp_path)!r}, '-o', {str(tmp_path / 'out')!r}, '--to', {output!r}]) == 0"
    )
    assert not loaded_after(program) & {"weasyprint", "rich"}


def test_a_book_without_formulas_does_not_wait_for_what_draws_them(tmp_path: Path) -> None:
    (tmp_path / "essay.md").write_text("---\nmath: true\n---\n# Light\n\nIt costs $5.\n", encoding="utf-8")
    program = (
        "from bookbuild import cli\n"
        f"assert cli.main(['build', {str(tmp_path / 'essay.md')!r}, '-o', {str(tmp_path / 'out')!r}]) == 0"
    )
    assert not any(module.startswith("zia") for module in loaded_after(program))


def loaded_after(program: str) -> set[str]:
    """The modules that a fresh Python has loaded after a program."""
    script = f"import sys\n{program}\nprint()\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_no_two_classes_have_one_name() -> None:
    """A newcomer who looks for a name finds one thing."""
    names = Counter(
        node.name
        for tree in MODULES.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []
