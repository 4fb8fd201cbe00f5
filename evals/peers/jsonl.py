"""What the sentence splitters' scripts share: JSON lines {"id","lang","text"} in, {"id","spans"} out."""
import json, re, sys

BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")


def run(split):
    """Writes split(lang, text), spans of code points, of every line of stdin.

    A splitter gets one paragraph at a time. Some do not know that a blank line ends a sentence, and whoever
    uses them parts the text first."""
    for line in sys.stdin.buffer:
        record = json.loads(line)
        spans = []
        for start, paragraph in paragraphs(record["text"]):
            spans += [[start + a, start + b] for a, b in split(record["lang"], paragraph)]
        print(json.dumps({"id": record["id"], "spans": spans}))


def paragraphs(text):
    start = 0
    for blank in [*BLANK_LINES.finditer(text), None]:
        end = blank.start() if blank else len(text)
        if text[start:end].strip():
            yield start, text[start:end]
        start = blank.end() if blank else end


def spans_of(text, sentences):
    """Where the sentences stand in the text, of a splitter that gives strings and edits their white space."""
    at = 0
    for sentence in sentences:
        left = sum(not c.isspace() for c in sentence)
        start = at
        while left and at < len(text):
            left -= not text[at].isspace()
            at += 1
        yield start, at
