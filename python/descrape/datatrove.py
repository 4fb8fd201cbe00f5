"""A step of datatrove's pipelines.

    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from descrape.datatrove import Descrape

    pipeline = [JsonlReader("articles"), Descrape(), JsonlWriter("clean")]
"""

from __future__ import annotations

import contextlib
from typing import Any, Iterable, Iterator

import pyarrow
from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.batching import batched
from datatrove.utils.typeshelper import StatHints

from descrape import _tables
from descrape._cleaner import Cleaner

__all__ = ["Descrape"]

_ERROR = "descrape.error"


class Descrape(PipelineStep):
    """Cleans the text of documents and puts what else is known of them into their metadata.

    Args:
        fields: fields of a record that go into the metadata, of those that
            ``descrape clean --fields`` names. What the metadata has by such a name already is kept
            as ``input.<name>``. A ``title`` that is a string is the title, and no headline is
            looked for in the text.
        language: the key of the metadata that holds the language, if there is one
        exclusion_writer: a writer for documents that could not be done, which have the reason in
            ``filter_reason`` of their metadata. They are dropped in any case.
        batch_size: how many documents are cleaned at once, by one thread
        options: those of :class:`descrape.Cleaner`. A wrong one is a :class:`ValueError`.

    Of the stats, ``total``, ``forwarded`` and ``dropped`` are documents, as those of a filter, and
    each rule has the number of its changes by its name (``mojibake.utf8-as-windows-1252``).
    """

    name = "🧽 Descrape"
    type = "✂️ - FORMAT"
    _requires_dependencies = ["pyarrow"]

    def __init__(
        self,
        fields: Iterable[str] = ("title", "language", "sentences"),
        *,
        language: str | None = None,
        exclusion_writer: DiskWriter | None = None,
        batch_size: int = 100,
        **options: Any,
    ) -> None:
        super().__init__()
        self.fields = fields.split(",") if isinstance(fields, str) else list(fields)
        self.language = language
        self.exclusion_writer = exclusion_writer
        self.batch_size = batch_size
        needed = dict.fromkeys(["text", "stats", *self.fields])
        self.cleaner = Cleaner(fields=list(needed), **options)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Yields the documents, cleaned, in order."""
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for batch in batched(data, self.batch_size):
                with self.track_time("batch"):
                    records = list(self._records(batch))
                for document, record in zip(batch, records):
                    self.stat_update(StatHints.total)
                    reason = record.pop(_ERROR)
                    if reason is None:
                        self._clean(document, record)
                        self.stat_update(StatHints.forwarded)
                        self.update_doc_stats(document)
                        yield document
                        continue
                    kind = reason.partition(":")[0].replace(" ", "_")
                    self.stat_update(StatHints.dropped, f"dropped_{kind}")
                    if writer is not None:
                        document.text = str(document.text)  # or the writer fails
                        document.metadata["filter_reason"] = reason
                        writer.write(document, rank)

    def _records(self, batch: list[Document]) -> Iterator[dict[str, Any]]:
        """Our fields of each document, and why there are none."""
        texts = [document.text if isinstance(document.text, str) else None for document in batch]
        table = pyarrow.table({"text": _tables.column(texts)})
        for name in {"title", self.language} - {None}:
            values = [document.metadata.get(name) for document in batch]
            values = [value if isinstance(value, str) else None for value in values]
            table = table.append_column(name, _tables.column(values))
        cleaned = _tables.cleaned(
            self.cleaner, table, text="text", language=self.language, errors=_ERROR, threads=1
        )
        ours = self.cleaner.rows(pyarrow.schema({"text": pyarrow.string()}), errors=_ERROR)
        cleaned = cleaned.select(pyarrow.schema(ours.schema).names)
        for text, record in zip(texts, cleaned.to_pylist()):
            if text is None:
                record[_ERROR] = "text is not a string"
            yield record

    def _clean(self, document: Document, record: dict[str, Any]) -> None:
        metadata = document.metadata
        stats = record.pop("stats")
        stats["rules"] = dict(stats["rules"])
        for rule, changes in stats["rules"].items():
            self.stat_update(rule, value=changes)
        document.text = record.pop("text")
        if "stats" in self.fields:
            record["stats"] = stats
        for name, value in record.items():
            # What was believed is the value, and not kept twice.
            believed = name in ("title", self.language) and isinstance(metadata.get(name), str)
            if name in metadata and not believed:
                metadata[f"input.{name}"] = metadata[name]
            metadata[name] = value
