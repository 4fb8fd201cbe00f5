"""Spark with two executors against the command line with two threads, on the same JSONL.

python python/benches/spark.py articles.jsonl [--rounds 5]

Each round does, one after another: the command; Spark reading, cleaning and writing JSONL; Spark
reading and writing the same with a step that hands every batch on as it is. What is measured is a
job's wall time in a session that runs, behind one round that does not count. For each the fastest
round and the middle one are told, in seconds and in MB of the input file a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import pyspark
from descrape import spark as descrape_spark
from pyspark.sql import SparkSession

SCHEMA = "id string, source string, text string"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("jsonl", help="JSONL with the field `text`")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    started = time.monotonic()
    spark = session()
    print(f"Spark started in {time.monotonic() - started:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        works = steps(spark, arguments.jsonl, folder)
        times: dict[str, list[float]] = {name: [] for name in works}
        for n in range(arguments.rounds + 1):
            for name, work in works.items():
                shutil.rmtree(os.path.join(folder, "out"), ignore_errors=True)
                begun = time.monotonic()
                work()
                if n > 0:
                    times[name].append(time.monotonic() - begun)
            if n > 0:
                print("  ".join(f"{name} {taken[-1]:.2f} s" for name, taken in times.items()))
    spark.stop()
    told(times, os.path.getsize(arguments.jsonl) / 1e6)


def session() -> SparkSession:
    os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master("local-cluster[2,1,2048]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "2g")
        .config("spark.sql.files.maxPartitionBytes", "8m")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    )
    if "PYTHONPATH" in os.environ:
        builder = builder.config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


def steps(spark: SparkSession, jsonl: str, folder: str) -> dict[str, Callable[[], object]]:
    out = os.path.join(folder, "out")
    command = [sys.executable, "-m", "descrape", "clean", "-q", "--threads", "2", jsonl]

    def rows():
        return spark.read.schema(SCHEMA).json(jsonl)

    def by_command() -> None:
        subprocess.run([*command, "-o", os.path.join(folder, "out.jsonl")], check=True)

    return {
        "command": by_command,
        "spark": lambda: descrape_spark.clean(rows()).write.json(out),
        "plain pass": lambda: rows().mapInArrow(iter, SCHEMA).write.json(out),
    }


def told(times: dict[str, list[float]], megabytes: float) -> None:
    for name, taken in times.items():
        best, middle = min(taken), statistics.median(taken)
        rate = f"{megabytes / best:.1f} MB/s"
        print(f"{name}: best {best:.2f} s ({rate}), middle {middle:.2f} s")
    best = min(times["command"]) / min(times["spark"])
    middle = statistics.median(times["command"]) / statistics.median(times["spark"])
    print(f"spark is {best:.2f} times as fast as the command (middle: {middle:.2f})")


if __name__ == "__main__":
    main()
