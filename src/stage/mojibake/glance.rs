//! A cheap look at every plan: which are worth a close one.
//!
//! Hundreds of plans turn one encoding into another, and what a text costs under each of them, seen
//! in the light of two characters, takes longer than all the rest of a repair. Most are far off, and
//! pairs of characters say so: what each character costs behind the one before it, of some that
//! surprise most. For two single-byte pages that is one number a byte, from a table by page that is
//! made as it is needed. The plans that come out best are then asked in earnest.

use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};

use super::codec::{Codec, Sequence};
use super::gain::MIXED;
use super::pages::{Image, PAGES, image};
use super::plan::Plan;
use super::search::CAP;
use super::swapped::seen_as;
use crate::language_model::{NAT, SPACE, Symbol, cost_after, symbol};

/// Characters that are looked at.
const MOST: usize = 64;

/// Plans that are worth a close look.
const CLOSELY: usize = 12;

/// What one of them may cost more than the best.
const BEHIND: i32 = 40 * NAT;

/// What the pairs may say too little.
const MARGIN: i32 = 6 * NAT;

/// A character of the text.
#[derive(Debug)]
struct Sign {
    c: char,
    image: &'static Image,
    /// What it costs behind the one before it.
    cost: i32,
}

/// Some stretches of a text, made ready.
#[derive(Debug)]
pub(super) struct Glance {
    signs: Vec<Sign>,
    /// The character before each stretch, and its end in `signs`.
    stretches: Vec<(char, usize)>,
    /// What they cost as they are.
    cost: i32,
}

/// The bytes that an encoding has for the characters; 0 where it has none.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    bytes: Vec<u8>,
    /// Where each stretch ends.
    ends: Vec<usize>,
    missing: usize,
}

impl Glance {
    pub(super) fn new(text: &str, stretches: impl Iterator<Item = Range<usize>>) -> Glance {
        let mut glance = Glance { signs: vec![], stretches: vec![], cost: 0 };
        for range in stretches {
            if glance.signs.len() >= MOST {
                break;
            }
            let before = text[..range.start].chars().next_back().unwrap_or(' ');
            let behind = text[range.end..].chars().next().unwrap_or(' ');
            let mut last = symbol(before);
            for c in text[range].chars().take(MOST).chain([behind]) {
                let next = symbol(c);
                let cost = step(last, next).min(CAP);
                glance.cost += cost;
                let image = if c.is_ascii() { image('\0') } else { image(c) };
                glance.signs.push(Sign { c, image, cost });
                last = next;
            }
            glance.stretches.push((before, glance.signs.len()));
        }
        glance
    }

    /// The plans that may pay, of those that see the same bytes only the first; all that `is_known`.
    pub(super) fn promising(
        &self,
        plans: impl Iterator<Item = &'static Plan>,
        is_known: impl Fn(&'static Plan) -> bool,
    ) -> Vec<&'static Plan> {
        let mut shown: Vec<(Codec, Option<Shown>)> = vec![];
        let mut found: Vec<(i32, &'static Plan)> = vec![];
        let mut always = vec![];
        for plan in plans {
            if is_known(plan) {
                always.push(plan);
                continue;
            }
            let n = match shown.iter().position(|(codec, _)| *codec == plan.wrong) {
                Some(n) => n,
                None => {
                    let own = self.may_be(plan.wrong).then(|| self.shown(plan.wrong));
                    let has_some = |own: &Shown| own.missing * 4 <= self.others() * 3;
                    let own = own.filter(|own| plan.right == Codec::Utf8 || has_some(own));
                    let is_new = shown.iter().all(|(_, other)| *other != own);
                    shown.push((plan.wrong, own.filter(|_| is_new)));
                    shown.len() - 1
                }
            };
            let Some(bytes) = &shown[n].1 else { continue };
            let most = self.cost - plan.prior + MARGIN;
            let cost = match plan.right {
                Codec::Utf8 => {
                    // What is lost of it can be filled in.
                    always.extend(has_whole(bytes).then_some(plan));
                    None
                }
                Codec::Page(right) => self.swapped(bytes, right, most),
                Codec::EastAsian(_) => self.read(bytes, plan.right, most),
            };
            found.extend(cost.map(|cost| (cost + plan.prior, plan)));
        }
        found.sort_by_key(|(cost, _)| *cost);
        found.truncate(CLOSELY);
        if let Some((best, _)) = found.first().copied() {
            found.retain(|(cost, _)| *cost <= best + BEHIND);
        }
        always.extend(found.into_iter().map(|(_, plan)| plan));
        always
    }

    /// Whether an encoding can have shown what is there. East Asian ones show Chinese characters, kana or
    /// syllables among whatever else, and their tables take long to make.
    fn may_be(&self, wrong: Codec) -> bool {
        const EAST_ASIAN: char = '\u{2e80}';
        !matches!(wrong, Codec::EastAsian(_)) || self.signs.iter().any(|sign| sign.c >= EAST_ASIAN)
    }

    /// How many characters are not ASCII.
    fn others(&self) -> usize {
        self.signs.iter().filter(|sign| !sign.c.is_ascii()).count()
    }

    fn shown(&self, codec: Codec) -> Shown {
        let mut shown = Shown { bytes: vec![], ends: vec![], missing: 0 };
        let mut from = 0;
        for (_, end) in &self.stretches {
            for sign in &self.signs[from..*end] {
                match codec {
                    _ if sign.c.is_ascii() => shown.bytes.push(sign.c as u8),
                    Codec::Page(n) => shown.bytes.push(sign.image.bytes[n]),
                    codec => match codec.bytes_of(sign.c) {
                        Some(bytes) => shown.bytes.extend_from_slice(bytes.bytes()),
                        None => shown.bytes.push(0),
                    },
                }
                shown.missing += usize::from(shown.bytes.last() == Some(&0));
            }
            from = *end;
            shown.ends.push(shown.bytes.len());
        }
        shown
    }

    /// What the bytes cost as characters of a page; `None` where that is more than `most`.
    fn swapped(&self, shown: &Shown, right: usize, most: i32) -> Option<i32> {
        let mut sum = 0;
        let mut from = 0;
        for (before, end) in &self.stretches {
            let mut last = class(if before.is_ascii() { *before as u8 } else { b' ' });
            for (sign, byte) in self.signs[from..*end].iter().zip(&shown.bytes[from..*end]) {
                if *byte == 0 {
                    sum += sign.cost + if last < 128 { SWITCH } else { 0 };
                    last = class(b' ');
                    continue;
                }
                let next = class(*byte);
                sum += pair(right, last, next);
                last = next;
            }
            if sum + least(self.signs.len() - end) > most {
                return None;
            }
            from = *end;
        }
        Some(sum)
    }

    /// The same of an encoding with characters of several bytes.
    fn read(&self, shown: &Shown, right: Codec, most: i32) -> Option<i32> {
        let mut sum = 0;
        let mut from = 0;
        for ((before, _), end) in self.stretches.iter().zip(&shown.ends) {
            let mut last = symbol(*before);
            while from < *end {
                match right.sequence(&shown.bytes[from..*end]) {
                    Sequence::Whole(len, c) if c != '\0' => {
                        let next = symbol(c);
                        sum += step(last, next).min(CAP);
                        last = next;
                        from += len;
                    }
                    _ => {
                        sum += CAP;
                        last = SPACE;
                        from += 1;
                    }
                }
            }
            // Characters of two bytes cost more.
            if sum + least(shown.bytes.len() - end) > most {
                return None;
            }
        }
        Some(sum)
    }
}

/// Whether the bytes of some character of UTF-8 are there.
fn has_whole(shown: &Shown) -> bool {
    let bytes = &shown.bytes;
    let is_whole = |at: usize| matches!(Codec::Utf8.sequence(&bytes[at..]), Sequence::Whole(..));
    (0..bytes.len()).any(|at| !bytes[at].is_ascii() && is_whole(at))
}

/// What so many characters cost at least, of several on average.
fn least(characters: usize) -> i32 {
    NAT * i32::try_from(characters).unwrap_or(0)
}

/// What it costs that a character which is none of the page comes behind one that is.
const SWITCH: i32 = 10 * NAT;

/// What a character costs behind another one.
fn step(last: Symbol, next: Symbol) -> i32 {
    cost_after(last, next).cast_signed() + if last.mixes(next) { MIXED } else { 0 }
}

/// Characters of a page from byte 80 on, a space, and the letters of ASCII.
const CLASSES: usize = 128 + 27;

fn class(byte: u8) -> usize {
    match byte {
        0x80.. => usize::from(byte - 0x80),
        b'a'..=b'z' => usize::from(byte - b'a') + 129,
        b'A'..=b'Z' => usize::from(byte - b'A') + 129,
        _ => 128,
    }
}

/// What a character of a page costs behind another one of it, both as classes.
fn pair(page: usize, last: usize, next: usize) -> i32 {
    const _: () = assert!(CAP < u8::MAX as i32, "a cost and one more fit into a byte");
    /// One more than the costs; 0 where none was asked for yet. Whoever asks at the same time finds the same.
    static COSTS: [[AtomicU8; CLASSES * CLASSES]; PAGES.len()] =
        [const { [const { AtomicU8::new(0) }; CLASSES * CLASSES] }; PAGES.len()];
    let place = &COSTS[page][last * CLASSES + next];
    match place.load(Ordering::Relaxed) {
        0 => {
            let cost = find_pair(page, last, next);
            place.store(u8::try_from(cost + 1).unwrap_or(u8::MAX), Ordering::Relaxed);
            cost
        }
        cost => i32::from(cost) - 1,
    }
}

fn find_pair(page: usize, last: usize, next: usize) -> i32 {
    let symbol = |class: usize| match class {
        ..128 => seen_as(page, class),
        128 => Some(SPACE),
        _ => Some(symbol(char::from((class - 129) as u8 + b'a'))),
    };
    match (symbol(last), symbol(next)) {
        (Some(last), Some(next)) => step(last, next).min(CAP),
        _ => CAP,
    }
}
