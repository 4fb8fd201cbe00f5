"""Weights to the tables of src/sentences/model.rs. Whole numbers only. Used by pack.py."""

import lzma
import pathlib

HERE = pathlib.Path(__file__).resolve().parent

# Of each section of sentences.xz: the file of its table, and pairs of places in it.
#
# Half as many for English would lose 0.25 points of F1 in EWT; twice as many for the others would gain little.
TABLES = {"english": ("sentences-en.bin", 16384), "other": ("sentences.bin", 32768)}


def packed_tables():
    """The files and what is in them."""
    sections = read_weights(HERE / "share-alike" / "sentences.xz")
    for section, (name, pairs) in TABLES.items():
        yield HERE / "share-alike" / name, packed_table(sections[section], pairs)


def read_weights(path):
    """Of each section: hash of a feature, its weight, power of two that says how often it was seen."""
    sections, rows = {}, None
    for line in lzma.decompress(path.read_bytes()).decode().splitlines():
        if line.startswith("# "):
            rows = sections[line[2:]] = []
        else:
            feature, weight, power = line.split()
            rows.append((int(feature, 16), int(weight), int(power)))
    return sections


def packed_table(rows, pairs):
    """What finds both places taken, or a feature there that it would be taken for, is left out."""
    table = [[] for _ in range(pairs)]
    for feature, weight, _ in sorted(rows, key=lambda row: (-matters(*row), row[0])):
        places, bits = table[feature % pairs], feature >> 16 & 0xFF
        if len(places) < 2 and all(bits != other for other, _ in places):
            places.append((bits, weight))
    packed = bytearray()
    for places in table:
        for bits, weight in places + [(0, 0)] * (2 - len(places)):
            packed += bytes([bits, weight & 0xFF])
    return bytes(packed)


def matters(_, weight, power):
    """By its weight alone, a feature seen three times would keep out one that is seen everywhere: that
    costs 0.1 points of F1."""
    return weight * weight << power
