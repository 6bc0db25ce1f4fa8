"""What a library cannot work on is told from what goes wrong in bookbuild itself."""

from collections.abc import Callable
from functools import partial

import pytest
import tinycss2

from bookbuild.problems import Location
from bookbuild.problems.catalogue import explain
from bookbuild.problems.libraries import library_fault


def raised(call: Callable[[], object]) -> Exception:
    with pytest.raises((ValueError, KeyError)) as caught:
        call()
    return caught.value


def test_a_fault_of_a_library_names_what_was_worked_on_and_the_line_of_the_library() -> None:
    error = raised(partial(tinycss2.parse_component_value_list, f"p {{ width: {'9' * 5000}px }}"))
    problem = library_fault(error, Location("styles/print.css", 3))
    assert problem is not None
    assert (problem.code, str(problem.location)) == ("BB703", "styles/print.css:3")
    assert "ValueError: Exceeds the limit" in problem.message
    assert "tinycss2, tokenizer.py:" in problem.message


def test_a_fault_of_our_own_is_no_library_s() -> None:
    assert library_fault(raised(partial(explain, "BB000")), Location("essay.md")) is None
    assert library_fault(raised(partial(int, "x")), Location("essay.md")) is None
