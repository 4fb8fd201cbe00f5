//! The laws for mending in place: twice is once, nothing else moves, no byte that means nothing is lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use descrape::check::{self, Levels};
use descrape::corpus::{Checks, How, Mend, Observer};
use descrape::decode::decode;
use descrape::rule::{Risk, Severity};
use descrape::{Options, clean};
use proptest::prelude::*;
use proptest::sample::select;

use crate::runs::{self, folder, write};
use crate::{cases, generate};

/// Any choice of what is mended.
fn choices() -> impl Strategy<Value = Options> {
    let least = select(&[Severity::Note, Severity::Note, Severity::Warning, Severity::Error][..]);
    (generate::options(), any::<bool>(), least).prop_map(|(options, lossy, least)| {
        check::choices(&options, lossy, least, &Levels::default())
    })
}

/// U+FFFD itself, for which GB18030 has bytes as for every character.
const REPLACEMENT_IN_GB18030: [u8; 4] = [0x84, 0x31, 0xA4, 0x37];

/// The bytes that are no characters, in order, but for a character that is cut off at the end.
fn undecodable(bytes: &[u8], options: &Options) -> Vec<Vec<u8>> {
    let document = clean(bytes, options);
    let decoded = document.decoded();
    let lost = decoded.text().match_indices('\u{fffd}').map(|(at, lost)| at..at + lost.len());
    let mut bytes: Vec<_> = lost
        .filter(|place| !decoded.is_exact(place.clone()))
        .map(|place| decoded.bytes_of(place).into_owned())
        .filter(|bytes| *bytes != REPLACEMENT_IN_GB18030)
        .collect();
    if document.counts().iter().any(|(rule, _)| rule.id == "decode.cut-character") {
        bytes.pop();
    }
    bytes
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn mending_twice_is_mending_once(bytes in generate::bytes(), options in choices()) {
        let Ok(Some(mended)) = check::mend(&bytes, &options) else { return Ok(()) };
        prop_assert_eq!(check::mend(&mended.source, &options), Ok(None));
        let (before, after) = (decode(&bytes, &options), decode(&mended.source, &options));
        prop_assert_eq!(before.text(), &mended.before);
        prop_assert_eq!(after.text(), &mended.after);
        prop_assert_eq!(before.encoding(), after.encoding());
        prop_assert!(mended.places > 0 && bytes != mended.source);
        prop_assert_eq!(undecodable(&bytes, &options), undecodable(&mended.source, &options));
        for (rule, _) in clean(&bytes, &options).counts() {
            prop_assert!(matches!(rule.risk, Risk::Safe | Risk::Lossy), "{}", rule.id);
        }
    }

    /// Of UTF-8 all can be mended: then the file is the clean text, but for what a file has and a text
    /// has not.
    #[test]
    fn mended_text_is_what_cleaning_makes_of_it(text in generate::damaged(), options in choices()) {
        let document = clean(text.as_bytes(), &options);
        // At the start of a file U+FEFF is a byte order mark, and what follows it is the start of the text.
        if document.decoded().encoding() != "UTF-8" || document.text().starts_with('\u{feff}') {
            return Ok(());
        }
        let now = check::mend(text.as_bytes(), &options);
        let Ok(now) = now else { return Err(TestCaseError::fail(format!("{now:?}"))) };
        let now = now.map_or(text.clone(), |mended| mended.after);
        prop_assert_eq!(bare(&now), bare(document.text()));
        let ends = |text: &str| text.ends_with(['\r', '\n']);
        prop_assert!(ends(&now) == ends(&text) || options.only.is_some() || ends(document.text()));
    }

    /// What stands before the first change and behind the last is as it was, byte for byte.
    #[test]
    fn bytes_around_changes_stay(bytes in generate::bytes(), options in choices()) {
        let Ok(Some(mended)) = check::mend(&bytes, &options) else { return Ok(()) };
        let document = clean(&bytes, &options);
        // What a second look mends is not among these changes.
        prop_assume!(bare(&mended.after) == bare(document.text()));
        let first = document.changes().next().map(|change| change.source.start);
        let last = document.changes().last().map(|change| change.source.end);
        let (first, last) = (first.unwrap(), last.unwrap());
        prop_assert_eq!(&mended.source[..first], &bytes[..first]);
        prop_assert!(mended.source.ends_with(&bytes[last..]));
    }
}

/// A text without what only a file has.
fn bare(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n'])
}

#[derive(Default)]
struct Told(std::sync::Mutex<Vec<String>>);

impl Observer for Told {
    fn problem(&self, problem: &descrape::corpus::Problem) {
        self.0.lock().unwrap().push(problem.reason.clone());
    }
}

/// Mends a folder; what was found then, and what was told.
fn mend(root: &Path, threads: usize, batch_bytes: usize) -> (Vec<String>, Vec<String>, u64) {
    let job = runs::job(root, threads, batch_bytes);
    let shown = Severity::Note;
    let checks = Checks { shown, levels: Levels::default(), ignores: vec![], excerpts: false };
    let how = How::Write { backup: None };
    let mend = Mend { least: shown, lossy: false, how };
    let (mut found, told) = (vec![], Told::default());
    let find = |finding: check::Finding| {
        let place = finding.place;
        let path = place.path.strip_prefix(&*root.to_string_lossy()).unwrap().to_owned();
        found.push(format!("{path} {:?} {} {:?}", place.bytes, finding.rule.id, finding.after));
        Ok(())
    };
    let checked = descrape::corpus::mend(&job, &Arc::new(checks), &mend, &told, find, |_| Ok(()));
    (found, told.0.into_inner().unwrap(), checked.unwrap().mended.places)
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in fs::read_dir(root).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

proptest! {
    #![proptest_config(runs::cases())]

    /// Whatever the threads and batches, the files become the same bytes; nothing is left beside them,
    /// and another run mends nothing and finds the same.
    #[test]
    fn a_mended_folder_is_the_same_for_any_threads(folder in folder(), batch_bytes in 1..2000usize) {
        let dirs = [0, 1].map(|_| tempfile::tempdir().unwrap());
        let [one, other] = dirs.each_ref().map(tempfile::TempDir::path);
        for dir in [one, other] {
            fs::create_dir_all(dir).unwrap();
            write(dir, &folder);
        }
        let before = files(one);
        let first = mend(one, 1, 1 << 20);
        prop_assert_eq!(&mend(other, 3, batch_bytes), &first);
        let after = files(one);
        prop_assert_eq!(&files(other), &after);
        prop_assert!(before.keys().eq(after.keys()));
        let again = mend(one, 2, batch_bytes);
        prop_assert_eq!((&again.0, again.2), (&first.0, 0));
        prop_assert_eq!(&files(one), &after);
    }
}
