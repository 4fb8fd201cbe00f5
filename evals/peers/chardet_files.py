"""chardet on a folder of files, their text as JSON lines {"id","text"}."""
import json, os, sys
import chardet

folder = sys.argv[1]
for name in sorted(os.listdir(folder)):
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    encoding = chardet.detect(data)["encoding"] or "windows-1252"
    try:
        text = data.decode(encoding, "replace")
    except LookupError:
        text = data.decode("windows-1252", "replace")
    print(json.dumps({"id": name, "text": text.removeprefix("\ufeff")}))
