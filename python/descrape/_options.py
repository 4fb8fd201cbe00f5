"""The options of a cleaner, for type checkers and for those who write them in a dictionary."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal, TypedDict, Union

from descrape._native import Survey

# Not `str | …`: this is evaluated, and Python 3.9 is to be able to.
Names = Union[str, Iterable[str]]
Files = Union[str, "os.PathLike[str]", Iterable[Union[str, "os.PathLike[str]"]]]


class Options(TypedDict, total=False):
    """The options of ``descrape clean`` that say how a text is cleaned, by the same names.

    Several names are a list of strings, or one string with commas. ``None`` is the default.
    ``descrape clean --help`` tells what each value does.
    """

    only: Names | None
    """Run only these stages: entities, mojibake, unicode, boilerplate, social, whitespace,
    sentences."""
    skip: Names | None
    """Do not run these stages."""
    off: Names | None
    """Switch these rules off; ``descrape rules`` lists them."""
    tweets: Literal["text", "quote", "drop", "keep"] | None
    """What becomes of embedded tweets [default: text]."""
    keep: Names | None
    """Leave pieces with these labels in, or ``"all"``. A named label beats ``"all"``."""
    drop: Names | None
    """Take pieces with these labels out, or ``"all"``. A named label beats ``"all"``."""
    survey: Survey | Files | None
    """Take out lines that many documents repeat: a survey, or files of ``descrape survey``."""
    social: Literal["keep", "drop", "mask", "split-hashtags"] | None
    """What becomes of mentions, hashtags, cashtags and links [default: keep]."""
    guess: Literal["off", "high", "any"] | None
    """How far repairs go that the remaining bytes do not determine [default: high]."""
    newlines: Literal["auto", "paragraph", "wrap"] | None
    """What a single newline means [default: auto]."""
    quotes_split: bool | Literal["on", "off"] | None
    """Whether a quotation of several sentences is split [default: True]."""
    language: str | None
    """The language of all texts, a BCP 47 tag [default: detected]."""
    encoding: str | None
    """The encoding of all bytes, as ``"windows-1252"`` [default: detected]."""
    fields: Names | None
    """Fields of :meth:`Document.record` and of data frames: a list chooses, ``"+changes"`` adds to
    the default."""
    offsets: Literal["chars", "bytes", "utf16"] | None
    """The unit of offsets in records, ``embeds``, ``removed`` and ``mentions`` [default: chars,
    which are code points]."""
