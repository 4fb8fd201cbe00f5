"""How the program is run by tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def program() -> Any:
    """Runs ``python -m descrape`` with arguments in a folder; how it went, output as bytes."""

    def run(*arguments: object, cwd: Path, stdin: bytes = b"") -> Any:
        line = [sys.executable, "-m", "descrape", *map(str, arguments)]
        return subprocess.run(
            line, input=stdin, cwd=cwd, capture_output=True, timeout=120, check=False
        )

    return run


@pytest.fixture
def run(program: Any, tmp_path: Path) -> Any:
    """As `program`, in an empty folder unless another is named."""

    def run(*arguments: object, cwd: Path = tmp_path, stdin: bytes = b"") -> Any:
        return program(*arguments, cwd=cwd, stdin=stdin)

    return run
