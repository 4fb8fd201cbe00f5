//! The saved form: text, a row a line, tabs between columns, so that `grep`, `sort` and an editor
//! will do.
//!
//! The first line says what it is. Then, sorted by documents and words: how many documents a line
//! stands in, in how many of these behind the last paragraph, how many different neighbours it
//! has, what it is taken for, the line, and its places as 16 hexadecimal digits each. Only the line
//! and its places are read again; the rest is for people. A row may be taken out by hand: its line
//! is then no furniture.

use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use super::line::Folded;
use super::places::{LEVELS, Place};
use super::repeated::verdict;
use super::{Survey, Where};
use crate::error::Error;

/// How a file begins. The version is of the format and of what is counted.
const HEAD: &str = "# descrape survey ";
const VERSION: &str = "1";
const NAMES: &str = "# documents\tat the end\tneighbours\ttaken out\tline\tplaces\n";
const HINT: &str = "make the file again with `descrape survey PATH… -o FILE`";

/// Whether a file begins like a saved survey.
pub(crate) fn is_survey(bytes: &[u8]) -> bool {
    bytes.starts_with(HEAD.as_bytes())
}

impl Survey {
    /// Writes the survey: the same bytes for the same documents in any order.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let Survey { documents, level, .. } = self;
        write!(to, "{HEAD}{VERSION}\tdocuments {documents}\tlevel {level}\n{NAMES}")?;
        let mut row = String::new();
        for (line, places) in self.sorted() {
            row.clear();
            let taken = match verdict(line, places, self) {
                None => "-",
                Some(Where::AtEnd) => "at the end",
                Some(Where::Anywhere) => "anywhere",
            };
            let _ = write!(
                row,
                "{}\t{}\t{}\t{taken}\t{line}\t",
                places.len(),
                places.at_end(),
                places.neighbours()
            );
            for place in places.sorted() {
                let _ = write!(row, "{:016x}", place.to_bits());
            }
            row.push('\n');
            to.write_all(row.as_bytes())?;
        }
        Ok(())
    }

    /// Reads what [`write`](Self::write) wrote.
    ///
    /// An error names the line that could not be read.
    ///
    /// ```
    /// use descrape::survey::Survey;
    ///
    /// let mut survey = Survey::default();
    /// survey.add("A title\n\nThe only line", false);
    /// let mut file = vec![];
    /// survey.write(&mut file)?;
    /// let again = Survey::read(&mut &file[..])?;
    /// assert_eq!((again.documents(), again.lines()), (1, 1));
    ///
    /// let error = Survey::read(&mut "two words".as_bytes()).unwrap_err();
    /// assert_eq!(error.to_string(), "line 1: is not the beginning of a saved survey");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(from: &mut dyn BufRead) -> Result<Survey, Error> {
        let mut survey = Survey::default();
        let mut folded = Folded::default();
        let mut bytes = vec![];
        for number in 1u64.. {
            bytes.clear();
            let read = from.read_until(b'\n', &mut bytes);
            let read = read.map_err(|error| Error::new("could not be read").because(error))?;
            let broken = |what: &str| Error::new(format!("line {number}: {what}")).hint(HINT);
            if read == 0 && number > 1 {
                break;
            }
            let whole = str::from_utf8(&bytes).map_err(|_| broken("is not UTF-8"))?;
            if number == 1 {
                (survey.documents, survey.level) = head(whole).map_err(|error| match error {
                    Head::Other => broken("is not the beginning of a saved survey"),
                    Head::Version(version) => broken(&format!(
                        "is of version {version}; this program reads version {VERSION}"
                    )),
                })?;
                continue;
            }
            let line = whole.strip_suffix('\n').ok_or_else(|| broken("breaks off"))?;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.starts_with("# ") || line.is_empty() {
                continue;
            }
            let mut columns = line.split('\t').skip(4);
            let (Some(words), Some(places), None) =
                (columns.next(), columns.next(), columns.next())
            else {
                return Err(broken("does not have six columns"));
            };
            if folded.of(words) != Some(words) {
                return Err(broken("the fifth column is no line that a survey counts"));
            }
            for place in read_places(places) {
                let place = place
                    .ok_or_else(|| broken("the places are not hexadecimal numbers of 16 digits"))?;
                if place.is_of_level(survey.level) {
                    survey.insert(words, place);
                }
            }
            survey.fit();
        }
        Ok(survey)
    }
}

enum Head {
    Other,
    Version(String),
}

/// Documents and level, from the first line.
fn head(line: &str) -> Result<(u64, u32), Head> {
    let rest = line.strip_prefix(HEAD).ok_or(Head::Other)?;
    let mut parts = rest.trim_end().split('\t');
    let version = parts.next().unwrap_or_default();
    if version != VERSION {
        return Err(Head::Version(version.to_owned()));
    }
    let mut number = |name: &str| {
        let part = parts.next().and_then(|part| part.strip_prefix(name)).ok_or(Head::Other)?;
        part.trim_start().parse::<u64>().map_err(|_| Head::Other)
    };
    let (documents, level) = (number("documents ")?, number("level ")?);
    let level = u32::try_from(level).ok().filter(|level| *level <= LEVELS);
    Ok((documents, level.ok_or(Head::Other)?))
}

/// The places of a row; `None` for what is none.
fn read_places(digits: &str) -> impl Iterator<Item = Option<Place>> {
    const DIGITS: usize = 16;
    let read = |digits: &[u8]| {
        let digits = str::from_utf8(digits).ok()?;
        let is_whole = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let bits = u64::from_str_radix(digits, 16).ok().filter(|_| is_whole)?;
        Some(Place::from_bits(bits))
    };
    let none = digits.is_empty().then_some(None);
    digits.as_bytes().chunks(DIGITS).map(read).chain(none)
}
