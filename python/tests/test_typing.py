"""The type hints are those of what is there: mypy accepts a right use and refuses a wrong one."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import subprocess
import sys
import typing
from importlib.util import find_spec
from pathlib import Path

import pytest

import descrape
from descrape import Cleaner, Options, _native

HERE = Path(__file__).parent
PACKAGE = Path(descrape.__file__).parent
STUB = PACKAGE / "_native.pyi"

with_mypy = pytest.mark.skipif(not find_spec("mypy"), reason="mypy is not installed")
literals = pytest.mark.skipif(sys.version_info < (3, 10), reason="hints are read by Python 3.10")


def mypy(*arguments: str, folder: Path) -> tuple[int, str]:
    """Runs mypy in a folder, as pyproject.toml says, or as strict where that is not at hand."""
    config = HERE.parent / "pyproject.toml"
    line = [sys.executable, "-m", "mypy", "--strict", *arguments]
    line += ["--config-file", str(config) if config.exists() else ""]
    done = subprocess.run(line, cwd=folder, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is checked: mypy checks no files that lie where packages are installed."""
    folder = tmp_path_factory.mktemp("mypy")
    shutil.copytree(PACKAGE, folder / "descrape", ignore=shutil.ignore_patterns("*.so", "*.pyd"))
    for use in HERE.glob("typing_*use.py"):
        shutil.copy(use, folder)
    return folder


@with_mypy
def test_a_right_use_is_accepted(folder: Path) -> None:
    names = ("__init__.py", "_cleaner.py", "_options.py", "__main__.py", "_native.pyi")
    code, said = mypy(*(f"descrape/{name}" for name in names), "typing_use.py", folder=folder)
    assert code == 0, said


@with_mypy
def test_a_wrong_use_is_refused(folder: Path) -> None:
    code, said = mypy("typing_misuse.py", folder=folder)
    assert code == 1, said
    wanted = {
        (number, line.partition("  # ")[2])
        for number, line in enumerate((HERE / "typing_misuse.py").read_text().splitlines(), 1)
        if "  # " in line
    }
    found = re.findall(r"typing_misuse\.py:(\d+): error: .*\[([\w-]+)\]", said)
    assert {(int(line), why) for line, why in found} == wanted, said


@with_mypy
def test_the_stub_has_what_the_module_has(tmp_path: Path) -> None:
    allowed = tmp_path / "allowed"
    allowed.write_text(r"descrape\._native\.__all__" + "\n")
    line = [sys.executable, "-m", "mypy.stubtest", "descrape._native", "--allowlist", str(allowed)]
    line += ["--ignore-disjoint-bases"]
    done = subprocess.run(line, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def hint_of_unknown(**options: object) -> str:
    with pytest.raises(ValueError) as error:
        Cleaner(**options)  # type: ignore[arg-type]
    return str(error.value)


def test_the_options_are_those_of_the_program() -> None:
    said = hint_of_unknown(zzzzzzz=1)
    listed = re.search(r"the options are ([\w, ]+)", said)
    assert listed, said
    assert list(Options.__annotations__) == listed[1].split(", ")


@literals
def test_the_values_of_options_are_those_of_the_program() -> None:
    hints = typing.get_type_hints(Options)
    checked = set()
    for name, hint in hints.items():
        values = [
            value
            for part in typing.get_args(hint)
            if typing.get_origin(part) is typing.Literal
            for value in typing.get_args(part)
        ]
        if values:
            said = hint_of_unknown(**{name: "zzzzzzz"})
            listed = re.search(r"\[possible values: ([\w, -]+)\]", said)
            assert listed, said
            assert set(values) == set(listed[1].split(", ")), name
            checked.add(name)
    assert checked == {"tweets", "social", "guess", "newlines", "quotes_split", "offsets"}


def test_stages_in_the_help_are_those_of_the_program() -> None:
    source = (PACKAGE / "_options.py").read_text(encoding="utf-8")
    told = re.search(r"only these stages: ([^.]*)\.", source)
    there = re.search(r"there are: ([\w, ]+)", hint_of_unknown(only="zzzzzzz"))
    assert told and there
    assert re.split(r",\s+", told[1]) == there[1].split(", ")


def documented() -> list[tuple[str, str]]:
    """Each name in the stub that has a docstring, with it."""

    def walk(node: ast.AST, name: str) -> typing.Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.ClassDef, ast.FunctionDef)) and child.name[:2] != "__":
                inner = f"{name}.{child.name}".lstrip(".")
                if doc := ast.get_docstring(child):
                    yield inner, doc
                yield from walk(child, inner)

    names = walk(ast.parse(STUB.read_text(encoding="utf-8")), "")
    return [(name, doc) for name, doc in names if name not in ("_Schema", "_Batch", "_Table")]


@pytest.mark.parametrize(
    ("name", "doc"), [pytest.param(*each, id=each[0]) for each in documented()]
)
def test_help_says_what_the_stub_says(name: str, doc: str) -> None:
    there: object = _native
    for part in name.split("."):
        there = getattr(there, part)
    assert inspect.getdoc(there) == doc


@pytest.mark.parametrize("name", [n for n in descrape.__all__ if n != "__version__"])
def test_all_that_is_public_has_help(name: str) -> None:
    item = getattr(descrape, name)
    assert inspect.getdoc(item), name
    for member, value in vars(item).items() if inspect.isclass(item) else ():
        if not member.startswith("_") and callable(value):
            assert inspect.getdoc(value), f"{name}.{member}"
