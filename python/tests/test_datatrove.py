from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("datatrove")

import datatrove  # noqa: E402
import engine_articles as articles  # noqa: E402
from datatrove.data import Document  # noqa: E402
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

import descrape.datatrove  # noqa: E402
from descrape.datatrove import Descrape  # noqa: E402

FIELDS = ["title", "language", "sentences", "embeds"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files, one for each task. datatrove's readers pass over documents without text."""
    folder = tmp_path_factory.mktemp("datatrove") / "in"
    rows = [row for row in articles.rows(60) if row["text"]]
    articles.write_jsonl(folder / "a.jsonl", rows[:30])
    articles.write_jsonl(folder / "b.jsonl", rows[30:])
    return folder


def written(folder: Path) -> dict[str, dict]:
    lines = (line for file in sorted(folder.glob("*.jsonl")) for line in file.open("rb"))
    return articles.by_id(map(json.loads, lines))


def test_the_module_is_not_the_library():
    assert Path(datatrove.__file__).name == "__init__.py"
    assert descrape.datatrove.PipelineStep.__module__ == "datatrove.pipeline.base"


def test_same_as_the_command_line(source, tmp_path):
    expected = articles.cleaned_jsonl(source, tmp_path / "out.jsonl", "--fields=+stats")
    step = Descrape(FIELDS, batch_size=7)
    assert repr(step) == "✂️ - FORMAT: 🧽 Descrape"
    writer = JsonlWriter(str(tmp_path / "clean"), compression=None)
    executor = LocalPipelineExecutor(
        [JsonlReader(str(source)), step, writer],
        tasks=2,
        workers=2,
        logging_dir=str(tmp_path / "logs"),
    )
    executor.run()

    found = written(tmp_path / "clean")
    assert set(found) == set(expected)
    for id, row in found.items():
        metadata, record = row["metadata"], expected[id]
        assert row.get("text", "") == record["text"]
        for field in FIELDS:
            assert metadata[field] == record[field]
        # `encoding` is none of our fields here, and stays what it was.
        assert metadata["encoding"] == "unknown"
        for name in ("n", "input.language", "input.title"):
            assert (name in metadata) == (name in record) and metadata.get(name) == record.get(name)

    (stats,) = (
        step["stats"]
        for step in json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))
        if step["name"].endswith("Descrape")
    )
    rules: dict[str, int] = {}
    for record in expected.values():
        for rule, changes in record["stats"]["rules"].items():
            rules[rule] = rules.get(rule, 0) + changes
    counted = {name: stats[name] for name in stats if "." in name}
    totals = {name: n["total"] if isinstance(n, dict) else n for name, n in counted.items()}
    assert rules and totals == rules
    assert stats["total"] == stats["forwarded"] == len(expected) and "dropped" not in stats


def test_documents_that_cannot_be_done(tmp_path):
    excluded = JsonlWriter(str(tmp_path / "excluded"), compression=None)
    step = Descrape(exclusion_writer=excluded, batch_size=2)
    documents = [Document("Ada  Tarn.", "1"), Document(5, "2"), Document("Half \ud800  one.", "3")]
    done = list(step.run(iter(documents)))
    assert [(document.id, document.text) for document in done] == [
        ("1", "Ada Tarn."),
        ("3", "Half \ufffd one."),
    ]
    (bad,) = written(tmp_path / "excluded").values()
    assert (bad["id"], bad["metadata"]) == ("2", {"filter_reason": "text is not a string"})
    totals = {name: step.stats[name].total for name in ("total", "forwarded", "dropped")}
    assert totals == {"total": 3, "forwarded": 2, "dropped": 1}
    assert step.stats["dropped_text_is_not_a_string"].total == 1


def test_what_the_metadata_has_already():
    documents = [
        Document("The Weir\n\nIt held.", "1", metadata={"title": "Ada", "sentences": 3}),
        Document("The Weir\n\nIt held.", "2", metadata={"title": None}),
    ]
    one, two = (document.metadata for document in Descrape("title,sentences").run(iter(documents)))
    assert one["title"] == "Ada" and one["input.sentences"] == 3 and "input.title" not in one
    assert two["title"] == "The Weir" and two["input.title"] is None


def test_language_and_options():
    step = Descrape("language,stats,sentences", language="lang", tweets="drop")
    document = Document("Mr.  Tarn left.", "1", metadata={"lang": "de", "language": "no idea"})
    (done,) = step.run(iter([document]))
    assert done.metadata["language"] == "de"
    assert done.metadata["input.language"] == "no idea" and done.metadata["lang"] == "de"
    assert done.metadata["stats"]["rules"] == {"whitespace.doubled-space": 1}
    with pytest.raises(ValueError, match="tweet"):
        Descrape(tweets="maybe")
    with pytest.raises(ValueError, match="sentence"):
        Descrape(fields=["sentence"])


def test_example(source, tmp_path):
    articles.run_example("datatrove_job.py", source, "clean", "logs", cwd=tmp_path)
    assert len(list((tmp_path / "clean").glob("*.jsonl.gz"))) == 2
    articles.page_has("datatrove.md", "datatrove_job.py")
