"""What is written in Rust. `descrape` has all of it that is for others to use."""

import os
from collections.abc import Iterable
from typing import Any, Protocol, final

from typing_extensions import Buffer, Self, Unpack

from descrape._options import Options

__version__: str

class _Schema(Protocol):
    """A schema with the Arrow PyCapsule interface: ``pyarrow.schema(it)``."""

    def __arrow_c_schema__(self) -> object: ...

class _Batch(Protocol):
    """A record batch with the Arrow PyCapsule interface: ``pyarrow.record_batch(it)``."""

    @property
    def num_rows(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(
        self, requested_schema: object | None = None
    ) -> tuple[object, object]: ...

class _Table(Protocol):
    """A table with the Arrow PyCapsule interface: ``pyarrow.table(it)``."""

    @property
    def num_rows(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class RowError(ValueError):
    """A row that could not be done. `row` is which, from 0, and `reason` why."""

    row: int
    reason: str

class Cleaner:
    def __new__(cls, **options: Unpack[Options]) -> Self: ...
    def clean(self, text: str | Buffer) -> Document: ...
    def clean_many(
        self, texts: Iterable[str | Buffer | None], threads: int | None = None
    ) -> list[Document | None]: ...
    def fix(self, text: str) -> str: ...

@final
class Document:
    """A text, cleaned, and what was done to it.

    Offsets into ``text`` are code points, as Python counts: ``text[start:end]``. Offsets into the
    source are code points when the source was a ``str``, bytes when it was ``bytes``.
    """

    @property
    def text(self) -> str:
        """The clean text. One blank line parts paragraphs; the headline is the first of them."""

    @property
    def title(self) -> str | None:
        """The headline, or None."""

    @property
    def language(self) -> str:
        """The language as a BCP 47 tag; ``und`` when the evidence is thin."""

    @property
    def encoding(self) -> str | None:
        """The encoding that bytes were read as, by its WHATWG name; None for a ``str``."""

    @property
    def sentences(self) -> list[str]:
        """The sentences, in order. Headlines, captions and list items are some of their own."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each sentence stands in ``text``, in code points: ``(start, end)``."""

    @property
    def source_spans(self) -> list[tuple[int, int]]:
        """Where each sentence came from: ``(start, end)`` in code points of a `str`, in bytes of `bytes`."""

    @property
    def embeds(self) -> list[dict[str, Any]]:
        """The embedded posts, as the field of a record: ``network``, ``author``, ``handle``,
        ``date`` (YYYY-MM-DD) and so on.

        ``start`` and ``end`` are the whole post in the decoded source, ``text_start`` and
        ``text_end`` its words in ``text`` (None when they left it), in the unit that the option
        ``offsets`` names.
        """

    @property
    def removed(self) -> list[dict[str, Any]]:
        """What left the text as boilerplate: ``label``, ``rule``, ``start``, ``end``, ``text``.

        Offsets are into the decoded source, in the unit that the option ``offsets`` names.
        """

    @property
    def mentions(self) -> list[dict[str, Any]]:
        """Mentions, hashtags, cashtags and links: ``kind``, ``text``, ``start`` and ``end`` in the
        decoded source, ``text_start`` and ``text_end`` in ``text`` (None when they left it).

        Offsets are in the unit that the option ``offsets`` names.
        """

    @property
    def findings(self) -> list[tuple[str, str]]:
        """What is odd about the text though it was cleaned: ``(id, message)``."""

    @property
    def changes(self) -> list[Change]:
        """All changes, sorted by where they stand in the source; no two of them overlap."""

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stood in the source: ``(start, end)``.

        In code points when the source was a ``str``, in bytes when it was ``bytes``. A range that
        ``text`` does not have is an `IndexError`.
        """

    def restore(self) -> str | bytes:
        """The source, to the letter or to the byte: a ``str`` or ``bytes``, as it was given."""

    def record(self, *fields: str, id: str = "") -> dict[str, Any]:
        """The record that ``descrape clean`` writes, as a dictionary.

        ``fields`` are chosen as by the option of that name, ``record("text", "spans")`` or
        ``record("+changes")``; without them it is those of the cleaner. Offsets of the field
        ``changes`` are bytes, those of a ``str`` as UTF-8. An unknown field is a `ValueError`.
        """

@final
class Change:
    """A change: what stood in the source, and what stands in the text.

    ``start`` and ``end`` are where it stood in the source: code points when that was a ``str``,
    bytes when it was ``bytes``. ``before`` is what stood there (``bytes`` where they do not
    decode), ``after`` what stands for it in the text, ``rules`` the ids of all rules that took part.
    """

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def before(self) -> str | bytes: ...
    @property
    def after(self) -> str: ...
    @property
    def rules(self) -> list[str]: ...

@final
class Survey:
    """Counts the lines that documents share.

    ``Cleaner.survey_arrow`` fills one, or ``descrape survey``; ``Cleaner(survey=…)`` then takes out
    lines that many documents repeat. ``budget`` is about how many bytes of memory it takes at most,
    192 MiB unless said. A survey can be pickled.
    """

    def __new__(cls, budget: int = ...) -> Self: ...
    @staticmethod
    def load(path: str | os.PathLike[str]) -> Survey:
        """Reads a file that ``descrape survey`` wrote. One that is not whole is a `ValueError`."""

    @staticmethod
    def from_bytes(bytes: bytes) -> Survey:
        """Reads what `to_bytes` made. Anything else is a `ValueError`."""

    def to_bytes(self) -> bytes:
        """The survey as a file of ``descrape survey`` is, uncompressed."""

    def merge(self, other: Survey) -> None:
        """Adds what another one counted."""

    def pruned(self) -> Survey:
        """The same without the lines that too few documents have: some kilobytes, which a cleaner
        works with as with the whole. Nothing more can be added to it."""

    @property
    def documents(self) -> int:
        """How many documents were counted, copies too."""

    @property
    def lines(self) -> int:
        """How many different lines are held, most of them seen once."""

    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Rows:
    """Cleans the rows of batches that have one schema."""

    def __new__(
        cls,
        cleaner: Cleaner,
        schema: Any,
        *,
        text: str = "text",
        language: str | None = None,
        path: str | None = None,
        errors: str | None = None,
    ) -> Self: ...
    @property
    def schema(self) -> _Schema:
        """The schema of what comes out."""

    def clean(self, batch: Any, threads: int | None = None, row: int = 0) -> _Batch:
        """Cleans a batch; `row` is how many rows came before it."""

    def count(self, batch: Any, survey: Survey) -> int:
        """Counts the lines of a batch; a row that could not be read is not counted."""

def fix_text(text: str) -> str:
    """Repairs a text and leaves its words and its layout as they are: the stages ``entities``,
    ``mojibake`` and ``unicode``.

    Returns the very object that was given when nothing is to be repaired. What is not a ``str`` is
    a `TypeError`.
    """

def split_sentences(text: str, language: str | None = None) -> list[str]:
    """Splits a text into sentences, without the spaces between them, and changes nothing else.

    ``language`` is a BCP 47 tag; without one it is detected.
    """

def main(arguments: list[str]) -> int:
    """Runs the command line program with these arguments; its exit code."""

def batches(stream: Any) -> list[_Batch]:
    """The batches of a stream, as a table or a data frame gives one."""

def table(batches: Iterable[Any], schema: Any) -> _Table:
    """A table of batches."""

def _fault() -> None:
    """Panics, to see what becomes of it."""
