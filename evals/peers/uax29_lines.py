"""The default sentence boundaries of Unicode (UAX #29) on JSON lines {"id","lang","text"}, by ICU's root locale:
the same boundaries as icu_segmenter's and unicode-segmentation's, which are Rust's. They know no languages."""
from itertools import accumulate, pairwise
import icu
import jsonl

breaks = icu.BreakIterator.createSentenceInstance(icu.Locale.getRoot())


def split(_lang, text):
    breaks.setText(text)
    ends = list(breaks)
    if not text.isascii():
        # ICU counts in UTF-16.
        points = {at: n for n, at in enumerate(accumulate((1 + (c > "\uffff") for c in text), initial=0))}
        ends = [points[end] for end in ends]
    return pairwise([0, *ends])


jsonl.run(split)
