"""How the program is run by tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs ``python -m descrape`` with arguments, in an empty folder; what it said, as bytes."""

    def run(*arguments: object, stdin: bytes = b"", cwd: Path | None = None) -> Any:
        line = [sys.executable, "-m", "descrape", *map(str, arguments)]
        where = cwd or tmp_path
        return subprocess.run(
            line, input=stdin, cwd=where, capture_output=True, timeout=120, check=False
        )

    return run
