"""Texts that the tests share. People and places are invented."""

from __future__ import annotations

from random import Random

MOJIBAKE = "â€œIt held,â€\x9d said Ada Tarn.  The sea wall of Kessing stood."
TWEET = (
    "The ferry is back in service, said Orrin.\n\n"
    "It sails! — Mara Voss (@mara) March 3, 2024\n\n"
    "Nobody in Kessing slept. 😀 #FerryDay"
)
FURNITURE = (
    "The wall held, said Orrin.\n\nShare this article\n\nRead more: Ferry back in service\n\n"
    "Rain fell on the sea wall.\n\nCopyright 2024 Kessing Post. All rights reserved."
)
CLEAN = "Rain fell on Kessing. The sea wall held."
ASTRAL = "😀 Ada Tarn said “yes”.  𝔎essing is 𝕙igh. cafÃ© 😀 end."
GERMAN = "Am 3. Mai kam Dr. Lund nach Kessing. SchÃ¶ne GrÃ¼ÃŸe, schrieb er."

TEXTS = [
    MOJIBAKE,
    TWEET,
    FURNITURE,
    CLEAN,
    ASTRAL,
    GERMAN,
    "",
    " \n\n ",
    "Orrin\r\n\r\nIt held.\r\n",
]

WINDOWS_1252 = "Ada Tarn drank café au lait.\r\n\r\n“It held” – she said.".encode("cp1252")
UTF_16 = b"\xff\xfe" + "The sea wall 😀 held.\n\nRain fell.".encode("utf-16-le")
UTF_8_BOM = b"\xef\xbb\xbf" + MOJIBAKE.encode()
BROKEN = b"The wall held \x81\xff\xfe \xc3\x28. Rain fell\x00 on Kessing \xe2\x80"

BYTES = [WINDOWS_1252, UTF_16, UTF_8_BOM, BROKEN, CLEAN.encode(), b"", TWEET.encode()]

PIECES = [
    *["Ada Tarn", "Orrin", "Kessing", "sea wall", "held", "rain fell", "Dr. Lund", "3. Mai"],
    *["cafÃ©", "â€œ", "â€\x9d", "â€™s", "GrÃ¼ÃŸe", "Ã¢â‚¬Å“", "ï¿½", "\ufffd", "ðŸ˜€"],
    *["&amp;", "&amp;lt;", "&#8220;", "&nbsp;", "&", "\u00ad", "\u200b", "\ufeff", "\0", "\x07"],
    *["\ud800", "\udc80", "\udfff", "e\u0301", "\u0301", "Å", "ﬁ", "😀", "𝔎", "日本", "Привет"],
    *["@mara", "#FerryDay", "https://kessing.example/a?b=1", "pic.twitter.com/abc123"],
    *[" — Mara Voss (@mara) March 3, 2024", "Share this article", "By Ada Tarn", "* ", "1. "],
    *["“", "”", '"', "'", "…", "-", "--", "— ", ".", ". ", "! ", "? ", ", ", ": "],
    *[" ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "\u2028", "\u00a0", "\x85"],
]


def random_text(random: Random) -> str:
    """A text of up to some forty pieces, with what is odd more often than in the world."""
    return "".join(random.choices(PIECES, k=random.randrange(40)))


def random_bytes(random: Random) -> bytes:
    """A text in some encoding, at times with bytes that are broken."""
    text = random_text(random)
    codec = random.choice(["utf-8", "utf-8", "cp1252", "utf-16", "latin-1", "cp1251"])
    data = bytearray(text.encode(codec, "ignore"))
    for _ in range(random.choice([0, 0, 1, 3])):
        data.insert(random.randrange(len(data) + 1), random.randrange(256))
    return bytes(data)
