"""nupunkt on JSON lines {"id","lang","text"}: one model, made for English."""
import nupunkt
import jsonl

jsonl.run(lambda _lang, text: nupunkt.sent_spans(text))
