//! The encodings by name, for users.

use super::charset::{Charset, Order};
use crate::code_page::PAGES;

/// An encoding: one of the WHATWG standard, UTF-32, or a page of DOS or Mac OS.
///
/// ```
/// use descrape::decode::Encoding;
///
/// assert_eq!(Encoding::for_label("latin1").unwrap().name(), "windows-1252");
/// assert_eq!(Encoding::for_label("CP850").unwrap().name(), "IBM850");
/// assert!(Encoding::for_label("utf-7").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(pub(super) Charset);

impl Encoding {
    /// The encoding of a label: those of the WHATWG standard, and names of the other pages, in any
    /// case. `None` for labels of encodings that browsers refuse to read.
    pub fn for_label(label: &str) -> Option<Encoding> {
        Charset::named(label).map(Encoding)
    }

    /// The name that a record has for it: that of the WHATWG standard where there is one.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Every encoding, the commonest first.
    pub fn all() -> impl Iterator<Item = Encoding> {
        let orders = [Order::Little, Order::Big];
        let wide = orders.map(Charset::Utf16).into_iter().chain(orders.map(Charset::Utf32));
        let others = [
            "ISO-8859-8-I",
            "GBK",
            "gb18030",
            "Big5",
            "EUC-JP",
            "ISO-2022-JP",
            "Shift_JIS",
            "EUC-KR",
            "x-user-defined",
        ];
        let pages = PAGES.iter().map(Charset::of_page);
        [Charset::Utf8]
            .into_iter()
            .chain(wide)
            .chain(pages)
            .chain(others.into_iter().filter_map(Charset::named))
            .map(Encoding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_found_by_its_name_and_there_once() {
        let names: std::collections::BTreeSet<&str> = Encoding::all().map(Encoding::name).collect();
        assert_eq!(names.len(), Encoding::all().count());
        for encoding in Encoding::all() {
            assert_eq!(Encoding::for_label(encoding.name()), Some(encoding));
        }
    }
}
