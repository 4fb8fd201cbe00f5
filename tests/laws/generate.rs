//! Inputs that look for trouble: arbitrary bytes, and text made of the pieces that scraped
//! articles are really damaged with, cut and joined where no one would.

use std::sync::Arc;

use descrape::label::{LABELS, Label, LabelPolicy};
use descrape::layout::Newlines;
use descrape::pipeline::{SENTENCES, STAGES};
use descrape::sentences::Quotes;
use descrape::survey::{Repeated, Survey};
use descrape::{Guess, Options, Social, TweetWords, rule};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// What an article is made of here. Every entry once broke something, or is the kind that does.
pub const PIECES: &[&str] = &[
    // prose
    "The ferry left at noon.",
    "Nobody saw it",
    "She said no.",
    "He waited…",
    "“Go,” he said.",
    "Is it late?",
    "Mr. Tarn met Dr. Oke.",
    "U.S. forces",
    "in the U.S. The rest",
    "a.m.",
    "No. 5",
    "3.5",
    "J. K. Oke",
    "etc.",
    "Harbour",
    "walls",
    "and",
    "Łódź",
    "café",
    "naïve",
    "Ångström",
    "Привет, мир.",
    "東京です。",
    "नमस्ते।",
    "؟",
    "שלום",
    // mojibake, whole and in parts
    "â€œWe",
    "â€\u{9d}",
    "â€™",
    "â€",
    "â€ ",
    "Ã©",
    "Ã ",
    "Ã\u{a0}",
    "Â\u{a0}",
    "Â",
    "Ã",
    "Ã¢â‚¬â„¢",
    "ÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢",
    "ÃƒÆ’Ã†â€™Ãƒâ€šÃ‚Â©",
    "Ã¢",
    "‚¬",
    "Ã¯Â»Â¿",
    "ï»¿",
    "ÐŸÑ€Ð¸",
    "РџСЂРё",
    "РІР‚",
    "cafÃƒÂ©",
    "â€\u{fffd}",
    "\u{92}",
    "\u{93}x\u{94}",
    "NÃO",
    "ΓÇÖ",
    "‚Äô",
    "√©",
    // entities
    "&amp;",
    "&amp;amp;",
    "&l&#116;;",
    "&&#97;mp;&#35;&#51;9;",
    "AT&amp;amp;T",
    "&",
    "amp;",
    "&lt;",
    "&#8217;",
    "&#x2019;",
    "&#146;",
    "&nbsp;",
    "&am",
    "p;",
    "&eacute",
    "&copy=2",
    "&#0;",
    "&#xd800;",
    "&#38;",
    "#38;",
    "lt;",
    "&shy;",
    "&zwj;",
    "&#173;",
    "&#13;",
    "&#10;",
    // invisible
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{200d}",
    "\u{2060}",
    "\u{202e}",
    "\u{0}",
    "\u{7}",
    "\u{1b}[31m",
    "\u{1b}",
    "[0m",
    "\u{7f}",
    "\u{fffd}",
    "\u{85}",
    "\u{9d}",
    // combining
    "e\u{301}",
    "\u{301}",
    "\u{327}\u{301}",
    "\u{1100}\u{1161}",
    "\u{11a8}",
    "\u{ac00}",
    "\u{345}",
    "\u{212b}",
    "a\u{30a}",
    // white space
    " ",
    "  ",
    "   ",
    "\n",
    "\n\n",
    "\n\n\n",
    "\r\n",
    "\r",
    "\t",
    "\u{a0}",
    "\u{202f}",
    "\u{2003}",
    "\u{3000}",
    "\u{2028}",
    "\u{b}",
    "\u{c}",
    " \n ",
    "\n \n",
    // lists and heads
    "- one",
    "• two",
    "* ",
    "1. ",
    "1) ",
    "2. ",
    "1- Over",
    "a) ",
    "– ",
    "HEADLINE",
    "Short head",
    ":",
    "***",
    // posts and furniture
    "— Ann Oke (@annoke) October 17, 2017",
    "(@annoke)",
    "(@",
    "October 17, 2017",
    "  Ann Oke (@annoke) May 3, 2016",
    "— ",
    "â€” Ann (@ann) May 3, 2016",
    "pic.twitter.com/Ab3dEf9hIj",
    "https://t.co/Ab3dEf9hIj",
    "t.co/",
    "pic.twitter.com/",
    "#tag",
    "@ann",
    "RT @ann:",
    "Getty Images",
    "(Ann Oke/AP)",
    "REUTERS/Ann Oke",
    "AP Photo/Ann Oke",
    "Photo: Ann Oke",
    "Ann Oke contributed to this report.",
    "(Reporting by Ann Oke; Editing by Bo Tarn)",
    "ADVERTISEMENT",
    "Advertisement",
    "READ MORE: Harbour walls",
    "By Ann Oke",
    "Share",
    "Tweet",
    "Email",
    "LAKEFORD (Reuters) -",
    "Copyright 2017 Oke Press.",
    "Sign up for our newsletter",
    "A post shared by Ann (@ann) on Sep 5, 2017 at 1:12pm PDT",
    "CLICK HERE TO GET THE APP",
    "Image copyright",
    "Image caption",
    "toggle caption",
    "Story continues below",
    "Follow Ann Oke on Twitter",
    "[28]",
    "http://a.b/c",
    "https://orrin.example.com/ferry?a=1",
    "orrin.example.com/",
    "example.com",
    "#OrrinFerryDay",
    "##tag",
    "＃祭",
    "$FRY",
    "RT @ann_oke:",
    "(via @ann)",
    "@ann#tag@bo$FRY",
    "@ann, @bo",
    ".com/a",
    "http:",
    "//",
];

/// Text of [`PIECES`], some of them cut in two or split by something invisible.
pub fn damaged() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(PIECES).prop_map(str::to_owned),
        1 => (select(PIECES), any::<Index>(), select(PIECES)).prop_map(|(piece, at, inside)| split_by(piece, at, inside)),
        1 => (select(PIECES), any::<Index>()).prop_map(|(piece, at)| split_by(piece, at, "").split_at(0).1.to_owned()),
        1 => (select(PIECES), any::<Index>(), select(&["\u{ad}", "\u{200b}", "\u{feff}", "\u{301}", " ", "\n", "&shy;"][..]))
            .prop_map(|(piece, at, inside)| split_by(piece, at, inside)),
        1 => "\\PC{1,3}",
    ];
    let glue = select(&["", "", " ", " ", " ", "\n", "\n\n"][..]);
    vec((piece, glue), 0..24).prop_map(|parts| {
        parts.into_iter().flat_map(|(piece, glue)| [piece, glue.to_owned()]).collect()
    })
}

fn split_by(piece: &str, at: Index, inside: &str) -> String {
    let borders: Vec<usize> = piece.char_indices().map(|(at, _)| at).collect();
    let (left, right) = piece.split_at(borders[at.index(borders.len())]);
    format!("{left}{inside}{right}")
}

/// Bytes: damaged text as UTF-8 or in another encoding, with and without a byte order mark, cut
/// and flipped; or anything at all.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let encodings = &[
        "UTF-8",
        "UTF-8",
        "windows-1252",
        "windows-1251",
        "Shift_JIS",
        "gb18030",
        "EUC-KR",
        "UTF-16LE",
    ][..];
    let encoded = (
        damaged(),
        select(encodings),
        any::<bool>(),
        vec((any::<Index>(), any::<u8>()), 0..3),
        0..3usize,
    )
        .prop_map(|(text, encoding, bom, flips, cut)| {
            let mut bytes = if encoding == "UTF-16LE" {
                let units = bom.then_some(0xfeff).into_iter().chain(text.encode_utf16());
                units.flat_map(u16::to_le_bytes).collect()
            } else {
                let encoding = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap();
                encoding.encode(&text).0.into_owned()
            };
            for (at, byte) in flips {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            bytes
        });
    prop_oneof![3 => encoded, 1 => vec(any::<u8>(), 0..80)]
}

/// Any choice a user can make (but for the encoding, which `bytes` decides).
pub fn options() -> impl Strategy<Value = Options> {
    let names: Vec<&'static str> =
        STAGES.iter().map(|stage| stage.name).chain([SENTENCES]).collect();
    let rules: Vec<&'static rule::Rule> = rule::all().collect();
    let all: Vec<Label> = LABELS.iter().map(|row| row.label).collect();
    (
        option::weighted(0.3, subsequence(names.clone(), 1..=names.len())),
        prop_oneof![3 => Just(vec![]), 1 => subsequence(names.clone(), 0..=2)],
        prop_oneof![3 => Just(vec![]), 1 => subsequence(rules, 0..=6)],
        option::weighted(0.5, subsequence(all, 0..=16)),
        select(&[Guess::Off, Guess::High, Guess::Any][..]),
        select(&[Newlines::Auto, Newlines::Paragraph, Newlines::Wrap][..]),
        select(&[Quotes::Split, Quotes::Whole][..]),
        prop_oneof![
            2 => Just(Social::Keep),
            3 => select(&[Social::Drop, Social::Mask, Social::SplitHashtags][..]),
        ],
        prop_oneof![3 => Just(TweetWords::Plain), 1 => Just(TweetWords::Quoted)],
        option::weighted(0.4, survey()),
        any::<bool>(),
    )
        .prop_map(
            |(
                only,
                skip,
                off,
                dropped,
                guess,
                newlines,
                quotes,
                social,
                tweet_words,
                survey,
                trace,
            )| {
                let mut labels = LabelPolicy::default();
                if let Some(dropped) = dropped {
                    labels.keep_all();
                    for label in dropped {
                        labels.drop(label);
                    }
                }
                Options {
                    only,
                    skip,
                    off,
                    labels,
                    guess,
                    newlines,
                    quotes,
                    social,
                    tweet_words,
                    survey: survey.map(Arc::new),
                    trace,
                    ..Options::default()
                }
            },
        )
}

/// What a survey says of documents that share lines of [`PIECES`], at their end or before it.
pub fn survey() -> impl Strategy<Value = Repeated> {
    let line = (select(PIECES), option::weighted(0.3, select(PIECES)))
        .prop_map(|(line, more)| [line, more.unwrap_or_default()].concat().replace('\n', " "));
    (vec(line.clone(), 0..80), vec(line, 0..80)).prop_map(|(anywhere, at_end)| {
        let mut survey = Survey::default();
        for n in 0..40 {
            let story = "x".repeat(n + 1) + &" word".repeat(20);
            let text = [&*story, &anywhere.join("\n"), &*story, &at_end.join("\n")].join("\n");
            survey.add(&text, true);
        }
        survey.repeated()
    })
}
