//! The whole engine beside its floor: a program that only reads, checks that it is UTF-8 and writes
//! `{"id","text"}`, on as many threads. What lies between the two is what cleaning costs.
//!
//! `cargo bench --bench floor -- articles.jsonl folder/` measures inputs of your own, each several
//! times and the best time counted; without arguments a small one is made. One thread and two.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and may fail")]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use descrape::corpus::{Inputs, Job, Observer, Unfinished, run};
use descrape::output::Destination;
use rayon::prelude::*;

const BATCH: usize = 512 * 1024;
const TIMES: usize = 5;

fn main() {
    let made = tempfile::tempdir().unwrap();
    let mut paths: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from).collect();
    let times = if paths.is_empty() { 1 } else { TIMES };
    if paths.is_empty() {
        paths = small(made.path());
    }
    println!(
        "{:<28} {:>7} {:>9} {:>9} {:>6} {:>9}",
        "input", "threads", "floor s", "clean s", "ratio", "MB/s"
    );
    for path in &paths {
        let bytes = size(path);
        let mut alone = None;
        for threads in [1, 2] {
            let out = made.path().join("out.jsonl");
            let floor = best(times, || floor(path, &out, threads));
            let clean = best(times, || clean(path, &out, threads));
            let seconds = clean.as_secs_f64();
            let gain = alone.map(|alone: f64| format!("  {:.2} of one thread", alone / seconds));
            alone.get_or_insert(seconds);
            println!(
                "{:<28} {threads:>7} {:>9.3} {seconds:>9.3} {:>6.2} {:>9.1}{}",
                path.file_name().unwrap_or_default().to_string_lossy(),
                floor.as_secs_f64(),
                seconds / floor.as_secs_f64(),
                bytes as f64 / 1e6 / seconds,
                gain.unwrap_or_default(),
            );
        }
    }
}

fn best(times: usize, mut run: impl FnMut()) -> Duration {
    let mut once = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..times).map(|_| once()).min().unwrap_or_default()
}

/// A few articles, as lines and as files.
fn small(dir: &Path) -> Vec<PathBuf> {
    let text =
        "The wall at Orrin held. “Nobody slept,” said Ada Tarn.\n\nADVERTISEMENT\n\nIt rained on.";
    let lines: String =
        (0..2000).map(|n| serde_json::json!({"id": n, "text": text}).to_string() + "\n").collect();
    fs::write(dir.join("articles.jsonl"), lines).unwrap();
    fs::create_dir(dir.join("articles")).unwrap();
    for n in 0..200 {
        fs::write(dir.join(format!("articles/{n:03}.txt")), text).unwrap();
    }
    vec![dir.join("articles.jsonl"), dir.join("articles")]
}

fn files(path: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = walkdir::WalkDir::new(path)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

fn size(path: &Path) -> u64 {
    files(path).iter().map(|file| file.metadata().unwrap().len()).sum()
}

struct Silent;

impl Observer for Silent {}

fn clean(path: &Path, out: &Path, threads: usize) {
    let job = Job {
        inputs: Inputs { paths: vec![path.to_owned()], ..Inputs::default() },
        destination: Destination::File(out.to_owned()),
        threads: Some(threads),
        unfinished: Unfinished::Restart,
        ..Job::default()
    };
    run(&job, &Silent).unwrap();
}

/// Reads, checks and writes; batches in order, some at a time.
fn floor(path: &Path, out: &Path, threads: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let mut out = BufWriter::new(File::create(out).unwrap());
    let mut write =
        |batches: Vec<Vec<u8>>| batches.iter().for_each(|batch| out.write_all(batch).unwrap());
    if path.is_dir() {
        let files = files(path);
        for some in files.chunks(threads * 512) {
            write(pool.install(|| some.par_chunks(64).map(|files| whole(path, files)).collect()));
        }
        return;
    }
    let mut reader = BufReader::with_capacity(BATCH, File::open(path).unwrap());
    loop {
        let some: Vec<Vec<u8>> = (0..threads * 8)
            .map(|_| lines(&mut reader))
            .take_while(|batch| !batch.is_empty())
            .collect();
        if some.is_empty() {
            break;
        }
        write(pool.install(|| some.par_iter().map(|batch| records(batch)).collect()));
    }
}

fn lines(reader: &mut BufReader<File>) -> Vec<u8> {
    use std::io::Read as _;
    let mut batch = Vec::with_capacity(BATCH + 8192);
    reader.by_ref().take(BATCH as u64).read_to_end(&mut batch).unwrap();
    reader.read_until(b'\n', &mut batch).unwrap();
    batch
}

#[derive(serde::Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: &'a serde_json::value::RawValue,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

fn records(batch: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(batch.len() + 4096);
    for line in batch.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let record: Record = serde_json::from_slice(line).unwrap();
        record_into(&mut out, record.id.get(), &record.text);
    }
    out
}

fn whole(root: &Path, files: &[PathBuf]) -> Vec<u8> {
    let mut out = vec![];
    for file in files {
        let bytes = fs::read(file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let id = file.strip_prefix(root).unwrap().to_string_lossy();
        record_into(&mut out, &serde_json::to_string(&id).unwrap(), &text);
    }
    out
}

fn record_into(out: &mut Vec<u8>, id: &str, text: &str) {
    write!(out, "{{\"id\":{id},\"text\":").unwrap();
    serde_json::to_writer(&mut *out, text).unwrap();
    out.extend_from_slice(b"}\n");
}
