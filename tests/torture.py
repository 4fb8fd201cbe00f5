#!/usr/bin/env python3
"""What takes too long for every test run: the engine under load and abuse, with the program as users run it.

    cargo build --release && tests/torture.py [NAME…]        all, or those named
    GIGABYTES=40 tests/torture.py memory                     4 by default
    KILLS=50 SEED=7 MEGABYTES=55 tests/torture.py kill       50, the clock's, 55
    SHAPES='clean.csv packed' tests/torture.py kill          all; each of an output that `kill` names

Prints a line for each. Linux; some need room in the temporary folder. `disk` needs the right to mount. `kill` writes
Parquet too when the program can. What failed leaves its folder, and says where.
"""

import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PROGRAM = os.environ.get("DESCRAPE", str(Path(__file__).resolve().parent.parent / "target/release/descrape"))
GIGABYTES = float(os.environ.get("GIGABYTES", "4"))
KILLS = int(os.environ.get("KILLS", "50"))
SEED = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
MEGABYTES = float(os.environ.get("MEGABYTES", "55"))
SHAPES = os.environ.get("SHAPES", "").split()
# Mostly plain, as articles are.
PLAIN = [
    "The wall at Orrin held through a second night of rain. “Nobody slept,” said the mayor, Ada Tarn.",
    "Water stood a hand below the crest at noon, and had been falling since dawn. It was the third flood in ten years.",
    "Dr. Lund, who surveyed the hull in the U.S. in 2019, called it sound. The council will vote on Friday at 7 p.m.",
]
ODD = [
    "â€œIt was late,â€\u009d the crew said. They rowed on &amp; on.",
    "So proud of this town #ferry pic.twitter.com/Qw3rTy7uIo\n\n— Ida Oke (@idaoke) November 3, 2017",
    "ADVERTISEMENT",
]
PARAGRAPHS = PLAIN * 10 + ODD


class Peak(threading.Thread):
    """The memory a process takes at most, in MiB. What wait4 says may be what we had when it was forked."""

    def __init__(self, child):
        super().__init__(daemon=True)
        self.child, self.peak = child, 0
        self.start()

    def run(self):
        while self.child.returncode is None:
            try:
                status = Path(f"/proc/{self.child.pid}/status").read_text()
            except OSError:
                return
            high = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
            self.peak = max([self.peak, *high])
            time.sleep(0.01)


def run(*args, expect=(0,), **more):
    """Runs the program; its exit code, seconds, peak memory in MiB and what it said."""
    start = time.time()
    child = subprocess.Popen([PROGRAM, *map(str, args)], stderr=subprocess.PIPE, **more)
    peak = Peak(child)
    said = child.stderr.read().decode()
    code = child.wait()
    assert code in expect, f"exit code {code}: {said}"
    return code, time.time() - start, peak.peak / 1024, said


def line(n, random=random.Random(1)):
    text = "\n\n".join(random.choice(PARAGRAPHS) for _ in range(30))
    return json.dumps({"id": n, "url": f"https://orrin.example/{n}", "text": text}, ensure_ascii=False) + "\n"


def lines(megabytes):
    """So many megabytes of records."""
    out, n, size = [], 0, 0
    while size < megabytes * 1e6:
        out.append(line(n).encode())
        size += len(out[-1])
        n += 1
    return b"".join(out)


def digest(path):
    """Of a file, or of all files of a folder with their names."""
    whole = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()


def kill(here):
    """Killed at random moments, gone on with, the same bytes in the end."""
    (here / "in").mkdir()
    (here / "in/rows.jsonl").write_bytes(lines(MEGABYTES * 0.7))
    (here / "in/packed.jsonl.gz").write_bytes(gzip.compress(lines(MEGABYTES * 0.3), 1))
    # Shards of a fourteenth of the input; packed, these few paragraphs become a twentieth.
    shard, packed = (["--shard-size", f"{MEGABYTES * 1e6 / n:.0f}"] for n in (14, 280))
    shapes = {"clean.jsonl": [], "clean.jsonl.zst": [], "clean.jsonl.gz": [], "clean.csv": []}
    shapes |= {"plain": [*shard, "--compress", "none"], "packed": packed}
    if "parquet" in subprocess.check_output([PROGRAM, "clean", "--help"], text=True):
        shapes |= {"clean.parquet": [], "tables": [*packed, "--to", "parquet"]}
    for out in SHAPES or shapes:
        more = shapes[out]
        args = ["clean", "-q", "in", "-o", out, *more]
        _, seconds, _, _ = run(*args, cwd=here)
        whole = digest(here / out)
        parts = len(list((here / out).glob("part-*"))) or 1
        moments = random.Random(f"{SEED} {out}")
        killed = rounds = 0
        while killed < KILLS:
            remove(here / out)
            when = [moments.random() * seconds for _ in range(3)]
            for moment in when:
                child = subprocess.Popen([PROGRAM, *args, "--resume"], cwd=here)
                time.sleep(moment)
                child.kill()
                code = child.wait()
                assert code in (0, -signal.SIGKILL), f"{out}: exit code {code}, seed {SEED}, killed after {when} s"
                killed += code == -signal.SIGKILL
            *_, said = run(*args, "--resume", cwd=here)
            assert digest(here / out) == whole, f"{out}: other bytes, seed {SEED}, killed after {when} s: {said}"
            left = {path.name for path in here.iterdir()} - {"in", out}
            assert not left, f"{out}: left behind: {left}, seed {SEED}, killed after {when} s"
            rounds += 1
        yield (
            f"{out}: {killed} kills in {rounds} runs of {seconds:.1f} s, files: {parts}, each gone on with, "
            f"the same bytes; seed {SEED}"
        )
        remove(here / out)


def remove(path):
    """A file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def memory(here):
    """Constant, however long the stream."""
    some = lines(64)
    for gigabytes in sorted({0.25, GIGABYTES}):
        child = subprocess.Popen(
            [PROGRAM, "clean", "-q", "-", "--threads", "8", "-o", "/dev/null"], stdin=subprocess.PIPE
        )
        watched = Peak(child)
        start = time.time()
        for _ in range(max(1, round(gigabytes * 1e9 / len(some)))):
            child.stdin.write(some)
        child.stdin.close()
        assert child.wait() == 0
        peak = watched.peak / 1024
        assert peak <= 256, f"{peak} MiB"
        rate = gigabytes * 1000 / (time.time() - start)
        yield f"{gigabytes} GB, 8 threads: {peak:.0f} MiB at most, {rate:.0f} MB/s"


def growth(here):
    """Twice the data, twice the time."""
    some = lines(10)
    for megabytes in [10, 100, 1000]:
        (here / "rows.jsonl").write_bytes(some * (megabytes // 10))
        best = min(run("clean", "-q", "rows.jsonl", "-o", "/dev/null", cwd=here)[1] for _ in range(2))
        yield f"{megabytes} MB: {megabytes / best:.1f} MB/s"


def start(here):
    """One small file."""
    (here / "a.txt").write_text("It held.")
    times = sorted(run("clean", "-q", "a.txt", "-o", "a.jsonl", cwd=here)[1] for _ in range(50))
    yield f"{times[25] * 1000:.1f} ms in the middle of 50, {times[0] * 1000:.1f} at best"


def tiny(here):
    """200,000 tiny files."""
    for n in range(200_000):
        if n % 1000 == 0:
            (here / f"in/{n:06}").mkdir(parents=True)
        (here / f"in/{n - n % 1000:06}/{n}.txt").write_text(f"The wall {n} held.")
    _, seconds, peak, said = run("clean", "in", "-o", "out.jsonl", cwd=here)
    assert "200,000 documents = 200,000 written" in said, said
    yield f"200,000 files: {seconds:.1f} s, {peak:.0f} MiB"


def long_line(here):
    """A line of 300 MB among others costs that line, and no memory."""
    with open(here / "rows.jsonl", "wb") as rows:
        rows.write(line(1).encode() + b'{"text":"' + b"It held. " * (300_000_000 // 9) + b'"}\n' + line(2).encode())
    _, seconds, peak, said = run("clean", "rows.jsonl", "-o", "out.jsonl", expect=(2,), cwd=here)
    assert "line too long" in said and "3 documents = 2 written + 0 skipped + 1 quarantined" in said, said
    yield f"a line of 300 MB is quarantined: {seconds:.1f} s, {peak:.0f} MiB"
    _, seconds, peak, _ = run("clean", "-q", "rows.jsonl", "--max-line", "1GB", "-o", "out.jsonl", cwd=here)
    yield f"and cleaned with --max-line 1GB: {seconds:.1f} s, {peak:.0f} MiB"


def bomb(here):
    """A small file that becomes large."""
    zeros = subprocess.run(
        "head -c 20000000000 /dev/zero | tr '\\0' a | zstd -q -1 -c", shell=True, capture_output=True
    ).stdout
    (here / "bomb.jsonl.zst").write_bytes(zeros)
    (here / "bomb.txt.zst").write_bytes(zeros)
    _, seconds, peak, said = run("clean", "bomb.jsonl.zst", "bomb.txt.zst", "-o", "out.jsonl", expect=(2,), cwd=here)
    assert "2 quarantined" in said, said
    yield f"{len(zeros):,} bytes that become 20 GB: {seconds:.1f} s, {peak:.0f} MiB"


def names(here):
    """Names that are no UTF-8, and names with newlines."""
    (here / "in").mkdir()
    for name in [b"caf\xe9.txt", b"two\nlines.txt", b"caf%E9.txt", "ä.txt".encode(), b"-", b" .txt"]:
        with open(os.path.join(os.fsencode(here / "in"), name), "w") as file:
            file.write("It held.")
    run("clean", "-q", "in", "-o", "out.jsonl", cwd=here)
    ids = [json.loads(row)["id"] for row in open(here / "out.jsonl")]
    assert len(ids) == 6 == len(set(ids)), ids
    yield f"{len(ids)} odd names, {len(set(ids))} ids"


def grows(here):
    """An input that is written to while it is read."""
    with open(here / "rows.jsonl", "wb") as rows:
        rows.write(lines(60))
        stop = threading.Event()

        def more():
            while not stop.is_set():
                rows.write(line(0).encode()[:-1])
                rows.flush()
                rows.write(b"\n")

        writer = threading.Thread(target=more)
        writer.start()
        code, _, _, said = run("clean", "rows.jsonl", "-o", "out.jsonl", expect=(0, 2), cwd=here)
        stop.set()
        writer.join()
    assert all(json.loads(row)["text"] for row in open(here / "out.jsonl"))
    yield f"exit code {code}, whole records only: {said.splitlines()[-1]}"


def disk(here):
    """A full disk, and room made."""
    (here / "rows.jsonl").write_bytes(lines(20))
    run("clean", "-q", "rows.jsonl", "-o", "whole.jsonl", cwd=here)
    (here / "small").mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", here / "small"]).returncode:
        yield "passed over: no right to mount"
        return
    try:
        *_, said = run("clean", "-q", "rows.jsonl", "-o", "small/out.jsonl", expect=(2,), cwd=here)
        assert "make room" in said and "--resume" in said, said
        subprocess.run(["mount", "-o", "remount,size=400m", here / "small"], check=True)
        run("clean", "-q", "rows.jsonl", "-o", "small/out.jsonl", "--resume", cwd=here)
        assert (here / "small/out.jsonl").read_bytes() == (here / "whole.jsonl").read_bytes()
    finally:
        subprocess.run(["umount", here / "small"], check=True)
    yield "full, then gone on with, the same bytes"


def bad(here):
    """98 good and 2 bad."""
    rows = [line(n).encode() for n in range(98)]
    rows[40:40] = [b'{"text": "half\n']
    rows[70:70] = [b'{"text": "caf\xe9"}\n']
    (here / "rows.jsonl").write_bytes(b"".join(rows))
    *_, said = run("clean", "rows.jsonl", "-o", "out.jsonl", "--quarantine", "bad.jsonl", expect=(2,), cwd=here)
    assert len(open(here / "out.jsonl").readlines()) == 98
    places = [(row["line"], row["reason"][:9]) for row in map(json.loads, open(here / "bad.jsonl"))]
    assert places == [(41, "not JSON:"), (71, "not UTF-8")], places
    yield f"98 written, quarantined {places}"


CASES = [bad, names, start, long_line, bomb, grows, tiny, disk, growth, memory, kill]

if __name__ == "__main__":
    wanted = sys.argv[1:]
    for case in CASES:
        if not wanted or case.__name__ in wanted:
            folder = tempfile.mkdtemp()
            try:
                for result in case(Path(folder)):
                    print(f"{case.__name__:>10}  {result}", flush=True)
            except Exception:
                print(f"{case.__name__:>10}  failed; its files are kept in {folder}", flush=True)
                raise
            remove(Path(folder))
