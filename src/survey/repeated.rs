//! Which of the counted lines are furniture.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::places::Places;
use super::{Survey, is_long};
use crate::layout::ends_sentence;

/// Itself and five others.
const DOCUMENTS: usize = 6;
/// Of ten documents it stands behind the last paragraph in so many.
const AT_END: usize = 8;
/// Between paragraphs stand also the heads of a column that appears every week. In 10,000 articles
/// of 2012 to 2020 such heads were half of the lines between paragraphs of 6 to 23 documents; in
/// the articles of one site they stood in up to one of 20, and questions in one of 5.
const ANYWHERE: usize = 16;
/// One in so many documents.
const SHARE: u64 = 10;

/// Lines that are furniture, and where.
///
/// A line that a survey has counted is furniture if it stands
///
/// - in at least 6 documents (in a document, then, and 5 others), 8 of 10 times behind the last
///   paragraph: it is furniture [there](Where::AtEnd);
/// - or in at least 16 documents, which are at least one in 10: furniture [anywhere](Where::Anywhere).
///
/// Where it reads like prose (it ends like a sentence, or has 80 bytes and more) it takes twice as
/// many documents and twice the share. And in any case the paragraphs around it differ: there are
/// at least 6 different pairs of them, and at least half as many as documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repeated {
    lines: HashMap<Box<str>, Where>,
}

/// Where a line is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// Behind the last paragraph of a document.
    AtEnd,
    /// Between paragraphs too.
    Anywhere,
}

impl Repeated {
    /// Where a line is furniture, if it is. `line` is [folded](super::Folded).
    pub(crate) fn find(&self, line: &str) -> Option<Where> {
        self.lines.get(line).copied()
    }

    /// A hash of all of it, the same for equal ones.
    pub(crate) fn digest(&self) -> u64 {
        // A sum, for lines are in no order.
        self.lines.iter().fold(0, |sum: u64, (line, place)| {
            sum.wrapping_add(xxh3_64_with_seed(line.as_bytes(), *place as u64 + 1))
        })
    }

    /// Takes in what repeats elsewhere: on another site.
    pub fn merge(&mut self, other: Repeated) {
        for (line, place) in other.lines {
            let known = self.lines.entry(line).or_insert(place);
            *known = place.max(*known);
        }
    }

    /// Every line, digits folded, in no order.
    pub fn lines(&self) -> impl Iterator<Item = (&str, Where)> {
        self.lines.iter().map(|(line, place)| (&**line, *place))
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether nothing repeats.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Lines known from elsewhere, digits folded.
impl FromIterator<(Box<str>, Where)> for Repeated {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Where)>>(lines: I) -> Repeated {
        Repeated { lines: lines.into_iter().collect() }
    }
}

/// Where a line is furniture, by its places in a survey.
pub(super) fn verdict(line: &str, places: &Places, survey: &Survey) -> Option<Where> {
    let documents = places.len();
    if documents < DOCUMENTS {
        return None;
    }
    let neighbours = places.neighbours();
    if neighbours < DOCUMENTS || neighbours * 2 < documents {
        return None;
    }
    let times = if is_long(line) || ends_sentence(line) { 2 } else { 1 };
    if documents >= ANYWHERE * times
        && documents as u64 * survey.one_in() * SHARE >= survey.documents * times as u64
    {
        Some(Where::Anywhere)
    } else if documents >= DOCUMENTS * times && places.at_end() * 10 >= documents * AT_END {
        Some(Where::AtEnd)
    } else {
        None
    }
}
