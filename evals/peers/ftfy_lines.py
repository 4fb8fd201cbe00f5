"""ftfy on JSON lines {"id","text"}, by line of text, with the settings that leave good text alone."""
import json, sys
import ftfy

# Curly quotes, ligatures and widths are the author's: rewriting them would count as damage here.
config = ftfy.TextFixerConfig(uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False)
for line in sys.stdin.buffer:
    record = json.loads(line)
    print(json.dumps({"id": record["id"], "text": ftfy.fix_text(record["text"], config)}))
