//! What a change is called, why it is made and how risky it is.
//!
//! A rule is a row: its documentation and its example stand beside it, and the example is a
//! test (`every_example_holds`). Adding a rule means adding a `static` to the file of its stage
//! and naming it in that file's `RULES`.

use std::iter::repeat;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::label::Label;
use crate::options::Options;
use crate::{check, decode, pipeline};

/// One kind of change.
#[derive(Debug)]
pub struct Rule {
    /// `stage.what`, as in `mojibake.utf8-as-windows-1252`.
    pub id: &'static str,
    /// One line, no full stop.
    pub summary: &'static str,
    /// Why a reader wants this, in a sentence or two.
    pub why: &'static str,
    /// How much could be lost.
    pub risk: Risk,
    /// How bad it is that a text needs it.
    pub severity: Severity,
    /// What the words it takes out are; `None` for changes that label nothing.
    pub label: Option<Label>,
    /// A document before and after.
    pub example: Example,
}

/// How risky a change is, in one word that people can choose by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// Reversible, and no meaning can be lost.
    Safe,
    /// Words leave the text.
    Lossy,
    /// The original bytes are not determined by what is left; the best candidate was taken.
    Guess,
    /// Nothing is changed: no edit mends it, so it is only told.
    Told,
}

impl Risk {
    /// The word used in messages and options.
    pub fn name(self) -> &'static str {
        match self {
            Risk::Safe => "safe",
            Risk::Lossy => "lossy",
            Risk::Guess => "guess",
            Risk::Told => "told",
        }
    }
}

/// How bad a finding of [`check`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Ordinary articles have it: furniture of a page, odd spaces.
    Note,
    /// Something was lost, or may have been, and a person should look.
    Warning,
    /// The data are broken.
    Error,
}

/// Every severity, the mildest first.
pub const SEVERITIES: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

impl Severity {
    /// The word used in messages and options.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A document before and after a rule, tested with only the rule's stage running.
#[derive(Debug)]
pub struct Example {
    /// The bytes of a small document.
    pub before: &'static [u8],
    /// The text that comes out.
    pub after: &'static str,
    /// The choice that the rule asks for, beside those of its label; `None` where it asks for none.
    pub choice: Option<Choice>,
}

/// What a user chooses, so that a rule acts.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// As typed: `--social mask`.
    pub typed: &'static str,
    /// As the library has it.
    pub make: fn(&mut Options),
}

impl Example {
    /// An example whose input is ordinary UTF-8.
    pub const fn text(before: &'static str, after: &'static str) -> Example {
        Example::bytes(before.as_bytes(), after)
    }

    /// An example whose input is given byte by byte.
    pub const fn bytes(before: &'static [u8], after: &'static str) -> Example {
        Example { before, after, choice: None }
    }

    /// The same for a rule that acts only by the user's choice.
    pub(crate) const fn with(self, typed: &'static str, make: fn(&mut Options)) -> Example {
        Example { choice: Some(Choice { typed, make }), ..self }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// Every rule by which something is changed: those of `decode`, then those of the stages, in the order
/// they run.
pub fn changing() -> impl Iterator<Item = &'static Rule> {
    decode::RULES.iter().chain(pipeline::STAGES.iter().flat_map(|stage| stage.rules)).copied()
}

/// Every rule: those of changes, and those of what a [check] tells beside them.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    changing().chain(check::TOLD.iter().copied())
}

/// What a rule belongs to: its stage, or what stands before the dot of its id.
///
/// ```
/// use descrape::rule::{find, group};
///
/// assert_eq!(find("tweet.link").map(group), Some("boilerplate"));
/// assert_eq!(find("record.no-id").map(group), Some("record"));
/// ```
pub fn group(rule: &'static Rule) -> &'static str {
    static STAGES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let rows = pipeline::STAGES.iter().flat_map(|stage| stage.rules.iter().zip(repeat(stage)));
        rows.map(|(rule, stage)| (rule.id, stage.name)).collect()
    });
    let before_dot = || rule.id.split_once('.').map_or(rule.id, |(group, _)| group);
    STAGES.get(rule.id).copied().unwrap_or_else(before_dot)
}

/// Every name that [`group`] has, in the order of the list of rules.
pub fn groups() -> Vec<&'static str> {
    let mut groups: Vec<&'static str> = vec![];
    for group in all().map(group) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

/// The rule of that id.
///
/// ```
/// use descrape::{Options, clean_text, rule};
///
/// let nfc = rule::find("unicode.nfc").expect("there is such a rule");
/// let options = Options { off: vec![nfc], ..Options::default() };
/// assert_eq!(clean_text("cafe\u{301}", &options).text(), "cafe\u{301}");
/// ```
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean;

    #[test]
    fn every_example_holds() {
        for rule in changing() {
            let mut options = Options { trace: true, ..Options::default() };
            if rule.risk == Risk::Guess {
                options.guess = crate::Guess::Any;
            }
            options.only = Some(match pipeline::STAGES.iter().find(|s| s.rules.contains(&rule)) {
                Some(stage) => vec![stage.name],
                None => vec![],
            });
            if rule.label.is_some() {
                options.labels.drop_all();
            }
            if let Some(choice) = rule.example.choice {
                (choice.make)(&mut options);
            }
            let document = clean(rule.example.before, &options);
            assert_eq!(document.text(), rule.example.after, "example of {}", rule.id);
            assert!(
                document.steps().iter().any(|step| step.rule == rule),
                "{} takes no part in its own example",
                rule.id
            );
        }
    }

    #[test]
    fn ids_are_unique_and_summaries_are_short_lines() {
        let mut seen = std::collections::BTreeSet::new();
        for rule in all() {
            assert!(seen.insert(rule.id), "{} stands twice", rule.id);
            assert!(rule.summary.len() <= 90, "{}", rule.id);
            assert!(!rule.summary.ends_with('.'), "{}", rule.id);
            assert!(!rule.why.is_empty(), "{}", rule.id);
        }
    }
}
