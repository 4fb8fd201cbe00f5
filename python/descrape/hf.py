"""Cleans data sets of Hugging Face's ``datasets``.

    import datasets, descrape.hf

    ds = datasets.load_dataset("json", data_files="articles.jsonl", split="train")
    ds = ds.map(descrape.hf.clean, batched=True, num_proc=2)
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Mapping

import pyarrow

from descrape import _tables
from descrape._cleaner import Cleaner

__all__ = ["clean"]


def clean(
    batch: Any,
    text: str = "text",
    *,
    language: str | None = None,
    path: str | None = None,
    errors: str | None = "error",
    threads: int | None = 1,
    **options: Any,
) -> Any:
    """Cleans a batch, for ``map(…, batched=True)``; arguments go into its ``fn_kwargs``.

    Behind the columns that pass through come the fields of a record (``language``, ``title``,
    ``text``, ``sentences`` and so on, as ``fields`` chose). ``options`` are those of
    :class:`descrape.Cleaner`; the other arguments are those of
    :meth:`descrape.Cleaner.clean_arrow`. A row that could not be done is null in all fields, and
    the column named by ``errors`` says why; with ``errors=None`` it is a
    :class:`descrape.RowError`.

    A dict of lists gives a dict of lists, a table of pyarrow (``with_format("arrow")``) a table.
    So do the batches of a ``Dataset`` without a format: in a table each column has its type, while
    ``map`` takes that of a list from what the first batch holds, and fails at the first row of a
    later one that could not be done. As ``map`` puts a table in the place of the
    batch, its ``remove_columns`` does nothing. Maps (of ``stats`` and ``changes``) are lists of
    ``key`` and ``value`` in tables, as ``datasets`` knows no maps.
    """
    cleaner = _cleaner(options)
    columns: dict[str, Any] = {"text": text, "language": language, "path": path, "errors": errors}
    columns["threads"] = threads
    table = getattr(batch, "pa_table", batch)  # a `LazyBatch` of datasets
    if not isinstance(table, Mapping):
        if isinstance(table, pyarrow.Table):
            return _without_maps(_tables.cleaned(cleaner, table, **columns))
        return cleaner.clean_arrow(table, **columns)
    return _lists(cleaner, table, columns)


def _without_maps(table: pyarrow.Table) -> pyarrow.Table:
    """The table with lists of key and value for maps, which datasets does not know."""
    fields = [field.with_type(_without_map(field.type)) for field in table.schema]
    return table.cast(pyarrow.schema(fields, table.schema.metadata))


def _without_map(of: pyarrow.DataType) -> pyarrow.DataType:
    if pyarrow.types.is_map(of):
        pair = {"key": _without_map(of.key_type), "value": _without_map(of.item_type)}
        return pyarrow.list_(pyarrow.struct(list(pair.items())))
    if pyarrow.types.is_struct(of):
        fields = [of.field(n) for n in range(of.num_fields)]
        return pyarrow.struct([field.with_type(_without_map(field.type)) for field in fields])
    if pyarrow.types.is_list(of):
        return pyarrow.list_(of.value_field.with_type(_without_map(of.value_type)))
    return of


def _lists(cleaner: Cleaner, batch: Mapping[str, Any], columns: dict[str, Any]) -> dict[str, list]:
    """What passes through is as it was: Arrow may have no type for what these lists hold."""
    read = {columns["text"], columns["language"], columns["path"], "title"}
    stand_in = pyarrow.nulls(len(next(iter(batch.values()), [])), pyarrow.bool_())
    arrays, fields = [], []
    for name, values in batch.items():
        array = _tables.column(values) if name in read else None
        arrays.append(stand_in if array is None else array)
        fields.append(pyarrow.field(name, arrays[-1].type, metadata={_SOURCE: name}))
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
    cleaned = _tables.cleaned(cleaner, table, **columns)
    result = {}
    for field, column in zip(cleaned.schema, cleaned.columns):
        source = (field.metadata or {}).get(_SOURCE)
        result[field.name] = column.to_pylist() if source is None else list(batch[source.decode()])
    return result


# The name that a column had in the batch.
_SOURCE = b"descrape.source"

_CLEANERS: OrderedDict[Any, tuple[Cleaner, dict[str, Any]]] = OrderedDict()
_KEPT = 8


def _cleaner(options: dict[str, Any]) -> Cleaner:
    """The cleaner of these options, made once in a process.

    Surveys are told apart by identity; the options are kept with the cleaner, so that it holds.
    """
    key = tuple(sorted((name, _key(value)) for name, value in options.items()))
    if key not in _CLEANERS:
        _CLEANERS[key] = Cleaner(**options), options
        if len(_CLEANERS) > _KEPT:
            _CLEANERS.popitem(last=False)
    return _CLEANERS[key][0]


def _key(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return repr([_key(item) for item in value])
    return repr(value) if isinstance(value, (str, int, float, bool)) else f"object {id(value)}"
