"""Which letters are set how, by the style sheets alone."""

import lxml.etree
import pytest

from bookbuild.outputs.html.used_letters import Setting, by_setting


@pytest.mark.parametrize(
    ("markup", "sheet", "setting"),
    [
        ("<p>x</p>", "", Setting()),
        ("<p><em>x</em></p>", "", Setting(italic=True)),
        ("<p><b><i>x</i></b></p>", "", Setting(italic=True, bold=True)),
        ("<cite>x</cite>", "cite { font-style: normal }", Setting()),
        ("<h2>x</h2>", "h1, h2 { font-weight: 600 }", Setting(bold=True)),
        ("<h2>x</h2>", ".book h2 { font-weight: normal } h2 { font-weight: bold }", Setting()),
        ("<pre><code>x</code></pre>", "pre { font-family: var(--code) }", Setting("code")),
        ("<pre class='a'>x</pre>", "pre { font-family: monospace } .a { font-family: var(--sans) }", Setting("sans")),
        ("<p>x</p>", "p::before { font-weight: bold } @media print { p { font-style: italic } }", Setting()),
        ("<p><em>o</em>x</p>", "p { font-weight: bold }", Setting(bold=True)),
    ],
)
def test_the_cascade_says_how_a_letter_is_set(markup: str, sheet: str, setting: Setting) -> None:
    tree = lxml.etree.fromstring(f'<body class="book">{markup}</body>')
    (found,) = [how for how, letters in by_setting(tree, sheet).items() if "x" in letters]
    assert found == setting
