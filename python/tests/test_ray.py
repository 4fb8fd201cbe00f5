from __future__ import annotations

import ipaddress
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

# Ray listens on all addresses unless it is told that there are no other machines, before it is
# imported; `_node_ip_address="127.0.0.1"` alone is taken for the machine's own address.
os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
ray = pytest.importorskip("ray")
psutil = pytest.importorskip("psutil")
pytest.importorskip("ray.data")

import engine_articles as articles  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.fs  # noqa: E402

import descrape  # noqa: E402
import descrape.ray  # noqa: E402

COUNT = 240


@pytest.fixture(scope="module", autouse=True)
def session():
    """One Ray, for all tests, on loopback."""
    folder = tempfile.mkdtemp(prefix="ray", dir="/tmp")  # sockets need a short path
    ray.init(
        address="local",
        _node_ip_address="127.0.0.1",
        include_dashboard=False,
        num_cpus=2,
        object_store_memory=100 << 20,
        log_to_driver=False,
        _temp_dir=folder,
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = articles.rows(COUNT)
    return articles.write_jsonl(tmp_path_factory.mktemp("ray") / "articles.jsonl", rows)


def raylet() -> psutil.Process:
    (found,) = (p for p in psutil.Process().children(recursive=True) if p.name() == "raylet")
    return found


def listening() -> dict[str, list[str]]:
    """The addresses on which processes of this session listen, and who they are."""
    found: dict[str, list[str]] = {}
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        connections = getattr(process, "net_connections", None) or process.connections
        for socket in connections(kind="inet"):
            if socket.status == psutil.CONN_LISTEN:
                found.setdefault(socket.laddr.ip, []).append(process.name())
    return found


def test_the_module_is_not_the_library():
    assert descrape.ray.ray is ray and "descrape" not in ray.__file__


def test_same_rows_as_the_command_line(source, tmp_path):
    expected = articles.cleaned_jsonl(source, tmp_path / "out.jsonl", "--language-field=language")
    ds = ray.data.read_json(str(source), override_num_blocks=4)
    cleaned = descrape.ray.clean(ds, language="language", batch_size=16)
    found = articles.by_id(cleaned.take_all())
    assert set(found) == set(expected)
    for id, row in found.items():
        articles.same(row, {**expected[id], "error": None}, "path")


def test_every_field_with_the_types_of_a_parquet_output(source, tmp_path):
    fields = "+spans,+source_spans,+paragraphs,+removed,+changes,+stats"
    expected = articles.cleaned_parquet(
        source, tmp_path / "out.parquet", f"--fields={fields}", "--tweets=drop"
    )
    ds = ray.data.read_json(str(source))
    cleaned = descrape.ray.clean(ds, errors=None, fields=fields, tweets="drop")
    table = pyarrow.concat_tables(ray.get(cleaned.to_arrow_refs()))
    found = articles.by_id(table.to_pylist())
    assert set(found) == set(expected)
    for id, row in found.items():
        # What the rows of a file of records were.
        articles.same(row, expected[id], "path", "source_file", "source_fields")


def test_everything_listens_on_loopback(source):
    ds = ray.data.read_json(str(source), override_num_blocks=4)
    assert descrape.ray.clean(ds).count() == COUNT
    found = listening()
    assert "raylet" in {name for names in found.values() for name in names}
    for address, names in found.items():
        ip = ipaddress.ip_address(address.replace("::ffff:", ""))
        assert ip.is_loopback, f"{names} listen on {address}"


def test_a_folder_of_bytes(tmp_path):
    folder = articles.write_folder(tmp_path / "articles")
    expected = articles.cleaned_jsonl(folder, tmp_path / "out.jsonl", "--from=text")
    cleaned = descrape.ray.clean(descrape.ray.read_folder(folder), path="path")
    found = articles.by_id(cleaned.take_all())
    failed = {id: row["error"] for id, row in found.items() if row["error"] is not None}
    assert failed == {"page.html": "html", "photo.jpg": "binary", "cut.gz": "binary"}
    assert set(found) == set(expected) | {"cut.gz"}  # it is in quarantine
    assert expected["one.txt"]["encoding"] == "windows-1252"
    for id, record in expected.items():
        if id in failed:
            assert found[id]["text"] is None and found[id]["sentences"] is None
        else:
            articles.same(found[id], {**record, "error": None})


def test_files_are_read_in_parts():
    sizes = [40 << 20, 1, 31 << 20, 2 << 20, *[1] * 1500]
    parts = descrape.ray._parts([(f"{n}.txt", size) for n, size in enumerate(sizes)])
    assert [part.num_rows for part in parts] == [1, 2, 1000, 501]
    names = [name for part in parts for name in part.column("id").to_pylist()]
    assert names == [f"{n}.txt" for n in range(len(sizes))]


def test_packed_files(tmp_path):
    import gzip

    local = pyarrow.fs.LocalFileSystem()
    words = bytes(range(32, 127)) * 40_000
    two = gzip.compress(words) + gzip.compress(b"And more.")
    for name, file, text in [
        ("two", two, words + b"And more."),
        ("bomb", bomb := gzip.compress(bytes(9 << 20)), bomb),
        ("none", b"", b""),
    ]:
        (tmp_path / name).write_bytes(file)
        assert descrape.ray._read(local, str(tmp_path / name)) == text


def test_file_systems_are_listed_alike(tmp_path):
    folder = articles.write_folder(tmp_path)
    (folder / "sub" / "loop").unlink()
    listed = descrape.ray._listed(pyarrow.fs.LocalFileSystem(), str(folder))
    assert sorted(listed) == sorted(descrape.ray._local(str(folder))) and len(listed) == 10


def test_folders_that_hold_nothing(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file to read"):
        descrape.ray.read_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        descrape.ray.read_folder(tmp_path / "nowhere")
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("It held.")
    with pytest.raises(ValueError, match="UTF-8"):
        descrape.ray.read_folder(tmp_path)


def test_a_row_that_cannot_be_done_ends_the_job_if_wished():
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    table = pyarrow.table({"id": ["a", "b"], "body": [b"It held.", picture]})
    ds = ray.data.from_arrow(table)
    with pytest.raises(ray.exceptions.RayTaskError, match="row with id 'b': binary"):
        descrape.ray.clean(ds, "body", errors=None).take_all()
    rows = articles.by_id(descrape.ray.clean(ds, "body", errors="why").take_all())
    assert [(row["text"], row["why"]) for row in rows.values()] == [
        ("It held.", None),
        (None, "binary"),
    ]
    assert "body" not in rows["a"]


def test_wrong_options_fail_before_the_job():
    ds = ray.data.from_items([{"text": "It held."}])
    with pytest.raises(ValueError, match="tweet"):
        descrape.ray.clean(ds, tweets="maybe")


def test_blocks_without_values_and_without_rows():
    nothing = pyarrow.nulls(2)
    tables = [
        pyarrow.table({"id": [1, 2], "text": ["Ada  Tarn.", "b"], "title": ["T", None]}),
        pyarrow.table({"id": [3, 4], "text": nothing, "title": nothing}),
    ]
    ds = descrape.ray.clean(ray.data.from_arrow(tables))
    assert sorted(str(row["title"]) for row in ds.take_all()) == ["None", "None", "None", "T"]
    assert ds.schema().names[0] == "id" and "input.title" not in ds.schema().names
    empty = ray.data.from_arrow(tables[0]).filter(lambda row: row["id"] > 9)
    assert descrape.ray.clean(empty).take_all() == []


def test_a_worker_is_killed(tmp_path):
    """A process with a task half done: the task is done again, and is in the result once."""
    tasks, rows = 24, [{**row, "text": row["text"] * 20} for row in articles.rows(COUNT)]
    log = tmp_path / "tasks"
    log.touch()

    def note(batch: pyarrow.Table) -> pyarrow.Table:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0.2)
        return batch

    killed: list[int] = []

    def kill() -> None:
        for _ in range(3000):
            pids = [int(line) for line in log.read_text().splitlines() if line]
            workers = {child.pid for child in raylet().children()}
            if len(pids) >= 6 and pids[-1] in workers:
                os.kill(pids[-1], signal.SIGKILL)
                killed.append(pids[-1])
                return
            time.sleep(0.01)

    source = articles.write_jsonl(tmp_path / "in.jsonl", rows)
    expected = articles.cleaned_jsonl(source, tmp_path / "out.jsonl")
    size = COUNT // tasks
    parts = [pyarrow.Table.from_pylist(rows[n : n + size]) for n in range(0, COUNT, size)]
    ds = ray.data.from_arrow(parts).map_batches(note, batch_format="pyarrow", batch_size=None)
    killer = threading.Thread(target=kill)
    killer.start()
    # With larger batches Ray would make one task of all blocks.
    descrape.ray.clean(ds, batch_size=size).write_json(str(tmp_path / "clean"))
    killer.join()

    assert killed and killed[0] not in {child.pid for child in raylet().children()}
    done = [int(line) for line in log.read_text().splitlines()]
    assert tasks < len(done) < 2 * tasks  # what was under way, and not all
    found = written(tmp_path / "clean")
    assert set(found) == set(expected)
    for id, row in found.items():
        assert (row["text"], row["sentences"]) == (expected[id]["text"], expected[id]["sentences"])


def written(folder: Path) -> dict:
    return articles.by_id(json.loads(line) for file in folder.iterdir() for line in file.open("rb"))


# A network that has no way out, and processes that end with the first of them.
NAMESPACE = ["unshare", "-rnpf", "--kill-child", "--mount-proc"]
NETWORK = (
    "ip link set lo up && ip addr add 10.77.0.1/32 dev lo && ip addr add 10.77.0.2/32 dev lo"
    " && ip route add default dev lo src 10.77.0.1"
)


def test_a_node_is_lost(source, tmp_path):
    try:
        subprocess.run([*NAMESPACE, "sh", "-c", NETWORK], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no namespaces here")
    expected = articles.cleaned_jsonl(source, tmp_path / "out.jsonl")
    script = Path(__file__).with_name("ray_two_nodes.py")
    run = f'{NETWORK} && exec "$@"'
    temporary = tempfile.mkdtemp(prefix="ray", dir="/tmp")
    job = [sys.executable, script, temporary, source, tmp_path / "tasks", tmp_path / "clean"]
    env = {k: v for k, v in os.environ.items() if k != "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"}
    # The address of the cluster is written there, and the folder is only made by who has no other one.
    env["RAY_TMPDIR"] = temporary
    Path(temporary, "ray").mkdir()
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", run, "sh", *map(str, job)],
        env=env,
        timeout=100,
        capture_output=True,
        text=True,
    )
    shutil.rmtree(temporary, ignore_errors=True)
    assert done.returncode == 0, done.stderr
    lost = done.stdout.rpartition("lost: ")[2].strip()
    tasks, ran = COUNT // 10, (tmp_path / "tasks").read_text().splitlines()
    assert 4 <= ran.count(lost) < tasks / 2 and tasks <= len(ran) < 2 * tasks
    found = written(tmp_path / "clean")
    assert set(found) == set(expected)
    for id, row in found.items():
        assert (row["text"], row["sentences"]) == (expected[id]["text"], expected[id]["sentences"])


def test_example(tmp_path):
    folder = articles.write_folder(tmp_path / "articles")
    temporary = tempfile.mkdtemp(prefix="ray", dir="/tmp")
    printed = articles.run_example(
        "ray_job.py", folder, tmp_path / "clean", cwd=tmp_path, RAY_TMPDIR=temporary
    )
    shutil.rmtree(temporary, ignore_errors=True)
    assert "10 documents, 3 of them could not be done\n" in printed
    assert list((tmp_path / "clean").glob("*.parquet"))
    articles.page_has("ray.md", "ray_job.py")
