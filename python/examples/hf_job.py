import sys

import datasets

import descrape.hf

source, target = sys.argv[1:]
ds = datasets.load_dataset("json", data_files=source, split="train")
ds = ds.map(descrape.hf.clean, batched=True, num_proc=2, fn_kwargs={"tweets": "drop"})
failed = ds.filter(lambda row: row["error"] is not None)
print(f"{len(ds)} documents, {len(failed)} of them could not be done")
ds.to_json(target, force_ascii=False)
