"""docs/python.md: its examples are files that run, and what it says of names is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from descrape import Document, Options

PYTHON = Path(__file__).parents[1]
PAGE = PYTHON.parent / "docs" / "python.md"
README = PYTHON.parent / "README.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the pages are not here")

SAID = {
    "quickstart": [
        "“It held,” said Ada Tarn. Rain fell.",
        "['“It held,” said Ada Tarn.', 'Rain fell.']",
        "0 3 'â€œ' -> '“' ['mojibake.utf8-as-windows-1252']",
        "11 14 'â€\\x9d' -> '”' ['mojibake.utf8-as-windows-1252']",
        "29 31 '  ' -> ' ' ['whitespace.doubled-space']",
        "41 43 '\\n\\n' -> '' ['whitespace.margin']",
        "43 61 'Share this article' -> '' ['page.share']",
        "(31, 41)",
        "['It held.', 'café in Kessing', None]",
        "Schöne Grüße & café",
    ],
    "frames": [
        "['url', 'text', 'sentences']",
        (
            "[{'url': 'https://kessing.example/1', 'text': 'It held, said Orrin.', "
            "'sentences': ['It held, said Orrin.']}, "
            "{'url': 'https://kessing.example/2', 'text': None, 'sentences': None}]"
        ),
    ],
}


@pytest.mark.parametrize("name", sorted(SAID))
def test_examples_run_and_are_on_the_page(name: str) -> None:
    if name == "frames":
        pytest.importorskip("pyarrow")
    example = PYTHON / "examples" / f"{name}.py"
    line = [sys.executable, "-X", "utf8", str(example)]
    done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == SAID[name]
    code = example.read_text(encoding="utf-8")
    pages = [PAGE, README] if name == "quickstart" else [PAGE]
    for page in pages:
        assert f"```python\n{code}```\n" in page.read_text(encoding="utf-8")


def test_the_page_names_all_options_and_all_of_a_document() -> None:
    page = PAGE.read_text(encoding="utf-8")
    [listed] = re.findall(r"with `_` for `-`: ([^.]*)\.", page)
    assert re.findall(r"`(\w+)`", listed) == list(Options.__annotations__)
    [table] = re.findall(r"\| of a document \|.*?\n\n", page, re.DOTALL)
    for name in vars(Document):
        if not name.startswith("_"):
            assert re.search(rf"`{name}[`(]", table), name
