"""The Moses splitter, as in sentence-splitter, on JSON lines {"id","lang","text"}; languages it has no prefixes
of are split as English. A program to measure: nothing of it is in this project."""
import functools
from sentence_splitter import SentenceSplitter, SentenceSplitterException
import jsonl


@functools.cache
def splitter(lang):
    try:
        return SentenceSplitter(lang)
    except SentenceSplitterException:
        return SentenceSplitter("en")


jsonl.run(lambda lang, text: jsonl.spans_of(text, splitter(lang).split(text)))
