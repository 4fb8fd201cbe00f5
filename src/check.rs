//! What is dirty: the changes that cleaning would make, and what no edit mends, as findings.
//!
//! A check runs the same pipeline as `clean` and looks at what it says of a document. Every hunk of
//! the final alignment is a [spot](Spot) of dirt: where it lies, by which rules, what stands there and
//! what would. Beside them are spots that nothing mends, each by a rule of [`TOLD`]: text that is empty,
//! U+FFFD in the source, records that do not parse or contradict themselves.
//!
//! ```text
//!  Document ── alignment ──┐
//!           ── findings  ──┤ spots ── severity, ignores ── Finding ── baseline ── view
//!  source   ── U+FFFD    ──┤   │        (a worker)         place,      (the thread that writes,
//!  record   ── its fields ─┘   └─ counts                   excerpt      in the order of the inputs)
//! ```
//!
//! Spots are borrowed and cost nothing but a look; a [`Finding`] owns its text and knows its place, and
//! is made only of what is shown. What is not shown is counted.

mod agreement;
mod finding;
mod mend;
mod position;
mod spot;
mod told;

pub use finding::{Excerpt, Finding, Place, Record};
pub use mend::{Mended, Unmended, choices, mend};
pub use position::{Position, Positions};
pub use spot::{Spot, spots};
pub use told::TOLD;

pub(crate) use agreement::disagreement;
pub(crate) use finding::{Source, placed};
pub(crate) use mend::{Written, changes, until_settled, why_not};
pub(crate) use told::{DISAGREES, DUPLICATE_ID, NO_ID, of_reason};

use crate::rule::{Rule, Severity};

/// How bad a finding of each rule is, where that is not what its row says.
#[derive(Debug, Clone, Default)]
pub struct Levels(Vec<(&'static Rule, Severity)>);

impl Levels {
    /// Of several rows for a rule the last counts.
    ///
    /// ```
    /// use descrape::check::Levels;
    /// use descrape::rule::{self, Severity};
    ///
    /// let nfc = rule::find("unicode.nfc").expect("there is such a rule");
    /// let levels = Levels::new([(nfc, Severity::Error)]);
    /// assert_eq!(levels.of(nfc), Severity::Error);
    /// ```
    pub fn new(rows: impl IntoIterator<Item = (&'static Rule, Severity)>) -> Levels {
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.reverse();
        Levels(rows)
    }

    /// How bad a finding of this rule is.
    pub fn of(&self, rule: &'static Rule) -> Severity {
        let own = self.0.iter().find(|(named, _)| *named == rule);
        own.map_or(rule.severity, |(_, severity)| *severity)
    }
}
