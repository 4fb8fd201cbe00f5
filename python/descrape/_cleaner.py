"""Cleaners, and how data frames go in and come out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Callable

from descrape import _native

if TYPE_CHECKING:
    from typing_extensions import Buffer, Self, Unpack

    from descrape._options import Options


class Cleaner(_native.Cleaner):
    """Cleans texts, all in the same way.

    ``options`` are those of ``descrape clean``. One that is not known, or a value that makes no
    sense, is a :class:`ValueError` that names what there is. A cleaner can be pickled and used by
    several threads at once.
    """

    _options: dict[str, Any]

    def __new__(cls, **options: Unpack[Options]) -> Self:
        kept = {name: _kept(value) for name, value in options.items()}
        self = super().__new__(cls, **kept)
        self._options = kept
        return self

    def __init__(self, **options: Unpack[Options]) -> None:
        pass

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), self._options)

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self._options.items())
        return f"Cleaner({options})"

    def clean(self, text: str | Buffer) -> _native.Document:
        """Cleans one text: a ``str``, or ``bytes`` (or a buffer) in any encoding.

        Never fails for what the text holds: lone surrogates, NUL and bytes that do not decode are
        changes and findings of the document. Anything else is a :class:`TypeError`.
        """
        return super().clean(text)

    def clean_many(
        self, texts: Iterable[str | Buffer | None], threads: int | None = None
    ) -> list[_native.Document | None]:
        """Cleans texts on several threads: a document for each, in their order, None for None.

        ``threads`` is how many, unless said one per core; less than one is an error. While texts are
        cleaned other threads of Python run. All texts and documents are in memory at once, so give
        some thousands at a time.
        """
        return super().clean_many(texts, threads)

    def fix(self, text: str) -> str:
        """The clean text alone; the very object that was given when nothing is to be changed."""
        return super().fix(text)

    def clean_arrow(
        self,
        data: Any,
        *,
        text: str = "text",
        language: str | None = None,
        path: str | None = None,
        errors: str | None = None,
        threads: int | None = None,
    ) -> Any:
        """Cleans the rows of Arrow data; what comes out is of the kind that went in.

        ``data`` is a table, batch or reader of pyarrow, a data frame of polars or pandas, a relation
        of DuckDB, or anything else with the Arrow PyCapsule interface (then a table of pyarrow
        comes out, or without pyarrow an object with that interface).

        Rows stay in their order. Columns that pass through are not copied; behind them come the
        fields of a record (``language``, ``title``, ``text``, ``sentences`` and so on, as ``fields``
        chose). The column ``text`` holds strings, or bytes in any encoding, and may have nulls,
        which are null in all fields. ``title``, a column of that name, and ``language`` say what
        is known of a text; ``path`` names the files that bytes are of.

        A row that could not be done is a :class:`RowError`. With ``errors="NAME"`` it is null in all
        fields instead, and the column NAME says why.
        """
        rows: _native.Rows | None = None
        row = 0

        def clean(batch: Any) -> Any:
            nonlocal row
            cleaned = made(_schema(batch)).clean(batch, threads=threads, row=row)
            row += cleaned.num_rows
            return cleaned

        def made(schema: Any) -> _native.Rows:
            nonlocal rows
            if rows is None:
                rows = self.rows(schema, text=text, language=language, path=path, errors=errors)
            return rows

        return _converted(data, made, clean)

    def rows(
        self,
        schema: Any,
        *,
        text: str = "text",
        language: str | None = None,
        path: str | None = None,
        errors: str | None = None,
    ) -> _native.Rows:
        """What cleans batches of one schema, one by one; its ``schema`` is that of the result.

        The other arguments are those of :meth:`clean_arrow`.
        """
        return _native.Rows(self, schema, text=text, language=language, path=path, errors=errors)

    def survey_arrow(
        self, data: Any, survey: _native.Survey, *, text: str = "text", path: str | None = None
    ) -> int:
        """Counts the lines of the texts of Arrow data, for ``Cleaner(survey=…)``.

        Returns how many rows could not be read; these are not counted.
        """
        failed = 0
        rows: _native.Rows | None = None
        for batch in _batches(data):
            if rows is None:
                rows = self.rows(_schema(batch), text=text, path=path)
            failed += rows.count(batch, survey)
        return failed


def clean(text: str | Buffer, **options: Unpack[Options]) -> _native.Document:
    """Cleans one text. Options are those of :class:`Cleaner`, which is faster for many texts."""
    return (Cleaner(**options) if options else _default()).clean(text)


_DEFAULT: Cleaner | None = None


def _default() -> Cleaner:
    global _DEFAULT
    if _DEFAULT is None:
        _DEFAULT = Cleaner()
    return _DEFAULT


def _made(kind: type[Cleaner], options: Any) -> Cleaner:
    return kind(**options)


def _kept(value: Any) -> Any:
    """An option as it can be pickled, and as nobody else can change it."""
    if isinstance(value, _native.Survey):
        return value.pruned()
    if isinstance(value, (str, bytes, os.PathLike)) or not isinstance(value, Iterable):
        return value
    return list(value)


def _batches(data: Any) -> Iterator[Any]:
    if hasattr(data, "__arrow_c_array__"):
        return iter([data])
    if hasattr(data, "__arrow_c_stream__"):
        return iter(_native.batches(data))
    kind = f"{type(data).__module__}.{type(data).__qualname__}"
    raise TypeError(f"{kind} has no Arrow PyCapsule interface; make it a table of pyarrow first")


def _schema(data: Any) -> Any:
    """The schema of a batch, or of a stream of none."""
    if hasattr(data, "__arrow_c_schema__"):
        return data
    if hasattr(data, "__arrow_c_array__"):
        return _SchemaOfArray(data)
    if hasattr(data, "schema") and hasattr(data.schema, "__arrow_c_schema__"):
        return data.schema
    import pyarrow

    return pyarrow.RecordBatchReader.from_stream(data).schema


class _SchemaOfArray:
    """The schema that an array hands over with itself."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __arrow_c_schema__(self) -> object:
        return self._array.__arrow_c_array__()[0]


def _converted(data: Any, made: Callable[[Any], _native.Rows], clean: Callable[[Any], Any]) -> Any:
    library, kind = type(data).__module__.partition(".")[0], type(data).__name__
    if library == "pyarrow" and kind == "RecordBatchReader":
        import pyarrow

        schema = pyarrow.schema(made(data.schema).schema)
        cleaned = (pyarrow.record_batch(clean(batch)) for batch in data)
        return pyarrow.RecordBatchReader.from_batches(schema, cleaned)
    if library == "polars" and kind == "LazyFrame":
        raise TypeError("a LazyFrame has no rows yet: `collect` it, or use `map_batches`")
    if hasattr(data, "__arrow_c_array__"):  # one batch, though it may also be a stream of one
        cleaned = clean(data)
        if library == "pyarrow":
            import pyarrow

            return pyarrow.record_batch(cleaned)
        return cleaned
    batches = [clean(batch) for batch in _batches(data)]
    table = _native.table(batches, made(data if batches else _schema(data)).schema)
    if library == "polars":
        import polars

        return polars.DataFrame(table)
    try:
        import pyarrow
    except ImportError:
        return table
    cleaned = pyarrow.table(table)
    if library != "pandas":
        return cleaned
    frame = cleaned.to_pandas()
    frame.index = data.index
    return frame
