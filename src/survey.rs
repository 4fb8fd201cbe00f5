//! What a folder repeats: short lines that stand in many of its documents are furniture of the
//! pages, in any language and without a list of words.
//!
//! ```
//! use std::sync::Arc;
//! use descrape::{Options, clean_text, survey::Survey};
//!
//! let mut survey = Survey::default();
//! let reading = Options::default().for_survey();
//! for n in 0..6 {
//!     let words = ["oats", "rope", "salt", "tar", "wool", "zinc"][n];
//!     let article = format!("A ship came in\n\nIt brought {words} from the north, and stayed in \
//!         the harbour of Kessing until the storm was over.\n\nLes hele avisen på papir");
//!     survey.add(clean_text(&article, &reading).text(), false);
//! }
//! let options = Options { survey: Some(Arc::new(survey.repeated())), ..Options::default() };
//! let document = clean_text("A bridge\n\nThe bridge at Orrin, which had been closed for most of \
//!     the winter, is open again.\n\nLes hele avisen på papir", &options);
//! assert!(document.text().ends_with("is open again."));
//! assert_eq!(document.removed()[0].rule.id, "page.repeated");
//! ```
//!
//! # What is counted
//!
//! The lines of at most [`LONGEST`] bytes, but for the title, with digits folded: `3 years ago` and
//! `12 years ago` are one line. For each line, the documents it stands in; and for each of these
//! the long lines (paragraphs) before and behind it, as a hash, and whether it stands at the end
//! of the document, behind the last paragraph.
//!
//! A document is known by the smallest hash of the beginnings of its paragraphs (a min-hash). A
//! copy, and most copies with a few paragraphs changed, have the same, and are one document: what
//! an agency sends to twenty papers does not make its own lines furniture. Where copies differ in
//! just that paragraph, they still have the same paragraphs around a line, and lines that have no
//! different neighbours are no furniture either; [`Repeated`] has the numbers.
//!
//! # Why it adds
//!
//! A survey is a set of (line, document) pairs, so any order and any split of the documents give
//! the same: [`Survey::merge`] is the union. To stay in its memory it does what keeps that true:
//! when there are too many pairs it goes on with every second document, chosen by its hash, then
//! every fourth, and so on. A line that stands in enough of these is found as before; a folder
//! needs some 170,000 articles for the first halving.
//!
//! Exact lines are kept also of what was seen once. Counters by hash would be smaller, but six
//! parts of a job may each see a line once, and their sum would not know its words.

mod document;
mod file;
mod line;
mod places;
mod repeated;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub(crate) use document::{is_long, is_title};
pub(crate) use file::is_survey;
pub(crate) use line::Folded;
pub use line::LONGEST;
use places::Places;
use repeated::verdict;
pub use repeated::{Repeated, Where};

/// What a survey may take of memory, in bytes, unless it is said: about 200 MB, some 170,000
/// articles. While its table grows it may be half as much again, and two that are merged are two.
pub const BUDGET: usize = 192 << 20;

/// What a row costs beside its line and its places: measured with articles, rounded up.
const ROW: usize = 112;
/// What a place costs.
const PLACE: usize = 20;

/// Short lines, and the documents they stand in.
#[derive(Debug, Clone)]
pub struct Survey {
    budget: usize,
    /// One in 2^`level` documents is in `rows`.
    level: u32,
    documents: u64,
    rows: HashMap<Box<str>, Places>,
    /// What `rows` costs: at most `budget`.
    weight: usize,
}

impl Default for Survey {
    fn default() -> Survey {
        Survey::with_budget(BUDGET)
    }
}

impl Survey {
    /// An empty survey that takes about so many bytes of memory at most.
    pub fn with_budget(budget: usize) -> Survey {
        Survey { budget, level: 0, documents: 0, rows: HashMap::new(), weight: 0 }
    }

    /// Counts the lines of a document.
    ///
    /// `text` is what the boilerplate stage would see: decoded and repaired, its lines as they
    /// were; [`Options::for_survey`](crate::Options::for_survey) makes it. `titled` says that its
    /// title is known from elsewhere; else the first line is the title, and not counted.
    pub fn add(&mut self, text: &str, titled: bool) {
        self.documents += 1;
        document::read(text, titled, |line, place| {
            if place.is_of_level(self.level) {
                self.insert(line, place);
            }
        });
        self.fit();
    }

    /// Takes in what another survey has counted, of other documents or of the same.
    pub fn merge(&mut self, other: Survey) {
        self.documents += other.documents;
        if other.level > self.level {
            self.sample(other.level);
        }
        for (line, places) in other.rows {
            for place in places.iter() {
                if place.is_of_level(self.level) {
                    self.insert(&line, place);
                }
            }
        }
        self.fit();
    }

    /// How many documents were added, copies too.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// How many different lines are held, most of them seen once.
    pub fn lines(&self) -> usize {
        self.rows.len()
    }

    /// Of how many documents one is counted: 1, or a power of two where memory did not suffice.
    pub fn one_in(&self) -> u64 {
        1 << self.level
    }

    /// About how many bytes of memory the counts take: at most the budget.
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// The lines that are furniture.
    pub fn repeated(&self) -> Repeated {
        let rows = self.rows.iter();
        rows.filter_map(|(line, places)| Some((line.clone(), verdict(line, places, self)?)))
            .collect()
    }

    /// The same survey without what is no furniture: its [`repeated`](Self::repeated) lines are the
    /// same, in some kilobytes. Others are not added to it, for what they have counted too is gone.
    #[must_use]
    pub fn pruned(mut self) -> Survey {
        let is_furniture: Vec<Box<str>> = self
            .rows
            .iter()
            .filter(|(line, places)| verdict(line, places, &self).is_none())
            .map(|(line, _)| line.clone())
            .collect();
        for line in is_furniture {
            self.rows.remove(&line);
        }
        self.weight = self.weighed();
        self.rows.shrink_to_fit();
        self
    }

    fn insert(&mut self, line: &str, place: places::Place) {
        let row = match self.rows.get_mut(line) {
            Some(row) => row,
            None => {
                self.weight += ROW + line.len();
                self.rows.entry(line.into()).or_default()
            }
        };
        if row.insert(place) {
            self.weight += PLACE;
        }
    }

    /// Halves the documents until they fit.
    ///
    /// What all documents of a level cost depends on nothing but them, and never shrinks while
    /// they are added. So the level that is reached in the end is the lowest whose documents fit,
    /// whatever the order.
    fn fit(&mut self) {
        while self.weight > self.budget && self.level < places::LEVELS {
            self.sample(self.level + 1);
        }
    }

    fn sample(&mut self, level: u32) {
        self.level = level;
        self.rows.retain(|_, places| places.keep_level(level));
        self.weight = self.weighed();
        self.rows.shrink_to_fit();
    }

    /// What the rows cost.
    fn weighed(&self) -> usize {
        self.rows.iter().map(|(line, places)| ROW + line.len() + PLACE * places.len()).sum()
    }

    /// The rows in their order in a file: those of many documents first, then by their words.
    fn sorted(&self) -> Vec<(&str, &Places)> {
        let mut rows: Vec<_> = self.rows.iter().map(|(line, places)| (&**line, places)).collect();
        rows.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.len().cmp(&of_a.len()).then(a.cmp(b)));
        rows
    }
}
