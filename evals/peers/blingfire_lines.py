"""BlingFire on JSON lines {"id","lang","text"}: one model for all languages.

Its own offsets are of a copy it normalises, and its wrapper stops at some texts: so its strings are looked up."""
import blingfire
import jsonl

jsonl.run(lambda _lang, text: jsonl.spans_of(text, blingfire.text_to_sentences(text).split("\n")))
