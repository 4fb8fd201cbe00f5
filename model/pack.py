#!/usr/bin/env python3
"""Counts and weights to the packed tables that the program holds. Integers only, so every machine packs the same bytes.

usage: pack.py [--check]

Writes permissive/model.bin from permissive/counts.xz, share-alike/model.bin from both counts, and the
tables of sentences from share-alike/sentences.xz; --check compares instead and says what differs.
src/language_model.rs and src/sentences/model.rs say what the tables mean.
"""

import itertools
import lzma
from math import isqrt
import pathlib
import re
import sys

from pack_sentences import packed_tables

HERE = pathlib.Path(__file__).resolve().parent

# Buckets of eight threes and of four pairs, for each model.
MODELS = {
    "permissive": ({"permissive": 1}, 32768, 12288),
    "share-alike": ({"permissive": 1, "share-alike": 3}, 59392, 14336),
}

ONE = 1 << 48  # a probability of 1
LEAST = ONE * 11 // 10**8  # 16 nats: no text is less likely than that where nothing is known
NAT = 16  # a cost of 1 nat
PAIR_WEIGHT, THREE_WEIGHT = 20, 16  # mass that a context gives to each thing it was seen with once more
KIND = 3000  # what a kind of pair counts where kinds are counted
PAIR_LEAST, THREE_LEAST = 40, 40  # one in so many times the context says nothing
LISTED = 30  # mass that makes a character a symbol of its own

SPACE, DIGIT = 0, 1
WILD = 0xFFFF  # stands before the pairs of large scripts among the threes
NONE, LOWER, UPPER = 0, 1, 2

# Parts per million of running text that a group has at least, and whether a second of its kind follows easily.
GROUPS = {
    "space": (0, 1), "digit": (3000, 1), "ascii": (3000, 1), "punctuation": (1000, 0), "latin": (0, 0), "latin-rare": (12, 1),
    "greek": (0, 1), "greek-rare": (3, 1), "cyrillic": (0, 1), "cyrillic-rare": (3, 1), "han": (0, 1), "han-rare": (3, 1),
    "hangul": (0, 1), "jamo": (3, 1), "halfwidth": (5, 1), "fullwidth": (30, 1), "cjk-punctuation": (0, 1), "arabic-forms": (2, 1),
    "letter": (10, 1), "emoji": (60, 1), "arrow": (20, 1), "box": (10, 1), "shape": (20, 1), "dingbat": (30, 1), "maths": (30, 1),
    "symbol": (20, 1), "number": (30, 1), "latin-symbol": (60, 0), "currency": (60, 0), "mark": (10, 1), "invisible": (10, 0),
    "hyphen": (10, 0), "replacement": (300, 1), "control": (2, 0), "c1": (2, 0), "private": (2, 0), "unassigned": (1, 0),
    "nonchar": (1, 0),
}  # fmt: skip


# What is no text, and may cost more.
DAMAGE = ("control", "c1", "private", "unassigned", "nonchar")


def main(check):
    differs = False
    for path, packed in itertools.chain(packed_models(), packed_tables()):
        if not check:
            path.write_bytes(packed)
            print(path, len(packed), file=sys.stderr)
        elif path.read_bytes() != packed:
            print(f"pack.py: {path} is not what the counts or weights give; run model/pack.py")
            differs = True
    return 1 if differs else 0


def packed_models():
    characters = Characters((HERE / "characters.txt").read_text())
    for name, (sources, buckets, pair_buckets) in MODELS.items():
        tables = [{}, {}, {}]
        for source, weight in sources.items():
            read_counts(HERE / source / "counts.xz", weight, tables)
        yield HERE / name / "model.bin", pack(characters, tables, buckets, pair_buckets)


def read_counts(path, weight, tables):
    table = None
    for line in lzma.decompress(path.read_bytes()).decode().split("\n"):
        context, tab, row = line.partition("\t")
        if not tab:
            table = tables[int(line[1:]) - 1]
            continue
        for c, mass in re.findall("([^0-9])([0-9]+)", row):
            key = context + ("0" if c == "\0" else c)
            table[key] = table.get(key, 0) + int(mass) * weight


class Characters:
    """characters.txt: groups, folds, cases."""

    def __init__(self, text):
        self.ranges, self.folds, self.lower = [], {}, set()
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            words = line.split()
            first, last = int(words[0], 16), int(words[1], 16)
            if len(words) == 2:
                self.folds[first] = last
            elif words[2] == "lower":
                self.lower.update(range(first, last + 1))
            else:
                self.ranges.append((first, last, words[2]))
        self.group = {code: name for first, last, name in self.ranges for code in range(first, last + 1)}


def ln(n):
    """The natural logarithm of a whole number, in 1/65536."""
    exponent = n.bit_length() - 1
    mantissa = (n << 62) >> exponent
    fraction = 0
    for _ in range(24):
        mantissa = mantissa * mantissa >> 62
        fraction <<= 1
        if mantissa >> 63:
            mantissa >>= 1
            fraction |= 1
    # ln 2 = 0.693147180559945309417
    return ((exponent << 24) + fraction) * 693147180559945309417 * 65536 // 10**21 >> 24


LN_ONE = ln(ONE)


def cost(probability, most=255):
    return min(most, ((LN_ONE - ln(max(probability, 1))) * NAT + 32768) >> 16)


def pack(characters, tables, buckets, pair_buckets):
    one, two, three = tables
    names = [name for name in dict.fromkeys([*GROUPS, *sorted(set(characters.group.values()))])]
    number = {name: index for index, name in enumerate(names)}
    # Symbols: space, digit, what was seen often, then one for the rest of each group.
    # Those of large scripts come last: of them only pairs are known.
    def is_wide(c):
        return characters.group.get(ord(c)) in ("han", "hangul")

    seen = sorted((c for c, mass in one.items() if mass >= LISTED and c not in " 0"), key=lambda c: (is_wide(c), -one[c], c))
    wide = None
    ids = {" ": SPACE, "0": DIGIT}
    groups = [number["space"], number["digit"]]
    for c in seen:
        if characters.group.get(ord(c), "c1") not in ("control", "c1", "private", "space", "unassigned", "nonchar"):
            if wide is None and is_wide(c):
                wide = len(groups)
            ids[c] = len(groups)
            groups.append(number[characters.group[ord(c)]])
    rest = len(groups)
    groups += range(len(names))
    sizes = [0] * len(names)
    for code, name in characters.group.items():
        if chr(code) not in ids and code not in characters.folds:
            sizes[number[name]] += 1
    sizes[number["digit"]] = 10

    def symbol(c):
        found = ids.get(c)
        return rest + number[characters.group.get(ord(c), "letter")] if found is None else found

    singles = [0] * len(groups)
    for c, mass in one.items():
        singles[symbol(c)] += mass
    pairs, threes = {}, {}
    for key, mass in two.items():
        key = symbol(key[0]), symbol(key[1])
        pairs[key] = pairs.get(key, 0) + mass
    for key, mass in three.items():
        key = symbol(key[0]), symbol(key[1]), symbol(key[2])
        if key[1] >= wide:
            continue
        if key[1] == SPACE:
            key = rest + groups[key[0]], SPACE, key[2]
        threes[key] = threes.get(key, 0) + mass

    # What follows a pair that was not seen so: how many kinds of things it follows says more than how often, but for
    # large scripts, where most pairs are new.
    for index in range(len(singles)):
        if not wide <= index < rest:
            singles[index] = 0
    for (b, c), mass in pairs.items():
        if not wide <= c < rest:
            singles[c] += mass.bit_length() * KIND
    # Within a group.
    group_mass = [0] * len(names)
    for index, mass in enumerate(singles):
        group_mass[groups[index]] += mass
    total = sum(group_mass)
    within = []
    for index, mass in enumerate(singles):
        group = groups[index]
        if index >= rest:
            mass = max(mass, group_mass[group] // 200, 1)
            mass = mass * ONE // min(500, max(1, sizes[group]))
        else:
            mass *= ONE
            if index == DIGIT:
                mass //= 10
        within.append(max(1, mass // max(1, group_mass[group] + group_mass[group] // 200 + 1)))
    # From group to group.
    share = []
    for group, name in enumerate(names):
        least = total * GROUPS.get(name, (5, 1))[0] // 1_000_000
        share.append(max(group_mass[group], least))
    share_total = sum(share)
    share = [mass * ONE // share_total for mass in share]
    from_to = {}
    for (a, b), mass in pairs.items():
        key = groups[a], groups[b]
        from_to[key] = from_to.get(key, 0) + (mass if b >= wide or a >= wide else isqrt(mass * KIND))
    out_of = [0] * len(names)
    for (a, _), mass in from_to.items():
        out_of[a] += mass
    steps = []
    for a, name in enumerate(names):
        ties = GROUPS.get(name, (5, 1))[1]
        for b in range(len(names)):
            free = share[b] * (1 if ties else 2) // 2 + (ONE // 2 if ties and a == b else 0)
            seen = from_to.get((a, b), 0) * ONE // max(1, out_of[a])
            # The less a group was seen, the less its counts say.
            trust = out_of[a] * 97 * ONE // (100 * (out_of[a] + 20_000))
            steps.append((seen * trust + free * (ONE - trust)) // ONE)

    least = [1 if name in DAMAGE else LEAST for name in names]

    def alone(b, c):
        return max(least[groups[c]], steps[groups[b] * len(names) + groups[c]] * within[c] >> 48)

    # Pairs. However often a context was seen, other texts hold other things.
    sums, kinds = {}, {}
    for (b, _), mass in pairs.items():
        sums[b] = sums.get(b, 0) + mass
        kinds[b] = kinds.get(b, 0) + PAIR_WEIGHT

    for b, mass in sums.items():
        kinds[b] = max(kinds[b], mass // PAIR_LEAST)

    def pair(b, c):
        least = alone(b, c)
        if b not in sums:
            return least
        mass = pairs.get((b, c), 0)
        return (mass * ONE // (sizes_of(c)) + kinds[b] * least) // (sums[b] + kinds[b])

    def sizes_of(c):
        if c == DIGIT:
            return 10
        return max(1, sizes[groups[c]]) if c >= rest else 1

    three_sums, three_kinds = {}, {}
    for (a, b, _), mass in threes.items():
        three_sums[a, b] = three_sums.get((a, b), 0) + mass
        three_kinds[a, b] = three_kinds.get((a, b), 0) + THREE_WEIGHT
    for key, mass in three_sums.items():
        three_kinds[key] = max(three_kinds[key], mass // THREE_LEAST)
    ranked = []
    for (a, b, c), mass in threes.items():
        kind, whole = three_kinds[a, b], three_sums[a, b]
        back = pair(b, c)
        probability = (mass * ONE // sizes_of(c) + kind * back) // (whole + kind)
        away = back * kind // (whole + kind)
        gain = mass * (ln(max(1, probability)) - ln(max(1, away)))
        ranked.append((-gain, a, b, c, cost(probability)))
    for (b, c), mass in pairs.items():
        if b >= wide:
            away = kinds[b] * alone(b, c) // (sums[b] + kinds[b])
            gain = mass * (ln(max(1, pair(b, c))) - ln(max(1, away)))
            ranked.append((-gain, WILD, b, c, cost(pair(b, c))))
    ranked.sort()
    bows = {}
    for a, b in three_sums:
        bows[a, b] = cost(three_kinds[a, b] * ONE // (three_sums[a, b] + three_kinds[a, b]))
    three_table = bytearray()
    rows = [[] for _ in range(buckets)]
    dropped = 0
    for _, a, b, c, value in ranked:
        bucket, print_ = place_three(a, b, c, buckets)
        if len(rows[bucket]) < 8 and all(p != print_ for p, _ in rows[bucket]):
            rows[bucket].append((print_, (value + 2) // 4))
        else:
            dropped += 1
    for row in rows:
        for print_, value in row + [(0, 0)] * (8 - len(row)):
            three_table += (print_ << 6 | min(63, value)).to_bytes(2, "little")
    # Pairs, with what a context of a three costs when the three is not there.
    ranked = []
    for a, b in three_sums:
        # What is before a space has its pair with it only for what a three costs more.
        pairs.setdefault((a, b), 0)
    for (b, c), mass in pairs.items():
        if b >= wide and (b, c) not in bows:
            continue
        back = kinds[b] * alone(b, c) // (sums[b] + kinds[b]) if b in sums else alone(b, c)
        probability = pair(b, c)
        gain = max(mass, three_sums.get((b, c), 0)) * (ln(max(1, probability)) - ln(max(1, back)))
        ranked.append((-gain, b, c, cost(probability), bows.get((b, c), 0)))
    ranked.sort()
    rows = [[] for _ in range(pair_buckets)]
    pair_dropped = 0
    for _, b, c, value, bow in ranked:
        bucket, print_ = place_pair(b, c, pair_buckets)
        if len(rows[bucket]) < 4 and all(p != print_ for p, _, _ in rows[bucket]):
            rows[bucket].append((print_, value, bow))
        else:
            pair_dropped += 1
    pair_table = bytearray()
    for row in rows:
        for print_, value, bow in row + [(0, 0, 0)] * (4 - len(row)):
            pair_table += (print_ << 16 | value << 8 | bow).to_bytes(4, "little")
    print(
        f"{rest} symbols, {len(names)} groups, {len(threes)} threes ({dropped} dropped), {len(pairs)} pairs ({pair_dropped} dropped)",
        file=sys.stderr,
    )
    per_symbol = bytearray()
    for index, group in enumerate(groups):
        away = kinds[index] * ONE // (sums[index] + kinds[index]) if index in sums else ONE
        per_symbol += bytes([group, cost(within[index]), cost(away)])
    blocks, block_numbers = look_up(characters, ids, rest, number)
    header = [0x4D4C4344, len(groups), len(names), rest, len(blocks) // 128, buckets, pair_buckets, wide]
    packed = b"".join(value.to_bytes(4, "little") for value in header)
    packed += block_numbers + bytes(cost(p) for p in steps) + per_symbol
    packed += bytes(-len(packed) % 16) + blocks
    packed += bytes(-len(packed) % 16) + pair_table
    return packed + three_table


def look_up(characters, ids, rest, number):
    """Symbol and case of each character below U+20000, as numbers of blocks of 64 and the blocks."""
    blocks, known, numbers = bytearray(), {}, bytearray()
    for start in range(0, 0x20000, 64):
        block = bytearray()
        for code in range(start, start + 64):
            folded = characters.folds.get(code, code)
            case = UPPER if folded != code else LOWER if code in characters.lower else NONE
            name = characters.group[code]
            c = chr(folded)
            if name == "space":
                found = SPACE
                case = NONE if code in (0x20, 0x0A) else 3
            elif name == "digit":
                found = DIGIT
            else:
                found = ids.get(c)
                if found is None:
                    found = rest + number[characters.group[folded]]
            block += (case << 14 | found).to_bytes(2, "little")
        block = bytes(block)
        if block not in known:
            known[block] = len(known)
            blocks += block
        numbers += known[block].to_bytes(2, "little")
    return blocks, numbers


# The same as in src/language_model/tables.rs: the bucket, and what tells its entries apart.
def mixed(key):
    product = key * 0x9E3779B97F4A7C15
    return (product >> 64 ^ product) & (1 << 64) - 1


def place_three(a, b, c, buckets):
    found = mixed(a << 32 | b << 16 | c)
    return (found >> 32) * buckets >> 32, max(1, found & 1023)


def place_pair(b, c, buckets):
    found = mixed(b << 16 | c)
    return (found >> 32) * buckets >> 32, max(1, found & 0xFFFF)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:] == ["--check"]))
