//! Law 9: sixteen times the input may take sixteen times as long, and as much room.
//!
//! Inputs are as long as some milliseconds allow, so an optimised build looks at much longer ones
//! (`cargo test --release --test laws growth`) and sees what a fast scan hides in a debug build.

use std::time::Instant;

use descrape::{Document, Options, Social, clean, rule};

use crate::generate::PIECES;

/// What makes scanners go back and forth, beside the pieces of articles and the rules' own
/// examples: openings without an end, and beginnings of what is looked for.
const HOSTILE: &[&str] = &[
    "&",
    "&#",
    "&a",
    "&amp",
    "&amp;amp;",
    "Ã",
    "Ãƒ",
    "â€",
    "ƒ",
    "Â\u{a0}",
    "\u{301}",
    "e\u{301}\u{327}",
    "\u{ad}",
    "\u{1b}[",
    "\u{1b}[3",
    "\u{1100}",
    "(",
    "“",
    "\"",
    "“a. ",
    "(a. ",
    "[",
    "@",
    "(@",
    "(@a) ",
    "— (@a) May",
    "— A (@a) May 3, 2016\n",
    "— A B (@a) May 3, 2016\n\n",
    "It held. — A B (@a) May 3, 2016  ",
    "  A (@a) 3 May 2016 pic.twitter.com/Ab3dEf9hIj",
    "May ",
    "May 3, ",
    "2016 ",
    "pic.twitter.com/",
    "t.co/",
    "http://",
    "https://t.co/",
    "#a",
    "A ",
    "A. ",
    "a. ",
    "a",
    "A",
    "a.",
    ".",
    "…",
    "U.S. ",
    "Mr. ",
    "No. 1 ",
    "1.",
    "1. ",
    "1) ",
    "- ",
    "- a\n",
    "•",
    "*",
    "\n",
    "\r",
    " \n",
    "\n ",
    "\u{a0}",
    "\u{3000}",
    "\t",
    "a\n",
    "A\n",
    "A b c d e f g h i j\n",
    "Share\n",
    "Share ",
    "Facebook Twitter ",
    "Photo: ",
    "Photo by ",
    "/AP ",
    "A/AP) ",
    "Getty Images ",
    "By ",
    "By A\n",
    "By A and ",
    "Follow ",
    "AD\n\n",
    "(Reporting by ",
    "Copyright ",
    "READ MORE: ",
    "Image copyright ",
    "Image caption ",
    "A post shared by ",
    "AAAA (AP) — ",
    "字",
    "。",
    "字。",
    "ก",
    "«",
    "「",
    "」",
    "\u{fffd}",
    "\u{feff}",
    "\0",
];

/// What fills the lists of a document: posts, rows of what was removed, changes, findings,
/// paragraphs, sentences; and each stage's list of edits. A list, or the text before, that is
/// searched for each entry shows only when it is long.
const CROWDS: &[&str] = &[
    "a&amp;",
    "aÃ©",
    "a\u{ad}",
    "a\t",
    "— A B (@a) May 3, 2016\n\n",
    "It held. — A B (@a) May 3, 2016  ",
    "It held. pic.twitter.com/Ab3dEf9hIj\n\n",
    "It held.\n\nADVERTISEMENT\n\n",
    "Ã©t â€\u{fffd} ",
    "â€œThe cafÃ© opens in fÃ©vrier,â€\u{9d} she said, Ð\u{b4}Ð° Ð\u{bd}ÐµÑ‚. ",
    "縺ゅｋ縲\u{fffd} ",
    "\u{fffd}縲\u{fffd}",
    "縲\u{fffd}\n",
    "縲\u{fffd} a ",
    "\u{fffd}縺\u{fffd}ゅ\u{fffd}ｋ\u{fffd}縲",
    "\u{fffd}銝\u{fffd}剜\u{fffd}",
    "銝銝\u{fffd}",
    "\u{fffd}涓\u{fffd}浗\u{fffd}",
    "鈥\u{fffd}鈥€\u{fffd}",
    "챙\u{fffd}혖\u{fffd}혟",
    "\u{fffd}挨",
    "縲\u{fffd}銝\u{fffd}涓\u{fffd}챙\u{fffd}Ã\u{fffd}â€\u{fffd}а",
    "Ã?鐨?嚗",
    "a&#8217;s  ",
    "It held. So did we. ",
    "- One\n- Two\n\nSo they\nwent.\n",
];

/// The large input is so many times the small one.
const TIMES: usize = 16;

/// What a linear scan may miss `TIMES` by: tables that outgrow the caches, and little enough that
/// a square shows when it is a tenth of the time of the small input.
const SLACK: f64 = 2.5;

/// A machine may be busy with something else while it is looked at; a square is there each time.
const LOOKS: usize = 10;

/// So many of them before a longer text is looked at instead.
const SOME_LOOKS: usize = 3;

#[test]
fn time_and_room_grow_with_the_size() {
    let examples = || rule::all().map(|rule| rule.example.before.to_vec());
    let paragraphs = examples().map(|example| [&example[..], b"\n\n"].concat());
    let texts = PIECES.iter().chain(HOSTILE).map(|text| text.as_bytes().to_vec());
    for unit in texts.chain(examples()).chain(paragraphs).filter(|unit| !unit.is_empty()) {
        check(&unit, 0.0005);
    }
    for unit in CROWDS {
        check(unit.as_bytes(), 0.015);
    }
}

/// The same for the search for social text, which by default nobody asks for.
#[test]
fn looking_for_social_text_grows_with_the_size() {
    for social in [Social::Drop, Social::Mask, Social::SplitHashtags] {
        for unit in SOCIAL {
            let only = Some(vec!["social"]);
            let options = Options { only, social, trace: true, ..Options::default() };
            check_with(unit.as_bytes(), 0.001, &options);
        }
    }
}

/// What the search for social text could go back and forth over.
const SOCIAL: &[&str] = &[
    "@a ",
    "@a, ",
    "@a",
    "#a",
    "#a ",
    "##",
    "#",
    "＃a",
    "$A ",
    "$A",
    "@",
    "RT @a: ",
    "via @a\n",
    "(@a) ",
    "(((@a))) ",
    "a.",
    ".a",
    "a.com",
    "a.com ",
    "a.com/",
    "a.com/(",
    "a.com/(b ",
    "www.a.com?",
    "-.",
    "a_.",
    "é.",
    "é",
    "字",
    "字.com",
    "http://",
    "http://a",
    "http://字.",
    "http://a.com/",
    "http://a.com/? ",
    "http://a.com/a?a",
    "https://t.co/a ",
    "https://t.co/a/",
    "https://t.co/a?",
    "a.com:1",
    "xn--",
    "a.xn--",
    "#\u{301}",
    "#a\u{fe0f}",
    "a, ",
    ",",
    " ",
];

/// The longest text, in bytes, that a longer one may be read in another way than.
const SHORT: usize = 100_000;

/// Compares an input that takes about so many seconds with one that is [`TIMES`] as long. The
/// small one is cleaned as many times: a busy machine takes its share of both alike.
fn check(unit: &[u8], seconds: f64) {
    check_with(unit, seconds, &Options { trace: true, ..Options::default() });
}

fn check_with(unit: &[u8], seconds: f64, options: &Options) {
    let look = |bytes: &[u8], times| look(bytes, times, options);
    let mut small = unit.repeat(2000usize.div_ceil(unit.len()));
    while look(&small, 1).0 < seconds {
        small = small.repeat(2);
    }
    let mut large = small.repeat(TIMES);
    let shown = String::from_utf8_lossy(unit);
    let mut looks = vec![];
    loop {
        let ((before, little), (after, much)) = (look(&small, TIMES), look(&large, 1));
        let bound = little * TIMES * 5 / 4 + 1000;
        // A long text may be read in another way than a short one; what grows too fast does so at
        // every size.
        if much > bound && small.len() < SHORT {
            small = small.repeat(2);
            large = small.repeat(TIMES);
            continue;
        }
        assert!(
            much <= bound,
            "{shown:?}: {little} bytes kept of {}, {much} of {TIMES} times that",
            small.len()
        );
        if after < SLACK * before {
            return;
        }
        looks.push((before, after));
        if looks.len() == SOME_LOOKS && small.len() < SHORT {
            looks.clear();
            small = small.repeat(2);
            large = small.repeat(TIMES);
            continue;
        }
        assert!(
            looks.len() < LOOKS,
            "{shown:?}: seconds for {} bytes {TIMES} times, and for all of them at once: {looks:?}",
            small.len()
        );
    }
}

/// Seconds to clean it so many times, and bytes of what is kept of one.
fn look(bytes: &[u8], times: usize, options: &Options) -> (f64, usize) {
    let start = Instant::now();
    for _ in 1..times {
        std::hint::black_box(clean(bytes, options));
    }
    let document = clean(bytes, options);
    (start.elapsed().as_secs_f64(), room(&document))
}

/// The bytes of everything in a document that has no fixed size.
fn room(document: &Document) -> usize {
    let changes =
        document.changes().map(|c| 40 + c.before.len() + c.after.len() + 8 * c.rules.len());
    let steps = document
        .steps()
        .iter()
        .map(|s| 40 + s.before.len() + s.after.len() + s.note.as_ref().map_or(0, |n| n.len()));
    let embeds = document
        .embeds()
        .iter()
        .map(|e| 40 + e.text.len() + e.media.iter().map(String::len).sum::<usize>());
    let mentions = document.mentions();
    let mentions = mentions.iter().map(|m| 40 + m.text.len());
    let findings = document.findings().iter().map(|f| 40 + f.message.len());
    let removed = document.removed().iter().map(|r| 40 + r.source.len());
    let sentences = document.sentences().iter().map(|s| 16 + s.len());
    document.text().len()
        + changes
            .chain(steps)
            .chain(embeds)
            .chain(mentions)
            .chain(findings)
            .chain(removed)
            .chain(sentences)
            .sum::<usize>()
}
