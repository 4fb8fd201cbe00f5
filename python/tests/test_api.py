"""Texts: what goes in, what comes out, and that offsets and changes tell the truth."""

from __future__ import annotations

import doctest
import json
import multiprocessing
import os
import pickle
import random
import re
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from invented import (
    ASTRAL,
    BROKEN,
    BYTES,
    CLEAN,
    FURNITURE,
    GERMAN,
    MOJIBAKE,
    TEXTS,
    TWEET,
    UTF_8_BOM,
    UTF_16,
    WINDOWS_1252,
    random_bytes,
    random_text,
)

import descrape
from descrape import Cleaner, Document, Survey, _native, clean, fix_text, split_sentences

OPTIONS: list[dict[str, Any]] = [
    {},
    {"only": "mojibake,sentences"},
    {"skip": ["whitespace"]},
    {"tweets": "drop", "social": "mask"},
    {"tweets": "quote", "guess": "any", "quotes_split": False},
    {"drop": "all", "keep": ["headline", "prose"], "newlines": "wrap"},
    {"off": ["unicode.nfc"], "keep": "all", "social": "drop", "language": "de"},
]


def test_the_examples_of_the_module_hold() -> None:
    found = doctest.testmod(descrape)
    assert found.attempted >= 5
    assert found.failed == 0


# What comes out


def test_a_text_and_what_was_done_to_it() -> None:
    doc = clean(MOJIBAKE)
    assert doc.text == str(doc) == "“It held,” said Ada Tarn. The sea wall of Kessing stood."
    assert doc.sentences == ["“It held,” said Ada Tarn.", "The sea wall of Kessing stood."]
    assert doc.spans == [(0, 25), (26, 56)]
    assert (doc.title, doc.language, doc.encoding) == (None, "en", None)
    assert (doc.embeds, doc.removed, doc.findings) == ([], [], [])
    assert [(c.start, c.end, c.before, c.after, c.rules) for c in doc.changes] == [
        (0, 3, "â€œ", "“", ["mojibake.utf8-as-windows-1252"]),
        (11, 14, "â€\x9d", "”", ["mojibake.utf8-as-windows-1252"]),
        (29, 31, "  ", " ", ["whitespace.doubled-space"]),
    ]
    assert repr(doc).startswith("<Document '“It held,” said Ada Tarn.")
    assert repr(doc).endswith(": 2 sentences, 3 changes>")
    assert repr(doc.changes[2]) == "<Change 29..31 '  ' → ' ' by whitespace.doubled-space>"


def test_embeds_removed_and_mentions() -> None:
    doc = clean(TWEET)
    [embed] = doc.embeds
    assert (embed["network"], embed["author"], embed["handle"]) == ("twitter", "Mara Voss", "mara")
    assert (embed["date"], embed["text"]) == ("2024-03-03", "It sails!")
    assert doc.text[embed["text_start"] : embed["text_end"]] == "It sails!"
    assert TWEET[embed["start"] : embed["end"]] == "It sails! — Mara Voss (@mara) March 3, 2024"
    [removed] = doc.removed
    assert removed["label"] == "tweet_attribution"
    assert TWEET[removed["start"] : removed["end"]] == removed["text"]
    tag = doc.mentions[-1]
    assert (tag["kind"], tag["text"]) == ("hashtag", "#FerryDay")
    assert doc.text[tag["text_start"] : tag["text_end"]] == "#FerryDay"
    labels = [row["label"] for row in clean(FURNITURE).removed]
    assert labels == ["share_bar", "related_link", "copyright"]


def test_offsets_are_code_points_unless_records_are_to_have_others() -> None:
    for unit, width in {
        "chars": len,
        "bytes": lambda s: len(s.encode()),
        "utf16": lambda s: len(s.encode("utf-16-le")) // 2,
    }.items():
        doc = clean(TWEET, offsets=unit)  # type: ignore[arg-type]
        assert [doc.text[a:b] for a, b in doc.spans] == doc.sentences
        spans = [[width(doc.text[:a]), width(doc.text[:b])] for a, b in doc.spans]
        assert doc.record("spans")["spans"] == spans
        at = doc.mentions[-1]["text_start"]
        assert at == width(doc.text[: doc.text.index("#FerryDay")])


def test_a_record_has_the_fields_that_are_asked_for() -> None:
    doc = clean(MOJIBAKE)
    default = ["id", "path", "encoding", "language", "title", "text", "sentences", "embeds"]
    assert list(doc.record()) == default
    assert list(doc.record("+spans")) == [*default, "spans"]
    assert list(doc.record("text", "language")) == list(doc.record("text,language"))
    assert list(clean(MOJIBAKE, fields=["sentences"]).record()) == ["sentences"]
    assert doc.record("id", id="a/b")["id"] == "a/b"
    assert doc.record("encoding", "text") == {"encoding": "UTF-8", "text": doc.text}
    stats = doc.record("stats")["stats"]
    assert (stats["chars_in"], stats["chars_out"]) == (len(MOJIBAKE), len(doc.text))
    with pytest.raises(ValueError, match="unknown field 'nope'.*source_spans"):
        doc.record("nope")


def test_what_is_no_text_is_a_type_error() -> None:
    for wrong in (None, 3, ["It held."], object()):
        with pytest.raises(TypeError, match="a text is a str or bytes, not "):
            clean(wrong)  # type: ignore[arg-type]
    for wrong in (None, b"It held.", 3):
        with pytest.raises(TypeError):
            fix_text(wrong)  # type: ignore[arg-type]
    data = WINDOWS_1252
    assert clean(bytearray(data)).text == clean(memoryview(data)).text == clean(data).text
    assert clean(bytearray(data)).restore() == data


# Back to the source


@pytest.mark.parametrize("data", BYTES)
def test_bytes_are_restored_to_the_byte(data: bytes) -> None:
    doc = clean(data)
    assert doc.restore() == data
    assert [doc.text[a:b] for a, b in doc.spans] == doc.sentences
    for change in doc.changes:
        assert 0 <= change.start <= change.end <= len(data)
        if isinstance(change.before, bytes):
            assert data[change.start : change.end] == change.before


def test_encodings_are_found_out_or_given() -> None:
    assert clean(WINDOWS_1252).encoding == "windows-1252"
    assert clean(WINDOWS_1252).text.endswith("café au lait.\n\n“It held” – she said.")
    assert clean(UTF_16).encoding == "UTF-16LE"
    assert clean(UTF_16).sentences == ["The sea wall 😀 held.", "Rain fell."]
    assert clean(UTF_8_BOM).changes[0].rules[0] == "decode.bom"
    assert (clean(UTF_8_BOM).encoding, clean(UTF_8_BOM).text) == ("UTF-8", clean(MOJIBAKE).text)
    cyrillic = "Кессинг стоит.".encode("cp1251")
    assert clean(cyrillic, encoding="windows-1251").text == "Кессинг стоит."
    broken = clean(BROKEN, encoding="utf-8")
    assert b"\x81\xff\xfe" in [c.before for c in broken.changes]
    assert "decode.undecodable" in [finding for finding, _ in broken.findings]
    assert broken.restore() == BROKEN


def test_a_str_may_hold_what_is_no_unicode() -> None:
    source = "Ada \ud800Tarn\0 said \udfff\udc80 yes."
    doc = clean(source)
    assert doc.restore() == source
    assert doc.text == "Ada \ufffdTarn said \ufffd\ufffd yes."
    assert doc.changes[0].before == "\ud800"
    assert doc.to_source(5, 9) == (5, 9)
    start, end = doc.to_source(10, 14)
    assert source[start:end] == "said"
    doc.text.encode()


def test_ranges_of_the_text_are_found_in_the_source() -> None:
    doc = clean(ASTRAL)
    for word in ("Ada Tarn", "𝔎essing", "𝕙igh", "café", "end"):
        start = doc.text.index(word)
        a, b = doc.to_source(start, start + len(word))
        assert ASTRAL[a:b] == ("cafÃ©" if word == "café" else word)
    data = ASTRAL.encode()
    of_bytes = clean(data)
    for word in ("Ada Tarn", "𝔎essing", "end"):
        start = of_bytes.text.index(word)
        a, b = of_bytes.to_source(start, start + len(word))
        assert data[a:b] == word.encode()
    start = clean(UTF_16).text.index("held")
    a, b = clean(UTF_16).to_source(start, start + 4)
    assert UTF_16[a:b] == "held".encode("utf-16-le")


def test_a_range_that_is_none_is_an_error() -> None:
    doc = clean(ASTRAL)
    length = len(doc.text)
    assert doc.to_source(0, length) == (0, len(ASTRAL))
    assert doc.to_source(length, length) == (len(ASTRAL), len(ASTRAL))
    for start, end in ((0, length + 1), (length + 1, length + 1), (3, 2), (1 << 40, 1 << 41)):
        with pytest.raises(IndexError, match=f"of a text of {length} code points"):
            doc.to_source(start, end)
    with pytest.raises((IndexError, OverflowError)):
        doc.to_source(-1, 2)


def source_of(doc: Document, source: str) -> str:
    """The source of a text, from its changes alone: what is between two of them is the same."""
    at, parts, end = 0, [], 0
    for change in doc.changes:
        same = change.start - end
        parts.append(doc.text[at : at + same])
        at += same
        assert change.start >= end
        assert doc.text[at : at + len(change.after)] == change.after
        assert isinstance(change.before, str)
        assert source[change.start : change.end] == change.before
        parts.append(change.before)
        at, end = at + len(change.after), change.end
    return "".join([*parts, doc.text[at:]])


@pytest.mark.parametrize("seed", range(8))
def test_changes_undone_are_the_source(seed: int) -> None:
    numbers = random.Random(seed)
    cleaners = [Cleaner(**options) for options in OPTIONS]
    changed = 0
    for _ in range(500):
        source = random_text(numbers)
        doc = numbers.choice(cleaners).clean(source)
        changed += doc.text != source
        assert source_of(doc, source) == source
        assert doc.restore() == source
        assert [doc.text[a:b] for a, b in doc.spans] == doc.sentences
        assert_same_letters_stand_for_themselves(doc, source)
    assert changed > 250


def assert_same_letters_stand_for_themselves(doc: Document, source: str) -> None:
    at, end = 0, 0
    for change in [*doc.changes, None]:
        start = len(source) if change is None else change.start
        for n in range(end, start, 7):
            here = at + n - end
            assert doc.to_source(here, here + 1) == (n, n + 1)
        if change is not None:
            at, end = at + start - end + len(change.after), change.end


@pytest.mark.parametrize("seed", range(4))
def test_bytes_changed_are_the_bytes_of_the_source(seed: int) -> None:
    numbers = random.Random(1000 + seed)
    cleaners = [Cleaner(**options) for options in OPTIONS]
    for _ in range(500):
        data = random_bytes(numbers)
        doc = numbers.choice(cleaners).clean(data)
        assert doc.restore() == data
        end = 0
        for change in doc.changes:
            assert end <= change.start <= change.end <= len(data)
            end = change.end
            if isinstance(change.before, bytes):
                assert data[change.start : change.end] == change.before
        assert [doc.text[a:b] for a, b in doc.spans] == doc.sentences
        length = len(doc.text)
        assert doc.to_source(0, length)[1] <= len(data)


# Options


def test_options_as_python_has_them(tmp_path: Path) -> None:
    quoted = "“It held. It stood,” said Ada Tarn."
    assert len(clean(quoted).sentences) == len(clean(quoted, quotes_split=True).sentences) == 2
    assert len(clean(quoted, quotes_split=False).sentences) == 1
    assert len(clean(quoted, quotes_split="off").sentences) == 1
    stages: list[Any] = ["mojibake,sentences", ["mojibake", "sentences"], ("mojibake,sentences",)]
    for only in [*stages, {"mojibake", "sentences"}, iter(["mojibake", "sentences"])]:
        doc = clean(MOJIBAKE, only=only)
        assert "  " in doc.text and doc.text.startswith("“It")
    assert clean(MOJIBAKE, only=None, tweets=None).text == clean(MOJIBAKE).text
    assert clean(GERMAN, language="de").language == "de"
    counted = tmp_path / "lines.survey"
    counted.write_bytes(Survey().to_bytes())
    for survey in (counted, str(counted), [counted, str(counted)], Survey.load(counted)):
        assert clean(MOJIBAKE, survey=survey).text == clean(MOJIBAKE).text


def test_no_configuration_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "descrape.toml").write_text('tweets = "drop"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "It sails!" in Cleaner().clean(TWEET).text


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"twets": "drop"}, ValueError, "unknown option 'twets' .did you mean 'tweets'"),
        ({"tweets": "burn"}, ValueError, "invalid value 'burn' .*text, quote, drop, keep"),
        ({"only": "nope"}, ValueError, "unknown stage 'nope'.*entities, mojibake"),
        ({"off": "nope"}, ValueError, "nope"),
        ({"language": "not a tag"}, ValueError, "not a BCP 47 tag"),
        ({"encoding": "nope"}, ValueError, "unknown encoding 'nope'"),
        ({"survey": "/nowhere/lines.survey"}, ValueError, "/nowhere/lines.survey: could not be"),
        ({"only": object()}, TypeError, "option 'only' is not of type object"),
        ({"only": [["mojibake"]]}, TypeError, "option 'only' is not of type list"),
    ],
)
def test_a_wrong_option_says_what_there_is(
    options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        Cleaner(**options)
    with pytest.raises(error, match=said):
        clean(CLEAN, **options)


def test_a_survey_takes_out_what_many_documents_repeat() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    footer = "Harbour hours and tides"
    names = ["Ada", "Orrin", "Mara", "Lund", "Vell", "Sanna", "Tove", "Iske"]
    texts = [
        f"Rain on Kessing\n\n{name} and {other} walked along the sea wall, past all the boats that "
        f"had been painted in the spring, and it rained for hours.\n\n{footer}"
        for name in names
        for other in names
    ]
    survey = Survey()
    assert Cleaner().survey_arrow(pyarrow.table({"text": texts}), survey) == 0
    assert survey.documents == len(texts)
    halves = Survey(), Survey()
    for half, part in zip(halves, (texts[:10], texts[10:])):
        Cleaner().survey_arrow(pyarrow.table({"text": part}), half)
    halves[0].merge(halves[1])
    assert halves[0].to_bytes() == survey.to_bytes()
    for each in (survey, survey.pruned(), pickle.loads(pickle.dumps(survey))):
        doc = clean(texts[0], survey=each)
        assert footer not in doc.text
        assert doc.restore() == texts[0]
    assert footer in clean(texts[0]).text
    with pytest.raises(ValueError, match="not the beginning of a saved survey"):
        Survey.from_bytes(b"It held.")


def test_threads_share_a_survey() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"text": [f"{TWEET}\n\n{n}" for n in range(500)]})
    survey = Survey()
    with ThreadPoolExecutor(3) as threads:
        counts = [threads.submit(Cleaner().survey_arrow, table, survey) for _ in range(3)]
        assert [count.result() for count in counts] == [0, 0, 0]
    assert survey.documents == 1500
    survey.merge(survey)
    assert survey.documents == 3000


# Pickles, threads, processes


class Shouting(Cleaner):
    """A cleaner of somebody else."""


@pytest.mark.parametrize("kind", [Cleaner, Shouting])
def test_a_cleaner_can_be_pickled(kind: type[Cleaner]) -> None:
    stages = ["mojibake"]
    cleaner = kind(only=iter(stages), survey=Survey(), fields="+changes", quotes_split=False)
    again = pickle.loads(pickle.dumps(cleaner))
    assert type(again) is kind
    assert again.clean(MOJIBAKE).record() == cleaner.clean(MOJIBAKE).record()
    assert again.clean(MOJIBAKE).text != clean(MOJIBAKE).text
    assert repr(Cleaner(tweets="drop")) == "Cleaner(tweets='drop')"
    listed = Cleaner(only=stages)
    stages.append("whitespace")  # is no business of a cleaner that is there already
    assert pickle.loads(pickle.dumps(listed)).clean(MOJIBAKE).text == listed.clean(MOJIBAKE).text


def test_many_texts_are_cleaned_in_their_order() -> None:
    cleaner = Cleaner()
    texts: list[str | bytes | None] = [*TEXTS, None, *BYTES] * 20
    alone = [None if text is None else cleaner.clean(text).record("+changes") for text in texts]
    for threads in (None, 1, 2, 5):
        done = cleaner.clean_many(texts, threads)
        assert [None if doc is None else doc.record("+changes") for doc in done] == alone
    assert cleaner.clean_many(iter(["It held."]))[0].text == "It held."  # type: ignore[union-attr]
    assert cleaner.clean_many([]) == []
    with pytest.raises(TypeError, match="a text is a str or bytes, not int"):
        cleaner.clean_many([CLEAN, 3])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="threads is 1 or more"):
        cleaner.clean_many([CLEAN], threads=0)
    with pytest.raises(ZeroDivisionError):
        cleaner.clean_many(str(1 // n) for n in (1, 0))


def test_threads_share_one_cleaner() -> None:
    cleaner = Cleaner(fields="+changes")
    texts = TEXTS * 30
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda text: cleaner.clean(text).record(), texts))
        many = threads.submit(cleaner.clean_many, texts, 2)
        more = threads.submit(cleaner.clean_many, texts, 2)
    assert done == [cleaner.clean(text).record() for text in texts]
    for each in (many, more):
        assert [doc.record() for doc in each.result() if doc] == done


def test_other_threads_run_meanwhile() -> None:
    """Nothing takes the interpreter from a thread here but that it gives it away by itself."""
    cleaner = Cleaner()
    texts = [MOJIBAKE * 40] * 200
    rounds, stop = 0, threading.Event()

    def count() -> None:
        nonlocal rounds
        while not stop.is_set():
            rounds += 1
            time.sleep(0)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    counter = threading.Thread(target=count, daemon=True)
    try:
        counter.start()
        before = rounds
        cleaner.fix(MOJIBAKE)  # too short to be worth it
        kept = rounds
        cleaner.clean_many(texts)
        after = rounds
    finally:
        sys.setswitchinterval(interval)
        stop.set()
        counter.join()
    assert kept == before
    assert after > kept + 10


def test_ctrl_c_ends_a_loop_of_calls() -> None:
    cleaner = Cleaner()
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        timer.start()
        for _ in range(100_000):
            cleaner.clean_many([MOJIBAKE] * 100)
    assert cleaner.clean(MOJIBAKE).sentences


def in_a_fork(pipe: Any, cleaner: Cleaner) -> None:
    pipe.send([doc.text for doc in cleaner.clean_many([MOJIBAKE] * 100, 2) if doc])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_has_threads_of_its_own() -> None:
    cleaner = Cleaner()
    wanted = [doc.text for doc in cleaner.clean_many([MOJIBAKE] * 100, 2) if doc]
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=in_a_fork, args=(there, cleaner))
    child.start()
    try:
        assert here.poll(30), "the child waits for threads that it has not"
        assert here.recv() == wanted
    finally:
        child.kill()
        child.join()


def test_a_fault_costs_one_call(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match=r"on purpose .*fault in descrape; please report"):
        _native._fault()
    capfd.readouterr()
    assert clean(MOJIBAKE).sentences


# Text alone


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("cafÃ© in Kessing", "café in Kessing"),
        ("Ada Tarnâ€™s boat", "Ada Tarn’s boat"),
        ("Ã¢â‚¬Å“twiceÃ¢â‚¬Â\x9d", "“twice”"),
        ("HÃ´tel â€“ 3 nights", "Hôtel – 3 nights"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, ÐšÐµÑÑÐ¸Ð½Ð³", "Привет, Кессинг"),
        ("ðŸ˜€ sails", "😀 sails"),
        ("Fish &amp; chips &lt;3", "Fish & chips <3"),
        ("e\u0301tude", "étude"),
        ("sea\u200b wall\0", "sea wall"),
        ("Ada \ud800Tarn", "Ada \ufffdTarn"),
    ],
)
def test_fix_text_repairs(given: str, wanted: str) -> None:
    assert fix_text(given) == wanted
    assert fix_text(given * 500) == wanted * 500


@pytest.mark.parametrize(
    "text",
    [
        "",
        CLEAN,
        "naïve café déjà vu",
        "  two  spaces\r\n\r\n\tand a tab ",
        "ﬁsh “quotes” … ① ＦＵＬＬ 日本語 😀",
        FURNITURE,
        "Rain fell on Kessing. " * 1000,
    ],
)
def test_fix_text_returns_the_very_object_where_nothing_is_wrong(text: str) -> None:
    assert fix_text(text) is text


def test_fix_is_the_text_of_a_document() -> None:
    cleaner = Cleaner(tweets="drop")
    for text in [*TEXTS, TWEET * 100]:
        assert cleaner.fix(text) == cleaner.clean(text).text
    assert cleaner.fix(CLEAN) is CLEAN


def test_sentences_are_those_of_a_document() -> None:
    for text, language in ((CLEAN, "en"), (GERMAN, "de"), (MOJIBAKE, "en"), ("", "en")):
        wanted = clean(text, only="sentences", language=language).sentences
        assert split_sentences(text, language) == wanted
    text = clean(GERMAN).text
    assert split_sentences(text) == clean(GERMAN).sentences
    assert split_sentences(text) == [
        "Am 3. Mai kam Dr. Lund nach Kessing.",
        "Schöne Grüße, schrieb er.",
    ]


# The same as the program


def test_a_record_is_that_of_the_program(run: Any) -> None:
    fields = "encoding,language,title,text,sentences,embeds,spans,source_spans,paragraphs"
    fields += ",removed,mentions,changes,stats"
    numbers = random.Random(7)
    texts = [*TEXTS, *(random_text(numbers) for _ in range(150))]
    # Two halves in a row are one letter in JSON.
    texts = [text for text in texts if not re.search("[\ud800-\udbff][\udc00-\udfff]", text)]
    assert any("\ud800" in text for text in texts)
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    for options, typed in (
        ({}, []),
        ({"tweets": "drop", "offsets": "utf16"}, ["--tweets", "drop", "--offsets", "utf16"]),
        ({"off": ["unicode.nfc"], "language": "de"}, ["--off", "unicode.nfc", "--language", "de"]),
    ):
        done = run("clean", "-", "--fields", fields, "-q", *typed, stdin=lines.encode())
        assert done.returncode == 0, done.stderr
        records = [json.loads(line) for line in done.stdout.splitlines()]
        for record in records:  # where it was read
            assert record.pop("source_file") == "stdin"
            assert record.pop("source_fields") == {"text": "text"}
        cleaner = Cleaner(fields=fields, **options)  # type: ignore[arg-type]
        assert records == [cleaner.clean(text).record() for text in texts]


def test_a_record_of_a_file_is_that_of_the_program(run: Any, tmp_path: Path) -> None:
    numbers = random.Random(9)
    datas = [data for data in BYTES if data]
    datas += [random_bytes(numbers) for _ in range(60)]
    datas = [data for data in datas if data]
    for n, data in enumerate(datas):
        (tmp_path / f"{n:03}.txt").write_bytes(data)
    fields = "encoding,language,title,text,sentences,source_spans,removed,changes,stats"
    done = run("clean", ".", "--from", "text", "--fields", f"id,{fields}", "-q", cwd=tmp_path)
    cleaner = Cleaner(fields=fields)
    seen = 0
    for line in done.stdout.splitlines():
        record = json.loads(line)
        data = datas[int(record.pop("id")[:3])]
        assert cleaner.clean(data).record() == record
        seen += 1
    assert seen > len(datas) // 2


@pytest.mark.parametrize("as_bytes", [False, True])
def test_source_spans_are_to_source_of_spans(as_bytes: bool) -> None:
    text = "â€œIt held,â€\x9d she said.  😀 Rain &amp; fog fell. \ud800 So it went.\n\nOrrin."
    source = text.encode("utf-8", "replace") if as_bytes else text
    doc = descrape.clean(source)
    assert len(doc.sentences) > 2
    assert doc.source_spans == [doc.to_source(*span) for span in doc.spans]
