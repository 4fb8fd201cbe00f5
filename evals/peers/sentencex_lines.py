"""sentencex on JSON lines {"id","lang","text"}."""
import sentencex
import jsonl


def split(lang, text):
    return ((b["start_index"], b["end_index"]) for b in sentencex.get_sentence_boundaries(lang, text))


jsonl.run(split)
