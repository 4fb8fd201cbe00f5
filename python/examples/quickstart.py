"""Cleans a text, a file's bytes and a table, and goes back to the source."""

import descrape

# A text, or bytes in any encoding.
doc = descrape.clean("â€œIt held,â€\x9d said Ada Tarn.  Rain fell.\n\nShare this article")
print(doc.text)
print(doc.sentences)

# Nothing is lost: every change is there, and the source can be had again.
for change in doc.changes:
    print(change.start, change.end, repr(change.before), "->", repr(change.after), change.rules)
assert "Share this article" in doc.restore()

# Where a sentence stood in the source: code points of a str, bytes of bytes.
start, end = doc.spans[1]
print(doc.to_source(start, end))

# Many texts in the same way, on all cores.
cleaner = descrape.Cleaner(tweets="drop", language="en")
docs = cleaner.clean_many(["It held.", b"caf\xe9 in Kessing", None])
print([doc.text if doc else None for doc in docs])

# The text alone, when nothing but letters is to be repaired.
print(descrape.fix_text("SchÃ¶ne GrÃ¼ÃŸe &amp; cafÃ©"))
