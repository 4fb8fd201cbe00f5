//! Repairs text that was decoded with the wrong encoding: UTF-8 read as a single-byte page.
//!
//! A repair is local: a *unit* is the image of one UTF-8 sequence in a page (`Ã©`), and each unit
//! is judged where it stands, by how odd the text looks with it and without, and by how much
//! else in the text was damaged by the same page. So a clean line among damaged ones stays as
//! it is, and `NÃO` stays beside `nÃ£o`. The search (`unit`) and the decision (`judge`, and what a gain
//! must reach) are apart: a better judge replaces these files and nothing else.
//!
//! Not here yet: a single-byte page read as another, East Asian pages, lost case.

mod judge;
mod lossy;
mod oddness;
mod pages;
mod rules;
mod unit;

pub use rules::*;

use crate::document::Finding;
use crate::edit::{Edit, settle};
use crate::options::{Guess, Options};
use crate::pipeline::{Context, Proposal};
use crate::rule::Risk;
use crate::stage::scan::next_byte;
use pages::{PAGES, PageSet, image};
use unit::{Unit, units};

#[cfg(test)]
mod tests;

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    let options = context.options;
    let mut proposal = settle(
        "mojibake.unsettled",
        text,
        |text| pass(text, options, options.guess),
        |steps| if options.trace { plan(steps) } else { None },
    );
    if options.guess == Guess::Off {
        let guessed = pass(text, options, Guess::Any)
            .into_iter()
            .filter(|edit| edit.rule.risk == Risk::Guess);
        proposal.findings.extend(guessed.map(|edit| Finding {
            id: "mojibake.guess",
            message: format!("{:?} may have been {:?}", &text[edit.range.clone()], edit.with),
            source: Some(edit.range),
        }));
    }
    proposal
}

/// The plan in words: which page, how often; of a guess, what it says itself.
fn plan(steps: &[&Edit]) -> Option<Box<str>> {
    let mut names: Vec<(&str, usize)> = vec![];
    let mut range = 0..0;
    for step in steps {
        let Some(page) = PAGES.iter().find(|page| page.rule == step.rule) else { continue };
        // A second step counts as a layer when it goes over the first one's ground.
        let again = step.range.start < range.end && range.start < step.range.end;
        match names.last_mut() {
            Some((name, times)) if *name == page.name => *times += usize::from(again),
            Some(_) if !again => {}
            _ => names.push((page.name, 1)),
        }
        if again || range.is_empty() {
            range = step.range.clone();
        }
    }
    let layers: Vec<String> = names
        .iter()
        .map(|(name, times)| match times {
            1 => (*name).to_owned(),
            2 => format!("{name}, twice"),
            n => format!("{name}, {n} times"),
        })
        .collect();
    if layers.is_empty() {
        return steps.iter().find_map(|step| step.note.clone());
    }
    Some(format!("UTF-8 bytes were read as {}", layers.join(", before that as ")).into())
}

/// A unit with this gain needs no other evidence.
const CERTAIN: i32 = 3;

/// What other units of the page must gain together before one that gains nothing is believed.
const SUPPORT: i32 = 4;

/// With this much support a unit may even cost a little: `Ð¸` alone between spaces.
const STRONG_SUPPORT: i32 = 16;

/// One layer: the edits that make every misread run one layer better.
fn pass(text: &str, options: &Options, guess: Guess) -> Vec<Edit> {
    let Some(sight) = first_sight(text) else { return vec![] };
    let mut edits = vec![];
    if sight.pairs {
        let mut units = units(text);
        judge::weigh(text, &mut units);
        let support = support(&units);
        edits = choose(&units, &support);
        lossy::guess(text, &support, guess, &mut edits);
        // Only now: what a page explains is no evidence for another one.
        edits.retain(|edit| options.allows(edit.rule));
    }
    // A control may be a byte of a sequence that only the next layer shows.
    let controls = sight.controls && options.allows(&C1_AS_WINDOWS_1252);
    if edits.is_empty() && controls { c1_controls(text) } else { edits }
}

/// What a text has that is worth a closer look.
struct Sight {
    pairs: bool,
    controls: bool,
}

/// The cheap look that clean text gets: a scan over its non-ASCII characters.
fn first_sight(text: &str) -> Option<Sight> {
    let mut sight = Sight { pairs: false, controls: false };
    let mut at = 0;
    while let Some(start) = next_byte(text.as_bytes(), at, |byte| !byte.is_ascii()) {
        // A run of non-ASCII characters, and whether it goes on a word in Latin letters.
        let inside = start > 0 && text.as_bytes()[start - 1].is_ascii_alphabetic();
        let mut leads: PageSet = 0;
        let mut last = ' ';
        at = start;
        for c in text[start..].chars() {
            if c.is_ascii() {
                break;
            }
            at += c.len_utf8();
            sight.controls |= matches!(c, '\u{80}'..='\u{9f}');
            let image = image(c);
            if leads & image.trails != 0 && (inside || !oddness::are_alike(last, c)) {
                sight.pairs = true;
                return Some(Sight {
                    pairs: true,
                    controls: sight.controls || has_controls(&text[at..]),
                });
            }
            leads = image.leads;
            last = c;
        }
        sight.pairs |= lossy::is_suspicious(last, &text[at..]);
    }
    (sight.pairs || sight.controls).then_some(sight)
}

fn has_controls(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"\xC2").any(|at| text.as_bytes()[at + 1] < 0xA0)
}

/// What the units of each page gain together.
type Support = [i32; PAGES.len()];

fn support(units: &[Unit]) -> Support {
    let mut support = [0i32; PAGES.len()];
    for unit in units {
        support[unit.page] = support[unit.page].saturating_add(counted(unit));
    }
    support
}

/// Small gains come about by chance.
fn counted(unit: &Unit) -> i32 {
    if unit.gain >= 2 { unit.gain } else { 0 }
}

/// The units to believe, as edits; neighbours of one page are one edit.
fn choose(units: &[Unit], support: &Support) -> Vec<Edit> {
    let most = i64::from(*support.iter().max().expect("there are pages")).max(1);
    // What a page gains in the whole text counts as up to seven in each place.
    let score = |unit: &Unit| {
        i64::from(unit.gain - PAGES[unit.page].rarity) * 10
            + i64::from(support[unit.page]) * 70 / most
    };
    let mut edits: Vec<Edit> = vec![];
    let mut done = 0;
    for here in units.chunk_by(|a, b| a.start == b.start) {
        if here[0].start < done {
            continue;
        }
        let believed = here.iter().filter(|unit| is_believed(unit, support));
        let Some(best) = believed.rev().max_by_key(|unit| score(unit)) else { continue };
        done = best.end;
        let rule = PAGES[best.page].rule;
        match edits.last_mut() {
            Some(edit) if edit.range.end == best.start && edit.rule == rule => {
                edit.range.end = best.end;
                edit.with.to_mut().push(best.character);
            }
            _ => edits.push(Edit::replace(best.start..best.end, best.character.to_string(), rule)),
        }
    }
    edits
}

fn is_believed(unit: &Unit, support: &Support) -> bool {
    let others = support[unit.page] - counted(unit);
    unit.gain >= CERTAIN
        || unit.gain >= 0 && others >= SUPPORT
        || unit.gain >= -3 && others >= STRONG_SUPPORT
}

/// Controls that are no part of UTF-8: the windows-1252 characters of their bytes.
fn c1_controls(text: &str) -> Vec<Edit> {
    let mut edits = vec![];
    for at in memchr::memchr_iter(0xC2, text.as_bytes()) {
        let byte = text.as_bytes()[at + 1];
        // U+0080 to U+009F are C2 80 to C2 9F.
        let c = PAGES[0].character(byte).filter(|c| byte < 0xA0 && !c.is_control());
        edits.extend(
            c.map(|c| Edit::replace(at..at + 2, c.to_string(), &rules::C1_AS_WINDOWS_1252)),
        );
    }
    edits
}
