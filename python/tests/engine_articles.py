"""Articles that we made up, and what the command line makes of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet

TEXTS = [
    "â€œThe sea wall held,â€\x9d Ada Tarn said.  Rain fell on Kessing &amp; nobody slept.",
    "Ferry stays at Kessing\n\nOrrin, who keeps the ferry, waited at the cafÃ©.\n\n"
    "The sea wall holds. pic.twitter.com/ab12cd34\n\n"
    "— Kessing Ferry (@kessingferry) May 4, 2021\n\n"
    "He went home at noon.",
    "Mr. Tarn lost two boats.\n\nShare on Facebook\n\nRead more: Old boats of Kessing\n\n"
    "Nobody was hurt. “We were lucky.",
    "",
    "   \n",
    "Die Mauer hÃ¤lt. Niemand schlief in Kessing, sagte Orrin. Es regnete die ganze Nacht.",
]


def rows(count: int) -> list[dict[str, Any]]:
    """Records of articles; some have fields whose names are ours."""
    made = []
    for n in range(count):
        text = TEXTS[n % len(TEXTS)]
        row = {"id": f"a{n}", "n": n, "text": text and f"{text} Boat {n}  left."}
        if n % 4 == 0:
            row["title"] = "Sea wall holds"
        row["language"] = ["de", "en"][n % 2]
        row["encoding"] = "unknown"
        made.append(row)
    return made


def write_jsonl(path: Path, records: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records), "utf-8")
    return path


def command_line(*arguments: Any) -> None:
    """Runs `descrape clean`; that some documents cannot be done is no error."""
    command = [sys.executable, "-m", "descrape", "clean", "--isolated", "-q"]
    done = subprocess.run([*command, *map(str, arguments)], timeout=60)
    assert done.returncode in (0, 2)


def cleaned_jsonl(source: Path, out: Path, *options: str) -> dict[Any, dict[str, Any]]:
    """The records of the command line, by id."""
    command_line(source, "-o", out, *options)
    return by_id(json.loads(line) for line in out.read_text("utf-8").splitlines())


def cleaned_parquet(source: Path, out: Path, *options: str) -> dict[Any, dict[str, Any]]:
    """The same of the same rows by way of Parquet, which is where columns have types."""
    rows = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    names = {name: None for row in rows for name in row}
    table = pyarrow.table({name: [row.get(name) for row in rows] for name in names})
    pyarrow.parquet.write_table(table, out.with_suffix(".in.parquet"))
    command_line(out.with_suffix(".in.parquet"), "-o", out, *options)
    return by_id(pyarrow.parquet.read_table(out).to_pylist())


def by_id(records: Any) -> dict[Any, dict[str, Any]]:
    """Records by id; that one is there twice is an error."""
    found: dict[Any, dict[str, Any]] = {}
    for record in records:
        assert record["id"] not in found, f"{record['id']} is there twice"
        found[record["id"]] = record
    return found


def same(ours: dict[str, Any], theirs: dict[str, Any], *without: str) -> None:
    """Whether two records are the same as JSON, apart from some fields."""
    ours, theirs = (json.loads(json.dumps(record)) for record in (ours, theirs))
    nothing = object()
    for name in {*ours, *theirs} - {*without}:
        pair = (ours.get(name, nothing), theirs.get(name, nothing))
        assert pair[0] == pair[1], f"{name} of {ours['id']}: {pair[0]!r} is not {pair[1]!r}"


def write_folder(folder: Path) -> Path:
    """A folder as scrapers leave it."""
    import gzip

    files = {
        "one.txt": "Ada Tarn sat in the café.  The sea wall held.".encode("windows-1252"),
        "sub/_two.txt": TEXTS[1].encode(),
        "sub/three.txt.gz": gzip.compress(TEXTS[2].encode()),
        "five.zst": pyarrow.compress(b"Orrin  left.", "zstd", asbytes=True),
        "cut.gz": gzip.compress(TEXTS[2].encode())[:-9],
        "not-packed.gz": b"Orrin  waited.",
        "blank.txt": b"  \n",
        "records.jsonl": b'{"text": "Ada  Tarn."}\n',
        "empty.txt": b"",
        ".hidden/four.txt": b"Nobody reads this.",
        "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)),
        "page.html": b"<!doctype html><html><body>Kessing</body></html>",
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "sub" / "loop").symlink_to("..")
    return folder


def run_example(name: str, *arguments: Any, cwd: Path, **environment: str) -> str:
    """Runs an example as it is; what it printed."""
    script = Path(__file__).parents[1] / "examples" / name
    done = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def page_has(page: str, example: str) -> None:
    """Whether a page of the documentation shows an example to the letter."""
    root = Path(__file__).parents[2]
    code = (root / "python" / "examples" / example).read_text("utf-8")
    assert f"```python\n{code}```" in (root / "docs" / page).read_text("utf-8")
