//! What may be misread UTF-8: the images of its sequences in the pages.

use super::oddness;
use super::pages::{PAGES, image};
use crate::stage::scan::next_byte;

/// The image of one UTF-8 sequence in one page. No two units of a page overlap: a byte either
/// begins a sequence or goes on in one.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) page: usize,
    /// The character that the bytes are.
    pub(super) character: char,
    /// The characters of the units of the same page right before it and right behind it.
    pub(super) left: Option<char>,
    pub(super) right: Option<char>,
    /// How much less odd the text is with it.
    pub(super) gain: i32,
}

/// Every unit of every page, by start.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut units = vec![];
    let mut at = 0;
    while let Some(start) = next_byte(text.as_bytes(), at, |byte| !byte.is_ascii()) {
        let mut chars = text[start..].chars();
        let lead = chars.next().expect("a character starts here");
        at = start + lead.len_utf8();
        let Some(second) = chars.next() else { break };
        let mut pages = image(lead).leads & image(second).trails;
        while pages != 0 {
            let page = pages.trailing_zeros() as usize;
            pages &= pages - 1;
            units.extend(unit(text, start, page));
        }
    }
    chain(&mut units);
    units
}

/// Tells units of a page that touch of each other.
fn chain(units: &mut [Unit]) {
    let mut last = [None::<usize>; PAGES.len()];
    for n in 0..units.len() {
        let page = units[n].page;
        if let Some(before) = last[page].filter(|before| units[*before].end == units[n].start) {
            units[n].left = Some(units[before].character);
            units[before].right = Some(units[n].character);
        }
        last[page] = Some(n);
    }
}

/// The unit of that page that starts there.
fn unit(text: &str, start: usize, page: usize) -> Option<Unit> {
    let mut bytes = [0; 6];
    let mut len = 0;
    let mut end = start;
    let mut wanted = 1;
    for c in text[start..].chars() {
        if len == wanted {
            break;
        }
        bytes[len] = image(c).bytes[page];
        if len == 0 {
            wanted = match bytes[0] {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                _ => 4,
            };
        }
        // Half of a surrogate pair, written as CESU-8: the other half follows.
        if len == 1 && bytes[0] == 0xED && bytes[1] >= 0xA0 {
            wanted = bytes.len();
        }
        len += 1;
        end += c.len_utf8();
    }
    let character = match len {
        6 => surrogate_pair(bytes)?,
        _ => std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?,
    };
    if !oddness::is_in_use(character) {
        return None;
    }
    Some(Unit { start, end, page, character, left: None, right: None, gain: 0 })
}

/// The character of two surrogates, three bytes each.
fn surrogate_pair(bytes: [u8; 6]) -> Option<char> {
    let [0xED, a @ 0xA0..=0xAF, b @ 0x80..=0xBF, 0xED, c @ 0xB0..=0xBF, d @ 0x80..=0xBF] = bytes
    else {
        return None;
    };
    let bits = |high: u8, low: u8| u32::from(high & 0x0F) << 6 | u32::from(low & 0x3F);
    char::from_u32(0x1_0000 + (bits(a, b) << 10) + bits(c & 0x0F, d))
}
