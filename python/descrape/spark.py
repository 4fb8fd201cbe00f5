"""Cleaning on Apache Spark: the rows of a data frame, in batches of Arrow.

    >>> from descrape import spark as descrape_spark
    >>> pages = descrape_spark.read_folder(spark, "articles/")
    >>> texts = descrape_spark.clean(pages, "content", path="path")
    >>> texts.where("error IS NULL").write.parquet("clean/")

The executors need descrape[spark] as the driver does. `docs/spark.md` has the settings that matter.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import TaskContext
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_type
from pyspark.sql.types import BinaryType, StringType, StructField, StructType

from descrape import Cleaner, RowError, Survey

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["clean", "read_folder", "survey"]

# Bytes of input that are cleaned, and handed on, at a time, whatever Spark's batches are: what a
# worker holds beside the batch that came in.
_PIECE = 8 << 20

# How many surveys one task adds up.
_FAN = 8

# Files of many documents, which one row cannot become.
_RECORDS = r"(?i)\.(jsonl|ndjson|csv|tsv|wet)$"


def clean(
    df: DataFrame,
    text: str = "text",
    *,
    language: str | None = None,
    path: str | None = None,
    errors: str | None = "error",
    **options: Any,
) -> DataFrame:
    """Cleans the column ``text``: a row for each row, columns as ``Cleaner.clean_arrow`` has them.

    ``text`` holds strings, or bytes in any encoding. ``language`` and ``path`` are the columns that
    hold a text's language, and the name of the file that bytes are of. ``options`` are those of
    ``descrape clean``; a ``survey`` (or the files of some, read here) goes to the executors once.

    A row that could not be done is null in all fields, and the column ``errors`` says why:
    ``binary``, ``html``, ``empty``. With ``errors=None`` it is a :class:`descrape.RowError` that
    names the row, and fails the task and with it the job. Nothing runs before an action asks for
    rows, but an option that is not known or a column that is not there is a ``ValueError`` at once.
    """
    columns = {"text": text, "language": language, "path": path, "errors": errors}
    options, counted = _taken(options)
    schema = _schema(df, Cleaner(**options), columns)
    lines = None
    if counted is not None:
        lines = df.sparkSession.sparkContext.broadcast(_packed(counted.pruned()))
    each = partial(_cleaned, names=df.columns, columns=columns, options=options, survey=lines)
    return _numbered(df).mapInArrow(each, schema)


def read_folder(
    spark: SparkSession, path: str | os.PathLike[str], *, glob: str | None = None
) -> DataFrame:
    """The files below a folder, as rows of ``path``, relative to it, and ``content``, their bytes.

    ``path`` is a folder of any file system that Spark reads. ``glob`` is a pattern for names, as
    ``*.txt``. Files and folders whose names begin with ``.`` or ``_`` and files of no bytes are no
    rows: Spark does not list them. (``descrape clean`` does read names with ``_``.)
    """
    if glob is not None and "/" in glob:
        raise ValueError(f"glob is a pattern for names, and has no folders: {glob!r}")
    root = _qualified(spark, os.fspath(path))
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    if glob is not None:
        reader = reader.option("pathGlobFilter", glob)
    # The folder is one, also where its name looks like a pattern.
    files = reader.load(re.sub(r"([\[\]{}*?\\])", r"\\\1", root))
    start = root if root.endswith("/") else root + "/"
    inside = F.expr(f"substring(path, {len(start) + 1})")
    relative = F.when(F.col("path").startswith(start), inside).otherwise(F.col("path"))
    return files.select(relative.alias("path"), "content")


def survey(df: DataFrame, text: str = "text", *, path: str | None = None, **options: Any) -> Survey:
    """Counts the lines that texts share, for ``clean(survey=…)``. Runs a job.

    Counts are added up by the executors, a few at a time. What comes to the driver are the lines
    that are furniture, in some kilobytes, so nothing more can be added to it. Rows that cannot be
    done are not counted. ``text`` and ``path`` are as in :func:`clean`; a column ``title`` says that
    a text has a title that is none of its lines.
    """
    columns = {"text": text, "path": path}
    _schema(df, Cleaner(**options), columns)
    titles = [name for name in ("title",) if name in df.columns]
    wanted = list(dict.fromkeys([text, *([path] if path else []), *titles]))
    each = partial(_counted, names=wanted, columns=columns, options=options)
    chosen = _numbered(df).select(*[f"c{df.columns.index(name)}" for name in wanted])
    parts = chosen.mapInArrow(each, "part int, survey binary").rdd.map(tuple)
    count = parts.getNumPartitions()
    while count > 1:
        count = -(-count // _FAN)
        parts = parts.map(partial(_grouped, count=count)).partitionBy(count, int)
        parts = parts.mapPartitionsWithIndex(_merged)
    found = parts.mapValues(_pruned).values().collect()
    return _unpacked(found[0]) if found else Survey()


# On the driver.


def _taken(options: dict[str, Any]) -> tuple[dict[str, Any], Survey | None]:
    """The options without the survey, and the survey: its files are on this machine."""
    options = dict(options)
    given = options.pop("survey", None)
    if given is None or isinstance(given, Survey):
        return options, given
    files = [given] if isinstance(given, (str, os.PathLike)) else given
    if isinstance(files, bool):
        raise TypeError("survey is a Survey or the files of some; `survey(df)` counts one")
    whole = Survey()
    for file in files:
        whole.merge(Survey.load(file))
    return options, whole


def _schema(df: DataFrame, cleaner: Cleaner, columns: dict[str, str | None]) -> StructType:
    """The schema of what comes out: Spark's own types for columns that pass through."""
    fields = df.schema.fields
    for role in ("text", "language", "path"):
        kinds = (StringType, BinaryType) if role == "text" else (StringType,)
        for field in fields:
            if field.name == columns.get(role) and not isinstance(field.dataType, kinds):
                allowed = " or ".join(kind().simpleString() for kind in kinds)
                found = field.dataType.simpleString()
                raise ValueError(f"column '{field.name}' is {found}, not {allowed}")
    stand_ins = [
        pa.field(field.name, _stand_in(field), metadata={"column": str(n)})
        for n, field in enumerate(fields)
    ]
    made = []
    for field in pa.schema(cleaner.rows(pa.schema(stand_ins), **columns).schema):
        n = (field.metadata or {}).get(b"column")
        if n is None:
            made.append(StructField(field.name, from_arrow_type(field.type), True))
        else:
            was = fields[int(n)]
            made.append(StructField(field.name, was.dataType, was.nullable, was.metadata))
    return StructType(made)


def _stand_in(field: StructField) -> pa.DataType:
    """A type for a column of which only matters whether it holds texts."""
    if isinstance(field.dataType, StringType):
        return pa.string()
    return pa.binary() if isinstance(field.dataType, BinaryType) else pa.bool_()


def _numbered(df: DataFrame) -> DataFrame:
    """The same columns under plain names: Spark reads ``input.title`` as a field of a struct."""
    return df.toDF(*[f"c{n}" for n in range(len(df.columns))])


def _qualified(spark: SparkSession, path: str) -> str:
    """A path with its file system, as Spark writes the paths of what it lists."""
    jvm = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(path)
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    return path.getFileSystem(conf).makeQualified(path).toString()


# On the executors.


def _cleaned(
    batches: Iterable[pa.RecordBatch],
    names: list[str],
    columns: dict[str, str | None],
    options: dict[str, Any],
    survey: Broadcast[bytes] | None,
) -> Iterator[pa.RecordBatch]:
    if survey is not None:
        options = {**options, "survey": _unpacked(survey.value)}
    cleaner, rows, row = Cleaner(**options), None, 0
    for batch in _pieces(batches, names):
        batch, reasons = _no_texts(batch, columns)
        rows = rows or cleaner.rows(batch.schema, **columns)
        try:
            if columns["errors"] is None and reasons is not None:
                _refuse(reasons, row)
            cleaned = pa.record_batch(rows.clean(batch, threads=1, row=row))
        except RowError as error:
            raise _named(error, batch, columns, row) from None
        row += len(batch)
        yield cleaned if reasons is None else _with(cleaned, reasons)


def _pieces(batches: Iterable[pa.RecordBatch], names: list[str]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of a bounded size, as far as single rows allow."""
    for batch in batches:
        batch = pa.RecordBatch.from_arrays(batch.columns, names=names)
        step = max(1, len(batch) * _PIECE // max(1, batch.nbytes))
        for start in range(0, len(batch), step):
            yield batch.slice(start, step)


def _no_texts(
    batch: pa.RecordBatch, columns: dict[str, str | None]
) -> tuple[pa.RecordBatch, pa.Array | None]:
    """The batch with a null for files that are no text of their own, and the reasons for these."""
    at = batch.schema.get_field_index(columns["text"])
    content = batch.column(at)
    if columns["path"] is None or not (
        pa.types.is_binary(content.type) or pa.types.is_large_binary(content.type)
    ):
        return batch, None
    empty = pc.fill_null(pc.equal(pc.binary_length(content), 0), False)
    records = pc.match_substring_regex(batch.column(columns["path"]), _RECORDS)
    records = pc.and_(pc.fill_null(records, False), content.is_valid())
    none = pa.scalar(None, pa.string())
    reasons = pc.if_else(records, "a file of records", none)
    reasons = pc.if_else(empty, "empty", reasons)
    if reasons.null_count == len(batch):
        return batch, None
    content = pc.if_else(reasons.is_valid(), pa.scalar(None, content.type), content)
    return batch.set_column(at, batch.schema.field(at), content), reasons


def _with(cleaned: pa.RecordBatch, reasons: pa.Array) -> pa.RecordBatch:
    """The batch with these reasons too; the errors are its last column."""
    at = cleaned.num_columns - 1
    errors = pc.coalesce(cleaned.column(at), reasons)
    return cleaned.set_column(at, cleaned.schema.field(at), errors)


def _refuse(reasons: pa.Array, row: int) -> None:
    first = reasons.is_valid().index(True).as_py()
    error = RowError()
    error.row, error.reason = row + first, reasons[first].as_py()
    raise error


def _named(
    error: RowError, batch: pa.RecordBatch, columns: dict[str, str | None], before: int
) -> RowError:
    """The error with what tells the row from those of other partitions."""
    where = f"row {error.row} of partition {TaskContext.get().partitionId()}"
    name = columns["path"] or "id"
    if name in batch.schema.names:
        where += f" ({name} {batch.column(name)[error.row - before].as_py()!r})"
    named = RowError(f"{where}: {error.reason}")
    named.row, named.reason = error.row, error.reason
    return named


def _counted(
    batches: Iterable[pa.RecordBatch],
    names: list[str],
    columns: dict[str, str | None],
    options: dict[str, Any],
) -> Iterator[pa.RecordBatch]:
    cleaner, rows, counted = Cleaner(**options), None, Survey()
    for batch in _pieces(batches, names):
        batch, _ = _no_texts(batch, columns)
        rows = rows or cleaner.rows(batch.schema, **columns)
        rows.count(batch, counted)
    if counted.documents:
        part = pa.array([TaskContext.get().partitionId()], pa.int32())
        yield pa.RecordBatch.from_arrays(
            [part, pa.array([_packed(counted)], pa.binary())], names=["part", "survey"]
        )


def _grouped(part: tuple[int, bytes], count: int) -> tuple[int, bytes]:
    return part[0] % count, part[1]


def _merged(part: int, parts: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    whole = Survey()
    for _, packed in parts:
        whole.merge(_unpacked(packed))
    if whole.documents:
        yield part, _packed(whole)


def _pruned(packed: bytes) -> bytes:
    return _packed(_unpacked(packed).pruned())


def _packed(survey: Survey) -> bytes:
    return zlib.compress(survey.to_bytes(), 1)


def _unpacked(packed: bytes) -> Survey:
    return Survey.from_bytes(zlib.decompress(packed))
