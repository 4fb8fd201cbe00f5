//! A run that was stopped is gone on with, and ends as one that nobody stopped.

use std::sync::atomic::{AtomicU64, Ordering};

use descrape::corpus::Unfinished;
use descrape::output::{Folder, Format, Packing};

use super::*;

/// Wants no more after so many batches, and remembers what it was told of them.
#[derive(Default)]
struct Enough {
    left: AtomicU64,
    /// What was done before the run, and when it ended early.
    before: Mutex<Report>,
    done: Mutex<Report>,
}

impl Enough {
    fn after(batches: u64) -> Enough {
        Enough { left: batches.into(), ..Enough::default() }
    }
}

impl Observer for Enough {
    fn resumed(&self, before: &Report, _bytes: u64) {
        *self.before.lock().unwrap() = before.clone();
    }
    fn advanced(&self, _documents: u64, _bytes: u64) {
        let left = self.left.load(Ordering::Relaxed);
        self.left.store(left.saturating_sub(1), Ordering::Relaxed);
    }
    fn ended_early(&self, report: &Report) {
        *self.done.lock().unwrap() = report.clone();
    }
    fn stop(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }
}

/// All files below a folder, hidden ones too.
fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = walkdir(root)
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn walkdir(root: &Path) -> Vec<PathBuf> {
    let mut all = vec![];
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(walkdir(&path));
        } else {
            all.push(path);
        }
    }
    all
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        write(&to.join(name), bytes);
    }
}

/// Does a job that another was stopped at just before. A test beside this one may start a program at
/// that moment, and until it is another program it holds all our files, and their locks, too.
fn done(job: &Job) -> Report {
    loop {
        match run(job, &Told::default()) {
            Err(error) if error.to_string().ends_with("another run is writing there") => {
                std::thread::yield_now();
            }
            done => return done.unwrap(),
        }
    }
}

/// A job with small batches, so that there are many, into `dir`.
fn small(root: &Path, dir: &Path, name: &str) -> Job {
    fs::create_dir_all(dir).unwrap();
    let mut job = job(&[root], &dir.join(name));
    job.batch_bytes = Some(900);
    job.quarantine = Some(dir.join("bad.jsonl.gz"));
    if let Some(format) = name.strip_prefix("folder") {
        job.shape.format = Format::named(format.trim_start_matches('-')).unwrap_or(Format::JSONL);
        job.destination = Destination::Folder(Folder {
            path: dir.join(name),
            shard_bytes: 9000,
            packing: Packing::Zstd,
            prefix: String::new(),
        });
    } else {
        job.shape.format = Format::of(name.as_ref()).unwrap();
    }
    if job.shape.format.name == "parquet" {
        // So that there are several groups, and in each several batches.
        job.batch_bytes = Some(100);
    }
    job
}

/// Outputs of every kind.
fn outputs() -> Vec<&'static str> {
    let tables: &[_] =
        if cfg!(feature = "parquet") { &["out.parquet", "folder-parquet"] } else { &[] };
    let lines = ["out.jsonl", "out.jsonl.zst", "folder", "out.csv", "out.tsv.gz", "folder-csv"];
    [&lines, tables].concat()
}

fn inputs(dir: &Path) -> PathBuf {
    let root = dir.join("in");
    mixed(&root);
    // One in which the run stops, plain and packed.
    let rows: String =
        (0..300).map(|n| format!("{{\"id\":{n},\"text\":\"The wall {n} held.\"}}\n")).collect();
    write(&root.join("many.jsonl"), &rows);
    write(&root.join("packed.jsonl.gz"), gzip(rows.as_bytes()));
    root
}

#[test]
fn stopped_anywhere_and_gone_on_with_it_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let root = inputs(dir.path());
    for name in outputs() {
        let whole = dir.path().join(format!("whole-{name}"));
        let report = run(&small(&root, &whole, name), &Told::default()).unwrap();
        let expected = files(&whole);
        assert!(expected.iter().all(|(name, _)| !name.contains(".descrape")), "{name}");
        let batches: &[u64] = match name {
            // Its groups are some dozens of batches, and only whole ones count.
            "out.parquet" | "folder-parquet" => &[0, 3, 60, 150, 333],
            "out.csv" | "out.tsv.gz" | "folder-csv" => &[0, 1, 5, 21],
            _ => &[0, 1, 2, 3, 5, 8, 13, 21, 34, 55],
        };
        for (n, batches) in batches.iter().copied().enumerate() {
            let again = dir.path().join(format!("again-{name}-{batches}"));
            let mut job = small(&root, &again, name);
            job.threads = Some(1 + n % 3);
            let first = Enough::after(batches);
            let error = run(&job, &first).unwrap_err();
            assert!(error.is_interrupted(), "{error}");
            let begun = first.done.lock().unwrap().documents.documents > 0;
            let whole = if name.ends_with("parquet") { 60 } else { 1 };
            assert!(begun || batches < whole, "{name} after {batches}");
            if begun {
                assert!(error.hint_text().unwrap().contains("--resume"), "{error}");
                let refused = run(&job, &Told::default()).unwrap_err();
                assert!(refused.to_string().contains("an unfinished run is there"), "{refused}");
            }
            // And stopped once more on the way.
            job.unfinished = Unfinished::Resume;
            job.threads = Some(1 + (n + 1) % 3);
            let second = Enough::after(4);
            let _ = run(&job, &second);
            assert_eq!(*second.before.lock().unwrap(), *first.done.lock().unwrap(), "{name}");
            let now = done(&job);
            assert!(files(&again) == expected, "{name} after {batches}");
            assert_eq!(now, report, "{name} after {batches}");
        }
    }
}

/// `clean . -o clean.jsonl`: what an unfinished run has left stands among the inputs.
#[test]
fn a_run_that_writes_among_its_inputs_is_gone_on_with() {
    for name in outputs() {
        let dir = tempfile::tempdir().unwrap();
        inputs(dir.path());
        let mut job = small(dir.path(), dir.path(), name);
        let report = run(&job, &Told::default()).unwrap();
        let expected = files(dir.path());
        for what in [name, "bad.jsonl.gz"] {
            let path = dir.path().join(what);
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        }
        assert!(run(&job, &Enough::after(30)).unwrap_err().is_interrupted());
        job.unfinished = Unfinished::Resume;
        assert_eq!(done(&job), report, "{name}");
        assert!(files(dir.path()) == expected, "{name}");
    }
}

/// As a crash leaves it: the journal cut anywhere, the output longer than the journal says, or
/// shorter and other than it says where nothing was brought to disk.
#[test]
fn whatever_a_crash_leaves_is_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let root = inputs(dir.path());
    for name in outputs() {
        let whole = dir.path().join(format!("whole-{name}"));
        let report = run(&small(&root, &whole, name), &Told::default()).unwrap();
        let expected = files(&whole);
        let stopped = dir.path().join(format!("stopped-{name}"));
        let (stop, rounds) = match name {
            "out.parquet" | "folder-parquet" => (200, 9),
            "folder" | "out.jsonl.zst" => (40, 24),
            _ => (40, 6),
        };
        let _ = run(&small(&root, &stopped, name), &Enough::after(stop));
        let journal =
            files(&stopped).into_iter().find(|(name, _)| name.ends_with("journal")).unwrap();
        let mut seed = 7u32;
        for round in 0..rounds {
            let again = dir.path().join(format!("again-{name}-{round}"));
            copy(&stopped, &again);
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Once the whole of it beside an output that is nothing.
            let cut = (seed >> 8) as usize % journal.1.len();
            let length = if round == 2 { journal.1.len() } else { cut };
            write(&again.join(&journal.0), &journal.1[..length]);
            for (name, mut bytes) in files(&again) {
                if name.ends_with("part") && !name.contains("bad") {
                    match round % 3 {
                        0 => bytes.extend(b"half a bat"),
                        1 => bytes.truncate(bytes.len() / 2),
                        _ => bytes.fill(0),
                    }
                    write(&again.join(name), bytes);
                }
            }
            let mut job = small(&root, &again, name);
            job.unfinished = Unfinished::Resume;
            // And stopped once more on the way.
            let _ = run(&job, &Enough::after(3));
            assert_eq!(done(&job), report, "{name} {round}");
            assert!(files(&again) == expected, "{name} {round}");
        }
    }
}

/// A folder as a run leaves it that is killed before the first rename.
fn ended_run(root: &Path, dir: &Path) -> PathBuf {
    let mut job = small(root, dir, "out.jsonl");
    job.unfinished = Unfinished::Restart;
    let bad = dir.join("bad.jsonl.gz");
    run(&job, &Blocks { bad: bad.clone() }).unwrap_err();
    fs::remove_dir(&bad).unwrap();
    dir.to_owned()
}

/// Puts a folder where the quarantine would get its name: a file cannot replace it.
struct Blocks {
    bad: PathBuf,
}

impl Observer for Blocks {
    fn started(&self, _files: u64, _bytes: Option<u64>) {
        fs::create_dir(&self.bad).unwrap();
    }
}

#[test]
fn a_run_killed_while_files_get_their_names_is_finished() {
    let dir = tempfile::tempdir().unwrap();
    let root = inputs(dir.path());
    let again = dir.path().join("again");
    let job = small(&root, &again, "out.jsonl");
    let report = run(&job, &Told::default()).unwrap();
    let expected = files(&again);
    let mut job = job;
    job.unfinished = Unfinished::Resume;
    // The output is there under the one name or the other, or it is not: all is written, and the
    // quarantine comes first.
    for named in [vec![], vec!["bad.jsonl.gz"], vec!["bad.jsonl.gz", "out.jsonl"]] {
        fs::remove_dir_all(&again).unwrap();
        let ended = dir.path().join("ended");
        copy(&ended_run(&root, &ended), &again);
        for name in named {
            fs::rename(again.join(format!(".{name}.descrape-part")), again.join(name)).unwrap();
        }
        assert_eq!(run(&job, &Told::default()).unwrap(), report);
        assert!(files(&again) == expected);
    }
    // A finished one is nothing to go on with, and a run into it begins.
    assert_eq!(run(&job, &Told::default()).unwrap(), report);
    assert!(files(&again) == expected);
}

#[test]
fn other_options_and_other_inputs_are_named_and_refused() {
    let dir = tempfile::tempdir().unwrap();
    let root = inputs(dir.path());
    let again = dir.path().join("again");
    let first = small(&root, &again, "out.jsonl");
    let stopped = || {
        let mut job = first.clone();
        job.unfinished = Unfinished::Restart;
        assert!(run(&job, &Enough::after(44)).unwrap_err().is_interrupted());
        job.unfinished = Unfinished::Resume;
        job
    };
    let refused = |job: &Job| {
        let before = files(&again);
        let error = run(job, &Told::default()).unwrap_err();
        assert!(files(&again) == before);
        assert!(error.hint_text().unwrap().contains("--restart"));
        error.to_string()
    };

    let mut job = stopped();
    job.options.skip = vec!["social"];
    job.batch_bytes = Some(1000);
    let error = refused(&job);
    assert!(
        error.ends_with("--batch-size was 900, is 1000; --skip was the default, is social"),
        "{error}"
    );

    let job = stopped();
    let many = root.join("many.jsonl");
    let (before, time) =
        (fs::read(&many).unwrap(), fs::metadata(&many).unwrap().modified().unwrap());
    write(&many, [&before[..], b"\n"].concat());
    let error = refused(&job);
    assert!(error.ends_with("many.jsonl has another size"), "{error}");
    write(&many, &before);
    fs::File::options().write(true).open(&many).unwrap().set_modified(time).unwrap();
    write(&root.join("a-new.txt"), "It held.");
    assert!(refused(&job).ends_with("a-new.txt is new"));
    fs::remove_file(root.join("a-new.txt")).unwrap();
    run(&job, &Told::default()).unwrap();
    let _ = fs::remove_dir_all(&again);

    // The same size and the same time.
    fs::create_dir_all(&again).unwrap();
    let mut job = first.clone();
    job.inputs.paths = vec![many.clone()];
    (job.batch_bytes, job.threads) = (Some(100), Some(1)); // more than are under way at a time
    assert!(run(&job, &Enough::after(2)).unwrap_err().is_interrupted());
    job.unfinished = Unfinished::Resume;
    write(&many, String::from_utf8(before).unwrap().replacen("The wall 0", "The well 0", 1));
    fs::File::options().write(true).open(&many).unwrap().set_modified(time).unwrap();
    let error = refused(&job);
    assert!(error.ends_with("many.jsonl begins in another way"), "{error}");
    job.unfinished = Unfinished::Restart;
    assert_eq!(run(&job, &Told::default()).unwrap().written.documents, 300);
}

#[test]
fn a_folder_is_only_written_to_if_it_is_ours() {
    let dir = tempfile::tempdir().unwrap();
    let root = inputs(dir.path());
    let again = dir.path().join("again");
    let mut job = small(&root, &again, "folder");
    let folder = again.join("folder");
    write(&folder.join("notes.txt"), "mine");
    let error = run(&job, &Told::default()).unwrap_err();
    assert!(error.to_string().ends_with("the folder is not empty"), "{error}");
    assert_eq!(files(&folder).len(), 1);
    fs::remove_file(folder.join("notes.txt")).unwrap();

    run(&job, &Told::default()).unwrap();
    let first = files(&folder);
    let names: Vec<_> = first.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..2], ["_SUCCESS", "manifest.json"]);
    assert!(names.len() > 4 && names.last().unwrap().starts_with("part-000"), "{names:?}");
    let manifest: serde_json::Value = serde_json::from_slice(&first[1].1).unwrap();
    let mut documents = 0;
    for (file, (name, bytes)) in manifest["files"].as_array().unwrap().iter().zip(&first[2..]) {
        assert_eq!((&file["name"], &file["bytes"]), (&(**name).into(), &bytes.len().into()));
        assert_eq!(file["xxh3"], format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes)));
        documents += file["documents"].as_u64().unwrap();
    }
    assert_eq!(manifest["report"]["written"]["documents"], documents);

    let error = run(&job, &Told::default()).unwrap_err();
    assert!(error.to_string().ends_with("the folder is not empty"), "{error}");
    assert!(files(&folder) == first);
    // What is finished needs nothing more, if it is the same work.
    job.unfinished = Unfinished::Resume;
    assert_eq!(run(&job, &Told::default()).unwrap().written.documents, documents);
    let mut other = job.clone();
    other.options.skip = vec!["social"];
    let error = run(&other, &Told::default()).unwrap_err();
    assert!(error.to_string().ends_with("a finished run of other options is there"), "{error}");
    other = job.clone();
    other.inputs.paths = vec![root.join("many.jsonl")];
    let error = run(&other, &Told::default()).unwrap_err();
    assert!(error.to_string().ends_with("a finished run of other inputs is there"), "{error}");
    assert!(files(&folder) == first);
    job.unfinished = Unfinished::Restart;
    job.inputs.paths = vec![root.join("many.jsonl")];
    run(&job, &Told::default()).unwrap();
    assert!(files(&folder).len() < first.len());

    // Inside of what is read it is passed over.
    job.inputs.paths = vec![dir.path().to_owned()];
    let report = run(&job, &Told::default()).unwrap();
    assert_eq!(report.skipped["own output"].documents, 2); // and the quarantine
}
