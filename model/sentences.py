#!/usr/bin/env python3
"""Labelled files to the weights that decide where sentences end.

usage: sentences.py FOLDER

FOLDER holds the files of treebanks.tsv: Universal Dependencies treebanks, one document a line, as
{"id", "lang", "text", "sentences": [[start, end], ...]} with offsets in code points. A file with
another checksum is refused. Runs learn_sentences.rs, which takes a minute, and writes
share-alike/sentences.xz beside this file; pack.py makes the tables of it.
"""

import hashlib
import lzma
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = ["cargo", "run", "--quiet", "--locked", "--profile", "quick", "--features", "learning", "--example", "learn_sentences", "--"]


def main(folder):
    problems = [problem for row in rows() for problem in check(folder, *row)]
    listed = {name for name, *_ in rows()}
    for path in sorted(folder.glob("*.jsonl*")):
        if path.name not in listed:
            problems.append(f"{path} is not listed: give it a row in {HERE / 'treebanks.tsv'}, or take it out of the folder")
    if problems:
        sys.exit("".join(f"sentences.py: {problem}\n" for problem in problems))
    with tempfile.TemporaryDirectory() as made:
        weights = pathlib.Path(made) / "weights"
        subprocess.run([*EXAMPLE, folder, weights], cwd=HERE.parent, check=True)
        packed = lzma.compress(weights.read_bytes(), preset=9 | lzma.PRESET_EXTREME)
    path = HERE / "share-alike" / "sentences.xz"
    path.write_bytes(packed)
    print(path, len(packed), file=sys.stderr)


def rows():
    """File, purpose, treebank, licence, sha256."""
    return [line.split("\t") for line in (HERE / "treebanks.tsv").read_text().splitlines()[1:]]


def check(folder, name, purpose, treebank, licence, checksum):
    """What is wrong with a file of the list. One that is only scored may be missing."""
    path = folder / name
    if purpose == "learn" and licence != "CC BY-SA 4.0":
        yield f"{name} is under {licence}, and what is learnt is passed on under CC BY-SA 4.0: score it only"
    if not path.exists():
        if purpose == "learn":
            yield f"{path} is missing: make it from {treebank}, <https://github.com/UniversalDependencies/{treebank}>"
        return
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != checksum:
        yield f"{path} has the sha256 {found}, expected {checksum}: if it is meant, write that into treebanks.tsv"


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve())
