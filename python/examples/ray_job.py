import sys

import ray

import descrape.ray

source, target = sys.argv[1:]
ray.init(address="local", num_cpus=2, include_dashboard=False)
ds = descrape.ray.read_folder(source)
ds = descrape.ray.clean(ds, path="path", tweets="drop").materialize()
failed = ds.count() - ds.filter(lambda row: row["error"] is None).count()
print(f"{ds.count()} documents, {failed} of them could not be done")
ds.write_parquet(target)
