"""No build ever asks another computer for anything, whatever a manuscript refers to."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import MakeManuscript

from bookbuild import BookError, load, read
from bookbuild.outputs import pdf
from bookbuild.outputs.context import Context
from bookbuild.pipeline.build import build


class Listener:
    """A web server on this computer that only notes who comes."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.requests.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Tests stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    thread = threading.Thread(target=listening.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield listening
    listening.server.shutdown()
    listening.server.server_close()
    thread.join()


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that this process connects to or looks up."""
    seen: list[object] = []

    def note(*arguments: object, **options: object) -> None:
        seen.append(arguments)
        raise ConnectionRefusedError("tests reach nobody")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, note)
    monkeypatch.setattr(socket, "getaddrinfo", note)
    return seen


def test_the_listener_would_notice(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.server.server_port)) as connection:
        connection.sendall(b"GET /seen HTTP/1.0\r\n\r\n")
        connection.recv(100)
    assert listener.requests == ["/seen"]
    listener.requests.clear()


TEXTS = {
    "image": "![A](URL/a.png)",
    "image without a scheme": "![A](//HOST/a.png)",
    "image by reference": "![A][r]\n\n[r]: URL/a.png",
    "HTML image": '<img src="URL/a.png" alt="A" srcset="URL/b.png 2x">',
    "HTML image in capitals": '<IMG SRC="HTTP://HOST/a.png" ALT="A">',
    "picture": '<picture><source srcset="URL/a.png"></picture>',
    "stylesheet": '<link rel="stylesheet" href="URL/a.css">',
    "attachment": '<link rel="attachment" href="URL/a.zip">\n\n<a rel="attachment" href="URL/a.zip">zip</a>',
    "script": '<script src="URL/a.js"></script>',
    "frame": '<iframe src="URL/"></iframe>',
    "object": '<object data="URL/a.svg"></object><embed src="URL/a.svg">',
    "media": '<video src="URL/a.mp4" poster="URL/a.png"></video><audio src="URL/a.mp3"></audio>',
    "base": '<base href="URL/">\n\nText.',
    "refresh": '<meta http-equiv="refresh" content="0; url=URL/">\n\nText.',
    "style import": '<style>@import "URL/a.css"; @font-face { font-family: x; src: url(URL/a.woff) }</style>\n\nText.',
    "style attribute": '<p style="background: url(URL/a.png)">Text.</p>',
    "style attribute where one is allowed": '<table><tr><td style="background: url(URL/a.png)">x</td></tr></table>',
    "inline SVG": '<svg xmlns="http://www.w3.org/2000/svg"><image href="URL/a.png"/></svg>\n\nText.',
    "old attributes": '<table background="URL/a.png"><tr><td>x</td></tr></table>',
    "cited": '<blockquote cite="URL/"><p>x</p></blockquote> <q cite="URL/">y</q>',
    "attribute list": '![A](a.svg){style="background: url(URL/a.png)" srcset="URL/a.png"}',
    "links": "<URL/> and [a link](URL/a.html) and <a href='URL/'>another</a>",
    "entity": "<!DOCTYPE x [<!ENTITY e SYSTEM 'URL/'>]>\n\n&e;",
}

PICTURES = {
    "image": '<image href="URL/a.png"/>',
    "old image": '<image xlink:href="URL/a.png"/>',
    "use": '<use href="URL/a.svg#x"/>',
    "font": "<style>@font-face { font-family: x; src: url(URL/a.woff) } text { font-family: x }</style><text>x</text>",
    "import": '<style>@import "URL/a.css";</style>',
    "import of a URL": "<style>@import url(URL/a.css);</style>",
    "escaped import": '<style>@\\69mport "URL/a.css";</style>',
    "fill": '<rect width="9" height="9" fill="url(URL/a.svg#g)"/>',
    "style": '<rect width="9" height="9" style="fill: url(URL/a.svg#g)"/>',
    "filter": '<filter id="f"><feImage href="URL/a.png"/></filter><rect width="9" height="9" filter="url(#f)"/>',
    "base": '<g xml:base="URL/"><image href="#a"/></g>',
    "animation": '<image><set attributeName="href" to="URL/a.png"/></image>',
    "foreign": '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="URL/a.png"/></foreignObject>',
    "script": '<script href="URL/a.js"/>',
}

BEFORE = {
    "stylesheet": '<?xml-stylesheet type="text/css" href="URL/a.css"?>',
    "document type": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "URL/svg11.dtd">',
    "entity": '<!DOCTYPE svg [<!ENTITY % e SYSTEM "URL/e.dtd"> %e;]>',
}


def picture(inside: str = "", before: str = "") -> str:
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="10" height="10">{inside}</svg>'
    )


CASES = [
    *(pytest.param({"text.md": text, "a.svg": picture()}, id=f"text: {name}") for name, text in TEXTS.items()),
    *(
        pytest.param({"text.md": "![A](a.svg)", "a.svg": picture(inside)}, id=f"picture: {name}")
        for name, inside in PICTURES.items()
    ),
    *(
        pytest.param({"text.md": "![A](a.svg)", "a.svg": picture(before=before)}, id=f"before a picture: {name}")
        for name, before in BEFORE.items()
    ),
    pytest.param(
        {"book.toml": 'title = "T"\nidentifier = "URL/"\nrights = "<URL/>"\npublisher = "URL/"\n', "text.md": "Text."},
        id="settings",
    ),
]


@pytest.mark.parametrize("files", CASES)
def test_nobody_is_asked_for_anything(
    files: dict[str, str],
    listener: Listener,
    connections: list[object],
    make_manuscript: MakeManuscript,
) -> None:
    """The book is built without it, or refused."""

    def addressed(text: str) -> str:
        return text.replace("URL", f"http://{listener.address}").replace("HOST", listener.address)

    if "book.toml" not in files:
        files = {**files, "text.md": f"---\ntitle: T\n---\n\nBefore.\n\n{files['text.md']}\n"}
    folder = make_manuscript({name: addressed(text) for name, text in files.items()})
    try:
        report = build(folder, folder.parent / "build")
    except BookError:
        assert not (folder.parent / "build").exists()
    else:
        assert len(report.artifacts) == 5
    assert connections == []
    assert listener.requests == []


def test_a_link_stays_a_link(make_manuscript: MakeManuscript, connections: list[object]) -> None:
    folder = make_manuscript({"text.md": "# T\n\n[Look](https://localhost/there) or <https://localhost/here>.\n"})
    report = build(folder, folder.parent / "build", ["epub"])
    assert report.problems == ()
    assert connections == []


@pytest.mark.parametrize(
    "leak",
    [
        '<img src="URL/a.png" alt="A"/>',
        '<link rel="stylesheet" href="URL/a.css"/>',
        '<p style="background: url(URL/a.png)">x</p>',
        '<object data="URL/a.svg">x</object>',
    ],
)
def test_the_pages_fetch_nothing_even_where_the_text_was_not_cleaned(
    leak: str, listener: Listener, connections: list[object], make_manuscript: MakeManuscript
) -> None:
    """The second wall: what gets past the cleaning is refused by whoever fetches for the layout."""
    book = read(load(make_manuscript({"text.md": "# T\n\nText.\n"})))
    (chapter,) = book.chapters
    body = chapter.body + leak.replace("URL", f"http://{listener.address}")
    leaking = replace(book, chapters=(replace(chapter, body=body),))
    pdf.render(leaking, Context("t"))
    assert connections == []
    assert listener.requests == []
