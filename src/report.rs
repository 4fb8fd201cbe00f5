//! What happened in a run: counts that add up, in any order and grouping.

use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Counts over documents. Reports of parts of a run add to the report of the run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents that were found: written + skipped + quarantined.
    pub documents: Tally,
    /// Documents whose record was written.
    pub written: Tally,
    /// Documents passed over, by reason: `empty`, `binary`, `html`, `dot file`, ….
    pub skipped: BTreeMap<&'static str, Tally>,
    /// Documents that could not be done, by reason.
    pub quarantined: BTreeMap<&'static str, Tally>,
    /// Files that were opened as inputs.
    pub files: u64,
    /// Changes by rule.
    pub changes: BTreeMap<&'static str, u64>,
    /// Findings by id.
    pub findings: BTreeMap<&'static str, u64>,
    /// Documents by language.
    pub languages: BTreeMap<String, u64>,
    /// Documents by encoding.
    pub encodings: BTreeMap<&'static str, u64>,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
