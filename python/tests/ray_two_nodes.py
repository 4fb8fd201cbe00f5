"""Run by test_ray.py in a network of its own: two nodes of Ray, one of which is lost."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import pyarrow
import ray
from ray.cluster_utils import Cluster

import descrape.ray

ADDRESSES = ("10.77.0.1", "10.77.0.2")


def main(folder: Path, source: Path, log: Path, target: Path) -> None:
    node = {"num_cpus": 1, "object_store_memory": 100 << 20}
    head = {**node, "node_ip_address": ADDRESSES[0], "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args={**head, "temp_dir": str(folder)})
    second = cluster.add_node(**node, node_ip_address=ADDRESSES[1])
    ray.init(cluster.address, _node_ip_address=ADDRESSES[0], log_to_driver=False)

    (lost,) = (node["NodeID"] for node in ray.nodes() if node["NodeManagerAddress"] == ADDRESSES[1])

    def note(batch: pyarrow.Table) -> pyarrow.Table:
        with log.open("a") as file:
            file.write(ray.get_runtime_context().get_node_id() + "\n")
        time.sleep(0.3)
        return batch

    def kill() -> None:
        while log.read_text().split().count(lost) < 4:
            time.sleep(0.01)
        (process,) = second.all_processes["raylet"]
        os.kill(process.process.pid, signal.SIGKILL)

    log.touch()
    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    table = ray.data.read_json(str(source)).materialize()
    parts = pyarrow.concat_tables(ray.get(table.to_arrow_refs()))
    parts = [parts.slice(at, 10) for at in range(0, parts.num_rows, 10)]
    spread = {"scheduling_strategy": "SPREAD"}
    ds = ray.data.from_arrow(parts)
    ds = ds.map_batches(note, batch_format="pyarrow", batch_size=None, **spread)
    descrape.ray.clean(ds, batch_size=10, ray_options=spread).write_json(str(target))
    killer.join(10)
    if not killer.is_alive():
        print("lost:", lost)
    # The namespace ends with this process, and all that is in it.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
