//! Laws 5, 6 and 3 for whole runs, on small folders of generated files.
//!
//! Law 8 needs a document that panics, and no input is known that does: it is tested beside the
//! code, in `src/corpus/batch.rs`, with a batch in which every other document panics. What can be
//! brought here is what would overflow a stack.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;

use descrape::corpus::{Inputs, Job, Observer, Problem, restore_file, run};
use descrape::output::{Destination, FIELDS, Format, Shape};
use descrape::report::{Report, Tally};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::generate;

/// A file of the input, and what there is to count in it.
#[derive(Debug, Clone)]
pub struct File {
    name: &'static str,
    /// On disk.
    bytes: Vec<u8>,
    /// Unpacked.
    source: Vec<u8>,
    counts: Tally,
}

fn file(name: &'static str, source: Vec<u8>, counts: (usize, usize)) -> File {
    let counts = Tally { documents: counts.0 as u64, bytes: counts.1 as u64 };
    let bytes = match name.rsplit('.').next() {
        Some("gz") => gzip(&source),
        Some("zst") => zstd::encode_all(&*source, 1).unwrap(),
        _ => source.clone(),
    };
    File { name, bytes, source, counts }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One document a file, of whatever kind.
fn single() -> impl Strategy<Value = File> {
    let text = |name, source: Vec<u8>| {
        let size = source.len();
        file(name, source, (1, size))
    };
    prop_oneof![
        4 => (select(&["story.txt", "story", "story.md", "story.txt.gz", "story.txt.zst"][..]), generate::bytes())
            .prop_map(move |(name, source)| text(name, source)),
        1 => generate::damaged().prop_map(move |words| text("page.html", format!("<p>{words}").into())),
        1 => vec(any::<u8>(), 0..40)
            .prop_map(move |rest| text("photo", [&b"\x89PNG\r\n\x1a\n\0\0"[..], &rest].concat())),
        1 => generate::bytes().prop_map(move |source| text(".hidden.txt", source)),
        1 => Just(text("empty.txt", vec![])),
        // Nothing of a text that breaks off is read.
        1 => generate::damaged().prop_map(|words| {
            let mut broken = file("broken.txt.gz", format!("{words} and more of it").into(), (1, 0));
            broken.bytes.truncate(broken.bytes.len() - 9);
            broken
        }),
    ]
}

/// Many documents a file: good lines and bad ones.
fn rows() -> impl Strategy<Value = File> {
    const BAD: &[&[u8]] =
        &[b"{\"text\":5}", b"{\"body\":\"x\"}", b"[1]", b"{\"text\":\"open", b"\"\xff\"", b"{}x"];
    const BLANK: &[&[u8]] = &[b"", b" ", b"\t "];
    const REST: &[&str] = &[
        "",
        "",
        ",\"title\":\"A title\",\"n\":1.50,\"spans\":null",
        ",\"lang\":\"fr\"",
        ",\"lang\":null",
    ];
    let good = (generate::damaged(), select(REST)).prop_map(|(text, rest)| {
        format!("{{\"text\":{}{rest}}}", serde_json::to_string(&text).unwrap()).into_bytes()
    });
    let line = prop_oneof![
        5 => good,
        1 => select(BAD).prop_map(<[u8]>::to_vec),
        1 => select(BLANK).prop_map(<[u8]>::to_vec),
    ];
    let end = select(&["\n", "\n", "\n", "\r\n"][..]);
    let name = select(&["rows.jsonl", "rows.ndjson", "rows.jsonl.gz", "rows.jsonl.zst"][..]);
    (name, any::<bool>(), vec((line, end), 1..12), any::<bool>()).prop_map(
        |(name, bom, lines, ended)| {
            let mut source = if bom { b"\xEF\xBB\xBF".to_vec() } else { vec![] };
            let mut counts = (0, 0);
            let last = lines.len() - 1;
            for (n, (line, end)) in lines.into_iter().enumerate() {
                if !line.trim_ascii().is_empty() {
                    counts = (counts.0 + 1, counts.1 + line.len());
                }
                source.extend(line);
                if n < last || ended {
                    source.extend_from_slice(end.as_bytes());
                }
            }
            if source.is_empty() {
                source.push(b'\n'); // a file without a byte is a document: an empty one
            }
            file(name, source, counts)
        },
    )
}

pub fn folder() -> impl Strategy<Value = Vec<File>> {
    vec(prop_oneof![3 => single().boxed(), 1 => rows().boxed()], 0..10)
}

/// Each file stands in a folder of its own; some of these have names that sort before others
/// only by bytes.
pub fn write(root: &Path, files: &[File]) {
    fs::create_dir_all(root).unwrap();
    for (n, file) in files.iter().enumerate() {
        let folder = root.join(folder_name(n));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(file.name), &file.bytes).unwrap();
    }
}

fn folder_name(n: usize) -> String {
    format!("{n}{}", ["", "-a", "b"][n % 3])
}

/// Remembers all it is told, in order.
#[derive(Default)]
struct Told {
    events: Mutex<Vec<String>>,
    documents: Mutex<u64>,
}

impl Observer for Told {
    fn advanced(&self, documents: u64, _bytes: u64) {
        *self.documents.lock().unwrap() += documents;
    }
    fn problem(&self, problem: &Problem) {
        self.events.lock().unwrap().push(format!("{problem:?}"));
    }
    fn skipped(&self, path: &str, reason: &'static str) {
        self.events.lock().unwrap().push(format!("{path}: {reason}"));
    }
}

/// All that a run leaves.
#[derive(Debug, PartialEq)]
struct Outcome {
    records: Vec<u8>,
    quarantine: Vec<u8>,
    report: Report,
    events: Vec<String>,
    documents: u64,
}

fn outcome(dir: &Path, out: &str, threads: usize, batch_bytes: usize) -> Outcome {
    let (out, bad, told) = (dir.join(out), dir.join("bad.jsonl"), Told::default());
    let job = Job {
        inputs: Inputs {
            paths: vec![dir.join("in")],
            language_field: Some("lang".into()),
            ..Inputs::default()
        },
        destination: Destination::File(out.clone()),
        shape: Shape {
            format: Format::of(&out).unwrap(),
            fields: Some(FIELDS.iter().map(|row| row.name).collect()),
            ..Shape::default()
        },
        quarantine: Some(bad.clone()),
        threads: Some(threads),
        batch_bytes: Some(batch_bytes),
        ..Job::default()
    };
    let report = run(&job, &told).unwrap();
    Outcome {
        records: fs::read(out).unwrap(),
        quarantine: fs::read(bad).unwrap(),
        report,
        events: told.events.into_inner().unwrap(),
        documents: told.documents.into_inner().unwrap(),
    }
}

fn lines(bytes: &[u8]) -> Vec<serde_json::Value> {
    bytes
        .split_inclusive(|b| *b == b'\n')
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// A run over a folder, to be told more of.
pub fn job(root: &Path, threads: usize, batch_bytes: usize) -> Job {
    Job {
        inputs: Inputs { paths: vec![root.to_owned()], ..Inputs::default() },
        threads: Some(threads),
        batch_bytes: Some(batch_bytes),
        ..Job::default()
    }
}

/// A whole run is worth some documents.
pub fn cases() -> ProptestConfig {
    let config = crate::cases();
    ProptestConfig { cases: config.cases.div_ceil(16), ..config }
}

proptest! {
    #![proptest_config(cases())]

    /// Law 5.
    #[test]
    fn threads_and_batches_leave_no_trace(files in folder(), batch_bytes in 1..2000usize) {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("in"), &files);
        let first = outcome(dir.path(), "out.jsonl", 1, 1 << 20);
        for (threads, batch_bytes) in [(1, batch_bytes), (2, 1), (3, batch_bytes), (8, 100)] {
            let other = outcome(dir.path(), "out.jsonl", threads, batch_bytes);
            prop_assert_eq!(&other, &first, "{} threads, batches of {} bytes", threads, batch_bytes);
        }
        let table = outcome(dir.path(), "out.csv", 1, 1 << 20);
        let other = outcome(dir.path(), "out.csv", 3, batch_bytes);
        prop_assert!(table == other, "rows differ");
        #[cfg(feature = "parquet")]
        {
            let table = outcome(dir.path(), "out.parquet", 1, batch_bytes);
            let other = outcome(dir.path(), "out.parquet", 3, batch_bytes);
            prop_assert!(table == other, "columns differ");
        }
        let packed = outcome(dir.path(), "out.jsonl.gz", 1, batch_bytes);
        let other = outcome(dir.path(), "out.jsonl.gz", 3, batch_bytes);
        prop_assert!(packed == other, "gzip members differ");
    }

    /// Law 5 for formats: a row of a table says what a line says.
    #[test]
    fn rows_say_what_lines_say(files in folder(), batch_bytes in 1..2000usize) {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("in"), &files);
        let records = lines(&outcome(dir.path(), "out.jsonl", 1, batch_bytes).records);
        let table = outcome(dir.path(), "out.csv", 2, batch_bytes).records;
        let mut table = csv::Reader::from_reader(&*table);
        let names = table.headers().unwrap().clone();
        let rows: Vec<_> = table.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), records.len());
        for (row, record) in rows.iter().zip(&records) {
            let record = record.as_object().unwrap();
            let rest = names.iter().zip(row).find(|(name, _)| *name == "rest");
            let rest: serde_json::Map<String, serde_json::Value> =
                rest.and_then(|(_, rest)| serde_json::from_str(rest).ok()).unwrap_or_default();
            for (name, cell) in names.iter().zip(row).filter(|(name, _)| *name != "rest") {
                let is_it = match record.get(name) {
                    None | Some(serde_json::Value::Null) => cell.is_empty(),
                    Some(serde_json::Value::String(text)) => cell == text,
                    Some(value) => serde_json::from_str(cell).ok().as_ref() == Some(value),
                };
                prop_assert!(is_it, "{}: {}", name, cell);
            }
            for (key, value) in record.iter().filter(|(key, _)| !names.iter().any(|name| name == *key)) {
                prop_assert_eq!(rest.get(key), Some(value));
            }
        }
    }

    /// Law 6, with what is to be counted known from the making of the folder.
    #[test]
    fn the_numbers_add_up(files in folder(), threads in 1..4usize, batch_bytes in 1..2000usize) {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("in"), &files);
        let Outcome { records, quarantine, report, events, documents } =
            outcome(dir.path(), "out.jsonl", threads, batch_bytes);
        let mut made = Tally::default();
        for file in &files {
            made += file.counts;
        }
        prop_assert_eq!(report.documents, made);
        prop_assert_eq!(documents, made.documents);
        let sum = |tallies: &mut dyn Iterator<Item = &Tally>| {
            tallies.fold(Tally::default(), |mut sum, tally| { sum += *tally; sum })
        };
        let (skipped, refused) =
            (sum(&mut report.skipped.values()), sum(&mut report.quarantined.values()));
        prop_assert_eq!(sum(&mut [report.written, skipped, refused].iter()), made);

        // What is counted is there.
        let records = lines(&records);
        prop_assert_eq!(records.len() as u64, report.written.documents);
        prop_assert_eq!(lines(&quarantine).len() as u64, refused.documents);
        prop_assert_eq!(events.len() as u64, skipped.documents + refused.documents);
        prop_assert_eq!(report.languages.values().sum::<u64>(), report.written.documents);
        prop_assert_eq!(report.encodings.values().sum::<u64>(), report.written.documents);
        let texts = records.iter().map(|record| record["text"].as_str().unwrap().len() as u64);
        prop_assert_eq!(texts.sum::<u64>(), report.bytes_out);
        let sentences = records.iter().map(|record| record["sentences"].as_array().unwrap().len() as u64);
        prop_assert_eq!(sentences.sum::<u64>(), report.sentences);
        let mut changes = std::collections::BTreeMap::new();
        for (rule, count) in records.iter().flat_map(|record| record["stats"]["rules"].as_object().unwrap()) {
            *changes.entry(rule.as_str()).or_default() += count.as_u64().unwrap();
        }
        let counted = report.changes.iter().map(|(rule, count)| (&**rule, *count));
        prop_assert!(changes.into_iter().eq(counted), "changes by rule");

        // In the order of the bytes of the path, and nothing twice.
        let root = dir.path().join("in").to_string_lossy().into_owned() + "/";
        let places: Vec<_> = records.iter().map(|record| {
            let path = record["path"].as_str().unwrap().strip_prefix(&root).unwrap();
            let line = record["id"].as_str().unwrap().rsplit_once(':').and_then(|(_, line)| line.parse::<u64>().ok());
            (path.as_bytes().to_vec(), line)
        }).collect();
        prop_assert!(places.windows(2).all(|w| w[0] < w[1]), "{:?}", places);
    }

    /// Law 3, from the record as it is written.
    #[test]
    fn every_record_gives_its_source_back(files in folder()) {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("in"), &files);
        let records = lines(&outcome(dir.path(), "out.jsonl", 2, 500).records);
        let (back, told) = (dir.path().join("back"), Told::default());
        let restored = restore_file(&dir.path().join("out.jsonl"), &back, false, &told).unwrap();
        prop_assert_eq!((restored.failed, restored.refused, restored.kept), (0, 0, 0));
        prop_assert_eq!(told.events.into_inner().unwrap(), [""; 0]);
        for (n, file) in files.iter().enumerate() {
            let path = dir.path().join("in").join(folder_name(n)).join(file.name);
            let path = path.to_str().unwrap();
            let written = records.iter().filter(|record| record["path"] == path).count();
            if written == 0 {
                continue;
            }
            let name = file.name.trim_end_matches(".gz").trim_end_matches(".zst");
            let restored = fs::read(back.join(folder_name(n)).join(name)).unwrap();
            if file.name.starts_with("rows") {
                let restored = lines(&restored);
                let all = file.source.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&file.source);
                let good = all.split(|b| *b == b'\n').filter_map(|line| {
                    let value: serde_json::Value = serde_json::from_slice(line).ok()?;
                    value.get("text").is_some_and(serde_json::Value::is_string).then_some(value)
                });
                prop_assert_eq!(restored, good.collect::<Vec<_>>());
            } else {
                prop_assert_eq!(restored, file.source.clone());
            }
        }
    }
}

/// Law 8: recursion is bounded. Each of these documents would overflow the stack of a worker that
/// goes down one level a bracket.
#[test]
fn depth_costs_nothing_but_its_document() {
    let dir = tempfile::tempdir().unwrap();
    let deep = |open: &str, close: &str| open.repeat(200_000) + &close.repeat(200_000);
    let mut rows = String::new();
    for nested in [deep("[", "]"), deep("{\"a\":", "}").replacen('}', "1}", 1)] {
        rows += &[r#"{"text":"It held.","deep":"#, &nested, "}\n", &nested, "\n"].concat();
    }
    let files = [
        file("rows.jsonl", rows.into(), (0, 0)),
        file("story.txt", deep("(", ")").into(), (0, 0)),
        file("story.txt", deep("“", "”").into(), (0, 0)),
        file("story.txt", deep("&amp;", "").into(), (0, 0)),
        file("story.txt", "It held.".into(), (0, 0)),
    ];
    write(&dir.path().join("in"), &files);
    let outcome = outcome(dir.path(), "out.jsonl", 2, 1000);
    let written: Vec<_> = lines_shallow(&outcome.records);
    assert!(written.iter().any(|record| record.contains("4-a/story.txt")), "{}", written.len());
    assert_eq!(outcome.report.documents.documents, 8);
    assert!(!outcome.report.quarantined.contains_key("panic"), "{:?}", outcome.report.quarantined);
}

/// Lines as they are: the reader of this test must not overflow either.
fn lines_shallow(bytes: &[u8]) -> Vec<&str> {
    std::str::from_utf8(bytes).unwrap().lines().collect()
}
