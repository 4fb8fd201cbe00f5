"""What a type checker is to accept. `test_typing.py` gives it to mypy; nothing runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typing_extensions import assert_type

import descrape
from descrape import Cleaner, Document, Options, RowError, Survey


def texts(source: str, raw: bytes) -> None:
    doc = descrape.clean(source, tweets="drop", only=["mojibake", "sentences"])
    assert_type(doc, Document)
    assert_type(doc.text, str)
    assert_type(doc.title, "str | None")
    assert_type(doc.encoding, "str | None")
    assert_type(doc.sentences, "list[str]")
    assert_type(doc.spans, "list[tuple[int, int]]")
    assert_type(doc.changes, "list[descrape.Change]")
    assert_type(doc.changes[0].before, "str | bytes")
    assert_type(doc.changes[0].rules, "list[str]")
    assert_type(doc.findings, "list[tuple[str, str]]")
    assert_type(doc.to_source(0, 4), "tuple[int, int]")
    assert_type(doc.restore(), "str | bytes")
    assert_type(doc.record("text", "+changes", id="a"), "dict[str, Any]")
    assert_type(descrape.clean(bytearray(raw)), Document)
    assert_type(descrape.fix_text(source), str)
    assert_type(descrape.split_sentences(source, language="de"), "list[str]")
    assert_type(descrape.__version__, str)


def cleaners(frame: Any, folder: Path) -> None:
    options: Options = {"fields": "+changes", "quotes_split": False, "language": None}
    cleaner = Cleaner(**options)
    assert_type(cleaner, Cleaner)
    assert_type(cleaner.clean(b"It held."), Document)
    assert_type(cleaner.clean_many(["It held.", None, b"So."], threads=2), "list[Document | None]")
    assert_type(cleaner.fix("It held."), str)
    survey = Survey.load(folder / "lines.survey")
    survey.merge(Survey.from_bytes(survey.to_bytes()))
    assert_type(Cleaner().survey_arrow(frame, survey, text="body"), int)
    try:
        Cleaner(survey=survey, keep="all").clean_arrow(frame, text="body", errors="error")
    except RowError as error:
        assert_type(error.row, int)
        assert_type(error.reason, str)
    Cleaner(survey=[folder / "a.survey", "b.survey"])
    assert_type(cleaner.rows(frame, text="body").clean(frame, row=7).num_rows, int)


class Shouting(Cleaner):
    """A cleaner may have children."""


assert_type(Shouting(tweets="text"), Shouting)
