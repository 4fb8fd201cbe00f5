#![allow(clippy::unwrap_used, reason = "tests")]

use super::codec::Codec;
use super::lossy::Lost;
use super::pages::{self, PAGES};
use super::*;
use crate::{Options, edit};

const SAMPLES: [&str; 5] = [
    "“Příliš žluťoučký kůň,” řekla – it’s über schön",
    "Мой старый сосед продаёт яблоки и груши",
    "κάθε πρωί στην αγορά, καλημέρα γείτονα",
    "Le déjeuner est prêt, hélas très salé",
    "隣の人はりんごを売っています",
];

/// UTF-8 as a reader of page `n` sees it; `None` where the page lacks a byte.
fn misread(text: &str, n: usize) -> Option<String> {
    let show =
        |byte: u8| if byte.is_ascii() { Some(char::from(byte)) } else { pages::character(n, byte) };
    text.bytes().map(show).collect()
}

fn edits(text: &str) -> Vec<Edit> {
    let options = Options { trace: true, ..Options::default() };
    let edits = find(text, &Context::new(&options, false)).edits;
    assert!(edit::is_proper(text, &edits), "{text:?}: {edits:?}");
    edits
}

#[test]
fn every_page_is_undone_and_each_plan_runs_backwards() {
    let mut right = 0;
    let mut all = 0;
    for n in (0..PAGES.len()).filter(|n| PAGES[*n].utf8_rule.is_some()) {
        for sample in SAMPLES {
            let Some(damaged) = misread(sample, n) else { continue };
            let edits = edits(&damaged);
            for edit in &edits {
                let page = |n: &usize| PAGES[*n].utf8_rule == Some(edit.rule);
                let Some(n) = (0..PAGES.len()).find(page) else { continue };
                let again = misread(&edit.with, n);
                assert_eq!(again.as_deref(), Some(&damaged[edit.range.clone()]), "{:?}", edit.note);
            }
            all += 1;
            let repaired = edit::apply(&damaged, &edits);
            right += u32::from(repaired == sample);
        }
    }
    // Two pages that differ in few characters can be taken for each other in a short text.
    assert!(all >= 60 && right >= all - 4, "{right} of {all}");
}

#[test]
fn layers_are_undone_in_one_go() {
    for (inner, outer) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (3, 3), (12, 0)] {
        for sample in SAMPLES {
            let once = misread(sample, inner).unwrap();
            let twice = misread(&once, outer).unwrap();
            let edits = edits(&twice);
            let names = (PAGES[inner].name, PAGES[outer].name);
            assert_eq!(edit::apply(&twice, &edits), sample, "{names:?}");
            let whole = edits.iter().find(|edit| edit.note.is_some()).unwrap();
            assert!(whole.note.as_deref().unwrap().starts_with("UTF-8 bytes were read as "));
        }
    }
}

#[test]
fn tokens_read_back_what_was_shown() {
    for plan in plan::PLANS.iter().filter(|plan| plan.fold == plan::Fold::Kept) {
        let mut seen = 0;
        for sample in
            SAMPLES.iter().copied().chain(["장다리 식당 물론", "每出一题，探长", "жё", "őű"])
        {
            for c in sample.chars().filter(|c| !c.is_ascii()) {
                let Some(bytes) = plan.right.bytes_of(c) else { continue };
                let bytes = bytes.bytes();
                if !matches!(plan.wrong, Codec::Page(_)) {
                    continue;
                }
                let shown: Option<String> = bytes
                    .iter()
                    .map(|byte| match plan.wrong.sequence(&[*byte]) {
                        codec::Sequence::Whole(1, c) => Some(c),
                        _ => None,
                    })
                    .collect();
                let Some(shown) = shown.filter(|shown| !shown.starts_with(|c: char| c.is_ascii()))
                else {
                    continue;
                };
                let mut found = vec![];
                token::tokens(&[plan], &shown, 0, Lost::of("", Guess::Off), &mut found);
                let chars: Vec<&[char]> = found.iter().map(token::Token::chars).collect();
                assert_eq!(chars, [&[c]], "{}: {shown}", plan.words());
                seen += 1;
            }
        }
        let sees_page = matches!(plan.wrong, Codec::Page(_));
        assert!(seen > 0 || !sees_page, "{}", plan.words());
    }
}

#[test]
fn clean_text_has_no_plan() {
    for text in [&SAMPLES[..], &["plain", "", "Ã", "ÉÉ", "«»"]].concat() {
        assert!(edits(text).is_empty(), "{text}");
    }
}

#[test]
fn a_long_text_is_looked_at_from_its_first_character_to_its_last() {
    let clean = "The mill by the river was old, and its wheel still turned. ".repeat(40);
    for word in ["Ã‰clair", "â€œNo", "ÐœÐ¾Ð¹", "Å¾luÅ¥"] {
        for at in [0, 1, 4, 64, 1024, clean.len()] {
            let space = if at == 0 { "" } else { " " };
            let text = format!("{}{space}{word} {}", &clean[..at], &clean[at..]);
            let edits = edits(&text);
            let repaired = edits.iter().any(|edit| edit.range.start <= at + 1);
            assert!(repaired, "{word:?} at {at}");
        }
    }
}

#[test]
fn where_a_block_ends_does_not_matter() {
    // Too little evidence everywhere but at the end, where nothing speaks against it.
    let text = "\u{fffd}縲\u{fffd}".repeat(8000);
    let edits = edits(&text);
    assert!(edits.iter().all(|edit| edit.range.start + 10 > text.len()), "{edits:?}");
}

#[test]
fn plans_change_where_lines_do() {
    let page = |name: &str| PAGES.iter().position(|page| page.name == name).unwrap();
    let pages = [page("windows-1250"), page("iso-8859-2")];
    let plan = |n: usize| plan::utf8_as_page(1 << n, plan::Fold::Kept).next().unwrap();
    let active = pages.map(|n| Active::of(plan(n)));
    // Read by the other page, the last letters of the first line are likelier ones.
    for line in [
        "На рынке опять подорожали яблоки, зато мёд в этом году очень хорош.",
        "Die Brücke über den Fluss war für drei Wochen zu.",
    ] {
        let [first, second] = pages.map(|n| misread(line, n).unwrap());
        let text = format!("{first}\n\n{second}");
        let sides = search::Sides { before: search::Before::Outside, goes_on: None };
        let lost = Lost::of("", Guess::Off);
        for step in search::search(&text, 0..text.len(), sides, &active, lost) {
            assert_eq!(step.active, usize::from(step.range.start > first.len()), "{step:?}");
        }
    }
}
