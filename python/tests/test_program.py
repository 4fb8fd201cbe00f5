"""The program that comes with the module: ``python -m descrape`` and the script ``descrape``."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

import pytest
from invented import CLEAN, MOJIBAKE, WINDOWS_1252

import descrape

MODULE = [sys.executable, "-m", "descrape"]
SCRIPT = shutil.which("descrape", path=sysconfig.get_path("scripts"))


@pytest.mark.parametrize("line", [MODULE, [SCRIPT]], ids=["module", "script"])
def test_it_says_its_version(line: list[str]) -> None:
    if None in line:
        pytest.skip("the script is not installed: the module is run from a checkout")
    said = subprocess.run([*line, "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"descrape {descrape.__version__}\n"
    wrong = subprocess.run([*line, "no-such-command"], capture_output=True, check=False)
    assert wrong.returncode == 2


def test_exit_codes(run: Any, tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "dirty.txt").write_text(MOJIBAKE, encoding="utf-8")
    assert run("check", "clean.txt").returncode == 0
    assert run("check", "dirty.txt").returncode == 1
    assert run("clean", "dirty.txt").returncode == 0
    missing = run("clean", "nowhere.txt")
    assert (missing.returncode, missing.stdout) == (2, b"")
    assert b"nowhere.txt" in missing.stderr
    assert run("clean", "--twets", "drop", "dirty.txt").returncode == 2
    assert run("clean", "-", stdin=b"no JSON\n").returncode == 2


def test_stdin_and_stdout(run: Any) -> None:
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate([MOJIBAKE, CLEAN])]
    done = run("clean", "-", "--fields", "id,text", stdin="\n".join(lines).encode())
    assert (done.returncode, [json.loads(line) for line in done.stdout.splitlines()]) == (
        0,
        [{"id": 0, "text": descrape.clean(MOJIBAKE).text}, {"id": 1, "text": CLEAN}],
    )
    text = run("clean", "-", "--from", "text", "--fields", "text,encoding", stdin=WINDOWS_1252)
    assert json.loads(text.stdout) == descrape.clean(WINDOWS_1252).record("text", "encoding")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode elsewhere")
def test_a_name_may_be_no_unicode(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "wb") as file:
        file.write(CLEAN.encode())
    line = [*map(os.fsencode, MODULE), b"clean", name, b"--fields", b"id,text"]
    done = subprocess.run(line, capture_output=True, check=True)
    assert json.loads(done.stdout) == {"id": "caf%E9.txt", "text": CLEAN}


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_whoever_reads_may_have_seen_enough(tmp_path: Path) -> None:
    lines = (json.dumps({"text": MOJIBAKE * 50}) + "\n") * 2000
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    line = [*MODULE, "clean", str(tmp_path / "in.jsonl"), "-q"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout and program.stderr
        assert json.loads(program.stdout.readline())["sentences"]
        program.stdout.close()
        assert program.wait(60) == 0
        assert program.stderr.read() == b""


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_ctrl_c_ends_it_though_stdin_is_open(tmp_path: Path) -> None:
    line = [*MODULE, "clean", "-", "-o", "out.jsonl"]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(line, cwd=tmp_path, **pipes) as program:
        until = time.monotonic() + 60
        while not list(tmp_path.iterdir()):  # it has begun to write
            assert time.monotonic() < until and program.poll() is None
            time.sleep(0.02)
        program.send_signal(signal.SIGINT)
        assert program.wait(60) == 130
        assert program.stdin and program.stderr
        assert b"Traceback" not in program.stderr.read()
        program.stdin.close()
    assert not (tmp_path / "out.jsonl").exists()
