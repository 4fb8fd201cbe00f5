"""Calls from Python, ours and others', interleaved in one run: MB/s of UTF-8.

    python calls.py dirty.jsonl clean.jsonl

The first file has short texts with damage, the second has articles; both have a field `text` a line. Peers that are
not installed are left out.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
from typing import Callable

ROUNDS = 7


def texts(path: str, most: int) -> list[str]:
    with open(path, encoding="utf-8") as lines:
        found = []
        size = 0
        for line in lines:
            found.append(json.loads(line)["text"])
            size += len(found[-1])
            if size > most:
                break
        return found


def peer(module: str, function: Callable) -> Callable | None:
    try:
        return function(importlib.import_module(module))
    except ImportError:
        return None


def measure(title: str, calls: dict[str, Callable | None], data: list[str]) -> None:
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in data) / 1e6
    print(f"{title}: {len(data)} texts, {size:.2f} MB")
    speeds: dict[str, list[float]] = {}
    # A slow one gets fewer texts, so that a round takes seconds.
    shares = {name: data for name in calls}
    for name, call in calls.items():
        if call is None:
            continue
        start = time.perf_counter()
        few = data[: max(1, len(data) // 50)]
        for text in few:
            call(text)
        if (time.perf_counter() - start) * 50 > 3:
            shares[name] = few
    for _ in range(ROUNDS):
        for name, call in calls.items():
            if call is None:
                continue
            share = shares[name]
            bytes_of = sum(len(text.encode("utf-8", "surrogatepass")) for text in share)
            start = time.perf_counter()
            for text in share:
                call(text)
            speeds.setdefault(name, []).append(bytes_of / 1e6 / (time.perf_counter() - start))
    for name, of in speeds.items():
        print(f"  {name:22} {statistics.median(of):8.1f} MB/s  (best {max(of):.1f})")


def main() -> None:
    import descrape

    dirty, articles = sys.argv[1:]
    short = [text for text in texts(dirty, 2_000_000) if len(text) < 500]
    measure(
        "fix_text, short dirty texts",
        {
            "descrape": descrape.fix_text,
            "plsfix": peer("plsfix", lambda it: it.fix_text),
            "ftfy": peer("ftfy", lambda it: it.fix_text),
        },
        short,
    )
    measure(
        "split_sentences, articles",
        {
            "descrape, en": lambda text: descrape.split_sentences(text, "en"),
            "descrape, detected": descrape.split_sentences,
            "sentencex": peer("sentencex", lambda it: lambda text: it.segment("en", text)),
            "pysbd": peer("pysbd", lambda it: it.Segmenter(language="en", clean=False).segment),
        },
        texts(articles, 5_000_000),
    )


if __name__ == "__main__":
    main()
