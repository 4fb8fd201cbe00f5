"""pySBD on JSON lines {"id","lang","text"}; languages it does not know are split as English."""
import functools
import pysbd
from pysbd.languages import LANGUAGE_CODES
import jsonl


@functools.cache
def segmenter(lang):
    return pysbd.Segmenter(language=lang, clean=False, char_span=True)


def split(lang, text):
    known = lang if lang in LANGUAGE_CODES else "en"
    return ((s.start, s.end) for s in segmenter(known).segment(text))


jsonl.run(split)
