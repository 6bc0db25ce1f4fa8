"""Who may import what: the seams of the package, and what a quick command does not wait for."""

import ast
import subprocess
import sys
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


def importers(library: str) -> set[str]:
    return {
        name
        for name, tree in MODULES.items()
        if any(imported == library or imported.startswith(f"{library}.") for imported in imports(tree))
    }


def test_only_the_dialect_imports_markdown() -> None:
    found = importers("markdown")
    assert found
    assert all(name.startswith("dialect/") for name in found)


@pytest.mark.parametrize(
    ("library", "module"),
    [
        ("ebooklib", "outputs/epub/opf.py"),
        ("math_core", "dialect/meaning/tex.py"),
        ("rich", "cli/printing.py"),
        (
            "tinycss2",
            "assets/css_checks.py assets/css_selectors.py assets/stylesheet_files.py"
            " outputs/html/used_letters.py proof/readback/css_requests.py",
        ),
        ("weasyprint", "outputs/pdf/weasyprint.py outputs/pdf/layout.py outputs/pdf/line_metrics.py"),
        ("ziamath", "outputs/pdf/math.py"),
    ],
)
def test_a_library_has_few_doors(library: str, module: str) -> None:
    assert importers(library) == set(module.split())


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("proof/")])
def test_the_proof_shares_nothing_with_what_it_proves(name: str) -> None:
    shared = {
        "bookbuild.dialect",
        "bookbuild.outputs",
        "bookbuild.pipeline.build",
        "bookbuild.pipeline.outputs",
        "markdown",
        "pymdownx",
        "ebooklib",
    }
    found = imports(MODULES[name])
    assert not {module for module in found if any(module == s or module.startswith(f"{s}.") for s in shared)}


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("proof/")])
def test_nothing_but_a_build_a_check_or_a_lint_asks_for_the_proof(name: str) -> None:
    asks = any(module.split(".")[:2] == ["bookbuild", "proof"] for module in imports(MODULES[name]))
    assert not asks or name.startswith("pipeline/")


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("cli/")])
def test_only_the_command_line_prints(name: str) -> None:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "input", "breakpoint"}, f"line {node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            assert node.attr not in {"stdout", "stderr"}, f"line {node.lineno}"


@pytest.mark.parametrize("name", MODULES)
def test_nothing_imports_what_could_reach_a_network_or_run_a_program(name: str) -> None:
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
