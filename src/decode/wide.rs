//! UTF-16 and UTF-32.

use super::builder::Builder;
use super::charset::Order;

/// Reads UTF-16. A lone surrogate does not decode; a first half at the very end is a stump.
pub(super) fn utf16(bytes: &[u8], order: Order) -> Builder {
    let mut builder = Builder::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(unit) = bytes.get(at..at + 2) {
        let unit = order.number(unit);
        match unit {
            0xd800..=0xdbff => match bytes.get(at + 2..at + 4).map(|next| order.number(next)) {
                Some(low @ 0xdc00..=0xdfff) => {
                    let c = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                    builder.exact(char::from_u32(c).expect("two halves make a character"), 4);
                    at += 2;
                }
                Some(_) => builder.undecodable(2),
                None => break,
            },
            _ => match char::from_u32(unit) {
                Some(c) => builder.exact(c, 2),
                None => builder.undecodable(2),
            },
        }
        at += 2;
    }
    builder.stump(bytes.len() - at);
    builder
}

/// Reads UTF-32.
pub(super) fn utf32(bytes: &[u8], order: Order) -> Builder {
    let mut builder = Builder::with_capacity(bytes.len() / 2);
    let units = bytes.chunks_exact(4);
    let rest = units.remainder();
    for unit in units {
        match char::from_u32(order.number(unit)) {
            Some(c) => builder.exact(c, 4),
            None => builder.undecodable(4),
        }
    }
    builder.stump(rest.len());
    builder
}

/// How much of the input is looked at to find UTF-16 and UTF-32 without a byte order mark.
const SAMPLE: usize = 64 * 1024;

/// Share of units that must be what text is made of, in percent. Some may be damaged.
const PLAUSIBLE: usize = 95;

/// Whether this is UTF-32 without a byte order mark. Two of four bytes are zero or nearly, in the
/// same columns, which no other text has.
pub(super) fn looks_like_utf32(bytes: &[u8]) -> Option<Order> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let units = sample.len() / 4;
    [Order::Little, Order::Big].into_iter().find(|order| {
        let fits = |unit: &[u8]| char::from_u32(order.number(unit)).is_some_and(is_written);
        let plausible = sample.chunks_exact(4).filter(|unit| fits(unit)).count();
        units >= 2 && plausible * 100 >= units * PLAUSIBLE
    })
}

/// Whether this is UTF-16 without a byte order mark.
///
/// Read in the right order, nearly all of it are characters that text is made of. That alone is
/// not enough: pairs of small letters and many pairs of `Shift_JIS` or EUC-KR are Chinese or Korean
/// characters by their numbers. So some characters must be such as no eight-bit text yields,
/// whose high byte is one of a few (ASCII, kana, Cyrillic, …), and not many units may be pairs of
/// ASCII characters.
pub(super) fn looks_like_utf16(bytes: &[u8]) -> Option<Order> {
    let little = Share::of(bytes, Order::Little);
    let big = Share::of(bytes, Order::Big);
    let (better, order) = if (big.plausible, big.telling) > (little.plausible, little.telling) {
        (big, Order::Big)
    } else {
        (little, Order::Little)
    };
    better.is_text().then_some(order)
}

/// What the units of a sample are, read in one order.
#[derive(Debug, Default)]
struct Share {
    units: usize,
    /// Characters that texts are made of.
    plausible: usize,
    /// Of these, those that eight-bit text does not look like.
    telling: usize,
    /// Of these, ASCII.
    ascii: usize,
    /// Units that are two ASCII characters, the telling ones apart.
    pairs: usize,
}

impl Share {
    fn of(bytes: &[u8], order: Order) -> Share {
        let mut share = Share::default();
        let mut high = false;
        for unit in bytes[..bytes.len().min(SAMPLE)].chunks_exact(2) {
            let number = order.number(unit);
            let low = matches!(number, 0xdc00..=0xdfff);
            share.units += 1;
            let pair = unit.iter().all(|byte| matches!(byte, 0x20..=0x7e));
            if high && low {
                share.plausible += 2;
            } else {
                let c = char::from_u32(number).filter(|c| is_written(*c));
                let telling = c.is_some_and(is_telling);
                share.plausible += usize::from(c.is_some());
                share.telling += usize::from(telling);
                share.ascii += usize::from(c.is_some_and(|c| c.is_ascii()));
                share.pairs += usize::from(pair && !telling);
            }
            high = matches!(number, 0xd800..=0xdbff);
        }
        share
    }

    fn is_text(&self) -> bool {
        /// Chinese on long lines has a comma or a full stop in thirty characters.
        const TELLING: usize = 2;
        /// Without any ASCII a digit 0 before a character of `Shift_JIS` could tell as much by chance.
        const TELLING_WITHOUT_ASCII: usize = 10;
        /// A quarter of Chinese is such pairs, of some lines nearly half, and of English with NULs
        /// in it nine tenths.
        const PAIRS: usize = 60;
        /// A shorter text must do without: "Two", with a NUL that got lost in it, is a pair too.
        const SHORT: usize = 12;
        let telling = if self.ascii > 0 { TELLING } else { TELLING_WITHOUT_ASCII };
        let pairs_allowed = if self.units < SHORT { 0 } else { PAIRS };
        self.units >= 2
            && self.plausible * 100 >= self.units * PLAUSIBLE
            && self.telling * 100 >= self.units * telling
            && self.pairs * 100 <= self.units * pairs_allowed
    }
}

/// Characters of living scripts, their signs and spaces; not controls, private use and what is
/// rare enough to be a sign of the wrong byte order.
fn is_written(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{52f}' | '\u{531}'..='\u{6ff}'
        | '\u{900}'..='\u{109f}' | '\u{10a0}'..='\u{10ff}' | '\u{1200}'..='\u{137f}'
        | '\u{1780}'..='\u{17ff}' | '\u{1e00}'..='\u{1fff}' | '\u{200b}'..='\u{200f}'
        | '\u{2010}'..='\u{2044}' | '\u{20a0}'..='\u{20bf}' | '\u{2100}'..='\u{214f}'
        | '\u{2190}'..='\u{2193}' | '\u{25a0}'..='\u{26ff}' | '\u{3000}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{feff}' | '\u{ff01}'..='\u{ffee}'
        | '\u{fffd}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{323af}')
}

/// Characters whose high byte is rare in eight-bit text: zero, a control, or `0` and FF. Tab and
/// line ends are not rare, so the scripts of U+0900, U+0A00 and U+0D00 must tell by their spaces.
fn is_telling(c: char) -> bool {
    matches!(c, '\t'..='~' | '\u{370}'..='\u{6ff}' | '\u{b00}'..='\u{cff}' | '\u{e00}'..='\u{10ff}'
        | '\u{1e00}'..='\u{1fff}' | '\u{2013}'..='\u{201e}' | '\u{3000}'..='\u{30ff}'
        | '\u{ff01}'..='\u{ff5e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `places`: how many there are that do not encode to their bytes.
    fn check(bytes: &[u8], order: Order, text: &str, places: usize, cut: bool) {
        let builder = utf16(bytes, order);
        assert_eq!(builder.text, text, "{bytes:x?}");
        assert_eq!(builder.source_len, bytes.len());
        assert_eq!((builder.places.len(), builder.ends_cut()), (places, cut), "{bytes:x?}");
    }

    #[test]
    fn halves_of_characters() {
        check(b"\x3d\xd8\x00\xdea\0", Order::Little, "😀a", 0, false);
        check(b"\xd8\x3d\0a", Order::Big, "\u{fffd}a", 1, false);
        check(b"\xde\x3d\0a\0", Order::Big, "\u{fffd}a\u{fffd}", 2, true);
        check(b"\0a\xd8\x3d\xde", Order::Big, "a\u{fffd}", 1, true);
        check(b"", Order::Big, "", 0, false);
    }

    #[test]
    fn utf32_beyond_the_last_character() {
        let builder = utf32(b"a\0\0\0\0\0\x11\0b\0", Order::Little);
        assert_eq!(builder.text, "a\u{fffd}\u{fffd}");
        assert_eq!((builder.places.len(), builder.ends_cut()), (2, true));
    }

    /// Invented sentences, in the scripts that news are written in.
    const TEXTS: &[&str] = &[
        "Two\n",
        "The harbour was closed on Monday, she said.\n",
        "Über den Dächern der Stadt hörte man sie.",
        "Вчера вечером мост снова открыли для машин.",
        "Χθες το βράδυ η γέφυρα άνοιξε ξανά.",
        "أعيد فتح الجسر مساء أمس.",
        "เมื่อวานนี้สะพานเปิดให้รถผ่านอีกครั้ง",
        "어제저녁 다리가 다시 열렸다.",
        "昨夜、橋はふたたび車に開放された。",
        "昨天晚上,大桥重新开放,市长到场。",
        "昨天晚上，大桥重新开放，市长到场。\n一切顺利。",
        "कल शाम पुल फिर से खुल गया।",
    ];

    fn encode(text: &str, name: &str) -> Vec<u8> {
        let charset = super::super::charset::Charset::named(name).expect("a known name");
        let mut encoder = super::super::charset::CharEncoder::new(charset);
        text.chars().flat_map(|c| encoder.encode(c).expect("Unicode has it").to_vec()).collect()
    }

    #[test]
    fn both_orders_are_found_in_all_scripts() {
        for text in TEXTS {
            for (order, sixteen, thirty_two) in
                [(Order::Little, "utf-16le", "utf-32le"), (Order::Big, "utf-16be", "utf-32be")]
            {
                let bytes = encode(text, sixteen);
                assert_eq!(looks_like_utf32(&bytes), None, "{text}");
                assert_eq!(looks_like_utf16(&bytes), Some(order), "{text}");
                assert_eq!(looks_like_utf32(&encode(text, thirty_two)), Some(order), "{text}");
            }
        }
    }

    #[test]
    fn eight_bit_text_is_not_taken_for_it() {
        let encodings = [
            "utf-8",
            "windows-1252",
            "windows-1251",
            "koi8-r",
            "windows-1253",
            "windows-1256",
            "windows-874",
            "euc-kr",
            "shift_jis",
            "euc-jp",
            "gb18030",
            "big5",
        ];
        for text in TEXTS {
            for name in encodings {
                let encoding =
                    encoding_rs::Encoding::for_label(name.as_bytes()).expect("a known name");
                let (bytes, _, lossy) = encoding.encode(text);
                let nuls =
                    [&bytes[..bytes.len() / 2], b"\0", &bytes[bytes.len() / 2..], b"\0\0"].concat();
                if !lossy {
                    assert_eq!(looks_like_utf16(&bytes), None, "{text} in {name}");
                    assert_eq!(looks_like_utf32(&bytes), None, "{text} in {name}");
                    assert_eq!(looks_like_utf16(&nuls), None, "{text} in {name} with NUL");
                }
            }
        }
    }
}
