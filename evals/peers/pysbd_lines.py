"""pySBD on JSON lines {"id","lang","text"}; languages it does not know are split as English."""
import json, sys
import pysbd
from pysbd.languages import LANGUAGE_CODES

known = {}
for line in sys.stdin.buffer:
    record = json.loads(line)
    lang = record["lang"] if record["lang"] in LANGUAGE_CODES else "en"
    segmenter = known.setdefault(lang, pysbd.Segmenter(language=lang, clean=False, char_span=True))
    spans = [[s.start, s.end] for s in segmenter.segment(record["text"])]
    print(json.dumps({"id": record["id"], "spans": spans}))
