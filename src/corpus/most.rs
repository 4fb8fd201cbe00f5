//! How much may go wrong before a run is not worth going on with.

use crate::error::Error;
use crate::report::{Report, Tally, number};

/// How many documents may be quarantined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Most {
    /// So many.
    Documents(u64),
    /// This share of all that were met, from 0 to 1; looked at when there are a thousand of them,
    /// and at the end.
    Share(f64),
}

impl Most {
    /// A share of a few documents says little.
    const ENOUGH: u64 = 1000;

    /// Ends a run in which too many were quarantined.
    pub(crate) fn check(self, report: &Report, at_end: bool) -> Result<(), Error> {
        let all = report.documents.documents;
        let mut bad = Tally::default();
        for tally in report.quarantined.values() {
            bad += *tally;
        }
        let bad = bad.documents;
        let is_too_much = match self {
            Most::Documents(most) => bad > most,
            Most::Share(most) => (at_end || all >= Most::ENOUGH) && bad as f64 > most * all as f64,
        };
        if !is_too_much {
            return Ok(());
        }
        let what = "too many documents could not be done";
        Err(Error::new(format!("{what}: {} of {}", number(bad), number(all)))
            .hint("mend the inputs, or allow more with `--max-quarantined N` or `P%`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(most: Most, bad: u64, all: u64, at_end: bool) -> Option<String> {
        let tally = |documents| Tally { documents, bytes: 0 };
        let mut report = Report { documents: tally(all), ..Report::default() };
        report.quarantined.insert("not JSON".into(), tally(bad - bad / 3));
        report.quarantined.insert("not UTF-8".into(), tally(bad / 3));
        most.check(&report, at_end).err().map(|error| error.to_string())
    }

    #[test]
    fn what_is_too_much() {
        assert_eq!(check(Most::Documents(3), 3, 3, true), None);
        let said = check(Most::Documents(1202), 1203, 40_000, false);
        let expected = "too many documents could not be done: 1,203 of 40,000";
        assert_eq!(said.as_deref(), Some(expected));
        assert!(check(Most::Documents(0), 1, 1, false).is_some());
    }

    #[test]
    fn a_share_waits_for_a_thousand_or_the_end() {
        let two_percent = Most::Share(0.02);
        assert_eq!(check(two_percent, 999, 999, false), None);
        assert_eq!(check(two_percent, 20, 1000, false), None);
        assert!(check(two_percent, 21, 1000, false).is_some());
        assert!(check(two_percent, 1, 10, true).is_some());
        assert_eq!(check(two_percent, 1, 50, true), None);
        assert_eq!(check(Most::Share(0.0), 0, 0, true), None);
    }
}
