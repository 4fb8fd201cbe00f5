"""Rows of Arrow against the library alone, interleaved in one run: MB/s of text.

    python rows.py articles.jsonl

The library alone is `clean_many`: the same cleaning on as many threads, and for a document an object that holds what
was found. Rows cost more: each becomes a record, and records become columns.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any, Callable

import pyarrow.json

import descrape

ROUNDS = 7


def main() -> None:
    table = pyarrow.json.read_json(sys.argv[1]).select(["text"]).slice(0, 4000)
    texts = table.column("text").to_pylist()
    size = sum(len(text.encode()) for text in texts) / 1e6
    cleaner = descrape.Cleaner()
    for threads in (1, 2):
        ways: dict[str, Callable[[], Any]] = {
            "clean_arrow": lambda: cleaner.clean_arrow(table, threads=threads),
            "clean_many": lambda: cleaner.clean_many(texts, threads=threads),
        }
        speeds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                start = time.perf_counter()
                way()
                speeds[name].append(size / (time.perf_counter() - start))
        for name, of in speeds.items():
            print(f"{threads} threads, {name}: {statistics.median(of):.1f} MB/s (best {max(of):.1f})")
        pairs = zip(speeds["clean_arrow"], speeds["clean_many"])
        print(f"{threads} threads, ratio: {statistics.median(a / b for a, b in pairs):.2f}")


if __name__ == "__main__":
    main()
