"""Spark: two executors of their own processes, on this machine."""

from __future__ import annotations

import datetime
import decimal
import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pyspark = pytest.importorskip("pyspark")
pa = pytest.importorskip("pyarrow")

import pyarrow.parquet as pq
from descrape import Survey
from descrape import spark as descrape_spark
from pyspark import TaskContext
from pyspark.sql import SparkSession

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "spark_job.py"
PAGE = HERE.parent.parent / "docs" / "spark.md"

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
FIELDS = "+spans,source_spans,paragraphs,removed,mentions,stats,changes"

TWEET = (
    "So proud of this wall #seawall pic.twitter.com/Qw3rTy7uIo\n\n"
    "— Ada Tarn (@adatarn) November 3, 2017"
)
WORDS = [
    "harbour",
    "lamp",
    "slate",
    "winter",
    "ferry",
    "council",
    "rope",
    "barrel",
    "chapel",
    "lantern",
    "tide",
    "kettle",
]


def article(n: int) -> str:
    """An article of its own, as scraped: mojibake, doubled spaces, a tweet, page furniture."""
    pick = [WORDS[(n * step + step) % len(WORDS)] for step in (1, 3, 7, 9, 11, 13)]
    long = (
        f"The {pick[0]} and the {pick[1]} of Kessing stood for {n} days, and nobody in the town "
        f"of Orrin had asked number {n * 37} about the {pick[2]} or its {pick[3]}."
    )
    other = (
        f"Mr. Orrin Vale counted {n * 3} pieces of the {pick[4]} before the {pick[5]} came down, "
        f"and wrote {n * 101} letters to the keepers of the sea wall about every one of them."
    )
    parts = [
        f"Kessing counts its {pick[0]} for the {n}th time",
        f"â€œIt held,â€\x9d Ada Tarn said.  {long}",
        "Sign up for the harbour letter",
        other,
        *([TWEET] if n % 3 == 0 else []),
        "ADVERTISEMENT" if n % 2 else "The caf\u00c3\u00a9 stays open.",
        f"{other} {long}",
        "The Kessing Lantern, all rights kept",
    ]
    return "\n\n".join(parts) + "\n"


@pytest.fixture(scope="module")
def spark():
    os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        # Its start is most of what this takes.
        .config("spark.driver.extraJavaOptions", QUICK)
        .config("spark.executor.extraJavaOptions", QUICK)
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.task.maxFailures", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    )
    if "PYTHONPATH" in os.environ:
        builder = builder.config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("site") / "a [folder]"
    (root / "news" / "more of it").mkdir(parents=True)
    (root / ".cache").mkdir()
    for n in range(40):
        name = f"news/{n:02}.txt" if n % 2 else f"news/more of it/{n:02} ä%20.txt"
        page = article(n).encode()
        if n % 5 == 0:
            whole = article(n).replace("â€œ", "“").replace("â€\x9d", "”").replace("Ã©", "é")
            page = whole.encode("windows-1252")
        (root / name).write_bytes(page)
    (root / "page.html").write_text("<!doctype html><html><body>Kessing</body></html>")
    (root / "photo").write_bytes(bytes(range(256)) * 4)
    (root / "empty.txt").write_bytes(b"")
    (root / "blank.txt").write_bytes(b" \n\n ")
    (root / "_draft.txt").write_text("Read by the command, and not listed by Spark.")
    (root / "packed.txt.gz").write_bytes(gzip.compress(b"Unpacked by the command alone."))
    (root / ".hidden.txt").write_text("Nobody reads this.")
    (root / ".cache" / "kept.txt").write_text("Nor this.")
    return root


@pytest.fixture(scope="module")
def jsonl(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("rows") / "articles.jsonl"
    rows = [{"id": f"n{n}", "count": n, "text": article(n)} for n in range(200)]
    rows[7]["text"] = ""
    rows[11] |= {"text": "Ein Satz über den Deich. Noch einer."}
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def descrape(*arguments: object) -> str:
    command = [sys.executable, "-m", "descrape", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_command(*arguments: object) -> dict:
    records = map(json.loads, descrape("clean", "-q", *arguments).splitlines())
    return {record["id"]: record for record in records}


def letters(row: dict, *without: str) -> str:
    return json.dumps({key: row[key] for key in sorted(row) if key not in without}, sort_keys=True)


def plain(value):
    """What pyarrow and Spark read, in one way: maps are dicts, an empty one a list."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()} or []
    if isinstance(value, list):
        if value and all(isinstance(inner, tuple) for inner in value):
            return {key: plain(inner) for key, inner in value}
        return [plain(inner) for inner in value]
    return value


def rows_of(df, key: str) -> dict:
    rows = [row.asDict(recursive=True) for row in df.collect()]
    made = {row[key]: row for row in rows}
    assert len(made) == len(rows), "a row came twice"
    return made


def read_json(spark, file: Path):
    return spark.read.schema("id string, count long, text string").json(str(file))


def test_a_folder_gives_the_records_of_the_command(spark, folder):
    files = descrape_spark.read_folder(spark, folder)
    assert files.columns == ["path", "content"]
    df = descrape_spark.clean(files, "content", path="path")
    assert "content" not in df.columns
    made, expected = rows_of(df, "path"), by_command(folder)
    assert expected.pop("_draft.txt") and expected.pop("packed.txt.gz")
    assert len(expected) == 41
    done = {path: row for path, row in made.items() if row["error"] is None}
    assert done.keys() == expected.keys()
    for path, row in done.items():
        assert letters(row, "path", "error") == letters(expected[path], "id", "path"), path
    assert {row["encoding"] for row in done.values()} >= {"UTF-8", "windows-1252"}
    kept = {path: row["error"] for path, row in made.items() if row["error"] is not None}
    assert kept == {"page.html": "html", "photo": "binary", "packed.txt.gz": "binary"}
    assert all(made["photo"][name] is None for name in df.columns if name not in ("path", "error"))


def test_a_glob_is_for_names(spark, folder):
    names = {row.path for row in descrape_spark.read_folder(spark, folder, glob="*.html").collect()}
    assert names == {"page.html"}
    with pytest.raises(ValueError, match="pattern for names"):
        descrape_spark.read_folder(spark, folder, glob="news/*.txt")


def test_jsonl_gives_the_records_of_the_command(spark, jsonl):
    df = descrape_spark.clean(read_json(spark, jsonl), tweets="drop")
    made, expected = rows_of(df, "id"), by_command(jsonl, "--tweets", "drop")
    assert made.keys() == expected.keys() and len(made) == 200
    for name, row in made.items():
        assert letters(row, "error") == letters(expected[name], "path")


def test_all_fields_are_those_of_the_commands_parquet(spark, jsonl, tmp_path):
    rows = [json.loads(line) for line in jsonl.read_text().splitlines()]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    descrape(
        "clean", "-q", tmp_path / "in.parquet", "--fields", FIELDS, "-o", tmp_path / "by.parquet"
    )
    expected = {row["id"]: plain(row) for row in pq.read_table(tmp_path / "by.parquet").to_pylist()}
    df = spark.read.parquet(str(tmp_path / "in.parquet"))
    made = rows_of(descrape_spark.clean(df, fields=FIELDS), "id")
    assert made.keys() == expected.keys()
    for name, row in made.items():
        # Of which file a row is, and what its fields were called there, only the command knows.
        rest = ("error", "source_file", "source_fields")
        ours = {key: plain(row[key]) for key in row if key not in rest}
        assert {"changes", "source_xxh3", "stats", "count"} <= ours.keys()
        assert ours == {key: expected[name][key] for key in ours}


def test_columns_that_pass_through_keep_their_types(spark):
    schema = (
        "at timestamp, day date, price decimal(9,2), tags array<string>, m map<string,int>, "
        "s struct<a:int,b:array<double>>, raw binary, language string, title string, `a.b` int, "
        "text string"
    )
    row = (
        datetime.datetime(2020, 2, 3, 4, 5, 6, 789),
        datetime.date(2020, 2, 3),
        decimal.Decimal("12.30"),
        ["a", None],
        {"k": 1},
        (1, [0.5]),
        b"\x00\xff",
        "de",
        "Der Deich",
        7,
        "Ein  Satz. Noch einer.",
    )
    first = spark.createDataFrame([row, (None,) * 11], schema)
    df = descrape_spark.clean(first, language="language")
    types = {field.name: field.dataType for field in df.schema.fields}
    for field in first.schema.fields:
        if field.name not in ("text", "title", "language"):
            assert types[field.name] == field.dataType
    made = df.collect()
    assert list(made[0])[:7] == list(row)[:7]
    assert made[0]["language"] == "de" and made[0]["title"] == "Der Deich"
    assert made[0]["text"] == "Ein Satz. Noch einer." and made[0]["a.b"] == 7
    assert made[1]["text"] is None and made[1]["error"] is None
    again = descrape_spark.clean(df, errors="again").collect()
    assert [row["text"] for row in again] == [row["text"] for row in made]


def test_rows_that_cannot_be_done_stay_or_fail_the_job(spark):
    names = ["a.txt", "b.html", "c.txt", "d.txt", "e.jsonl", None]
    contents = [b"It held.", b"<html></html>", b"", None, b'{"text": "It held."}', b"Rain."]
    pages = spark.createDataFrame(list(zip(names, contents)), "path string, content binary")
    made = descrape_spark.clean(pages, "content", path="path", errors="why").collect()
    found = [(row["path"], row["text"], row["why"]) for row in made]
    assert found == [
        ("a.txt", "It held.", None),
        ("b.html", None, "html"),
        ("c.txt", None, "empty"),
        ("d.txt", None, None),
        ("e.jsonl", None, "a file of records"),
        (None, "Rain.", None),
    ]
    for bad, reason in (("b.html", "html"), ("c.txt", "empty")):
        one = pages.where(pages.path == bad)
        strict = descrape_spark.clean(one, "content", path="path", errors=None)
        assert "error" not in strict.columns
        with pytest.raises(Exception) as raised:
            strict.collect()
        assert f"(path '{bad}'): {reason}" in str(raised.value)


def test_large_batches_are_done_in_pieces():
    texts = pa.array([f"{n:04}" * 200_000 for n in range(30)])
    batch = pa.RecordBatch.from_arrays([texts], names=["c0"])
    pieces = list(descrape_spark._pieces([batch], ["text"]))
    assert len(pieces) > 2 and max(piece.nbytes for piece in pieces) <= 8 << 20
    joined = pa.Table.from_batches(pieces).column("text").combine_chunks()
    assert joined.equals(texts)


def test_what_makes_no_sense_is_an_error_at_once(spark):
    df = spark.createDataFrame([(1, "It held.")], "error int, text string")
    with pytest.raises(ValueError, match="there already"):
        descrape_spark.clean(df)
    with pytest.raises(ValueError, match="no column 'body'"):
        descrape_spark.clean(df, "body", errors=None)
    with pytest.raises(ValueError, match="column 'error' is int, not string or binary"):
        descrape_spark.clean(df, "error", errors=None)
    with pytest.raises(ValueError, match="unknown option 'tweet'"):
        descrape_spark.clean(df, errors=None, tweet="drop")
    with pytest.raises(ValueError, match="pages.survey"):
        descrape_spark.clean(df, errors=None, survey="pages.survey")


def test_a_survey_is_that_of_the_command(spark, jsonl, folder, tmp_path):
    file = tmp_path / "rows.survey"
    descrape("survey", "-q", jsonl, "-o", file)
    df = read_json(spark, jsonl)
    # More partitions than one task adds up, so that there are two rounds.
    counted = descrape_spark.survey(df.repartition(10))
    assert counted.documents == Survey.load(file).documents == 200
    assert counted.to_bytes() == Survey.load(file).pruned().to_bytes()
    assert "harbour letter" in counted.to_bytes().decode()

    expected = by_command(jsonl, "--survey", file)
    assert expected != by_command(jsonl)
    for given in (counted, file):
        made = rows_of(descrape_spark.clean(df, survey=given), "id")
        assert made.keys() == expected.keys()
        for name, row in made.items():
            assert letters(row, "error") == letters(expected[name], "path")

    descrape("survey", "-q", folder / "news", "-o", tmp_path / "site.survey")
    files = descrape_spark.read_folder(spark, folder / "news")
    of_files = descrape_spark.survey(files, "content", path="path")
    assert of_files.to_bytes() == Survey.load(tmp_path / "site.survey").pruned().to_bytes()


def test_a_survey_of_nothing(spark):
    assert descrape_spark.survey(spark.createDataFrame([], "text string")).documents == 0


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def is_executor(process: int, spark) -> bool:
    """Whether it is an executor of this session: a child of its own JVM."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
        ours = parent_of(process) == spark.sparkContext._gateway.proc.pid
    except OSError:
        return False
    return ours and b"CoarseGrainedExecutorBackend" in command


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_an_executor_that_is_killed_costs_nothing(spark, tmp_path):
    count, seen, out = 2000, tmp_path / "seen", tmp_path / "clean"
    seen.mkdir()

    def slow(batches):
        context = TaskContext.get()
        for batch in batches:
            # A worker is the child of a daemon, and that one of the executor.
            executor = Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()[1]
            name = f"{context.taskAttemptId()}-{context.partitionId()}-{executor}"
            (seen / name).touch()
            time.sleep(0.4)
            yield batch

    rows = [(n, article(n)) for n in range(count)]
    schema = "n long, text string"
    df = spark.createDataFrame(spark.sparkContext.parallelize(rows, 20), schema)
    df = descrape_spark.clean(df.mapInArrow(slow, schema))
    failed = []

    def job():
        try:
            df.write.parquet(str(out))
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    def begun() -> list[list[int]]:
        return sorted([int(part) for part in file.name.split("-")] for file in seen.iterdir())

    work = threading.Thread(target=job)
    work.start()
    until = time.monotonic() + 60
    while len(begun()) < 5 and time.monotonic() < until:
        time.sleep(0.02)
    task, partition, killed = begun()[-1]
    assert is_executor(killed, spark) and work.is_alive()
    os.kill(killed, signal.SIGKILL)
    work.join(120)
    assert not work.is_alive() and not failed
    assert not is_executor(killed, spark)
    again = [other for other in begun() if other[1] == partition and other[0] != task]
    assert again, "the task that was killed was not done again"
    assert len({executor for _, _, executor in begun()}) >= 2

    made = rows_of(spark.read.parquet(str(out)), "n")
    assert sorted(made) == list(range(count))
    file = tmp_path / "rows.jsonl"
    lines = (json.dumps({"id": str(n), "text": text}) for n, text in rows)
    file.write_text("\n".join(lines))
    for name, record in by_command(file).items():
        assert letters(made[int(name)], "n", "error") == letters(record, "id", "path")


def test_the_example_is_what_the_page_shows_and_runs(folder, tmp_path):
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    environment = {
        **os.environ,
        "SPARK_HOME": os.path.dirname(pyspark.__file__),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }
    loopback = ["spark.driver.host=127.0.0.1", "spark.driver.bindAddress=127.0.0.1"]
    settings = [*loopback, "spark.ui.enabled=false", f"spark.driver.extraJavaOptions={QUICK}"]
    command = [submit, "--master", "local[2]", *(f"--conf={setting}" for setting in settings)]
    out = tmp_path / "clean"
    done = subprocess.run(
        [*map(str, command), str(EXAMPLE), str(folder), str(out)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Spark's own warnings of libraries go to stdout too.
    counts = [line for line in done.stdout.splitlines() if line[:1].isdigit() and "done" in line]
    assert counts == ["41 done", "2 not done: binary", "1 not done: html"]
    table = pq.read_table(out)
    texts = {row["path"]: row["text"] for row in table.to_pylist() if row["error"] is None}
    expected = {name: record["text"] for name, record in by_command(folder).items()}
    assert texts == {name: expected[name] for name in texts}
    assert EXAMPLE.read_text() in PAGE.read_text()
