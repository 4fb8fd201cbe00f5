//! The code pages that UTF-8 gets mistaken for, and which character stands for which byte.

use std::sync::{LazyLock, OnceLock};

use super::rules;
use crate::code_page::CodePage;
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
}

const fn page(
    rarity: i32,
    is_default: bool,
    name: &'static str,
    utf8_rule: Option<&'static Rule>,
) -> Page {
    Page { name, utf8_rule, rarity, is_default }
}

/// Every page; where two read the same, the first is named.
pub(super) static PAGES: [Page; 23] = [
    page(0, true, "windows-1252", Some(&rules::WINDOWS_1252)),
    page(0, true, "latin-1", Some(&rules::LATIN_1)),
    page(1, true, "windows-1251", Some(&rules::WINDOWS_1251)),
    page(1, true, "windows-1250", Some(&rules::WINDOWS_1250)),
    page(1, false, "windows-1253", Some(&rules::WINDOWS_1253)),
    page(1, false, "windows-1254", Some(&rules::WINDOWS_1254)),
    page(1, false, "windows-1255", Some(&rules::WINDOWS_1255)),
    page(1, false, "windows-1256", Some(&rules::WINDOWS_1256)),
    page(1, false, "windows-1257", Some(&rules::WINDOWS_1257)),
    page(4, false, "windows-1258", Some(&rules::WINDOWS_1258)),
    page(1, false, "iso-8859-2", Some(&rules::ISO_8859_2)),
    page(5, false, "iso-8859-15", Some(&rules::ISO_8859_15)),
    page(1, true, "mac-roman", Some(&rules::MAC_ROMAN)),
    page(2, true, "cp437", Some(&rules::CP437)),
    page(2, true, "cp850", Some(&rules::CP850)),
    page(2, false, "cp852", Some(&rules::CP852)),
    page(1, false, "cp866", Some(&rules::CP866)),
    page(1, true, "koi8-r", Some(&rules::KOI8_R)),
    page(2, false, "koi8-u", Some(&rules::KOI8_U)),
    page(2, false, "mac-cyrillic", Some(&rules::MAC_CYRILLIC)),
    page(2, false, "iso-8859-5", None),
    page(1, false, "iso-8859-7", None),
    page(1, false, "windows-874", None),
];

/// A set of pages: bit n is `PAGES[n]`.
pub(super) type PageSet = u32;

/// The character that page `n` shows for a byte from 0x80 on.
#[inline]
pub(super) fn character(n: usize, byte: u8) -> Option<char> {
    let c = CHARACTERS[n][usize::from(byte - 0x80)];
    (c != '\0').then_some(c)
}

/// The characters of each page; NUL where a byte has none.
static CHARACTERS: LazyLock<Vec<[char; 128]>> = LazyLock::new(|| {
    let characters = |page: &Page| {
        let page = CodePage::named(page.name).expect("one of the pages that are known");
        std::array::from_fn(|n| page.decode(n as u8 + 0x80).unwrap_or('\0'))
    };
    PAGES.iter().map(characters).collect()
});

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

impl Image {
    /// Whether no page has the character.
    pub(super) fn is_none(&self) -> bool {
        self.bytes == [0; PAGES.len()]
    }
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

/// The bytes of one page by character.
#[derive(Debug)]
pub(super) struct Bytes {
    page: usize,
    low: Box<[u8]>,
}

impl Bytes {
    /// The byte that the page shows as `c`; 0 for ASCII and where it has none.
    #[inline]
    pub(super) fn of(&self, c: char) -> u8 {
        match self.low.get(c as usize) {
            Some(byte) => *byte,
            None => image(c).bytes[self.page],
        }
    }
}

/// The bytes of page `n`.
pub(super) fn bytes_of(n: usize) -> &'static Bytes {
    static ALL: [OnceLock<Bytes>; PAGES.len()] = [const { OnceLock::new() }; PAGES.len()];
    ALL[n].get_or_init(|| {
        let mut low = vec![0; LOW].into_boxed_slice();
        for byte in 0x80..=0xFF {
            if let Some(place) = character(n, byte).and_then(|c| low.get_mut(c as usize)) {
                *place = byte;
            }
        }
        Bytes { page: n, low }
    })
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
}
