import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from descrape.datatrove import Descrape

if __name__ == "__main__":
    source, target, logs = sys.argv[1:]
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(source),
            Descrape(fields=["title", "sentences", "embeds"], tweets="drop"),
            JsonlWriter(target),
        ],
        tasks=2,
        workers=2,
        logging_dir=logs,
    ).run()
