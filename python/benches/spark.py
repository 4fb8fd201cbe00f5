"""Spark with two executors against the command line with two threads, on the same data.

python python/benches/spark.py articles.jsonl [--rounds 5] [--copies 1]

Each round does, one after another, from JSONL to JSONL and from Parquet to Parquet: the command;
Spark reading, cleaning and writing; Spark reading and writing with a step that hands every batch on
as it is (`plain pass`). `spark, no output` cleans the rows of Parquet and drops them. What is
measured is a job's wall time in a session that runs, behind one round that does not count. For each
the fastest round and the middle one are told, in seconds and in MB of the JSONL a second.
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
from functools import partial

import pyspark
from descrape import spark as descrape_spark
from pyspark.sql import DataFrame, SparkSession

SCHEMA = "id string, source string, text string"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("jsonl", help="JSONL with the field `text`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--copies", type=int, default=1, help="take the JSONL so many times over")
    arguments = parser.parse_args()
    started = time.monotonic()
    spark = session()
    print(f"Spark started in {time.monotonic() - started:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        jsonl = prepared(spark, arguments.jsonl, arguments.copies, folder)
        megabytes = os.path.getsize(jsonl) / 1e6
        works = steps(spark, folder)
        times: dict[str, list[float]] = {name: [] for name in works}
        for n in range(arguments.rounds + 1):
            for name, work in works.items():
                shutil.rmtree(os.path.join(folder, "out"), ignore_errors=True)
                begun = time.monotonic()
                work()
                if n > 0:
                    times[name].append(time.monotonic() - begun)
            if n > 0:
                print("; ".join(f"{name} {taken[-1]:.2f} s" for name, taken in times.items()))
    spark.stop()
    told(times, megabytes)


def session() -> SparkSession:
    os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master("local-cluster[2,1,2048]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.executor.memory", "2g")
        .config("spark.sql.files.maxPartitionBytes", "8m")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    )
    if "PYTHONPATH" in os.environ:
        builder = builder.config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


def prepared(spark: SparkSession, jsonl: str, copies: int, folder: str) -> str:
    """Puts `in.jsonl` and `in.parquet` into the folder."""
    made = os.path.join(folder, "in.jsonl")
    with open(made, "wb") as whole, open(jsonl, "rb") as file:
        for _ in range(copies):
            file.seek(0)
            shutil.copyfileobj(file, whole)
    rows = spark.read.schema(SCHEMA).json(made)
    # One file, of which tasks take row groups.
    rows.coalesce(1).write.option("parquet.block.size", 4 << 20).parquet(
        os.path.join(folder, "in.parquet")
    )
    return made


def steps(spark: SparkSession, folder: str) -> dict[str, Callable[[], object]]:
    works: dict[str, Callable[[], object]] = {}
    for kind in ("json", "parquet"):
        source = os.path.join(folder, "in.jsonl" if kind == "json" else "in.parquet")
        name = f"{'jsonl' if kind == 'json' else kind}: "
        works[name + "command"] = partial(by_command, source, folder)
        for what, each in (("spark", descrape_spark.clean), ("plain pass", passed)):
            works[name + what] = partial(by_spark, spark, kind, source, each, folder)
    clean = descrape_spark.clean
    works["parquet: spark, no output"] = partial(by_spark, spark, "parquet", source, clean, None)
    return works


def by_command(source: str, folder: str) -> None:
    command = [sys.executable, "-m", "descrape", "clean", "-q", "--threads", "2", source]
    out = "out.parquet" if source.endswith("parquet") else "out.jsonl"
    subprocess.run([*command, "-o", os.path.join(folder, out)], check=True)


def by_spark(
    spark: SparkSession, kind: str, source: str, each: Callable, folder: str | None
) -> None:
    cleaned = each(spark.read.schema(SCHEMA).format(kind).load(source))
    if folder is None:
        cleaned.write.format("noop").mode("overwrite").save()
    else:
        cleaned.write.format(kind).save(os.path.join(folder, "out"))


def passed(df: DataFrame) -> DataFrame:
    return df.mapInArrow(lambda batches: batches, SCHEMA)


def told(times: dict[str, list[float]], megabytes: float) -> None:
    for name, taken in times.items():
        best, middle = min(taken), statistics.median(taken)
        told = f"{name:27} best {best:.2f} s, {megabytes / best:.1f} MB/s; middle {middle:.2f} s"
        command = times[name.partition(":")[0] + ": command"]
        print(f"{told}; {min(command) / best:.2f} times as fast as the command")


if __name__ == "__main__":
    main()
