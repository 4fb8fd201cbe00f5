"""Rows of data frames: which types may hold a text, what passes through, what comes out."""

from __future__ import annotations

import datetime
import decimal
import random
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import BYTES, CLEAN, FURNITURE, GERMAN, MOJIBAKE, TEXTS, TWEET, random_text

from descrape import Cleaner, RowError, clean

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

OURS = ["encoding", "language", "title", "text", "sentences", "embeds"]
ALL = "+spans,+source_spans,+paragraphs,+removed,+mentions,+changes,+stats"
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"


def encoded(texts: list[str | None]) -> list[bytes | None]:
    return [None if text is None else text.encode() for text in texts]


def some_texts(count: int, seed: int = 3) -> list[str]:
    numbers = random.Random(seed)
    texts = (random_text(numbers) for _ in iter(int, 1))
    return [next(texts).encode("utf-8", "replace").decode() for _ in range(count)]


# What may hold a text

WORDS: list[str | None] = [MOJIBAKE, None, TWEET, "", FURNITURE, GERMAN, CLEAN]
STRINGS = ["string", "large_string", "string_view"]
BINARIES = ["binary", "large_binary", "binary_view"]


@pytest.mark.parametrize("name", [*STRINGS, *BINARIES, "dictionary", "dictionary of binary"])
def test_a_column_of_any_type_of_text(name: str) -> None:
    if name == "dictionary":
        column = pa.array(WORDS).dictionary_encode()
    elif name == "dictionary of binary":
        column = pa.array(encoded(WORDS)).dictionary_encode()
    else:
        kind = getattr(pa, name)()
        column = pa.array(encoded(WORDS) if name in BINARIES else WORDS, kind)
    done = Cleaner().clean_arrow(pa.table({"n": range(len(WORDS)), "text": column}))
    assert done.column_names == ["n", *OURS]
    assert done.schema.field("text").type == pa.large_string()
    wanted = [None if text is None else clean(text).record(*OURS) for text in WORDS]
    rows = done.select(OURS).to_pylist()
    if "binary" in name:  # nothing says what encoding an empty one has, or it is not text
        rows[3] = wanted[3] = None
    assert [row if row and row["text"] is not None else None for row in rows] == wanted


def test_bytes_are_decoded() -> None:
    datas = [data for data in BYTES if data]
    done = Cleaner(fields="+changes").clean_arrow(pa.table({"text": datas}), errors="error")
    for row, data in zip(done.to_pylist(), datas):
        doc = clean(data)
        if row["error"] is None:
            assert (row["encoding"], row["text"]) == (doc.encoding, doc.text)
            assert len(row["changes"]) == len(doc.changes)
    assert done["error"].null_count >= len(datas) - 1


def test_a_column_that_is_no_text_is_an_error() -> None:
    table = pa.table({"text": [1, 2], "body": ["a", "b"]})
    with pytest.raises(ValueError, match="column 'text' is Int64, not a string or binary column"):
        Cleaner().clean_arrow(table)
    with pytest.raises(ValueError, match="there is no column 'words' .*there are: text, body"):
        Cleaner().clean_arrow(table, text="words")
    with pytest.raises(ValueError, match="no column 'lang'"):
        Cleaner().clean_arrow(table, text="body", language="lang")
    with pytest.raises(ValueError, match="column 'text' is Int64, not a string column"):
        Cleaner().clean_arrow(table, text="body", language="text")
    for wrong in ([1, 2], "It held.", None, {"text": ["a"]}):
        with pytest.raises(TypeError, match="has no Arrow PyCapsule interface"):
            Cleaner().clean_arrow(wrong)


# Which rows there are


def test_chunks_and_slices_have_their_rows() -> None:
    texts = some_texts(60)
    whole = pa.table({"n": range(60), "text": texts})
    wanted = Cleaner(fields=ALL).clean_arrow(whole).to_pylist()
    chunked = pa.concat_tables([whole.slice(0, 7), whole.slice(7, 0), whole.slice(7, 1), whole[8:]])
    assert Cleaner(fields=ALL).clean_arrow(chunked).to_pylist() == wanted
    assert Cleaner(fields=ALL).clean_arrow(whole.slice(13, 21)).to_pylist() == wanted[13:34]
    batch = whole.to_batches()[0].slice(5, 9)
    assert Cleaner(fields=ALL).clean_arrow(batch).to_pylist() == wanted[5:14]
    views = whole.set_column(1, "text", whole["text"].cast(pa.string_view())).slice(3, 40)
    assert Cleaner(fields=ALL).clean_arrow(views).to_pylist() == wanted[3:43]


@pytest.mark.parametrize("size", [1, 17, 300])
@pytest.mark.parametrize("threads", [1, 5])
def test_rows_are_the_same_for_any_batches_and_threads(size: int, threads: int) -> None:
    table = pa.table({"n": range(300), "text": some_texts(300)})
    wanted = Cleaner(fields=ALL).clean_arrow(table)
    batches = table.to_batches(max_chunksize=size)
    again = Cleaner(fields=ALL).clean_arrow(pa.Table.from_batches(batches), threads=threads)
    assert again.schema == wanted.schema
    assert again.to_pylist() == wanted.to_pylist()


def test_long_batches_are_cut_and_joined() -> None:
    texts = [MOJIBAKE * 200, None, CLEAN * 900, TWEET, None] * 30
    done = Cleaner().clean_arrow(pa.table({"text": texts}), threads=2)
    wanted = {text: clean(text).text for text in set(texts) if text}
    assert done["text"].to_pylist() == [wanted.get(text) for text in texts]


@pytest.mark.parametrize("chunks", [[], [[]], [[], [None], []]])
def test_tables_of_nothing(chunks: list[list[None]]) -> None:
    column = pa.chunked_array(chunks, pa.string())
    done = Cleaner().clean_arrow(pa.table({"text": column}))
    assert done.column_names == OURS
    assert done.num_rows == len(column)
    assert done.schema == Cleaner().clean_arrow(pa.table({"text": [CLEAN]})).schema
    for name in OURS:
        assert done[name].null_count == len(column)


# What passes through


def buffers(column: Any) -> list[tuple[int, int]]:
    found = [buffer for chunk in column.chunks for buffer in chunk.buffers() if buffer]
    return [(buffer.address, buffer.size) for buffer in found if buffer.size]


def many_types() -> Any:
    day = datetime.datetime(2024, 3, 3, 12, tzinfo=datetime.timezone.utc)
    columns = {
        "number": pa.array([1, None, 3], pa.int16()),
        "share": pa.array([0.5, float("nan"), None]),
        "flag": pa.array([True, None, False]),
        "kind": pa.array(["news", "news", None]).dictionary_encode(),
        "when": pa.array([day, None, day], pa.timestamp("us", "Europe/Oslo")),
        "day": pa.array([day.date(), None, day.date()]),
        "price": pa.array([decimal.Decimal("1.20"), None, None], pa.decimal128(9, 2)),
        "tags": pa.array([["a", "b"], [], None]),
        "site": pa.array([{"host": "kessing.example", "port": 1}, None, {"host": None, "port": 2}]),
        "pairs": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int64())),
        "nothing": pa.nulls(3),
        "raw": pa.array([b"\xff", None, b""], pa.binary()),
        "view": pa.array(["a text that is longer than a view holds", None, "b"], pa.string_view()),
        "text": pa.array([MOJIBAKE, None, CLEAN]),
    }
    fields = [
        pa.field(name, column.type, metadata={"unit": name} if name == "number" else None)
        for name, column in columns.items()
    ]
    return pa.table(list(columns.values()), pa.schema(fields, {"made by": "Orrin"}))


def test_other_columns_are_the_same_buffers() -> None:
    table = many_types()
    done = Cleaner().clean_arrow(table)
    assert done.column_names == [*table.column_names[:-1], *OURS]
    assert done.schema.metadata[b"made by"] == b"Orrin"
    assert done.schema.field("number").metadata == {b"unit": b"number"}
    for name in table.column_names[:-1]:
        assert done[name].type == table[name].type
        done[name].combine_chunks().validate(full=True)
        assert str(done[name].to_pylist()) == str(table[name].to_pylist())  # nan is not nan
        if name != "nothing":
            there = {address for address, _ in buffers(table[name])}
            assert {address for address, _ in buffers(done[name])} <= there, name


def test_slices_pass_through_without_a_copy() -> None:
    table = pa.table({"n": range(1000), "word": ["Kessing"] * 1000, "text": [CLEAN] * 1000})
    done = Cleaner().clean_arrow(table.slice(500, 40))
    assert done["n"].to_pylist() == list(range(500, 540))
    for name in ("n", "word"):
        whole = buffers(table[name])
        for start, _ in buffers(done[name]):
            assert any(address <= start < address + size for address, size in whole), name


def test_columns_that_have_names_of_ours(run: Any, tmp_path: Path) -> None:
    columns = {
        "language": ["xx"],
        "sentences": [7],
        "body": [MOJIBAKE],
        "text": ["a teaser"],
        "title": ["The wall"],
        "embeds": [None],
        "input.text": ["taken"],
        "id": [5],
        "path": ["a/b"],
    }
    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    done = Cleaner().clean_arrow(table, text="body")
    pq.write_table(table.drop(["id", "path"]), tmp_path / "in.parquet")
    typed = ["--text-field", "body", "-o", "out.parquet", "-q"]
    program = run("clean", "in.parquet", *typed)
    assert program.returncode == 0, program.stderr
    written = pq.read_table(tmp_path / "out.parquet")
    expected = [name for name in written.column_names if name not in ("id", "path")]
    assert [name for name in done.column_names if name not in ("id", "path")] == expected
    assert (done["id"].to_pylist(), done["path"].to_pylist()) == ([5], ["a/b"])
    for name in expected:
        assert done[name].to_pylist() == written[name].to_pylist(), name
    assert done["title"].to_pylist() == ["The wall"]
    assert done["input.language"].to_pylist() == ["xx"]
    assert done["text"].to_pylist() == [clean(MOJIBAKE).text]


def test_what_is_known_of_a_text() -> None:
    table = pa.table(
        {
            "text": ["Es regnete am 3. Mai in Kessing.", "Es regnete am 3. Mai in Kessing.", CLEAN],
            "lang": ["de", None, ""],
            "title": ["Regen", None, None],
        }
    )
    done = Cleaner().clean_arrow(table, language="lang")
    assert done["language"].to_pylist()[0] == "de"
    assert done["language"].to_pylist()[2] == "en"
    assert done["title"].to_pylist()[0] == "Regen"
    assert done["lang"].to_pylist() == ["de", None, ""]
    ours = table.rename_columns(["text", "language", "title"])
    done = Cleaner().clean_arrow(ours, language="language")
    assert done.column_names == OURS
    assert done["language"].to_pylist()[0] == "de"


# Rows that could not be done


def bad_rows() -> Any:
    datas = [CLEAN.encode(), None, PICTURE, MOJIBAKE.encode()]
    chunks = [datas[:2], [], datas[:1] * 3, datas[2:], datas]
    return pa.table({"text": pa.chunked_array(chunks, pa.binary())})


def test_a_row_that_could_not_be_done_is_an_error_with_its_number() -> None:
    table = bad_rows()
    bad = [n for n, data in enumerate(table["text"].to_pylist()) if data == PICTURE]
    assert bad == [5, 9]
    for data in (table, table.combine_chunks(), table.combine_chunks().to_batches()[0]):
        with pytest.raises(RowError, match="row 5: binary") as error:
            Cleaner().clean_arrow(data)
        assert (error.value.row, error.value.reason) == (5, "binary")
        assert isinstance(error.value, ValueError)
    with pytest.raises(RowError) as error:
        Cleaner().clean_arrow(table.slice(6))
    assert error.value.row == 3
    with pytest.raises(RowError) as error:
        Cleaner().clean_arrow(table.to_reader()).read_all()
    assert error.value.row == 5


def test_or_a_column_says_why() -> None:
    table = bad_rows()
    done = Cleaner().clean_arrow(table, errors="why")
    assert done.column_names == [*OURS, "why"]
    assert done.schema.field("why").type == pa.string()
    wanted = [data == PICTURE and "binary" or None for data in table["text"].to_pylist()]
    assert done["why"].to_pylist() == wanted
    for row, data in zip(done.to_pylist(), table["text"].to_pylist()):
        done_at_all = data not in (None, PICTURE)
        assert all((row[name] is not None) == done_at_all for name in ("text", "sentences"))
    none_bad = Cleaner().clean_arrow(pa.table({"text": [CLEAN]}), errors="why")
    assert none_bad["why"].to_pylist() == [None]
    with pytest.raises(ValueError, match="a column 'n' is there already"):
        Cleaner().clean_arrow(pa.table({"n": [1], "text": [CLEAN]}), errors="n")
    with pytest.raises(ValueError, match="a column 'sentences' is there already"):
        Cleaner().clean_arrow(table, errors="sentences")


def test_names_of_files_say_what_is_no_text() -> None:
    page = b"<!DOCTYPE html><html><body><p>The wall held.</p></body></html>"
    table = pa.table({"name": ["a.html", "b.txt"], "text": [page, CLEAN.encode()]})
    done = Cleaner().clean_arrow(table, path="name", errors="error")
    assert done["error"].to_pylist()[1] is None
    assert "html" in done["error"].to_pylist()[0].lower()
    assert done["text"].to_pylist() == [None, CLEAN]


# Libraries


def test_what_comes_out_is_of_the_kind_that_went_in() -> None:
    table = pa.table({"n": [1, 2], "text": [MOJIBAKE, None]})
    texts = [clean(MOJIBAKE).text, None]
    batch = Cleaner().clean_arrow(table.to_batches()[0])
    assert type(batch) is pa.RecordBatch
    assert batch["text"].to_pylist() == texts
    reader = Cleaner().clean_arrow(table.to_reader())
    assert type(reader) is pa.RecordBatchReader
    assert reader.read_all()["text"].to_pylist() == texts
    assert Cleaner().clean_arrow(pa.table(batch)).column_names[0] == "n"


def test_a_reader_is_read_as_it_is_asked_for() -> None:
    schema = pa.schema({"n": pa.int64(), "text": pa.string()})
    given = 0

    def batches() -> Iterator[Any]:
        nonlocal given
        for n in range(100_000):
            given += 1
            yield pa.record_batch({"n": [n] * 4, "text": [MOJIBAKE] * 4}, schema)

    reader = Cleaner().clean_arrow(pa.RecordBatchReader.from_batches(schema, batches()))
    assert given == 0
    for n in range(5):
        assert reader.read_next_batch()["n"].to_pylist() == [n] * 4
        assert given <= n + 2


def test_any_other_object_with_the_interface() -> None:
    class Stream:
        def __init__(self, table: Any) -> None:
            self.table = table

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.table.__arrow_c_stream__(requested_schema)

    class Array:
        def __init__(self, batch: Any) -> None:
            self.batch = batch

        def __arrow_c_array__(self, requested_schema: object = None) -> object:
            return self.batch.__arrow_c_array__(requested_schema)

    table = pa.table({"n": [1], "text": [MOJIBAKE]})
    done = Cleaner().clean_arrow(Stream(table))
    assert type(done) is pa.Table and done["text"].to_pylist() == [clean(MOJIBAKE).text]
    assert Cleaner().clean_arrow(Stream(table.slice(0, 0))).column_names == done.column_names
    done = pa.record_batch(Cleaner().clean_arrow(Array(table.to_batches()[0])))
    assert done["text"].to_pylist() == [clean(MOJIBAKE).text]


def test_batches_one_by_one() -> None:
    table = pa.table({"n": [1, 2, 3], "text": [MOJIBAKE, CLEAN, None]})
    rows = Cleaner().rows(table.schema)
    schema = pa.schema(rows.schema)
    assert schema.names == ["n", *OURS]
    for batch in table.to_batches(max_chunksize=2):
        done = pa.record_batch(rows.clean(batch))
        assert done.schema == schema
        assert done["n"].to_pylist() == batch["n"].to_pylist()
    with pytest.raises(ValueError, match="columns of a batch are not those of the first one"):
        rows.clean(pa.record_batch({"text": [CLEAN]}))
    with pytest.raises(RowError, match="row 102: binary"):
        data = pa.record_batch({"text": [b"", b"ok", PICTURE]})
        Cleaner().rows(data.schema).clean(data.slice(1), row=101)


def test_polars() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"n": [1, 2, 3], "text": [MOJIBAKE, None, TWEET]})
    done = Cleaner(fields="+spans").clean_arrow(frame)
    assert type(done) is pl.DataFrame
    assert done.columns == ["n", *OURS, "spans"]
    wanted = [clean(MOJIBAKE), None, clean(TWEET)]
    assert done["text"].to_list() == [doc and doc.text for doc in wanted]
    assert done["sentences"].to_list() == [doc and doc.sentences for doc in wanted]
    assert done["embeds"].to_list()[2][0]["handle"] == "mara"
    assert done["spans"].dtype == pl.List(pl.Struct({"start": pl.Int64, "end": pl.Int64}))
    assert Cleaner().clean_arrow(frame.clear()).columns == ["n", *OURS]
    kinds = frame.with_columns(pl.col("text").cast(pl.Categorical))
    assert Cleaner().clean_arrow(kinds)["text"].to_list() == done["text"].to_list()
    many = pl.concat([frame] * 3, rechunk=False)
    assert Cleaner().clean_arrow(many)["n"].to_list() == [1, 2, 3] * 3


def test_polars_lazily() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"n": range(500), "text": some_texts(500)})
    cleaner = Cleaner()
    schema = cleaner.clean_arrow(frame.clear()).schema
    lazy = frame.lazy().map_batches(cleaner.clean_arrow, schema=schema)
    assert lazy.collect().equals(cleaner.clean_arrow(frame))
    few = lazy.filter(pl.col("n") < 3).select("n", "text").collect()
    assert few.equals(cleaner.clean_arrow(frame.head(3)).select("n", "text"))
    with pytest.raises(TypeError, match="a LazyFrame has no rows yet: `collect` it"):
        cleaner.clean_arrow(frame.lazy())


def test_pandas() -> None:
    pd = pytest.importorskip("pandas")
    texts = [MOJIBAKE, None, TWEET, MOJIBAKE]
    wanted = [text and clean(text) for text in texts]
    dtypes: list[Any] = [object, "category", pd.ArrowDtype(pa.string()), "string"]
    for dtype in [*dtypes, pd.ArrowDtype(pa.large_string())]:
        frame = pd.DataFrame({"n": [1, 2, 3, 4], "text": pd.Series(texts, dtype=dtype)})
        done = Cleaner().clean_arrow(frame)
        assert type(done) is pd.DataFrame
        assert list(done.columns) == ["n", *OURS]
        assert done["n"].tolist() == [1, 2, 3, 4]
        found = [None if pd.isna(text) else text for text in done["text"]]
        assert found == [doc and doc.text for doc in wanted]
        assert list(done["sentences"][2]) == wanted[2].sentences
        assert done["embeds"][2][0]["handle"] == "mara"
    assert list(Cleaner().clean_arrow(frame[:0]).columns) == ["n", *OURS]
    datas = pd.DataFrame({"text": pd.Series([text and text.encode() for text in texts])})
    assert Cleaner().clean_arrow(datas)["text"][0] == clean(MOJIBAKE).text


def test_rows_of_pandas_keep_their_labels() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"n": [1, 2, 3], "text": [MOJIBAKE, CLEAN, TWEET]})
    pairs = pd.MultiIndex.from_tuples([(1, "x"), (1, "y"), (2, "x")], names=["day", "site"])
    for labelled in (frame[1:], frame[::-1], frame.set_index(pairs), frame.set_index("n")):
        done = Cleaner().clean_arrow(labelled)
        assert done.index.equals(labelled.index)
        assert done["text"].tolist() == [clean(text).text for text in labelled["text"]]


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    table = pa.table({"n": range(5000), "text": [MOJIBAKE, None, TWEET, CLEAN, GERMAN] * 1000})
    with duckdb.connect() as connection:
        connection.register("articles", table)
        relation = connection.sql("select n, text from articles order by n")
        cleaned = Cleaner().clean_arrow(relation)
        assert type(cleaned) is pa.Table
        assert cleaned["n"].to_pylist() == list(range(5000))
        query = "select count(text), sum(len(sentences)), max(embeds[1].handle) from cleaned"
        [(texts, sentences, handle)] = connection.sql(query).fetchall()
    of_five = sum(len(clean(text).sentences) for text in (MOJIBAKE, TWEET, CLEAN, GERMAN))
    assert (texts, sentences, handle) == (4000, of_five * 1000, "mara")
    empty = duckdb.sql("select 'a' as text where false")
    assert Cleaner().clean_arrow(empty).column_names == OURS


def test_without_pyarrow_polars_works() -> None:
    pytest.importorskip("polars")
    program = f"""
    import sys

    sys.modules["pyarrow"] = None  # as if it were not there
    import polars
    from descrape import Cleaner, Survey, clean

    text = {MOJIBAKE!r}
    frame = polars.DataFrame({{"n": [1, 2], "text": [text, None]}})
    done = Cleaner().clean_arrow(frame)
    assert type(done) is polars.DataFrame
    assert done["text"].to_list() == [clean(text).text, None]
    assert done["sentences"].to_list()[0] == clean(text).sentences
    assert Cleaner().clean_arrow(frame.clear()).height == 0
    lazy = frame.lazy().map_batches(Cleaner().clean_arrow, schema=done.schema)
    assert lazy.collect().equals(done)
    assert Cleaner().survey_arrow(frame, Survey()) == 0

    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            return frame.__arrow_c_stream__(requested_schema)

    other = Cleaner().clean_arrow(Stream())
    assert other.num_rows == 2 and polars.DataFrame(other).equals(done)
    assert sys.modules["pyarrow"] is None
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# The same as the program


def plain(data_type: Any) -> Any:
    """A type as Parquet has it: whether offsets are of 32 or 64 bits is not said there."""
    if pa.types.is_large_string(data_type):
        return "string"
    if pa.types.is_struct(data_type):
        return {field.name: plain(field.type) for field in data_type}
    if pa.types.is_map(data_type):
        return ("map", plain(data_type.key_type), plain(data_type.item_type))
    if pa.types.is_list(data_type) or pa.types.is_large_list(data_type):
        return [plain(data_type.value_type)]
    return str(data_type)


def test_rows_are_those_of_the_program(run: Any, tmp_path: Path) -> None:
    texts = [*TEXTS, *some_texts(200, seed=11)]
    table = pa.table(
        {
            "url": [f"https://kessing.example/{n}" for n in range(len(texts))],
            "lang": ["de" if n % 7 == 0 else None for n in range(len(texts))],
            "body": texts,
            "score": [n / 4 for n in range(len(texts))],
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    typed = ["--text-field", "body", "--language-field", "lang", "--fields", ALL, "-q"]
    for options, words in (
        ({}, []),
        ({"tweets": "drop", "social": "mask"}, ["--tweets", "drop", "--social", "mask"]),
        ({"offsets": "bytes"}, ["--offsets", "bytes"]),
    ):
        program = run("clean", "in.parquet", "-o", "out.parquet", *typed, *words)
        assert program.returncode == 0, program.stderr
        written = pq.read_table(tmp_path / "out.parquet")
        cleaner = Cleaner(fields=ALL, **options)  # type: ignore[arg-type]
        done = cleaner.clean_arrow(table, text="body", language="lang")
        # Rows have columns for these.
        of_files = ["id", "path", "source_file", "source_fields"]
        names = [name for name in written.column_names if name not in of_files]
        assert [name for name in done.column_names if name not in of_files] == names
        for name in names:
            assert plain(done[name].type) == plain(written[name].type), name
            assert done[name].to_pylist() == written[name].to_pylist(), name
