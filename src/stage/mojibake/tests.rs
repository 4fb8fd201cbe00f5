#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::{Options, edit};

const SAMPLES: [&str; 5] = [
    "“Příliš žluťoučký kůň,” řekla – it’s über schön",
    "Мой старый сосед продаёт яблоки и груши",
    "κάθε πρωί στην αγορά, καλημέρα γείτονα",
    "Le déjeuner est prêt, hélas très salé",
    "隣の人はりんごを売っています",
];

/// UTF-8 as a reader of this page sees it; `None` where the page lacks a byte.
fn misread(text: &str, page: &pages::Page) -> Option<String> {
    let show =
        |byte: u8| if byte.is_ascii() { Some(char::from(byte)) } else { page.character(byte) };
    text.bytes().map(show).collect()
}

fn edits(text: &str) -> Vec<Edit> {
    let options = Options { trace: true, ..Options::default() };
    let edits = find(text, &Context { options: &options, titled: false }).edits;
    assert!(edit::is_proper(text, &edits), "{text:?}: {edits:?}");
    edits
}

#[test]
fn every_page_is_undone_and_each_plan_runs_backwards() {
    let mut right = 0;
    let mut all = 0;
    for page in &PAGES {
        for sample in SAMPLES {
            let Some(damaged) = misread(sample, page) else { continue };
            let edits = edits(&damaged);
            for edit in &edits {
                let Some(page) = PAGES.iter().find(|page| page.rule == edit.rule) else { continue };
                let again = misread(&edit.with, page);
                assert_eq!(again.as_deref(), Some(&damaged[edit.range.clone()]), "{:?}", edit.note);
            }
            all += 1;
            right += u32::from(edit::apply(&damaged, &edits) == sample);
        }
    }
    // Two pages that differ in few characters can be taken for each other in a short text.
    assert!(all >= 60 && right >= all - 4, "{right} of {all}");
}

#[test]
fn layers_are_undone_in_one_go() {
    for (inner, outer) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (3, 3), (10, 0)] {
        for sample in SAMPLES {
            let once = misread(sample, &PAGES[inner]).unwrap();
            let twice = misread(&once, &PAGES[outer]).unwrap();
            let edits = edits(&twice);
            assert_eq!(
                edit::apply(&twice, &edits),
                sample,
                "{} in {}",
                PAGES[inner].name,
                PAGES[outer].name
            );
            let whole = edits.iter().find(|edit| edit.note.is_some()).unwrap();
            assert!(whole.note.as_deref().unwrap().starts_with("UTF-8 bytes were read as "));
        }
    }
}

#[test]
fn a_guess_gives_way_to_what_is_whole() {
    let text = "â€œA,â€ she said, â€œcafÃ© Ã la carteâ€\u{9d}";
    assert_eq!(edit::apply(text, &edits(text)), "“A,” she said, “café à la carte”");
}

#[test]
fn a_scan_is_all_that_clean_text_costs() {
    for text in [&SAMPLES[..], &["plain", "", "Ã", "ÉÉ", "«»"]].concat() {
        assert!(first_sight(text).is_none(), "{text}");
    }
}
