//! Whole runs over real folders: what comes out, what is counted, what is left alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "a test reads better so")]

mod destination;
mod formats;
mod inputs;
mod records;
mod restore;
mod resume;
mod survey;
#[cfg(feature = "parquet")]
mod tables;
mod written;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use descrape::corpus::{
    Account, AccountFile, From, Inputs, Job, Most, Observer, Part, Problem, Times, restore_file,
    run,
};
use descrape::output::{Destination, Shape};
use descrape::report::{Report, Tally};

/// Remembers what it was told.
#[derive(Default)]
struct Told {
    problems: Mutex<Vec<String>>,
    skipped: Mutex<Vec<String>>,
    documents: Mutex<u64>,
    times: Mutex<Times>,
}

impl Observer for Told {
    fn advanced(&self, documents: u64, _bytes: u64) {
        *self.documents.lock().unwrap() += documents;
    }
    fn timed(&self, times: &Times) {
        *self.times.lock().unwrap() += times.clone();
    }
    fn problem(&self, problem: &Problem) {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        let name = problem.path.rsplit('/').next().unwrap();
        self.problems.lock().unwrap().push(format!("{name}{line}: {}", problem.reason));
    }
    fn skipped(&self, path: &str, reason: &'static str) {
        let name = path.rsplit('/').next().unwrap();
        self.skipped.lock().unwrap().push(format!("{name}: {reason}"));
    }
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A gzip member that says how long it is, as mgzip writes it.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let extra = *b"IG\x04\0\0\0\0\0";
    let mut encoder =
        flate2::GzBuilder::new().extra(extra).write(vec![], flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    let mut member = encoder.finish().unwrap();
    let size = u32::try_from(member.len()).unwrap();
    member[16..20].copy_from_slice(&size.to_le_bytes());
    member
}

fn job(paths: &[&Path], out: &Path) -> Job {
    Job {
        inputs: Inputs { paths: paths.iter().map(PathBuf::from).collect(), ..Inputs::default() },
        destination: Destination::File(out.to_owned()),
        ..Job::default()
    }
}

fn with_changes() -> Shape {
    let defaults = descrape::output::FIELDS.iter().filter(|row| row.default).map(|row| row.name);
    Shape { fields: Some(defaults.chain(["changes"]).collect()), ..Shape::default() }
}

/// Law 6.
fn assert_adds_up(report: &Report, told: &Told) {
    let mut sum = report.written;
    for tally in report.skipped.values().chain(report.quarantined.values()) {
        sum += *tally;
    }
    assert_eq!(sum, report.documents);
    assert_eq!(*told.documents.lock().unwrap(), report.documents.documents);
}

fn read_records(path: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A folder with a bit of everything.
fn mixed(root: &Path) {
    for n in 0..40 {
        write(
            &root.join(format!("texts/{n:02}.txt")),
            format!("Story {n}\n\nIt rained “hard” in town {n}.\n").repeat(n),
        );
    }
    write(&root.join("latin.txt"), b"caf\xE9 in the old town, and a long day at the caf\xE9");
    write(&root.join("cut.txt"), b"half a character \xE2\x80");
    write(&root.join("crlf.txt"), "one\r\ntwo  three\r\n");
    let mut lines = String::new();
    for n in 0..200 {
        lines +=
            &format!("{{\"id\":{n},\"text\":\"Line {n} — it held.\\nSo.\",\"rest\":[1.0, {n}]}}\n");
        if n % 50 == 7 {
            lines += "\n{\"id\": \"broken\n{\"text\": 5}\n";
        }
    }
    write(&root.join("rows.jsonl"), &lines);
    write(
        &root.join("more/packed.jsonl.gz"),
        [gzip(lines.as_bytes()), gzip(lines.as_bytes())].concat(),
    );
    // Frames that say how long they are end anywhere in a record; behind one that is broken nothing is.
    let frames = |pack: fn(&[u8]) -> Vec<u8>| -> Vec<Vec<u8>> {
        lines.as_bytes().chunks(901).map(pack).collect()
    };
    let zstd = frames(|piece| zstd::encode_all(piece, 3).unwrap());
    write(&root.join("more/frames.jsonl.zst"), zstd.concat());
    let mut cut = zstd.concat();
    cut.truncate(zstd[..5].concat().len() + 30);
    write(&root.join("more/cut.jsonl.zst"), cut);
    let mut members = frames(sized);
    write(&root.join("more/members.jsonl.gz"), members.concat());
    write(
        &root.join("more/unknown.jsonl.gz"),
        [&members.concat()[..], &gzip(b"{\"text\":\"It held.\"}\n")].concat(),
    );
    members[4] = b"no member".to_vec();
    write(&root.join("more/broken.jsonl.gz"), members.concat());
    write(&root.join("more/packed.ndjson.zst"), zstd::encode_all(lines.as_bytes(), 3).unwrap());
    write(&root.join("more/story.txt.gz"), gzip(b"A story that was packed."));
    write(&root.join("empty.txt"), "");
    write(&root.join("empty.jsonl"), "");
    write(&root.join("blank.txt"), " \n");
    write(&root.join("page.html"), "<p>no");
    write(&root.join("photo"), b"\x89PNG\r\n\x1a\n");
    write(&root.join(".dot/x.txt"), "no");
}

/// What a run wrote, what it quarantined, and its report.
type Outcome = (Vec<u8>, Vec<u8>, Report);

/// Runs a job that writes to two files.
fn outcome(job: &Job, observer: &dyn Observer) -> Outcome {
    let report = run(job, observer).unwrap();
    let Destination::File(out) = &job.destination else { panic!("it writes to a file") };
    (fs::read(out).unwrap(), fs::read(job.quarantine.as_ref().unwrap()).unwrap(), report)
}

/// What comes of a job, which is the same on any number of threads and for any batches.
fn the_same_for_any(job: &Job, threads: &[usize], batches: &[usize]) -> Outcome {
    let mut first: Option<Outcome> = None;
    for threads in threads {
        for batch_bytes in batches {
            let (told, mut job) = (Told::default(), job.clone());
            (job.threads, job.batch_bytes) = (Some(*threads), Some(*batch_bytes));
            let now = outcome(&job, &told);
            assert_adds_up(&now.2, &told);
            let first = first.get_or_insert_with(|| now.clone());
            assert!(*first == now, "{threads} threads, batches of {batch_bytes} bytes");
        }
    }
    first.unwrap()
}

/// The parts of a job, however many there are, are the whole.
fn the_parts_are_the_whole(job: &Job, parts: &[u64], (out, bad, report): &Outcome) {
    for of in parts {
        let (mut all, mut all_bad, mut sum) = (vec![], vec![], Report::default());
        for number in 1..=*of {
            let mut job = job.clone();
            job.inputs.part = Some(Part { number, of: *of });
            job.batch_bytes = Some(700);
            let part = outcome(&job, &Told::default());
            all.extend(part.0);
            all_bad.extend(part.1);
            sum += part.2;
        }
        assert!(all == *out && all_bad == *bad, "{of} parts");
        assert_eq!(sum.documents, report.documents, "{of} parts");
    }
}
