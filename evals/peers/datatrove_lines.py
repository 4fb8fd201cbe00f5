"""datatrove from a file of JSON lines {"id","text"} to another, with "sentences": its reader, ftfy as it sets it, sentences,
its writer, in one worker. `own` sentences are datatrove's for English, which are spaCy's; `pysbd` puts that in for them.

    datatrove_lines.py IN OUT own|pysbd       OUT is plain, .gz or .zst"""
import os, sys, tempfile
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

source, out, splitter = sys.argv[1:]


class Sentences(PipelineStep):
    name = "Sentences"

    def run(self, data, rank=0, world_size=1):
        if splitter == "own":
            from datatrove.utils.text import split_into_sentences as split
        else:
            import pysbd
            split = pysbd.Segmenter(language="en", clean=False).segment
        for document in data:
            with self.track_time():
                document.metadata["sentences"] = split(document.text)
            yield document


folder, name = os.path.split(os.path.abspath(source))
to, out = os.path.split(os.path.abspath(out))
with tempfile.TemporaryDirectory() as logs:
    LocalPipelineExecutor(
        [
            JsonlReader(folder, glob_pattern=name, recursive=False),
            FTFYFormatter(),
            Sentences(),
            JsonlWriter(to, out, compression="infer", expand_metadata=True),
        ],
        tasks=1,
        workers=1,
        logging_dir=logs,
    ).run()
