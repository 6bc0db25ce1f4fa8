"""Which letters are set how, by the style sheets alone."""

import lxml.etree
import pytest

from bookbuild.outputs.html.used_letters import TextStyle, by_style


@pytest.mark.parametrize(
    ("markup", "sheet", "style"),
    [
        ("<p>x</p>", "", TextStyle()),
        ("<p><em>x</em></p>", "", TextStyle(italic=True)),
        ("<p><b><i>x</i></b></p>", "", TextStyle(italic=True, bold=True)),
        ("<cite>x</cite>", "cite { font-style: normal }", TextStyle()),
        ("<h2>x</h2>", "h1, h2 { font-weight: 600 }", TextStyle(bold=True)),
        ("<h2>x</h2>", ".book h2 { font-weight: normal } h2 { font-weight: bold }", TextStyle()),
        ("<pre><code>x</code></pre>", "pre { font-family: var(--code) }", TextStyle("code")),
        ("<pre class='a'>x</pre>", "pre { font-family: monospace } .a { font-family: var(--sans) }", TextStyle("sans")),
        ("<p>x</p>", "p::before { font-weight: bold } @media print { p { font-style: italic } }", TextStyle()),
        ("<p><em>o</em>x</p>", "p { font-weight: bold }", TextStyle(bold=True)),
    ],
)
def test_the_cascade_says_how_a_letter_is_set(markup: str, sheet: str, style: TextStyle) -> None:
    tree = lxml.etree.fromstring(f'<body class="book">{markup}</body>')
    (found,) = [how for how, letters in by_style(tree, sheet).items() if "x" in letters]
    assert found == style
