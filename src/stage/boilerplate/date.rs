//! The date at the end of an attribution: `October 17, 2017`, `1 de febrero de 2017`,
//! `2017年10月17日`, and dates in which a data set has masked the numbers.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A date at the front of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Date {
    /// Its length in bytes.
    pub len: usize,
    /// `YYYY-MM-DD`, where it can be read.
    pub iso: Option<String>,
}

/// The date that `text` begins with.
pub(super) fn at_start(text: &str) -> Option<Date> {
    let first = text.chars().next()?;
    if first.is_ascii_digit() {
        numeric(text).or_else(|| day_first(text)).or_else(|| ideographic(text))
    } else if first.is_alphabetic() {
        month_first(text)
    } else {
        None
    }
}

/// What stands for a number in data sets that mask them.
const MASK: &str = "*NUMBER*";
/// The number read there: no day, month or year.
const MASKED: u32 = 0;

/// `October 17, 2017`, `Oct. 17 2017`.
fn month_first(text: &str) -> Option<Date> {
    let mut at = Cursor { text, at: 0 };
    let word = at.word()?;
    at.take(".");
    at.space()?;
    let day = at.number(1..=2)?;
    let comma = at.take(",");
    at.space();
    let year = at.number(4..=4)?;
    // Of unknown month names only a capitalised one with the usual comma is believed.
    let month = month(word);
    if month.is_none() && !(comma && word.chars().next().is_some_and(char::is_uppercase)) {
        return None;
    }
    Some(at.date(year, month.unwrap_or(MASKED), day))
}

/// `17 October 2017`, `17. Oktober 2017`, `1 de febrero de 2017`, `1er février 2017`.
fn day_first(text: &str) -> Option<Date> {
    let mut at = Cursor { text, at: 0 };
    let day = at.number(1..=2)?;
    let _ = at.take("er") || at.take("º") || at.take("°") || at.take(".");
    at.space()?;
    at.of();
    let word = at.word()?;
    at.take(".");
    at.take(",");
    at.space()?;
    at.of();
    let year = at.number(4..=4)?;
    Some(at.date(year, month(word)?, day))
}

/// `2017-10-17`, `17.10.2017`, `10/17/2017`.
fn numeric(text: &str) -> Option<Date> {
    let mut at = Cursor { text, at: 0 };
    let first = at.number(1..=4)?;
    let sign = ["-", "/", "."].into_iter().find(|sign| at.take(sign))?;
    let second = at.number(1..=2)?;
    at.take(sign).then_some(())?;
    let third = at.number(1..=4)?;
    if first > 999 {
        Some(at.date(first, second, third))
    } else {
        let (day, month) = match sign {
            "." => (first, second),
            // 10/17 can only be October, 17/10 too; 3/4 is one thing in London, one in Boston.
            _ if second > 12 => (second, first),
            _ if first > 12 => (first, second),
            _ => (0, 0),
        };
        (third > 999).then_some(())?;
        Some(at.date(third, month, day))
    }
}

/// `2017年10月17日`, `2017년 10월 17일`.
fn ideographic(text: &str) -> Option<Date> {
    let mut at = Cursor { text, at: 0 };
    let year = at.number(4..=4)?;
    (at.take("年") || at.take("년")).then_some(())?;
    at.space();
    let month = at.number(1..=2)?;
    (at.take("月") || at.take("월")).then_some(())?;
    at.space();
    let day = at.number(1..=2)?;
    (at.take("日") || at.take("일")).then_some(())?;
    Some(at.date(year, month, day))
}

/// Reads forward over the front of a text.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// One space, or a line that was wrapped here.
    fn space(&mut self) -> Option<()> {
        let c = self.rest().chars().next().filter(|c| c.is_whitespace())?;
        self.at += c.len_utf8();
        Some(())
    }

    /// `de`, `del`, `d’`: the little word of Spanish, Portuguese and Italian dates.
    fn of(&mut self) {
        let _ = self.take("de ") || self.take("del ") || self.take("di ");
    }

    /// A word of at most 14 letters.
    fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let len = rest
            .char_indices()
            .take(15)
            .find(|(_, c)| !c.is_alphabetic())
            .map_or(rest.len().min(60), |(n, _)| n);
        let word = rest.get(..len).filter(|word| word.chars().count() >= 3)?;
        self.at += len;
        Some(word)
    }

    /// A number of so many digits, not a part of a longer one.
    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        if self.take(MASK) {
            return Some(MASKED);
        }
        let count = self.rest().bytes().take(5).take_while(u8::is_ascii_digit).count();
        digits.contains(&count).then_some(())?;
        let number = self.rest()[..count].parse().ok()?;
        self.at += count;
        Some(number)
    }

    fn date(&self, year: u32, month: u32, day: u32) -> Date {
        let readable =
            year != MASKED && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day);
        Date { len: self.at, iso: readable.then(|| format!("{year:04}-{month:02}-{day:02}")) }
    }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

static MONTHS: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let lines = include_str!("months.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .zip(1..)
        .flat_map(|(names, month)| names.split(' ').map(move |name| (name, month)))
        .collect()
});

/// The number of the month of that name.
fn month(word: &str) -> Option<u32> {
    MONTHS.get(&*word.to_lowercase()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, date: &str, iso: Option<&str>) {
        let found = at_start(text).unwrap_or_else(|| panic!("no date in {text}"));
        assert_eq!((&text[..found.len], found.iso.as_deref()), (date, iso), "{text}");
    }

    #[test]
    fn in_many_languages() {
        for (date, iso) in [
            ("October 7, 2017", "2017-10-07"),
            ("Oct 07, 2017", "2017-10-07"),
            ("Sept. 7 2017", "2017-09-07"),
            ("7 October 2017", "2017-10-07"),
            ("7. März 2019", "2019-03-07"),
            ("1 de febrero de 2017", "2017-02-01"),
            ("1er février 2020", "2020-02-01"),
            ("11 août 2018", "2018-08-11"),
            ("3 Ağustos 2018", "2018-08-03"),
            ("5 декабря 2016", "2016-12-05"),
            ("12 stycznia 2020", "2020-01-12"),
            ("2017年10月7日", "2017-10-07"),
            ("2017년 10월 7일", "2017-10-07"),
            ("2017-10-07", "2017-10-07"),
            ("7.10.2017", "2017-10-07"),
            ("10/17/2017", "2017-10-17"),
            ("17/10/2017", "2017-10-17"),
        ] {
            check(date, date, Some(iso));
        }
    }

    #[test]
    fn the_next_word_may_be_glued() {
        check("October 1, 2017Trump said", "October 1, 2017", Some("2017-10-01"));
    }

    #[test]
    fn unreadable_dates_are_dates() {
        check("January *NUMBER*, *NUMBER* and", "January *NUMBER*, *NUMBER*", None);
        check("Vendémiaire 3, 2017", "Vendémiaire 3, 2017", None);
        check("3/4/2017", "3/4/2017", None);
        check("February 30, 2017", "February 30, 2017", None);
    }

    #[test]
    fn these_are_none() {
        for text in [
            "",
            "is",
            "May",
            "Oct 17",
            "lives in 3, 2017",
            "won 3, 2017",
            "October 17, 20175",
            "12:30",
            "2017",
        ] {
            assert_eq!(at_start(text), None, "{text}");
        }
    }
}
