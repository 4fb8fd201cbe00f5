//! The code pages that UTF-8 gets mistaken for, and which character stands for which byte.

use std::sync::LazyLock;

use encoding_rs::{
    Encoding, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_7, ISO_8859_15, KOI8_R, KOI8_U, MACINTOSH,
    WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
    WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

use super::rules;
use crate::rule::Rule;

/// A single-byte code page.
#[derive(Debug)]
pub(super) struct Page {
    /// As people call it.
    pub(super) name: &'static str,
    /// What a repair of UTF-8 that was read as this page is called; `None` where it is not looked
    /// for.
    pub(super) utf8_rule: Option<&'static Rule>,
    /// Nats that plans with this page cost beside the price of their kind.
    pub(super) rarity: i32,
    /// Whether programs fall back to it when they know no better.
    pub(super) is_default: bool,
    characters: Characters,
}

#[derive(Debug)]
enum Characters {
    /// Byte and character have the same number.
    Identity,
    Known(&'static Encoding),
    /// The section of `dos_pages.txt`.
    Dos(&'static str),
}

use Characters::{Dos, Identity, Known};

const fn page(
    rarity: i32,
    is_default: bool,
    name: &'static str,
    utf8_rule: Option<&'static Rule>,
    characters: Characters,
) -> Page {
    Page { name, utf8_rule, rarity, is_default, characters }
}

/// Every page; where two read the same, the first is named.
pub(super) static PAGES: [Page; 23] = [
    page(0, true, "windows-1252", Some(&rules::WINDOWS_1252), Known(WINDOWS_1252)),
    page(0, true, "latin-1", Some(&rules::LATIN_1), Identity),
    page(1, true, "windows-1251", Some(&rules::WINDOWS_1251), Known(WINDOWS_1251)),
    page(1, true, "windows-1250", Some(&rules::WINDOWS_1250), Known(WINDOWS_1250)),
    page(1, false, "windows-1253", Some(&rules::WINDOWS_1253), Known(WINDOWS_1253)),
    page(1, false, "windows-1254", Some(&rules::WINDOWS_1254), Known(WINDOWS_1254)),
    page(1, false, "windows-1255", Some(&rules::WINDOWS_1255), Known(WINDOWS_1255)),
    page(1, false, "windows-1256", Some(&rules::WINDOWS_1256), Known(WINDOWS_1256)),
    page(1, false, "windows-1257", Some(&rules::WINDOWS_1257), Known(WINDOWS_1257)),
    page(4, false, "windows-1258", Some(&rules::WINDOWS_1258), Known(WINDOWS_1258)),
    page(1, false, "iso-8859-2", Some(&rules::ISO_8859_2), Known(ISO_8859_2)),
    page(5, false, "iso-8859-15", Some(&rules::ISO_8859_15), Known(ISO_8859_15)),
    page(1, true, "mac-roman", Some(&rules::MAC_ROMAN), Known(MACINTOSH)),
    page(2, true, "cp437", Some(&rules::CP437), Dos("cp437")),
    page(2, true, "cp850", Some(&rules::CP850), Dos("cp850")),
    page(2, false, "cp852", Some(&rules::CP852), Dos("cp852")),
    page(1, false, "cp866", Some(&rules::CP866), Known(IBM866)),
    page(1, true, "koi8-r", Some(&rules::KOI8_R), Known(KOI8_R)),
    page(2, false, "koi8-u", Some(&rules::KOI8_U), Known(KOI8_U)),
    page(2, false, "mac-cyrillic", Some(&rules::MAC_CYRILLIC), Known(X_MAC_CYRILLIC)),
    page(2, false, "iso-8859-5", None, Known(ISO_8859_5)),
    page(1, false, "iso-8859-7", None, Known(ISO_8859_7)),
    page(1, false, "windows-874", None, Known(WINDOWS_874)),
];

/// A set of pages: bit n is `PAGES[n]`.
pub(super) type PageSet = u32;

impl Page {
    /// The character that this page shows for a byte from 0x80 on.
    fn find_character(&self, byte: u8) -> Option<char> {
        let c = match self.characters {
            Identity => char::from(byte),
            Known(encoding) => encoding
                .decode_without_bom_handling(&[byte])
                .0
                .chars()
                .next()
                .expect("a byte reads as a character"),
            Dos(name) => {
                let section = DOS_PAGES.split("= ").find(|section| section.starts_with(name));
                let lines = section.expect("the file has that page").lines().skip(1);
                lines
                    .flat_map(str::chars)
                    .nth(usize::from(byte - 0x80))
                    .expect("a page has 128 characters")
            }
        };
        match (c, byte) {
            // Readers of these pages pass on the bytes that have no character.
            ('\u{fffd}', 0x80..=0x9F) => Some(char::from(byte)),
            ('\u{fffd}', _) => None,
            (c, _) => Some(c),
        }
    }
}

/// The character that page `n` shows for a byte from 0x80 on.
#[inline]
pub(super) fn character(n: usize, byte: u8) -> Option<char> {
    let c = CHARACTERS[n][usize::from(byte - 0x80)];
    (c != '\0').then_some(c)
}

/// The characters of each page; NUL where a byte has none.
static CHARACTERS: LazyLock<Vec<[char; 128]>> = LazyLock::new(|| {
    let characters =
        |page: &Page| std::array::from_fn(|n| page.find_character(n as u8 + 0x80).unwrap_or('\0'));
    PAGES.iter().map(characters).collect()
});

const DOS_PAGES: &str = include_str!("dos_pages.txt");

/// Which bytes a character stands for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Image {
    /// By page; 0 where the page lacks the character.
    pub(super) bytes: [u8; PAGES.len()],
    /// The pages where it is the first byte of a UTF-8 sequence.
    pub(super) leads: PageSet,
    /// The pages where it is a later byte of one.
    pub(super) trails: PageSet,
}

/// The image of a character; the empty one where no page has it.
#[inline]
pub(super) fn image(c: char) -> &'static Image {
    let images: &Images = &IMAGES;
    let place = match c as usize {
        low if low < LOW => images.places[low],
        _ => images.far.iter().find(|(far, _)| *far == c).map_or(0, |(_, place)| *place),
    };
    &images.list[usize::from(place)]
}

/// All but three characters of the pages (mac-roman's apple and ligatures) are below.
const LOW: usize = 0x2600;

struct Images {
    list: Vec<Image>,
    places: Vec<u16>,
    far: Vec<(char, u16)>,
}

static IMAGES: LazyLock<Images> = LazyLock::new(|| {
    let mut images = Images { list: vec![Image::default()], places: vec![0; LOW], far: vec![] };
    for n in 0..PAGES.len() {
        for byte in 0x80..=0xFF {
            let Some(c) = character(n, byte) else { continue };
            let next = images.list.len() as u16;
            let place = match images.places.get_mut(c as usize) {
                Some(0) => {
                    images.places[c as usize] = next;
                    next
                }
                Some(place) => *place,
                None => {
                    let known =
                        images.far.iter().find(|(far, _)| *far == c).map(|(_, place)| *place);
                    known.unwrap_or_else(|| {
                        images.far.push((c, next));
                        next
                    })
                }
            };
            if place == next {
                images.list.push(Image::default());
            }
            let image = &mut images.list[usize::from(place)];
            image.bytes[n] = byte;
            match byte {
                0x80..=0xBF => image.trails |= 1 << n,
                0xC2..=0xF4 => image.leads |= 1 << n,
                _ => {}
            }
        }
    }
    images
});

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_every_page_is_found_again() {
        for (n, page) in PAGES.iter().enumerate() {
            for byte in 0x80..=0xFF {
                if let Some(c) = character(n, byte) {
                    assert_eq!(image(c).bytes[n], byte, "{} {byte:x}", page.name);
                }
            }
            assert!(page.utf8_rule.is_none_or(|rule| rule.id.ends_with(page.name)));
        }
    }

    #[test]
    fn the_dos_pages_are_whole() {
        for (name, first, soft_hyphen) in
            [("cp437", 'Ç', false), ("cp850", 'Ç', true), ("cp852", 'Ç', true)]
        {
            let n = PAGES.iter().position(|page| page.name == name).unwrap();
            assert_eq!(character(n, 0x80), Some(first));
            assert_eq!(character(n, 0xF0) == Some('\u{ad}'), soft_hyphen);
            assert_eq!(character(n, 0xFE), Some('■'));
            assert_eq!(character(n, 0xFF), Some('\u{a0}'));
        }
    }
}
