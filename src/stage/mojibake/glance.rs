//! A cheap look at every plan: which are worth a close one.
//!
//! Hundreds of plans turn one encoding into another, and what a text costs under each of them, seen
//! in the light of two characters, takes longer than all the rest of a repair. Most are far off, and
//! pairs of characters say so: what each character costs behind the one before it, of some that
//! surprise most. For two single-byte pages that is one number a byte, from a table that has the numbers of
//! all pages side by side and is made as it is needed: one walk over the bytes that a page shows prices all
//! pages that they may be of. The plans that come out best are then asked in earnest.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::codec::{Codec, EAST_ASIAN, Sequence};
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
#[derive(Debug)]
struct Shown {
    bytes: Vec<u8>,
    /// Where each stretch ends.
    ends: Vec<usize>,
    missing: usize,
    /// What they cost as characters of each page, once that was asked.
    swapped: Option<[i32; PAGES.len()]>,
}

/// Encodings, each of which has a number.
const CODECS: usize = 1 + PAGES.len() + EAST_ASIAN.len();

fn number(codec: Codec) -> usize {
    match codec {
        Codec::Utf8 => 0,
        Codec::Page(n) => 1 + n,
        Codec::EastAsian(n) => 1 + PAGES.len() + n,
    }
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
        // What each encoding shows, as far as it was asked; none where it cannot be the one.
        let mut shown: [Option<Option<Shown>>; CODECS] = [const { None }; CODECS];
        let mut found: Vec<(i32, &'static Plan)> = vec![];
        let mut always = vec![];
        for plan in plans {
            if is_known(plan) {
                always.push(plan);
                continue;
            }
            let n = number(plan.wrong);
            if shown[n].is_none() {
                let own = self.may_be(plan.wrong).then(|| self.shown(plan.wrong));
                let has_some = |own: &Shown| own.missing * 4 <= self.others() * 3;
                let own = own.filter(|own| plan.right == Codec::Utf8 || has_some(own));
                let is_other = |own: &Shown| {
                    shown.iter().flatten().flatten().all(|other| other.bytes != own.bytes)
                };
                shown[n] = Some(own.filter(is_other));
            }
            let Some(Some(shown)) = &mut shown[n] else { continue };
            let most = self.cost - plan.prior + MARGIN;
            let cost = match plan.right {
                Codec::Utf8 => {
                    // What is lost of it can be filled in.
                    always.extend(has_whole(shown).then_some(plan));
                    None
                }
                Codec::Page(right) => {
                    let costs = shown.swapped.get_or_insert_with(|| self.swapped(&shown.bytes));
                    Some(costs[right]).filter(|cost| *cost <= most)
                }
                Codec::EastAsian(_) => self.read(shown, plan.right, most),
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
        let mut shown = Shown { bytes: vec![], ends: vec![], missing: 0, swapped: None };
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

    /// What the bytes cost as characters of each page.
    fn swapped(&self, bytes: &[u8]) -> [i32; PAGES.len()] {
        let mut sums = Sums::default();
        // What characters cost that have no byte.
        let mut missing = 0;
        let mut from = 0;
        for (before, end) in &self.stretches {
            let mut last = class(if before.is_ascii() { *before as u8 } else { b' ' });
            for (sign, byte) in self.signs[from..*end].iter().zip(&bytes[from..*end]) {
                if *byte == 0 {
                    missing += sign.cost + if last < 128 { SWITCH } else { 0 };
                    last = class(b' ');
                    continue;
                }
                let next = class(*byte);
                sums.add(last, next);
                last = next;
            }
            from = *end;
        }
        sums.by_page().map(|sum| sum + missing)
    }

    /// What the bytes cost in an encoding with characters of several; `None` where that is more than `most`.
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

/// Pages in a word of eight bytes, and words for all pages.
const LANES: usize = 8;
const WORDS: usize = PAGES.len().div_ceil(LANES);

/// What pairs of characters cost in all pages at once.
#[derive(Debug, Default)]
struct Sums {
    /// Pages of even and of odd numbers, four to a word, and how many pairs were added to them.
    sums: [[u64; WORDS]; 2],
    count: i32,
}

impl Sums {
    /// Adds what a character costs behind another one, both as classes.
    fn add(&mut self, last: usize, next: usize) {
        // Twice as many characters as are looked at, at most.
        const _: () = assert!(2 * MOST * (u8::MAX as usize) <= u16::MAX as usize);
        const EVEN: u64 = 0x00FF_00FF_00FF_00FF;
        for n in 0..WORDS {
            let costs = pair(last, next, n);
            self.sums[0][n] += costs & EVEN;
            self.sums[1][n] += costs >> 8 & EVEN;
        }
        self.count += 1;
    }

    fn by_page(&self) -> [i32; PAGES.len()] {
        std::array::from_fn(|page| {
            let lane = page % LANES;
            let sum = self.sums[lane % 2][page / LANES] >> (lane / 2 * 16) & 0xFFFF;
            sum as i32 - self.count
        })
    }
}

/// What a character costs behind another one, both as classes, in each of eight pages, by bytes: one more than
/// it does.
fn pair(last: usize, next: usize, word: usize) -> u64 {
    const _: () = assert!(CAP < u8::MAX as i32, "a cost and one more fit into a byte");
    /// 0 where none was asked for yet. Whoever asks at the same time finds the same.
    static COSTS: [[AtomicU64; WORDS]; CLASSES * CLASSES] =
        [const { [const { AtomicU64::new(0) }; WORDS] }; CLASSES * CLASSES];
    let place = &COSTS[last * CLASSES + next][word];
    match place.load(Ordering::Relaxed) {
        0 => {
            let cost = |lane: usize| match word * LANES + lane {
                page if page < PAGES.len() => find_pair(page, last, next),
                _ => 0,
            };
            let costs = std::array::from_fn(|lane| u8::try_from(cost(lane) + 1).unwrap_or(u8::MAX));
            let costs = u64::from_le_bytes(costs);
            place.store(costs, Ordering::Relaxed);
            costs
        }
        costs => costs,
    }
}

/// What it costs in one page.
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
