"""Tables as other libraries hand them over, cleaned."""

from __future__ import annotations

from typing import Any, Iterable

import pyarrow

from descrape._cleaner import Cleaner


def cleaned(
    cleaner: Cleaner,
    table: pyarrow.Table,
    *,
    text: str,
    language: str | None = None,
    path: str | None = None,
    errors: str | None = None,
    threads: int | None = None,
) -> pyarrow.Table:
    """What :meth:`Cleaner.clean_arrow` makes of a table that is a part of a larger one.

    A part in which a column has no value has no type for it either, and it is no column of text
    then. It is one in the other parts, so it is one here.
    """
    for at, field in enumerate(table.schema):
        if field.name in (text, "title", language, path) and pyarrow.types.is_null(field.type):
            words = field.with_type(pyarrow.large_string())
            table = table.set_column(at, words, table.column(at).cast(words.type))
    return cleaner.clean_arrow(
        table, text=text, language=language, path=path, errors=errors, threads=threads
    )


def column(values: Iterable[Any]) -> pyarrow.Array | None:
    """A column of strings or of bytes; nothing where values are something else.

    Half a surrogate pair is U+FFFD, as it is in JSON.
    """
    values = list(values)
    kinds = {type(value) for value in values} - {type(None)}
    if kinds and all(issubclass(kind, bytes) for kind in kinds):
        return pyarrow.array(values, pyarrow.large_binary())
    if not all(issubclass(kind, str) for kind in kinds):
        return None
    try:
        return pyarrow.array(values, pyarrow.large_string())
    except UnicodeEncodeError:
        return pyarrow.array([value and _paired(value) for value in values], pyarrow.large_string())


def _paired(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
