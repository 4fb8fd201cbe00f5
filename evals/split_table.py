"""Scores sentence splitters side by side, as a table.   Standard library only; run by evals/split.

  split_table.py FOLDER NAME=COMMAND... -- GOLD...

FOLDER holds eval_split.py, whose protocol and scores these are. The first two columns are ours, told the
language and detecting it; the others are peers."""
import gzip, json, os, shlex, subprocess, sys, unicodedata
from pathlib import Path

folder, *rest = sys.argv[1:]
cut = rest.index("--")
commands = dict(argument.split("=", 1) for argument in rest[:cut])
gold = [Path(name) for name in rest[cut + 1:]]
sys.path.insert(0, folder)
sys.dont_write_bytecode = True  # The data is not ours to add to.
from eval_split import Score, prefix

OURS = ["descrape", "detected"]
OUT_OF_FOLD = "out of fold"
COMBINED = "punkt/uax29"


def lines(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def short(path):
    return path.name.removesuffix(".gz").removesuffix(".jsonl")


def run(command):
    """The spans of each document, by its key; a document without an answer is left out."""
    documents = [json.dumps({"id": key, "lang": d["lang"], "text": d["text"]}) for key, d in corpus.items()]
    out = subprocess.run(shlex.split(command), input="\n".join(documents) + "\n", text=True, encoding="utf-8",
                         stdout=subprocess.PIPE)
    if out.returncode:
        print(f"evals: exit status {out.returncode}: {command}", file=sys.stderr)
    records = (json.loads(line) for line in out.stdout.splitlines() if line.strip())
    return {record["id"]: record["spans"] for record in records}


def out_of_fold(at):
    """Like `run`, of the predictions in a folder; a file without predictions has no score."""
    spans = {}
    for path in gold:
        predictions = Path(at, short(path) + ".jsonl")
        if predictions.exists():
            by_id = {record["id"]: record["spans"] for record in lines(predictions)}
            spans |= {f"{path}#{n}": by_id.get(d["id"], []) for n, d in enumerate(files[path])}
    if not spans:
        print(f"evals: no predictions in {at}: it takes {short(gold[-1])}.jsonl and so on", file=sys.stderr)
    return spans


def latin(text):
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(unicodedata.name(c, "").startswith("LATIN") for c in letters) > len(letters)


def scored(path, spans):
    """Span F1, or how many documents are exactly right where each is a case of its own; None: not run."""
    keys = [f"{path}#{n}" for n in range(len(files[path]))]
    if not any(key in spans for key in keys):
        return None
    score = Score()
    for key in keys:
        score.add(corpus[key]["sentences"], spans.get(key), prefix(corpus[key]["text"]))
    figures = score.dict()
    return figures["exact"] if is_cases(path) else figures["span_F1"]


def is_cases(path):
    return path.name.startswith(("golden", "newshard"))


def mean(system, paths):
    scores = [scores_of[system][path] for path in paths]
    return None if None in scores else round(sum(scores) / len(scores), 2)


def row(cells):
    first, *rest = cells
    print(f"| {first:<22} |", " | ".join(f"{cell:>11}" for cell in rest), "|")


def cell(value, path=None):
    if value is None:
        return "-"
    return f"{value} of {len(files[path])}" if path and is_cases(path) else f"{value:.2f}"


files = {path: lines(path) for path in gold}
corpus = {f"{path}#{n}": d for path, documents in files.items() for n, d in enumerate(documents)}
predictions = {name: run(command) for name, command in commands.items()}
peers = [name for name in commands if name not in OURS]
if {"punkt", "uax29"} <= set(peers):
    chosen = {key: predictions["punkt" if latin(d["text"]) else "uax29"] for key, d in corpus.items()}
    predictions[COMBINED] = {key: spans[key] for key, spans in chosen.items() if key in spans}
if os.environ.get("OOF"):
    predictions[OUT_OF_FOLD] = out_of_fold(os.environ["OOF"])
order = [name for name in [*OURS, OUT_OF_FOLD, *peers, COMBINED] if name in predictions]
ours = [name for name in [*OURS, OUT_OF_FOLD] if name in predictions]
scores_of = {name: {path: scored(path, predictions[name]) for path in gold} for name in order}

print("span F1; of golden and newshard cases: how many are exactly right\n")
row(["file", *order])
row(["-" * 22, *["-" * 10 + ":"] * len(order)])
for path in gold:
    row([short(path), *(cell(scores_of[name][path], path) for name in order)])
treebanks = [path for path in gold if path.parent.name == "open" and short(path).endswith("-dev")]
if treebanks:
    row([f"mean of {len(treebanks)} in open/", *(cell(mean(name, treebanks)) for name in order)])
means = {name: mean(name, treebanks) for name in peers if treebanks}
single = max((name for name in means if means[name] is not None), key=means.get, default=None)
if single:
    best = {path: max(scores_of[name][path] or 0 for name in peers) for path in treebanks}
    print(f"\nthe best single peer in open/ is {single}: {means[single]:.2f}; the best peer of each file: "
          f"{sum(best.values()) / len(best):.2f}")
    for name in ours:
        known = [path for path in treebanks if scores_of[name][path] is not None]
        at_least = sum(scores_of[name][path] >= best[path] for path in known)
        print(f"{name}: at or above the best peer of the file in {at_least} of {len(known)}, "
              f"above {single} in {sum(scores_of[name][path] > scores_of[single][path] for path in known)}")
    print("best peer by file: " + ", ".join(
        f"{short(path).removesuffix('-dev')} " + "=".join(n for n in peers if scores_of[n][path] == best[path])
        for path in treebanks))
