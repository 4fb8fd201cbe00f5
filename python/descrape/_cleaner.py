"""Cleaners, and how data frames go in and come out."""

from __future__ import annotations

from typing import Any, Callable, Iterator

from descrape import _native


class Cleaner(_native.Cleaner):
    """Cleans texts, all in the same way.

    ``options`` are those of ``descrape clean``. One that is not known, or a value that makes no
    sense, is a :class:`ValueError` that names what there is. A cleaner can be pickled and used by
    several threads at once.
    """

    def __new__(cls, **options: Any) -> Cleaner:
        self = super().__new__(cls, **options)
        if isinstance(survey := options.get("survey"), _native.Survey):
            options["survey"] = survey.pruned()
        self._options = options
        return self

    def __init__(self, **options: Any) -> None:
        pass

    def __reduce__(self) -> Any:
        return _made, (type(self), self._options)

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self._options.items())
        return f"Cleaner({options})"

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
            cleaned = made(batch).clean(batch, threads=threads, row=row)
            row += cleaned.num_rows
            return cleaned

        def made(schema: Any) -> _native.Rows:
            nonlocal rows
            if rows is None:
                rows = self.rows(schema, text=text, language=language, path=path, errors=errors)
            return rows

        return _converted(data, made, clean)

    def rows(self, schema: Any, **columns: Any) -> _native.Rows:
        """What cleans batches of one schema, one by one; its ``schema`` is that of the result.

        The other arguments are those of :meth:`clean_arrow`.
        """
        return _native.Rows(self, schema, **columns)

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
                rows = self.rows(batch, text=text, path=path)
            failed += rows.count(batch, survey)
        return failed


def clean(text: str | bytes, **options: Any) -> _native.Document:
    """Cleans one text. Options are those of :class:`Cleaner`, which is faster for many texts."""
    return (Cleaner(**options) if options else _default()).clean(text)


_DEFAULT: Cleaner | None = None


def _default() -> Cleaner:
    global _DEFAULT
    if _DEFAULT is None:
        _DEFAULT = Cleaner()
    return _DEFAULT


def _made(kind: type[Cleaner], options: dict[str, Any]) -> Cleaner:
    return kind(**options)


def _batches(data: Any) -> Iterator[Any]:
    if hasattr(data, "__arrow_c_array__"):
        return iter([data])
    if hasattr(data, "__arrow_c_stream__"):
        return iter(_native.batches(data))
    kind = f"{type(data).__module__}.{type(data).__qualname__}"
    raise TypeError(f"{kind} has no Arrow PyCapsule interface; make it a table of pyarrow first")


def _converted(data: Any, made: Callable, clean: Callable) -> Any:
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
    schema = data.schema if library == "pyarrow" else data
    table = _native.table([clean(batch) for batch in _batches(data)], made(schema).schema)
    if library == "polars":
        import polars

        return polars.DataFrame(table)
    if library == "pandas":
        import pandas

        if hasattr(pandas.DataFrame, "from_arrow"):
            return pandas.DataFrame.from_arrow(table)
    try:
        import pyarrow
    except ImportError:
        return table
    cleaned = pyarrow.table(table)
    return cleaned.to_pandas() if library == "pandas" else cleaned
