"""Cleans data sets of Ray Data.

    import ray, descrape.ray

    ds = ray.data.read_json("articles/*.jsonl")
    descrape.ray.clean(ds).write_parquet("clean")
"""

from __future__ import annotations

import os
import pickle
from functools import lru_cache
from typing import Any, Mapping

import pyarrow
import pyarrow.fs
import ray.data

from descrape import _tables
from descrape._cleaner import Cleaner
from descrape._native import RowError

__all__ = ["clean", "read_folder"]


def clean(
    ds: ray.data.Dataset,
    text: str = "text",
    *,
    language: str | None = None,
    path: str | None = None,
    errors: str | None = "error",
    batch_size: int | None = 500,
    ray_options: Mapping[str, Any] | None = None,
    **options: Any,
) -> ray.data.Dataset:
    """Cleans the column ``text`` of a data set, strings or bytes in any encoding.

    Behind the columns that pass through come the fields of a record (``language``, ``title``,
    ``text``, ``sentences`` and so on, as ``fields`` chose). ``options`` are those of
    :class:`descrape.Cleaner`; a wrong one is a :class:`ValueError` here and not in a worker. The
    columns ``language`` and ``path`` say what is known of a text, as in
    :meth:`descrape.Cleaner.clean_arrow`.

    A row that could not be done is null in all fields, and the column named by ``errors`` says why.
    With ``errors=None`` there is no such column, and such a row ends the job: a
    :class:`descrape.RowError` that names the row's ``id`` or ``path``, inside Ray's own error.

    ``batch_size`` is in rows. A task cleans by one thread, as it asks Ray for one CPU;
    ``ray_options`` are further arguments of ``map_batches`` (``num_cpus``, ``memory``,
    ``concurrency`` …).
    """
    columns = {"text": text, "language": language, "path": path, "errors": errors}
    return ds.map_batches(
        _cleaned,
        fn_kwargs={"cleaner": pickle.dumps(Cleaner(**options)), **columns},
        batch_format="pyarrow",
        batch_size=batch_size,
        zero_copy_batch=True,
        **(ray_options or {}),
    )


def read_folder(
    path: str | os.PathLike[str], *, filesystem: pyarrow.fs.FileSystem | None = None
) -> ray.data.Dataset:
    """The files below a folder, a row each, undecoded.

    The columns are ``id``, the path below the folder, and ``path``, the folder as given with it, as
    the command line names files; and ``text``, the bytes of the file, unpacked if they are gzip or
    zstd. Clean them with ``clean(ds, path="path")``.

    Dot files and empty files are passed over. Every other file is one document, also one that holds
    records, as with ``descrape clean --from text``. ``path`` may be a URI (``s3://…``), or a path
    of ``filesystem``; each worker reads its files itself. That one cannot be read is an
    :class:`OSError`, which ends the job.

    The files are listed and read here and not by :func:`ray.data.read_binary_files`, which passes
    over names that begin with ``_``, and fails at a file that is named ``.gz`` and is none.
    """
    typed = os.fspath(path).rstrip("/") or "/"
    if filesystem is None and "://" in typed:
        filesystem, base = pyarrow.fs.FileSystem.from_uri(typed)
    else:
        base = typed if filesystem is not None else os.path.abspath(typed)
    files = _local(base) if filesystem is None else _listed(filesystem, base)
    if not files:
        raise FileNotFoundError(f"there is no file to read in {typed}")
    names = {"base": base.rstrip("/") + "/", "typed": typed.rstrip("/") + "/"}
    return ray.data.from_arrow(_parts(sorted(files))).map_batches(
        _files,
        fn_kwargs={"filesystem": filesystem, **names},
        batch_format="pyarrow",
        batch_size=None,
        zero_copy_batch=True,
    )


def _local(base: str) -> list[tuple[str, int]]:
    """Paths below a folder, and sizes. Links are followed, but not into a folder they stand in."""
    files: list[tuple[str, int]] = []

    def walk(below: str, inside: frozenset[tuple[int, int]]) -> None:
        for entry in os.scandir(os.path.join(base, below)):
            name = below + entry.name
            if entry.name.startswith("."):
                continue
            try:
                stat = entry.stat()
            except FileNotFoundError:  # a link to nothing
                continue
            folder = (stat.st_dev, stat.st_ino)
            if entry.is_file():
                files.append((name, stat.st_size))
            elif entry.is_dir() and folder not in inside:
                walk(name + "/", inside | {folder})

    top = os.stat(base)
    walk("", frozenset({(top.st_dev, top.st_ino)}))
    for name, _ in files:
        if not name.isascii() and name.encode("utf-8", "replace").decode() != name:
            raise ValueError(f"{os.path.join(base, name)!a}: Arrow reads names in UTF-8 only")
    return [file for file in files if file[1] > 0]


def _listed(filesystem: pyarrow.fs.FileSystem, base: str) -> list[tuple[str, int]]:
    """The same of a file system that is not this machine's."""
    found = filesystem.get_file_info(pyarrow.fs.FileSelector(base, recursive=True))
    start = len(base.rstrip("/")) + 1
    files = [(info.path[start:], info.size) for info in found if info.is_file]
    return [(name, size) for name, size in files if size != 0 and "/." not in "/" + name]


# What a task reads at once: enough that starting it costs little, and little enough for its memory.
_PART_BYTES = 32 << 20
_PART_FILES = 1000


def _parts(files: list[tuple[str, int]]) -> list[pyarrow.Table]:
    parts: list[list[str]] = [[]]
    room = _PART_BYTES
    for name, size in files:
        if parts[-1] and (size > room or len(parts[-1]) == _PART_FILES):
            parts.append([])
            room = _PART_BYTES
        parts[-1].append(name)
        room -= size
    return [pyarrow.table({"id": pyarrow.array(part, pyarrow.string())}) for part in parts]


def _files(
    batch: pyarrow.Table, *, filesystem: pyarrow.fs.FileSystem | None, base: str, typed: str
) -> pyarrow.Table:
    filesystem = filesystem or pyarrow.fs.LocalFileSystem()
    names = batch.column("id").to_pylist()
    paths = pyarrow.array([typed + name for name in names], pyarrow.string())
    texts = [_read(filesystem, base + name) for name in names]
    return batch.append_column("path", paths).append_column(
        "text", pyarrow.array(texts, pyarrow.large_binary())
    )


_PACKED = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}

# As `--max-expansion`.
_MAX_EXPANSION = 300

# Arrow makes room for as much as is asked for.
_PIECE = 1 << 20


def _read(filesystem: pyarrow.fs.FileSystem, path: str) -> bytes:
    """What a file holds; what cannot be unpacked as it is, which is binary then."""
    with filesystem.open_input_stream(path, compression=None) as stream:
        file = stream.read()
    codec = next((codec for codec, start in _PACKED.items() if file.startswith(start)), None)
    if codec is None:
        return file
    unpacked, limit = bytearray(), len(file) * _MAX_EXPANSION
    try:
        with pyarrow.CompressedInputStream(pyarrow.BufferReader(file), codec) as stream:
            while piece := stream.read(_PIECE):
                unpacked += piece
                if len(unpacked) > limit:
                    return file
    except OSError:
        return file
    return bytes(unpacked)


@lru_cache(maxsize=4)
def _cleaner(pickled: bytes) -> Cleaner:
    """Made once in a worker process, which does many tasks."""
    return pickle.loads(pickled)


def _cleaned(batch: pyarrow.Table, *, cleaner: bytes, **columns: Any) -> pyarrow.Table:
    if not batch.column_names:  # an empty block, of which Ray does not know the columns
        return batch
    try:
        return _tables.cleaned(_cleaner(cleaner), batch, threads=1, **columns)
    except RowError as error:
        # Which row of which batch that was tells nobody anything.
        names = [columns["path"], "id", "path"]
        name = next((name for name in names if name in batch.column_names), None)
        if name is None:
            raise
        cell = batch.column(name)[error.row].as_py()
        named = RowError(f"row with {name} {cell!r}: {error.reason}")
        named.row, named.reason = error.row, error.reason
        raise named from None
