"""sentencex on JSON lines {"id","lang","text"}."""
import json, sys
import sentencex

for line in sys.stdin.buffer:
    record = json.loads(line)
    boundaries = sentencex.get_sentence_boundaries(record["lang"], record["text"])
    spans = [[b["start_index"], b["end_index"]] for b in boundaries]
    print(json.dumps({"id": record["id"], "spans": spans}))
