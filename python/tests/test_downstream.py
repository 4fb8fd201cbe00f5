"""What `descrape clean` writes is read by the programs that come after it, with the values that
JSON has and the types that one expects."""

from __future__ import annotations

import csv
import datetime
import json
import math
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from invented import ASTRAL, CLEAN, FURNITURE, GERMAN, MOJIBAKE, TWEET, UTF_16, WINDOWS_1252

FIELDS = "+spans,+source_spans,+removed,+mentions,+changes"
OURS = ["language", "title", "text", "sentences", "embeds", "spans", "removed", "changes"]
PASSED = ["id", "url", "score", "tags"]
COUNT = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, program: Any) -> Path:
    """The same records in all formats, and a folder of files in one."""
    folder = tmp_path_factory.mktemp("clean")
    texts = [TWEET, CLEAN, MOJIBAKE, FURNITURE, GERMAN, ASTRAL, "", "“Yes”, \\ said\tAda Tarn."]
    with (folder / "in.jsonl").open("w", encoding="utf-8") as file:
        for n in range(COUNT):
            record = {
                "id": n,
                "text": texts[n % len(texts)],
                "url": f"https://kessing.example/{n}?a=1&b=“2”",
                "score": None if n % 3 == 1 else n / 4,
                "tags": ["tide", "café", "😀"][: n % 4],
                "title": None if n % 5 else f"Rain on Kessing, day {n}",
            }
            file.write(json.dumps(record, ensure_ascii=n % 2 == 0) + "\n")
    articles = folder / "articles" / "2024"
    articles.mkdir(parents=True)
    for name, data in {"a": MOJIBAKE.encode(), "b": WINDOWS_1252, "c": UTF_16}.items():
        (articles / f"{name}.txt").write_bytes(data)
    (articles / "empty.txt").write_bytes(b"")
    names = ["jsonl", "jsonl.gz", "jsonl.zst", "csv", "tsv", "parquet"]
    for out in [*(f"out.{name}" for name in names), "shards/", "plain/", "tables/"]:
        options = ["--fields", FIELDS, "-q"]
        if out == "plain/":
            options += ["--compress", "none"]
        if out == "tables/":
            options += ["--to", "parquet", "--compress", "none"]
        if out.endswith("/"):
            options += ["--shard-size", "64k", "--batch-size", "16000"]
        done = program("clean", "in.jsonl", "-o", out, *options, cwd=folder)
        assert done.returncode == 0, done.stderr
    # Parquet without `changes`: the map that comes with them is nothing that datasets can hold.
    few = ["--fields", "+spans,+source_spans,+removed,+mentions", "-q"]
    done = program("clean", "in.jsonl", "-o", "few.parquet", *few, cwd=folder)
    assert done.returncode == 0, done.stderr
    done = program("clean", "articles", "-o", "articles.jsonl", "-q", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def records(folder: Path) -> list[Any]:
    """What was written, as JSON says."""
    lines = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def plain(value: Any) -> Any:
    """A value as JSON has it, without fields that are null: a table has them in every row."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        kept = {key: plain(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()[:10]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def spans_as_rows(value: Any) -> Any:
    """Spans as Parquet has them."""
    return [{"start": start, "end": end} for start, end in value]


def assert_same(
    rows: list[Any], records: list[Any], *, parquet: bool = False, without: str = ""
) -> None:
    """Rows are the records, all of them and in their order."""
    assert len(rows) == len(records) == COUNT
    for row, record in zip(rows, records):
        if parquet:  # JSON Lines need not have the same fields in each: they are one column
            row = {**json.loads(row["rest"]), **row}
        for name in [name for name in [*PASSED, *OURS] if name != without]:
            wanted = record[name]
            if parquet and name == "spans":
                wanted = spans_as_rows(wanted)
            if parquet and name == "id":
                wanted = str(wanted)
            assert plain(row[name]) == plain(wanted), (record["id"], name)


def test_the_records_are_worth_reading(records: list[Any]) -> None:
    assert [record["id"] for record in records] == list(range(COUNT))
    assert sum(len(record["embeds"]) for record in records) == COUNT // 8
    assert {record["title"] is None for record in records} == {True, False}
    assert any(record["changes"] for record in records)
    assert any(not record["sentences"] for record in records)


JSONL = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "shards/*.jsonl.zst", "plain/*.jsonl"]


def test_folders_have_several_parts(folder: Path) -> None:
    for name in ("plain", "tables"):
        manifest = json.loads((folder / name / "manifest.json").read_text(encoding="utf-8"))
        parts = sorted(path.name for path in (folder / name).glob("part-*"))
        assert [part["name"] for part in manifest["files"]] == parts
        assert len(parts) > 1
        assert (folder / name / "_SUCCESS").exists()


@pytest.mark.parametrize("name", JSONL)
def test_duckdb_reads_jsonl(folder: Path, records: list[Any], name: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        relation = connection.read_json(str(folder / name)).order("id")
        types = dict(zip(relation.columns, map(str, relation.types)))
        rows = [dict(zip(relation.columns, row)) for row in relation.fetchall()]
    assert_same(rows, records)
    assert types["sentences"] == "VARCHAR[]"
    assert types["title"] == types["text"] == types["url"] == "VARCHAR"
    assert types["id"] == "BIGINT"
    assert types["score"] == "DOUBLE"
    assert types["spans"] == "BIGINT[][]"
    assert types["embeds"].startswith("STRUCT(network VARCHAR,")
    assert types["embeds"].endswith("[]")


@pytest.mark.parametrize("name", ["out.parquet", "tables/*.parquet"])
def test_duckdb_reads_parquet(folder: Path, records: list[Any], name: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(folder / name)).order("id::int")
        types = dict(zip(relation.columns, map(str, relation.types)))
        rows = [dict(zip(relation.columns, row)) for row in relation.fetchall()]
        few = connection.sql(
            f"select sum(len(sentences)), count(*) filter (len(embeds) > 0), count(title) "
            f"from read_parquet('{folder / name}')"
        ).fetchall()
    assert_same(rows, records, parquet=True)
    assert types["sentences"] == "VARCHAR[]"
    assert types["spans"] == 'STRUCT("start" BIGINT, "end" BIGINT)[]'
    sentences = sum(len(record["sentences"]) for record in records)
    titles = sum(record["title"] is not None for record in records)
    assert few == [(sentences, COUNT // 8, titles)]


@pytest.mark.parametrize(("name", "sep"), [("out.csv", ","), ("out.tsv", "\t")])
def test_tables_of_text(folder: Path, records: list[Any], name: str, sep: str) -> None:
    duckdb, pl, pd = map(pytest.importorskip, ("duckdb", "polars", "pandas"))
    path = folder / name
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8", newline="") as file:
        by_python = list(csv.DictReader(file, delimiter=sep))
    # A cell is empty where the text is, too.
    texts = [record["text"] for record in records]
    assert [row["text"] for row in by_python] == texts
    for row, record in zip(by_python, records):
        for field in ("sentences", "embeds", "spans", "changes"):
            assert json.loads(row[field]) == record[field]
        assert row["title"] == (record["title"] or "")
    by_pandas = pd.read_csv(path, sep=sep, keep_default_na=False)
    assert by_pandas["text"].tolist() == texts
    by_polars = pl.read_csv(path, separator=sep, infer_schema_length=None)
    assert [text or "" for text in by_polars["text"]] == texts
    lists = by_polars["sentences"].str.json_decode(pl.List(pl.String)).to_list()
    assert lists == [record["sentences"] for record in records]
    with duckdb.connect() as connection:
        rows = connection.sql(
            f"select coalesce(text, ''), sentences::json::varchar[] "
            f"from read_csv('{path}', delim='{sep}', header=true, strict_mode=true)"
        ).fetchall()
    assert rows == [(record["text"], record["sentences"]) for record in records]


@pytest.mark.parametrize("name", JSONL)
def test_polars_reads_jsonl(folder: Path, records: list[Any], name: str) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.read_ndjson(folder / name, infer_schema_length=None).sort("id")
    assert_same(frame.to_dicts(), records)
    assert frame.schema["sentences"] == pl.List(pl.String)
    assert frame.schema["title"] == pl.String
    assert frame.schema["spans"] == pl.List(pl.List(pl.Int64))
    embed = frame.schema["embeds"].inner
    assert isinstance(embed, pl.Struct)
    assert dict(embed)["handle"] == pl.String and dict(embed)["text_start"] == pl.Int64
    lazy = pl.scan_ndjson(folder / name, infer_schema_length=None)
    assert lazy.select(pl.col("sentences").list.len().sum()).collect().item() == sum(
        len(record["sentences"]) for record in records
    )


@pytest.mark.parametrize("name", ["out.parquet", "tables/*.parquet"])
def test_polars_reads_parquet(folder: Path, records: list[Any], name: str) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.read_parquet(folder / name)
    assert_same(frame.sort(pl.col("id").cast(pl.Int64)).to_dicts(), records, parquet=True)
    assert frame.schema["sentences"] == pl.List(pl.String)
    assert frame.schema["spans"] == pl.List(pl.Struct({"start": pl.Int64, "end": pl.Int64}))


@pytest.mark.parametrize("name", JSONL[:3])
def test_pandas_reads_jsonl(folder: Path, records: list[Any], name: str) -> None:
    pd = pytest.importorskip("pandas")
    if name.endswith(".zst"):
        pytest.importorskip("zstandard", reason="pandas reads .zst with the package zstandard")
    frame = pd.read_json(folder / name, lines=True, dtype={"id": "int64"})
    assert_same(frame.to_dict("records"), records)
    assert frame["id"].dtype == "int64"
    assert isinstance(frame["sentences"][0], list)


@pytest.mark.parametrize("name", ["out.parquet", "tables"])
def test_pandas_reads_parquet(folder: Path, records: list[Any], name: str) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    paths = sorted((folder / name).glob("*.parquet")) or [folder / name]
    frame = pd.concat([pd.read_parquet(path) for path in paths])
    assert_same(frame.to_dict("records"), records, parquet=True)


def test_pyarrow_reads_folders(folder: Path, records: list[Any]) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    pa = pytest.importorskip("pyarrow")
    tables = dataset.dataset(sorted(map(str, (folder / "tables").glob("*.parquet"))))
    assert_same(tables.to_table().to_pylist(), records, parquet=True)
    assert tables.schema.field("sentences").type.value_type == pa.string()
    assert pa.types.is_struct(tables.schema.field("embeds").type.value_type)
    whole = dataset.dataset(folder / "tables", format="parquet", exclude_invalid_files=True)
    assert whole.count_rows() == COUNT
    handles = whole.to_table(columns=["embeds"])["embeds"].combine_chunks().flatten()
    assert set(handles.field("handle").to_pylist()) == {"mara"}
    lines = dataset.dataset(sorted(map(str, (folder / "plain").glob("*.jsonl"))), format="json")
    wanted = [record["text"] for record in records]
    assert lines.to_table(columns=["text"])["text"].to_pylist() == wanted


@pytest.mark.parametrize("kind", ["json", "json.gz", "json.zst", "shards", "parquet"])
def test_datasets_of_hugging_face(
    folder: Path,
    records: list[Any],
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not find_spec("datasets"):
        pytest.skip("the package datasets is not installed")
    if kind in ("json.zst", "shards"):
        pytest.importorskip("zstandard", reason="datasets reads .zst with the package zstandard")
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "1")
    import datasets

    builder = "parquet" if kind == "parquet" else "json"
    paths = {
        "json": ["out.jsonl"],
        "json.gz": ["out.jsonl.gz"],
        "json.zst": ["out.jsonl.zst"],
        "shards": sorted(path.name for path in (folder / "shards").glob("part-*")),
        "parquet": ["few.parquet"],
    }[kind]
    where = folder / kind if kind == "shards" else folder
    loaded = datasets.load_dataset(
        builder,
        data_files=[str(where / path) for path in paths],
        split="train",
        cache_dir=str(tmp_path),
    )
    parquet = builder == "parquet"
    assert_same(list(loaded), records, parquet=parquet, without="changes" if parquet else "")
    assert loaded.features["text"].dtype in ("string", "large_string")
    assert loaded.features["sentences"].feature.dtype in ("string", "large_string")


@pytest.mark.parametrize("name", JSONL)
def test_jq(folder: Path, records: list[Any], name: str) -> None:
    if not shutil.which("jq"):
        pytest.skip("the program jq is not installed")
    unpack = {".gz": ["gzip", "-dc"], ".zst": ["zstd", "-dcq"]}.get(name[name.rindex(".") :])
    paths = sorted(map(str, folder.glob(name)))
    if unpack and not shutil.which(unpack[0]):
        pytest.skip(f"the program {unpack[0]} is not installed")
    line = [*unpack, *paths] if unpack else ["cat", *paths]
    data = subprocess.run(line, capture_output=True, check=True).stdout
    query = "{id, text, sentences, handles: [.embeds[].handle], cut: [.spans[][0]]}"
    said = subprocess.run(["jq", "-c", query], input=data, capture_output=True, check=True).stdout
    assert [json.loads(row) for row in said.splitlines()] == [
        {
            "id": record["id"],
            "text": record["text"],
            "sentences": record["sentences"],
            "handles": [embed["handle"] for embed in record["embeds"]],
            "cut": [start for start, _ in record["spans"]],
        }
        for record in records
    ]
    count = [*["jq", "-s"], "map(.sentences | length) | add"]
    total = subprocess.run(count, input=data, capture_output=True, check=True).stdout
    assert int(total) == sum(len(record["sentences"]) for record in records)


def test_files_become_records_that_all_of_them_read(folder: Path) -> None:
    duckdb, pl, pd = map(pytest.importorskip, ("duckdb", "polars", "pandas"))
    path = folder / "articles.jsonl"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = [("2024/a.txt", "UTF-8"), ("2024/b.txt", "windows-1252"), ("2024/c.txt", "UTF-16LE")]
    assert [(record["id"], record["encoding"]) for record in records] == wanted
    texts = [record["text"] for record in records]
    assert pd.read_json(path, lines=True)["text"].tolist() == texts
    assert pl.read_ndjson(path)["text"].to_list() == texts
    with duckdb.connect() as connection:
        rows = connection.sql(f"select text from read_json('{path}')").fetchall()
    assert [text for (text,) in rows] == texts
