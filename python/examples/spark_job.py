"""Cleans a folder of articles, or JSONL, on Spark, and writes Parquet.

spark-submit spark_job.py articles/ clean/
spark-submit spark_job.py articles.jsonl clean/ --text-field body
"""

import argparse

from descrape import spark as descrape_spark
from pyspark.sql import SparkSession

parser = argparse.ArgumentParser()
parser.add_argument("input", help="a folder of files, or JSONL (a file, or a pattern)")
parser.add_argument("output", help="where Parquet goes; must not be there")
parser.add_argument("--text-field", default="text", help="the field of JSONL that holds the text")
arguments = parser.parse_args()

spark = (
    SparkSession.builder.appName("descrape")
    # Rows that Spark hands to a worker at a time; its own 10,000 are too many for long texts.
    .config("spark.sql.execution.arrow.maxRecordsPerBatch", 500)
    .getOrCreate()
)

if arguments.input.endswith(".jsonl"):
    rows, columns = spark.read.json(arguments.input), {"text": arguments.text_field}
else:
    rows = descrape_spark.read_folder(spark, arguments.input)
    columns = {"text": "content", "path": "path"}

descrape_spark.clean(rows, **columns).write.parquet(arguments.output)

clean = spark.read.parquet(arguments.output)
for reason, count in clean.groupBy("error").count().orderBy("error").collect():
    print(f"{count} {'not done: ' + reason if reason else 'done'}")
spark.stop()
