//! Whether a unit is misread, by how odd the text looks with it and without.

use super::CERTAIN;
use super::oddness::{self, Class};
use super::pages;
use super::unit::Unit;

/// Weighs each unit against its neighbourhood as it is and as it would be.
pub(super) fn weigh(text: &str, units: &mut [Unit]) {
    for n in 0..units.len() {
        let unit = &units[n];
        // Most pages are alike, and so is what they read at a place.
        let seen =
            units[..n].iter().rev().take_while(|seen| seen.start == unit.start).find(|seen| {
                let reading = |unit: &Unit| (unit.end, unit.character, unit.left, unit.right);
                reading(seen) == reading(unit)
            });
        units[n].gain = seen.map_or_else(|| gain(text, unit), |seen| seen.gain);
    }
}

/// How much less odd the text is with the character of a unit.
fn gain(text: &str, unit: &Unit) -> i32 {
    let before = text[..unit.start].chars().next_back().unwrap_or(' ');
    let after = text[unit.end..].chars().next().unwrap_or(' ');
    let image = &text[unit.start..unit.end];
    let mut as_is = oddness_of(before, image, after);
    // Its neighbours would be repaired with it.
    let (left, right) = (unit.left.unwrap_or(before), unit.right.unwrap_or(after));
    let chained = i32::from(unit.left.is_some()) + i32::from(unit.right.is_some());
    let c = unit.character;
    // No word begins like a misread byte order mark (ï»¿, ďťż).
    if c == '\u{feff}' && !left.is_alphabetic() {
        return CERTAIN;
    }
    let mut would_be = oddness_of(left, c.encode_utf8(&mut [0; 4]), right);
    // A letter of another script comes with others of its kind.
    let script = oddness::letter_script(c);
    if script.is_some()
        && !oddness::is_latin(c)
        && [left, right].iter().all(|n| oddness::letter_script(*n) != script)
    {
        would_be += 2;
    }
    // A word in capitals does not end in a small letter.
    if c.is_lowercase() && !right.is_lowercase() && follows_capitals(text, unit.start) {
        would_be += 2;
    }
    // A brand in capitals may end in a sign.
    if image.ends_with(['™', '®', '©'])
        && !after.is_alphabetic()
        && follows_capitals(text, unit.start)
    {
        as_is -= 3;
    }
    // What is itself misread UTF-8 looks odd until the next layer.
    let begins = |a: char, b: char| pages::image(a).leads & pages::image(b).trails != 0;
    let more_to_come = unit.left.is_some_and(|left| begins(left, c))
        || unit.right.is_some_and(|right| begins(c, right));
    if more_to_come {
        would_be = 0;
    } else if c.is_control() && chained > 0 {
        would_be -= 3;
    }
    as_is - would_be + form_bonus(image, c, chained)
}

fn follows_capitals(text: &str, at: usize) -> bool {
    text[..at].chars().rev().take(2).filter(|c| c.is_uppercase()).count() == 2
}

/// The longer a sequence and the more of them side by side, the less they came about by chance.
/// But letters that make a word did, and so did lines that make a drawing: these are believed
/// only where they become letters of a script that drawings never hit twice in a row.
fn form_bonus(image: &str, character: char, chained: i32) -> i32 {
    // Behind a low quote come words, not three accented letters: ‚Äô in mac-roman.
    let length_bonus =
        [0, 0, 0, 2 + i32::from(image.starts_with('‚')), 4, 4, 6][image.chars().count()];
    if image.chars().all(|c| oddness::class(c) == Class::Shape) {
        let foreign = oddness::letter_script(character).is_some() && !oddness::is_latin(character);
        if foreign { chained } else { -3 }
    } else if image.chars().zip(image.chars().skip(1)).all(|(a, b)| oddness::are_alike(a, b)) {
        0
    } else {
        length_bonus + chained
    }
}

/// How odd a few characters are between their neighbours.
fn oddness_of(before: char, middle: &str, after: char) -> i32 {
    let mut last = before;
    let mut sum = 0;
    let mut chars = middle.chars().chain([after]).peekable();
    while let Some(c) = chars.next() {
        sum += oddness::pair(last, c);
        if let Some(next) = chars.peek() {
            sum += oddness::alone(c) + oddness::between(last, c, *next);
        }
        last = c;
    }
    sum
}
