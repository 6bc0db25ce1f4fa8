"""Asking a browser: the programs in tests/browser, which open files in Chromium and print what they see as JSON."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from conftest import TESTS, absent

_PROGRAMS = TESTS / "browser"


def ask_browser(program: str, *arguments: str | Path) -> list[Any]:
    """What a program says; the test that asks is skipped where there is no browser to answer."""
    node = shutil.which("node")
    if node is None:
        absent("node", "install nodejs")
    if not (_PROGRAMS / "node_modules").is_dir():
        absent("puppeteer", "run npm ci --ignore-scripts in tests/browser")
    if not Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).is_file():
        absent("chromium", "install it, or name another in CHROMIUM")
    command = [node, str(_PROGRAMS / program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert isinstance(seen, list)
    return seen
