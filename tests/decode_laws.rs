//! The laws of reading bytes: nothing is lost, and every byte has its character, in every
//! encoding, for any bytes.

#![allow(clippy::unwrap_used, reason = "a test may stop there")]

use std::ops::Range;

use descrape::decode::{Decoded, Encoding, decode};
use descrape::pipeline;
use descrape::restore::{Before, RestoreChange, restore, restore_document};
use descrape::{Document, Options, clean, rule};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Texts and the encodings that have all their characters.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "昨夜、橋はふたたび車に開放された。「助かる」と市長。\nＡＢＣ ｶﾅ 12\n",
        &["Shift_JIS", "EUC-JP", "gb18030"],
    ),
    (
        "昨夜、橋はふたたび車に開放された。「助かる」と市長。\nABC ¥ 12\n",
        &["ISO-2022-JP", "Shift_JIS"],
    ),
    ("昨天晚上，大桥重新开放，市长到场。\n“一切顺利。” 100€\n", &["GBK", "gb18030"]),
    ("昨天晚上，大橋重新開放，市長到場。\n「一切順利。」 5%\n", &["Big5", "gb18030"]),
    ("어제저녁 다리가 다시 열렸다. “다행이다”라고 시장이 말했다.\n", &["EUC-KR", "gb18030"]),
    (
        "Вчера вечером мост снова открыли. «Наконец», - сказал мэр.\n",
        &["windows-1251", "x-mac-cyrillic", "gb18030"],
    ),
    (
        "Вчера вечером мост снова открыли - сказал мэр.\r\n",
        &["KOI8-R", "KOI8-U", "IBM866", "ISO-8859-5"],
    ),
    ("Χθες το βράδυ η γέφυρα άνοιξε ξανά, είπε ο δήμαρχος.\n", &["windows-1253", "ISO-8859-7"]),
    ("เมื่อวานนี้สะพานเปิดให้รถผ่านอีกครั้ง\n", &["windows-874", "gb18030"]),
    (
        "Le pont a rouvert hier soir : « Enfin ! », a dit l’élue…\n",
        &["windows-1252", "windows-1254", "macintosh"],
    ),
    ("¿Qué pasó anoche? El puente abrió otra vez, señor.\n", &["cp850", "IBM437", "IBM00858"]),
    ("Wczoraj wieczorem most znów otwarto: „nareszcie”.\n", &["windows-1250", "x-mac-ce"]),
    ("Včera večer most znovu otevřeli.\n", &["IBM852", "ISO-8859-2"]),
    ("Aaa &amp;eacute; “b” c\u{a0}d  e.\n\nf\tg\n", &["windows-1252", "gb18030"]),
];

/// The bytes of a text, or nothing where the encoding does not have it.
fn encoded(text: &str, name: &str) -> Vec<u8> {
    restore(text, [], name).unwrap_or_default()
}

/// What states, pairs and fours are made of, and what stands between them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let pieces: &[&[u8]] = &[
        b"\x1b$B",
        b"\x1b$@",
        b"\x1b(B",
        b"\x1b(J",
        b"\x1b(I",
        b"\x1b",
        b"\x1b$",
        b"$3",
        b"\x81\x30\x81\x30",
        b"\x81\x30",
        b"\x84\x31\xa4\x37",
        b"\x8f\xa2\xaf",
        b"\x8e\xb1",
        b"\x88\x62",
        b"\xa4\xa2",
        b"\xed\xa0\x80",
        b"\xed\xb8\x80",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\0\0",
        b"\0",
        b"\xd8\x3d",
        b"\xde\0",
        b"\xf0\x9f\x98",
        b"\xe2\x80\x9c",
        b"\xe2\x80",
        b"\xc3\xa9",
        b"\xe9",
        b"\x80",
        b"\xfd",
        b"\\",
        b"~",
        b"a",
        b" b ",
        b"\r\n",
        b"\n\n",
        b"&amp;",
        b"\xff",
    ];
    select(pieces).prop_map(<[u8]>::to_vec)
}

/// A text in one of its encodings, with or without mark, cut anywhere, some bytes changed.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let wide = ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"];
    let name = (any::<Index>(), any::<Index>());
    let flips = prop::collection::vec((any::<Index>(), any::<u8>()), 0..4);
    (select(TEXTS), name, any::<bool>(), any::<[Index; 2]>(), flips).prop_map(
        move |((text, legacy), (which, mark), cut, ends, flips)| {
            let names: Vec<&str> = legacy.iter().chain(&wide).copied().collect();
            let mark = if mark.index(2) == 0 { "\u{feff}" } else { "" };
            let name = names[which.index(names.len())];
            let mark = if name.starts_with("UTF") { mark } else { "" };
            let mut bytes = encoded(&format!("{mark}{text}"), name);
            assert!(!bytes.is_empty(), "{name} does not have {text}");
            if cut {
                bytes.truncate(ends[0].index(bytes.len()));
                bytes.drain(..ends[1].index(bytes.len() + 1));
            }
            for (at, byte) in flips {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            bytes
        },
    )
}

/// Lines of a text in UTF-8 and in a legacy encoding, as they come, with what declares an encoding
/// before them and CESU-8 between them.
fn mixed() -> impl Strategy<Value = Vec<u8>> {
    let heads: &[&[u8]] = &[
        b"",
        b"",
        b"\xef\xbb\xbf",
        b"<meta charset=windows-1251>",
        b"<?xml version='1.0' encoding='utf-8'?>",
        b"<meta http-equiv=content-type content='text/html; charset=cp850'>",
    ];
    let parts = prop::collection::vec((any::<Index>(), 0..4u8), 1..8);
    (select(heads), select(TEXTS), select(TEXTS), parts, any::<Index>()).prop_map(
        |(head, (one, names), (two, _), parts, cut)| {
            let mut bytes = head.to_vec();
            for (at, kind) in parts {
                let text = if kind % 2 == 0 { one } else { two };
                let mut words: Vec<&str> = text.split_inclusive(' ').collect();
                words.drain(..at.index(words.len()));
                let words = words.concat();
                bytes.extend(match kind {
                    0 => encoded(&words, names[0]),
                    3 => b" \xed\xa0\xbd\xed\xb8\x80 ".to_vec(),
                    _ => words.into_bytes(),
                });
            }
            bytes.truncate(bytes.len() - cut.index(bytes.len() + 1) / 8);
            bytes
        },
    )
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..120),
        prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat()),
        damaged(),
        mixed(),
    ]
}

/// All characters together have all bytes, in order, and at least one each.
fn check_tiling(decoded: &Decoded, bytes: &[u8]) {
    let mut end = 0;
    for (at, c) in decoded.text().char_indices() {
        let range = at..at + c.len_utf8();
        let source = decoded.source_of(range.clone());
        assert_eq!(source.start, end, "{c:?} at {at} in {}", decoded.encoding());
        assert!(!source.is_empty(), "{c:?} at {at} in {} has no bytes", decoded.encoding());
        assert_eq!(*decoded.bytes_of(range.clone()), bytes[source.clone()]);
        end = source.end;
    }
    assert_eq!(end, bytes.len(), "in {}", decoded.encoding());
    assert_eq!(decoded.source_len(), bytes.len());
    assert_eq!(decoded.source_of(0..decoded.text().len()), 0..bytes.len());
}

/// The record of a document restores its bytes, and outside its changes it is the source.
fn check_document(document: &Document, bytes: &[u8]) {
    let decoded = document.decoded();
    let message = || format!("{bytes:x?} in {}: {document:#?}", decoded.encoding());
    let restored =
        restore_document(document).unwrap_or_else(|error| panic!("{error}: {}", message()));
    assert_eq!(restored, bytes, "{}", message());
    let (mut source, mut output) = (0, 0);
    for hunk in document.alignment().hunks() {
        let (from, to): (Range<usize>, Range<usize>) =
            (source..hunk.source.start, output..hunk.output.start);
        assert_eq!(decoded.text()[from.clone()], document.text()[to], "{}", message());
        assert!(decoded.is_exact(from), "{}", message());
        (source, output) = (hunk.source.end, hunk.output.end);
    }
    assert_eq!(decoded.text()[source..], document.text()[output..], "{}", message());
    assert!(decoded.is_exact(source..decoded.text().len()), "{}", message());
}

fn check(bytes: &[u8], encoding: Option<Encoding>) {
    let all = Options { encoding, ..Options::default() };
    check_tiling(&decode(bytes, &all), bytes);
    check_document(&clean(bytes, &all), bytes);
    let off = ["decode.bom", "decode.cut-character"].map(|id| rule::find(id).unwrap());
    for off in [vec![], off.to_vec()] {
        let alone =
            Options { encoding, only: Some(vec![]), off, trace: true, ..Options::default() };
        let document = clean(bytes, &alone);
        check_document(&document, bytes);
        let counted: u32 = document.counts().iter().map(|(_, count)| count).sum();
        assert_eq!(counted as usize, document.steps().len());
        assert_eq!(counted as usize, document.changes().count());
    }
}

proptest! {
    #[test]
    fn any_bytes_in_any_encoding_come_back(bytes in any_bytes()) {
        check(&bytes, None);
        for encoding in Encoding::all() {
            check(&bytes, Some(encoding));
        }
    }

    #[test]
    fn strings_with_lone_surrogates_come_back(pieces in prop::collection::vec(piece(), 0..24)) {
        let bytes = pieces.concat();
        check_tiling(&Decoded::from_wtf8(&bytes), &bytes);
        check_document(&pipeline::run(Decoded::from_wtf8(&bytes), None, &Options::default()), &bytes);
    }

    #[test]
    fn no_record_makes_restore_panic(
        text in "[aé漢 \u{1b}\u{feff}😀]{0,12}",
        rows in prop::collection::vec((0usize..20, 0usize..20, "[aé漢]{0,2}", "[aé漢]{0,2}", any::<bool>()), 0..5),
        name in select(Encoding::all().map(Encoding::name).chain(["replacement", "x"]).collect::<Vec<_>>()),
        huge in any::<bool>(),
    ) {
        let changes = rows.iter().map(|(start, end, before, after, raw)| RestoreChange {
            source: *start..if huge { usize::MAX - end } else { *end },
            before: if *raw { Before::Bytes(before.as_bytes()) } else { Before::Text(before) },
            after,
        });
        let _ = restore(&text, changes, name);
    }
}

/// Each text is read right when nothing says its encoding: the whole way once, with real text.
#[test]
fn texts_are_read_as_what_they_are() {
    // Longer than one line, as files are. "¥ 12" and the like are ASCII to half of the encodings.
    for (text, names) in TEXTS {
        let text = text.repeat(4);
        for name in
            ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"].iter().chain(&names[..1])
        {
            let decoded = decode(&encoded(&text, name), &Options::default());
            assert_eq!(decoded.text(), text, "{name} read as {}", decoded.encoding());
        }
    }
}

/// Each line of these is read as what it is, and only what is not in the encoding of the file is
/// a change.
#[test]
fn files_in_two_encodings_are_read_run_by_run() {
    let legacy = |text: &str, name: &str| encoded(text, name);
    let check_text = |bytes: &[u8], encoding: &str, changes: usize, text: &str| {
        let document = clean(bytes, &Options { only: Some(vec![]), ..Options::default() });
        assert_eq!(document.text(), text);
        assert_eq!(document.decoded().encoding(), encoding, "{text}");
        assert_eq!(document.changes().count(), changes, "{text}");
        check(bytes, None);
    };
    let polish = "Wczoraj wieczorem most znów otwarto.\nDziś można już przejść.\n";
    let russian = "Вчера вечером мост снова открыли.\n";
    let footer = "© 2024 Gazeta – wszystkie prawa zastrzeżone\n";
    let lines = [polish.as_bytes(), &legacy(polish, "windows-1250"), polish.as_bytes()].concat();
    check_text(&lines, "UTF-8", 5, &polish.repeat(3));
    let body = [legacy(&polish.repeat(3), "windows-1250"), footer.into()].concat();
    check_text(&body, "windows-1250", 3, &format!("{}{footer}", polish.repeat(3)));
    let lines = [russian.as_bytes(), &legacy(russian, "KOI8-R"), russian.as_bytes()].concat();
    check_text(&lines, "UTF-8", 5, &russian.repeat(3));
    let cesu = b"so gl\xc3\xbccklich \xed\xa0\xbd\xed\xb8\x80 hier";
    check_text(cesu, "UTF-8", 1, "so glücklich 😀 hier");
    let cut = [polish.as_bytes(), b"co za s\xb3owo.\n", polish.as_bytes(), b"\xc5"].concat();
    check_text(&cut, "UTF-8", 2, &format!("{polish}co za słowo.\n{polish}"));
}

/// What a DOS or Mac page says is found, and `--encoding` takes its names.
#[test]
fn pages_that_the_web_does_not_know() {
    for (text, names) in TEXTS.iter().filter(|(_, names)| names[0] == "cp850") {
        for name in *names {
            let bytes = encoded(&text.repeat(3), name);
            let found = decode(&bytes, &Options::default());
            assert_eq!(found.text(), text.repeat(3), "{name} read as {}", found.encoding());
            let encoding = Encoding::for_label(name);
            check(&bytes, encoding);
            let forced = decode(&bytes, &Options { encoding, ..Options::default() });
            assert_eq!(Some(forced.encoding()), encoding.map(Encoding::name));
        }
    }
}

/// A label that is forced beats every mark: what the mark reads as then is text, and comes back.
#[test]
fn the_mark_of_another_encoding_is_lossless() {
    let marks: [&[u8]; 6] = [
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xff\xfe\0\0",
        b"\0\0\xfe\xff",
        b"\xef\xbb\xbf\xef\xbb\xbf",
    ];
    for mark in marks {
        for encoding in Encoding::all() {
            check(&[mark, b"Two words"].concat(), Some(encoding));
        }
        check(&[mark, b"Two words", mark, b"and more"].concat(), None);
    }
    let text = |bytes: &[u8], name: &str| {
        let encoding = Encoding::for_label(name);
        clean(bytes, &Options { encoding, ..Options::default() }).text().to_owned()
    };
    assert_eq!(text(b"\xef\xbb\xbfTwo words", "windows-1252"), "Two words");
    assert_eq!(text(b"\x84\x31\x95\x33Two words", "gb18030"), "Two words");
    assert_eq!(text(b"\xef\xbb\xbfTwo words\n\n\xef\xbb\xbfMore", "utf-8"), "Two words\n\nMore");
}

/// Every character of every encoding, as bytes in a row: the tables of both directions agree.
#[test]
fn all_pairs_of_bytes_come_back() {
    let pairs: Vec<u8> =
        (0x80..=0xffu8).flat_map(|a| (0x30..=0xffu8).flat_map(move |b| [a, b, b'\n'])).collect();
    // A single byte has all its neighbours in the other tests.
    for name in ["GBK", "gb18030", "Big5", "EUC-JP", "ISO-2022-JP", "Shift_JIS", "EUC-KR"] {
        let encoding = Encoding::for_label(name);
        let options = Options { encoding, only: Some(vec![]), ..Options::default() };
        let decoded = decode(&pairs, &options);
        check_tiling(&decoded, &pairs);
        check_document(&clean(&pairs, &options), &pairs);
    }
}
