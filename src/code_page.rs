//! The single-byte code pages: which character a byte stands for, and back.
//!
//! `decode` reads and writes in them, and `mojibake` undoes their mistakes, so there is one list.
//! Most pages come from `encoding_rs`; those of DOS and Mac OS that the web does not know come from
//! `code_page/pages.txt`, whose head names the source. ASCII is itself in all of them, so only
//! the bytes from 0x80 on are asked for.

use std::sync::LazyLock;

use encoding_rs as enc;
use encoding_rs::Encoding;

/// A single-byte page.
#[derive(Debug)]
pub(crate) struct CodePage {
    /// As people call it: `windows-1252`, `mac-roman`, `cp850`.
    pub(crate) name: &'static str,
    /// As the `encoding` field of a record has it: the WHATWG name, for pages that the web does not
    /// know the one that IANA lists first, or that everybody uses.
    pub(crate) official: &'static str,
    /// Other names, in lower case.
    aliases: &'static [&'static str],
    /// By byte − 0x80; `NONE` where the page has no character.
    characters: [char; 128],
    /// Character and byte, by hash; `NONE` is an empty slot.
    bytes: [(char, u8); SLOTS],
}

/// Stands for "no character". Of all pages only `latin-1` and those of ISO have bytes for
/// controls, and none has this noncharacter.
const NONE: char = '\u{ffff}';

/// Twice the characters of a page, so that a look-up ends after a step or two.
const SLOTS: usize = 256;

/// There is one of each.
impl PartialEq for CodePage {
    fn eq(&self, other: &CodePage) -> bool {
        self.name == other.name
    }
}

impl Eq for CodePage {}

impl CodePage {
    /// The character of a byte from 0x80 on. Bytes to 0x9F that have none are the control of the
    /// same number, as WHATWG's decoders have it; others are `None`.
    #[inline]
    pub(crate) fn decode(&self, byte: u8) -> Option<char> {
        let c = self.characters[usize::from(byte & 0x7f)];
        (c != NONE).then_some(c)
    }

    /// The byte from 0x80 on that stands for a character. Of two the first.
    #[inline]
    pub(crate) fn encode(&self, c: char) -> Option<u8> {
        let mut slot = slot(c);
        loop {
            match self.bytes[slot] {
                (NONE, _) => return None,
                (known, byte) if known == c => return Some(byte),
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// The page of a name, official name or alias, in any case.
    pub(crate) fn named(name: &str) -> Option<&'static CodePage> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        PAGES
            .iter()
            .find(|page| is(page.name) || is(page.official) || page.aliases.iter().any(|a| is(a)))
    }

    fn new(row: &Row) -> CodePage {
        let Row { name, official, aliases, source } = *row;
        let mut characters = source.characters();
        for (byte, c) in (0x80..=0xff_u8).zip(&mut characters) {
            *c = match *c {
                char::REPLACEMENT_CHARACTER if byte < 0xa0 => char::from(byte),
                char::REPLACEMENT_CHARACTER => NONE,
                known => known,
            };
        }
        let mut bytes = [(NONE, 0); SLOTS];
        for (byte, c) in (0x80..=0xff_u8).zip(characters) {
            let mut slot = slot(c);
            while bytes[slot].0 != NONE && bytes[slot].0 != c {
                slot = (slot + 1) % SLOTS;
            }
            if c != NONE && bytes[slot].0 == NONE {
                bytes[slot] = (c, byte);
            }
        }
        CodePage { name, official, aliases, characters, bytes }
    }
}

/// The characters of a page are a few blocks of neighbours, so the low bits spread them.
#[inline]
fn slot(c: char) -> usize {
    let c = c as usize;
    (c ^ c >> 8).wrapping_mul(5) % SLOTS
}

/// Where the characters of a page come from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// Byte and character have the same number.
    Identity,
    Web(&'static Encoding),
    /// The section of that name in `pages.txt`.
    File(&'static str),
}

impl Source {
    /// By byte − 0x80; U+FFFD where there is none.
    fn characters(self) -> [char; 128] {
        match self {
            Source::Identity => std::array::from_fn(|n| char::from(n as u8 + 0x80)),
            Source::Web(encoding) => std::array::from_fn(|n| {
                let bytes = [n as u8 + 0x80];
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                text.chars().next().expect("a byte reads as a character")
            }),
            Source::File(name) => {
                let mut lines =
                    FILE.lines().skip_while(|line| line.strip_prefix("= ") != Some(name));
                lines.next();
                let mut characters = lines.flat_map(str::chars);
                std::array::from_fn(|_| characters.next().expect("the file has that page, whole"))
            }
        }
    }
}

const FILE: &str = include_str!("code_page/pages.txt");

struct Row {
    name: &'static str,
    official: &'static str,
    aliases: &'static [&'static str],
    source: Source,
}

const fn web(name: &'static str, encoding: &'static Encoding, official: &'static str) -> Row {
    Row { name, official, aliases: &[], source: Source::Web(encoding) }
}

const fn file(name: &'static str, official: &'static str, aliases: &'static [&'static str]) -> Row {
    Row { name, official, aliases, source: Source::File(name) }
}

/// Every page; those that the web knows first.
pub(crate) static PAGES: LazyLock<Box<[CodePage]>> =
    LazyLock::new(|| ROWS.iter().map(CodePage::new).collect());

const ROWS: &[Row] = &[
    web("windows-1252", enc::WINDOWS_1252, "windows-1252"),
    // To the web it is windows-1252, which is why it has no official name but its own.
    Row { name: "latin-1", official: "latin-1", aliases: &[], source: Source::Identity },
    web("windows-1250", enc::WINDOWS_1250, "windows-1250"),
    web("windows-1251", enc::WINDOWS_1251, "windows-1251"),
    web("windows-1253", enc::WINDOWS_1253, "windows-1253"),
    web("windows-1254", enc::WINDOWS_1254, "windows-1254"),
    web("windows-1255", enc::WINDOWS_1255, "windows-1255"),
    web("windows-1256", enc::WINDOWS_1256, "windows-1256"),
    web("windows-1257", enc::WINDOWS_1257, "windows-1257"),
    web("windows-1258", enc::WINDOWS_1258, "windows-1258"),
    web("windows-874", enc::WINDOWS_874, "windows-874"),
    web("iso-8859-2", enc::ISO_8859_2, "ISO-8859-2"),
    web("iso-8859-3", enc::ISO_8859_3, "ISO-8859-3"),
    web("iso-8859-4", enc::ISO_8859_4, "ISO-8859-4"),
    web("iso-8859-5", enc::ISO_8859_5, "ISO-8859-5"),
    web("iso-8859-6", enc::ISO_8859_6, "ISO-8859-6"),
    web("iso-8859-7", enc::ISO_8859_7, "ISO-8859-7"),
    web("iso-8859-8", enc::ISO_8859_8, "ISO-8859-8"),
    web("iso-8859-10", enc::ISO_8859_10, "ISO-8859-10"),
    web("iso-8859-13", enc::ISO_8859_13, "ISO-8859-13"),
    web("iso-8859-14", enc::ISO_8859_14, "ISO-8859-14"),
    web("iso-8859-15", enc::ISO_8859_15, "ISO-8859-15"),
    web("iso-8859-16", enc::ISO_8859_16, "ISO-8859-16"),
    web("koi8-r", enc::KOI8_R, "KOI8-R"),
    web("koi8-u", enc::KOI8_U, "KOI8-U"),
    web("cp866", enc::IBM866, "IBM866"),
    web("mac-roman", enc::MACINTOSH, "macintosh"),
    web("mac-cyrillic", enc::X_MAC_CYRILLIC, "x-mac-cyrillic"),
    file("cp437", "IBM437", &["437", "cspc8codepage437"]),
    file("cp720", "cp720", &["720", "ibm720", "dos-720"]),
    file("cp737", "cp737", &["737", "ibm737"]),
    file("cp775", "IBM775", &["775", "cspc775baltic"]),
    file("cp850", "IBM850", &["850", "cspc850multilingual"]),
    file("cp852", "IBM852", &["852", "cspcp852"]),
    file("cp855", "IBM855", &["855", "csibm855"]),
    file("cp857", "IBM857", &["857", "csibm857"]),
    file("cp858", "IBM00858", &["858", "ibm858", "cp00858", "ccsid00858"]),
    file("cp860", "IBM860", &["860", "csibm860"]),
    file("cp861", "IBM861", &["861", "cp-is", "csibm861"]),
    file("cp862", "IBM862", &["862", "cspc862latinhebrew"]),
    file("cp863", "IBM863", &["863", "csibm863"]),
    file("cp865", "IBM865", &["865", "csibm865"]),
    file("cp869", "IBM869", &["869", "cp-gr", "csibm869"]),
    file("mac-latin2", "x-mac-ce", &["maclatin2", "maccentraleurope", "x-mac-centraleurroman"]),
    file("mac-greek", "x-mac-greek", &["macgreek"]),
    file("mac-turkish", "x-mac-turkish", &["macturkish"]),
];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_every_page_is_found_again() {
        for page in PAGES.iter() {
            for byte in 0x80..=0xff {
                let Some(c) = page.decode(byte) else { continue };
                let back = page.encode(c).unwrap();
                assert_eq!(page.decode(back), Some(c), "{} {byte:x}", page.name);
                assert!(back <= byte, "{} {byte:x}", page.name);
            }
            for c in ['a', '\0', '\u{ffff}', '\u{fffd}', '漢', '😀'] {
                assert_eq!(page.encode(c), None, "{}", page.name);
            }
        }
    }

    #[test]
    fn pages_are_whole_and_bytes_without_a_character_pass_below_a0() {
        let check = |name: &str, byte: u8, c: Option<char>| {
            assert_eq!(CodePage::named(name).unwrap().decode(byte), c, "{name} {byte:x}");
        };
        check("windows-1252", 0x93, Some('“'));
        check("windows-1252", 0x81, Some('\u{81}'));
        check("latin-1", 0x93, Some('\u{93}'));
        check("windows-1253", 0xaa, None);
        check("cp437", 0x80, Some('Ç'));
        check("cp437", 0xff, Some('\u{a0}'));
        check("cp850", 0xf0, Some('\u{ad}'));
        check("cp857", 0xd5, None);
        check("cp858", 0xd5, Some('€'));
        check("cp869", 0x80, Some('\u{80}'));
        check("mac-greek", 0xff, Some('\u{ad}'));
        check("cp855", 0xfe, Some('■'));
        check("mac-latin2", 0xff, Some('ˇ'));
    }

    #[test]
    fn names_and_aliases() {
        for (name, official) in [
            ("CP850", "IBM850"),
            ("ibm850", "IBM850"),
            ("Macintosh", "macintosh"),
            ("mac-cyrillic", "x-mac-cyrillic"),
            ("858", "IBM00858"),
            ("koi8-r", "KOI8-R"),
        ] {
            assert_eq!(CodePage::named(name).unwrap().official, official);
        }
        assert!(CodePage::named("cp1").is_none());
        let names: std::collections::BTreeSet<&str> = PAGES.iter().map(|page| page.name).collect();
        assert_eq!(names.len(), PAGES.len());
    }
}
