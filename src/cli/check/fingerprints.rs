//! Fingerprints that no two findings of a run share, as programs want them that know findings again.

use descrape::check::Finding;
use rustc_hash::FxHashMap;

/// How often each was seen. Equal ones are those of records that are equal and have no id.
#[derive(Debug, Default)]
pub struct Fingerprints(FxHashMap<u64, u32>);

impl Fingerprints {
    /// `f1d2…:1`, and `f1d2…:2` for the second that has this number.
    pub fn unique(&mut self, finding: &Finding) -> String {
        let seen = self.0.entry(finding.fingerprint).or_default();
        *seen += 1;
        format!("{:016x}:{seen}", finding.fingerprint)
    }
}
