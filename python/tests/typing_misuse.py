"""What a type checker is to refuse: each line with a comment, for the reason that it names."""

from __future__ import annotations

import descrape

descrape.clean(3)  # arg-type
descrape.clean("It held.", tweets="burn")  # arg-type
descrape.clean("It held.", twets="drop")  # call-arg
descrape.Cleaner(only=3)  # arg-type
descrape.Cleaner(threads=2)  # call-arg
descrape.Cleaner().clean_many("It held.", threads="2")  # arg-type
descrape.Cleaner().fix(b"It held.")  # arg-type
descrape.fix_text(None)  # arg-type
descrape.clean("It held.").text = "So."  # misc
descrape.clean("It held.").record(1)  # arg-type
descrape.Survey("lines.survey")  # arg-type
print(descrape.clean("It held.").words)  # attr-defined
