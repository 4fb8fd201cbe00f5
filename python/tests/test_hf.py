from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
datasets = pytest.importorskip("datasets")

import engine_articles as articles  # noqa: E402

import descrape  # noqa: E402
import descrape.hf  # noqa: E402

COUNT = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    datasets.disable_progress_bars()
    return tmp_path_factory.mktemp("hf")


@pytest.fixture(scope="module")
def source(folder: Path) -> Path:
    return articles.write_jsonl(folder / "articles.jsonl", articles.rows(COUNT))


@pytest.fixture(scope="module")
def ds(folder: Path, source: Path):
    cache = str(folder / "cache")
    return datasets.load_dataset("json", data_files=str(source), split="train", cache_dir=cache)


def test_the_module_is_not_the_library():
    assert "descrape" not in Path(datasets.__file__).parts[-2]


@pytest.mark.parametrize("num_proc", [None, 2])
@pytest.mark.parametrize("form", [None, "arrow"])
def test_same_rows_as_the_command_line(ds, source, tmp_path, num_proc, form):
    expected = articles.cleaned_jsonl(source, tmp_path / "out.jsonl")
    before = [d.text for d in descrape.Cleaner().clean_many(["a  b"] * 50, threads=2)]
    mapped = ds.with_format(form).map(
        descrape.hf.clean,
        batched=True,
        batch_size=7,
        num_proc=num_proc,
        load_from_cache_file=False,
    )
    assert before == ["a b"] * 50
    found = articles.by_id(mapped.with_format(None))
    assert list(found) == list(expected)
    for id, row in found.items():
        articles.same(row, {**expected[id], "error": None}, "path")


def test_every_field_with_the_types_of_a_parquet_output(ds, source, tmp_path):
    fields = "+spans,+source_spans,+paragraphs,+removed,+changes,+stats"
    # What the rows of a file of records were.
    of_the_file = ("source_file", "source_fields")
    expected = articles.cleaned_parquet(source, tmp_path / "o.parquet", f"--fields={fields}")
    kwargs = {"fields": fields, "errors": None}
    mapped = ds.map(descrape.hf.clean, batched=True, batch_size=50, fn_kwargs=kwargs)
    arrow = articles.by_id(mapped.with_format("arrow")[:].to_pylist())
    assert set(arrow) == set(expected)
    for id, row in arrow.items():
        row["stats"]["rules"] = [(pair["key"], pair["value"]) for pair in row["stats"]["rules"]]
        articles.same(row, expected[id], "path", *of_the_file)


def test_rows_that_cannot_be_done_come_late(tmp_path):
    texts = [b"Ada  Tarn waited."] * 20 + [None, b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" * 9]
    ds = datasets.Dataset.from_dict({"id": range(22), "body": texts})
    mapped = ds.map(descrape.hf.clean, batched=True, batch_size=10, fn_kwargs={"text": "body"})
    assert mapped.column_names[0] == "id" and "body" not in mapped.column_names
    assert mapped["text"][:20] == ["Ada Tarn waited."] * 20
    assert [mapped[n]["error"] for n in (0, 20, 21)] == [None, None, "binary"]
    assert mapped[21]["text"] is None and mapped[21]["sentences"] is None
    with pytest.raises(descrape.RowError, match="binary"):
        kwargs = {"text": "body", "errors": None}
        ds.map(descrape.hf.clean, batched=True, batch_size=10, fn_kwargs=kwargs)


def test_streams(ds, source, tmp_path):
    expected = articles.cleaned_jsonl(source, tmp_path / "out.jsonl", "--tweets=drop")
    stream = ds.to_iterable_dataset().map(
        descrape.hf.clean, batched=True, batch_size=7, fn_kwargs={"tweets": "drop"}
    )
    for id, row in articles.by_id(stream).items():
        articles.same(row, {**expected[id], "error": None}, "path")


def test_lists():
    thing = object()
    batch = {"id": [thing, 2], "text": ["a  b \ud83d\ude00 \ud800.", None], "title": [5, "T"]}
    cleaned = descrape.hf.clean(batch)
    assert cleaned["id"] == [thing, 2] and cleaned["input.title"] == [5, "T"]
    assert cleaned["text"] == ["a b 😀 \ufffd.", None] and cleaned["error"] == [None, None]
    assert descrape.hf.clean({"text": []})["sentences"] == []
    with pytest.raises(ValueError, match="no column 'body'"):
        descrape.hf.clean(batch, "body")
    with pytest.raises(ValueError, match="tweet"):
        descrape.hf.clean(batch, tweets="maybe")


def test_cleaners_are_made_once():
    options = {"only": ["whitespace"], "tweets": "drop"}
    cleaner = descrape.hf._cleaner(options)
    assert descrape.hf._cleaner({"tweets": "drop", "only": ["whitespace"]}) is cleaner
    assert descrape.hf._cleaner({"tweets": "drop", "only": ["unicode"]}) is not cleaner
    for two in itertools.combinations(["entities", "mojibake", "unicode", "whitespace"], 2):
        descrape.hf._cleaner({"only": two})
        descrape.hf._cleaner({"skip": list(two)})
    assert len(descrape.hf._CLEANERS) <= 8


def test_example(source, tmp_path):
    target = tmp_path / "clean.jsonl"
    printed = articles.run_example(
        "hf_job.py", source, target, cwd=tmp_path, HF_DATASETS_CACHE=str(tmp_path / "cache")
    )
    assert f"{COUNT} documents, 0 of them could not be done\n" in printed
    assert len(target.read_text("utf-8").splitlines()) == COUNT
    articles.page_has("datasets.md", "hf_job.py")
