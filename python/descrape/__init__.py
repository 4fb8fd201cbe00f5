"""Turns scraped articles into clean, sentence-split text, and accounts for every byte it changed.

    >>> import descrape
    >>> doc = descrape.clean("â€œIt held,â€\\x9d she said.  Rain fell.")
    >>> doc.text
    '“It held,” she said. Rain fell.'
    >>> doc.sentences
    ['“It held,” she said.', 'Rain fell.']
    >>> doc.restore()
    'â€œIt held,â€\\x9d she said.  Rain fell.'

Options are those of ``descrape clean``, by the same names: ``tweets="drop"``,
``only=["mojibake", "sentences"]``, ``language="de"``, ``fields="+changes"``. ``descrape clean --help``
tells what each does.
"""

from __future__ import annotations

from descrape._cleaner import Cleaner, clean
from descrape._native import (
    Change,
    Document,
    RowError,
    Survey,
    __version__,
    fix_text,
    split_sentences,
)
from descrape._options import Options

__all__ = [
    "Change",
    "Cleaner",
    "Document",
    "Options",
    "RowError",
    "Survey",
    "__version__",
    "clean",
    "fix_text",
    "split_sentences",
]
