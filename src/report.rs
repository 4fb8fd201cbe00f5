//! What happened in a run: counts that add up, in any order and grouping.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// What is counted: the id of a rule, a reason, the name of an encoding. It costs no allocation
/// until a report is read back.
pub type Name = Cow<'static, str>;

/// Counts over documents. Reports of parts of a run add to the report of the run, and one that was
/// written as JSON is read back as it was.
///
/// ```
/// use descrape::report::Report;
///
/// let mut report = Report::default();
/// report.changes.insert("unicode.nfc".into(), 2);
/// let kept = serde_json::to_string(&report).unwrap();
/// report += serde_json::from_str(&kept).unwrap();
/// assert_eq!(report.changes["unicode.nfc"], 4);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Documents that were found: written + skipped + quarantined.
    pub documents: Tally,
    /// Documents whose record was written.
    pub written: Tally,
    /// Documents passed over, by reason: `empty`, `binary`, `html`, `dot file`, ….
    pub skipped: BTreeMap<Name, Tally>,
    /// Documents that could not be done, by reason.
    pub quarantined: BTreeMap<Name, Tally>,
    /// Files that were opened as inputs.
    pub files: u64,
    /// Changes by rule.
    pub changes: BTreeMap<Name, u64>,
    /// Findings by id.
    pub findings: BTreeMap<Name, u64>,
    /// Documents by language.
    pub languages: BTreeMap<String, u64>,
    /// Documents by encoding.
    pub encodings: BTreeMap<Name, u64>,
    /// Sentences written.
    pub sentences: u64,
    /// Embedded posts recorded.
    pub embeds: u64,
    /// Fields of the input kept as `input.<name>` because ours has their name.
    pub renamed_fields: u64,
    /// Bytes of clean text written (UTF-8, without the JSON around it).
    pub bytes_out: u64,
}

/// A number of documents and their source bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many documents.
    pub documents: u64,
    /// Their bytes in the source.
    pub bytes: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.documents += other.documents;
        self.bytes += other.bytes;
    }
}

impl AddAssign for Report {
    fn add_assign(&mut self, other: Report) {
        fn add<K: Ord, V: AddAssign + Default>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>) {
            for (key, value) in from {
                *into.entry(key).or_default() += value;
            }
        }
        self.documents += other.documents;
        self.written += other.written;
        add(&mut self.skipped, other.skipped);
        add(&mut self.quarantined, other.quarantined);
        self.files += other.files;
        add(&mut self.changes, other.changes);
        add(&mut self.findings, other.findings);
        add(&mut self.languages, other.languages);
        add(&mut self.encodings, other.encodings);
        self.sentences += other.sentences;
        self.embeds += other.embeds;
        self.renamed_fields += other.renamed_fields;
        self.bytes_out += other.bytes_out;
    }
}

/// A number for people: `1,234,567`.
///
/// ```
/// assert_eq!(descrape::report::number(1_234_567), "1,234,567");
/// assert_eq!(descrape::report::number(999), "999");
/// ```
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any number that a run can come to, and names with everything that JSON escapes.
    fn report() -> impl Strategy<Value = Report> {
        let number = || 0..1_u64 << 60;
        let tally =
            move || (number(), number()).prop_map(|(documents, bytes)| Tally { documents, bytes });
        let name = || prop_oneof!["[a-c]".prop_map(Cow::Owned), "(?s).{0,6}".prop_map(Cow::Owned)];
        let counts = move || proptest::collection::btree_map(name(), number(), 0..4);
        let tallies = move || proptest::collection::btree_map(name(), tally(), 0..4);
        (
            (tally(), tally(), tallies(), tallies(), number()),
            (counts(), counts(), counts(), counts()),
            (number(), number(), number(), number()),
        )
            .prop_map(|(documents, counts, numbers)| Report {
                documents: documents.0,
                written: documents.1,
                skipped: documents.2,
                quarantined: documents.3,
                files: documents.4,
                changes: counts.0,
                findings: counts.1,
                languages: counts.2.into_iter().map(|(name, n)| (name.into(), n)).collect(),
                encodings: counts.3,
                sentences: numbers.0,
                embeds: numbers.1,
                renamed_fields: numbers.2,
                bytes_out: numbers.3,
            })
    }

    fn sum(parts: &[&Report]) -> Report {
        parts.iter().fold(Report::default(), |mut sum, part| {
            sum += (*part).clone();
            sum
        })
    }

    proptest! {
        #[test]
        fn what_was_written_reads_back_the_same(report in report()) {
            let kept = serde_json::to_vec(&report).unwrap();
            let back: Report = serde_json::from_slice(&kept).unwrap();
            prop_assert_eq!(&back, &report);
            prop_assert_eq!(serde_json::to_vec(&back).unwrap(), kept);
        }

        #[test]
        fn any_order_and_grouping_gives_the_same_sum(a in report(), b in report(), c in report()) {
            let all = sum(&[&a, &b, &c]);
            prop_assert_eq!(&sum(&[&c, &a, &b]), &all);
            prop_assert_eq!(&sum(&[&a, &sum(&[&c, &b])]), &all);
            let kept: Report = serde_json::from_str(&serde_json::to_string(&b).unwrap()).unwrap();
            prop_assert_eq!(&sum(&[&a, &kept, &c]), &all);
        }
    }

    #[test]
    fn keys_stand_in_the_order_of_the_fields() {
        let written = Tally { documents: 1, bytes: 5 };
        let report = Report { documents: written, written, ..Report::default() };
        let json = serde_json::to_string(&report).unwrap();
        let start = r#"{"documents":{"documents":1,"bytes":5},"written":{"documents":1,"bytes":5},"skipped":{},"#;
        assert!(json.starts_with(start), "{json}");
    }
}
