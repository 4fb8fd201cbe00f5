//! The laws for checks: they say what cleaning would do, no more and no less, whatever the threads.

use std::path::Path;
use std::sync::Arc;

use descrape::check::{Finding, Levels, spots};
use descrape::corpus::{Checked, Checks, Observer, check};
use descrape::rule::Severity;
use descrape::{clean, clean_text};
use proptest::prelude::*;

use crate::runs::{self, folder, write};
use crate::{cases, generate};

struct Nobody;
impl Observer for Nobody {}

fn outcome(root: &Path, threads: usize, batch_bytes: usize) -> (Vec<Finding>, Checked) {
    let job = runs::job(root, threads, batch_bytes);
    let shown = Severity::Note;
    let checks = Checks { shown, levels: Levels::default(), ignores: vec![], excerpts: true };
    let mut findings = vec![];
    let checked = check(&job, &Arc::new(checks), &Nobody, |finding| {
        findings.push(finding);
        Ok(())
    });
    (findings, checked.unwrap())
}

proptest! {
    #![proptest_config(cases())]

    /// What would stand at the spots, put there, is the clean text; so nothing is left out, and
    /// nothing told that is not done. And the clean text has no such spot.
    #[test]
    fn spots_are_what_cleaning_changes(bytes in generate::bytes(), options in generate::options()) {
        let document = clean(&bytes, &options);
        let mut text = String::new();
        let mut at = 0;
        for spot in spots(&document, &options, &Levels::default()) {
            prop_assert!(document.decoded().text().get(spot.source.clone()).is_some());
            let Some(after) = spot.after else { continue };
            prop_assert!(!options.off.contains(&spot.rule) || spot.rule.id == "decode.undecodable");
            text += &document.decoded().text()[at..spot.source.start];
            text += after;
            at = spot.source.end;
        }
        text += &document.decoded().text()[at..];
        // Files may have a line end behind the last line.
        let ended = [document.text(), "\n"].concat();
        let wide = [document.text(), "\r\n"].concat();
        prop_assert!(text == document.text() || text == ended || text == wide, "{:?} {:?}", text, document.text());

        let again = clean_text(document.text(), &options);
        let left = spots(&again, &options, &Levels::default());
        prop_assert!(left.iter().all(|spot| spot.after.is_none()), "{:?}", left);
    }
}

proptest! {
    #![proptest_config(runs::cases())]

    /// Law 5, and that all findings are counted.
    #[test]
    fn threads_and_batches_leave_no_trace(files in folder(), batch_bytes in 1..2000usize) {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &files);
        let first = outcome(dir.path(), 1, 1 << 20);
        for (threads, batch_bytes) in [(1, batch_bytes), (2, 1), (3, batch_bytes)] {
            let other = outcome(dir.path(), threads, batch_bytes);
            prop_assert_eq!(&other, &first, "{} threads, batches of {} bytes", threads, batch_bytes);
        }
        let (findings, checked) = first;
        prop_assert_eq!(checked.at_least(Severity::Note), findings.len() as u64);
        for counts in [&checked.rules, &checked.groups] {
            let counted: u64 = counts.values().map(|count| count.findings).sum();
            prop_assert_eq!(counted, findings.len() as u64);
        }
    }
}
