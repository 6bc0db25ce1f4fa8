"""Ace: its findings as problems, and the program itself on good and bad books."""

import json
import re
import socket
import threading
from pathlib import Path

import pytest
from conftest import Built
from fakes import Pretender, altered, installed, output, pretend

from bookbuild.judges import ace
from bookbuild.problems import Severity


@pytest.fixture
def pretender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretender:
    return pretend(ace.NAME, tmp_path, monkeypatch)


def finding(
    rule: str, impact: str | None, advice: str = "", html: str = "", outcome: str = "fail"
) -> dict[str, object]:
    help_ = {"url": f"http://help/{rule}", "dct:title": "Help", "dct:description": advice}
    return {
        "earl:test": {"dct:title": rule, "earl:impact": impact, "help": help_},
        "earl:result": {"earl:outcome": outcome, "dct:description": "…", "html": html},
    }


def report(documents: dict[str, list[dict[str, object]]], outcome: str = "fail") -> str:
    assertions = [{"earl:testSubject": {"url": url}, "assertions": found} for url, found in documents.items()]
    return json.dumps({"earl:result": {"earl:outcome": outcome}, "assertions": assertions})


def test_silence_is_approval(pretender: Pretender) -> None:
    pretender.answers(report({"a.xhtml": [], "b.xhtml": [finding("image-alt", "critical", outcome="pass")]}, "pass"))
    assert ace.judge(pretender.file, 30) == ()


def test_findings_become_problems_in_the_order_of_documents_and_rules(pretender: Pretender) -> None:
    image = '<img xmlns="http://www.w3.org/1999/xhtml" src="can.png" />'
    documents = {
        "text/two.xhtml": [
            finding("page-title", "moderate", "Pages need a title."),
            finding("image-alt", "critical", "Images must have alternative text", image),
            finding("image-alt", "critical", "Images must have alternative text", "<img/>"),
        ],
        "text/one.xhtml": [finding("odd", None), finding("heading", "minor"), finding("lang", "serious")],
    }
    pretender.answers(report(documents))
    found = ace.judge(pretender.file, 30)
    assert {problem.code for problem in found} == {"BB852"}
    assert [(problem.message, problem.severity) for problem in found] == [
        ("in text/one.xhtml: heading (Ace heading)", Severity.WARNING),
        ("in text/one.xhtml: lang (Ace lang)", Severity.ERROR),
        ("in text/one.xhtml: odd (Ace odd)", Severity.ERROR),
        (
            'in text/two.xhtml: Images must have alternative text: <img src="can.png" />, 2 times (Ace image-alt)',
            Severity.ERROR,
        ),
        ("in text/two.xhtml: Pages need a title (Ace page-title)", Severity.WARNING),
    ]
    assert found[-1].hint == "See http://help/page-title"


def test_a_condemnation_without_reasons_is_no_verdict(pretender: Pretender) -> None:
    pretender.answers(report({"a.xhtml": []}))
    (problem,) = ace.judge(pretender.file, 30)
    assert problem.code == "BB859"


OURS = "article garden lighthouse harbour lecture tongues kitab yoko everything large".split()


@pytest.mark.parametrize("book", OURS)
def test_our_books_are_flawless(book: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    assert installed(ace.NAME).judge(output(built, ".epub"), 120, lambda: False) == ()


@pytest.mark.long
def test_a_book_of_a_thousand_chapters_is_flawless(thousand: Built) -> None:
    assert installed(ace.NAME).judge(output(thousand, ".epub"), 2400, lambda: False) == ()


def test_an_image_without_words_is_found_out(garden: Built, tmp_path: Path) -> None:
    def harm(name: str, data: bytes) -> bytes:
        return re.sub(rb' alt="[^"]*"', b"", data) if "/text/" in name else data

    installed(ace.NAME)
    found = ace.judge(altered(output(garden, ".epub"), tmp_path / "-stumm é.epub", harm), 120)
    assert {(problem.code, problem.severity) for problem in found} == {("BB852", Severity.ERROR)}
    assert any("c02-water.xhtml" in problem.message and "image-alt" in problem.message for problem in found)


def test_what_is_no_epub_cannot_be_judged(tmp_path: Path) -> None:
    installed(ace.NAME)
    junk = tmp_path / "junk.epub"
    junk.write_bytes(b"junk")
    (problem,) = ace.judge(junk, 120)
    assert problem.code == "BB859"


def test_a_book_reaches_no_network(garden: Built, tmp_path: Path) -> None:
    """Not even by scripts, which our books do not have but a stranger's book may."""
    installed(ace.NAME)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        asked: list[object] = []
        threading.Thread(target=_listen, args=(listener, asked), daemon=True).start()
        host = f"127.0.0.1:{listener.getsockname()[1]}".encode()

        def harm(name: str, data: bytes) -> bytes:
            head = (
                b'<link rel="stylesheet" href="http://%(h)s/c"/><link rel="preconnect" href="http://%(h)s"/>'
                b'<script>new WebSocket("ws://%(h)s/w"); fetch("http://%(h)s/f")</script></head>'
            )
            body = b'<img alt="" src="http://%(h)s/i"/><iframe title="x" src="http://%(h)s/f"></iframe></body>'
            data = data.replace(b"</head>", head.replace(b"%(h)s", host))
            return data.replace(b"</body>", body.replace(b"%(h)s", host))

        found = ace.judge(altered(output(garden, ".epub"), tmp_path / "book.epub", harm), 120)
        assert {problem.code for problem in found} <= {"BB852"}
        assert asked == []


def _listen(listener: socket.socket, asked: list[object]) -> None:
    while True:
        try:
            connection, address = listener.accept()
        except OSError:
            return
        connection.close()
        asked.append(address)
