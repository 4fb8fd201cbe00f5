//! Whole runs over real folders: what comes out, what is counted, what is left alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "a test reads better so")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use descrape::corpus::{From, Inputs, Job, Observer, Problem, restore_file, run};
use descrape::output::{Destination, Shape};
use descrape::report::{Report, Tally};

/// Remembers what it was told.
#[derive(Default)]
struct Told {
    problems: Mutex<Vec<String>>,
    skipped: Mutex<Vec<String>>,
    documents: Mutex<u64>,
}

impl Observer for Told {
    fn advanced(&self, documents: u64, _bytes: u64) {
        *self.documents.lock().unwrap() += documents;
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

fn records(path: &Path) -> Vec<serde_json::Value> {
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
    write(&root.join("more/packed.ndjson.zst"), zstd::encode_all(lines.as_bytes(), 3).unwrap());
    write(&root.join("more/story.txt.gz"), gzip(b"A story that was packed."));
    write(&root.join("empty.txt"), "");
    write(&root.join("empty.jsonl"), "");
    write(&root.join("blank.txt"), " \n");
    write(&root.join("page.html"), "<p>no");
    write(&root.join("photo"), b"\x89PNG\r\n\x1a\n");
    write(&root.join(".dot/x.txt"), "no");
}

#[test]
fn the_same_bytes_for_any_threads_and_batches() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let out = dir.path().join("out.jsonl");
    let bad = dir.path().join("bad.jsonl");
    let mut first: Option<(Vec<u8>, Vec<u8>, Report)> = None;
    for threads in [1, 2, 3, 8] {
        for batch_bytes in [50, 700, 1 << 20] {
            let told = Told::default();
            let mut job = job(&[&root], &out);
            job.shape = with_changes();
            job.threads = Some(threads);
            job.batch_bytes = Some(batch_bytes);
            job.quarantine = Some(bad.clone());
            let report = run(&job, &told).unwrap();
            assert_adds_up(&report, &told);
            let now = (fs::read(&out).unwrap(), fs::read(&bad).unwrap(), report);
            let first = first.get_or_insert_with(|| now.clone());
            assert!(*first == now, "{threads} threads, batches of {batch_bytes} bytes");
        }
    }
    let (_, _, report) = first.unwrap();
    // 39 stories (the one repeated no times is empty), 5 single files, 4 times 200 lines.
    assert_eq!(report.written.documents, 39 + 5 + 800);
    assert_eq!(report.quarantined["not JSON"].documents, 16);
    assert_eq!(report.quarantined["text is not a string"].documents, 16);
    assert_eq!(report.skipped["empty"].documents, 3);
    assert_eq!(report.skipped["html"].documents, 1);
    assert_eq!(report.skipped["binary"].documents, 1);
    assert_eq!(report.skipped["dot file"], Tally { documents: 1, bytes: 0 });
    assert_eq!(report.findings["input.empty-text"], 1);
}

#[test]
fn restore_gives_back_every_file() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let odd = "{\"b\":1.50,\"text\":\"a\\ud800b\",\"id\":\"\\u0061\",\"title\":null,\"language\":\"en\",\"b\":2}\n\
               {\"title\":\"T\",\"text\":\"So it  was.\",\"input.title\":0,\"spans\":[]}\n";
    write(&root.join("odd.jsonl"), odd);
    fs::remove_file(root.join("rows.jsonl")).unwrap();
    let out = dir.path().join("out.jsonl.zst");
    let mut job = job(&[&root], &out);
    job.shape = with_changes();
    run(&job, &Told::default()).unwrap();

    let back = dir.path().join("back");
    let told = Told::default();
    let report = restore_file(&out, &back, false, &told).unwrap();
    assert_eq!(*told.problems.lock().unwrap(), [""; 0]);
    assert_eq!((report.refused, report.kept, report.failed), (0, 0, 0));
    for entry in fs::read_dir(root.join("texts")).unwrap() {
        let path = entry.unwrap().path();
        if fs::metadata(&path).unwrap().len() > 0 {
            let name = path.strip_prefix(&root).unwrap();
            assert_eq!(
                fs::read(back.join(name)).unwrap(),
                fs::read(&path).unwrap(),
                "{}",
                name.display()
            );
        }
    }
    for name in ["latin.txt", "cut.txt", "crlf.txt", "blank.txt"] {
        // A source in another encoding is the business of `decode`'s own tests.
        assert_eq!(
            fs::read(back.join(name)).unwrap(),
            fs::read(root.join(name)).unwrap(),
            "{name}"
        );
    }
    assert_eq!(
        fs::read_to_string(back.join("more/story.txt")).unwrap(),
        "A story that was packed."
    );
    assert_eq!(fs::read_to_string(back.join("odd.jsonl")).unwrap(), odd);
    let packed = fs::read_to_string(back.join("more/packed.jsonl")).unwrap();
    assert_eq!(packed.lines().count(), 400);
    assert_eq!(
        packed.lines().next().unwrap(),
        "{\"id\":0,\"text\":\"Line 0 — it held.\\nSo.\",\"rest\":[1.0, 0]}"
    );

    // What is there stays, unless it is asked for.
    write(&back.join("crlf.txt"), "mine");
    let report = restore_file(&out, &back, false, &Told::default()).unwrap();
    assert_eq!(report.restored, 0);
    assert_eq!(fs::read_to_string(back.join("crlf.txt")).unwrap(), "mine");
    restore_file(&out, &back, true, &Told::default()).unwrap();
    assert_eq!(fs::read_to_string(back.join("crlf.txt")).unwrap(), "one\r\ntwo  three\r\n");
    assert_eq!(fs::read_to_string(back.join("odd.jsonl")).unwrap(), odd);
}

#[test]
fn restore_refuses_what_leads_elsewhere_and_says_what_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("a.txt");
    write(&source, "It held.");
    let out = dir.path().join("out.jsonl");
    let mut job = job(&[&source], &out);
    job.shape = with_changes();
    run(&job, &Told::default()).unwrap();
    let record = fs::read_to_string(&out).unwrap();
    let back = dir.path().join("back");
    fs::create_dir(&back).unwrap();
    let mut bad = String::new();
    for id in ["../up.txt", "/tmp/descrape-up.txt", "a/../../up.txt", "C:/up.txt", "link/up.txt"] {
        bad += &record.replace("\"id\":\"a.txt\"", &format!("\"id\":\"{id}\""));
    }
    bad += &record.replace("It held.", "It fell.");
    bad += "not JSON\n";
    bad += &record;
    write(&out, &bad);
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", back.join("link")).unwrap();
    let told = Told::default();
    let report = restore_file(&out, &back, true, &told).unwrap();
    let refused = if cfg!(unix) { 5 } else { 4 };
    assert_eq!((report.restored, report.refused, report.failed), (6 - refused, refused, 2));
    assert!(!dir.path().join("up.txt").exists());
    assert_eq!(fs::read_to_string(back.join("a.txt")).unwrap(), "It held.");

    run(&self::job(&[&source], &out), &Told::default()).unwrap();
    let error = restore_file(&out, &back, false, &Told::default()).unwrap_err();
    assert!(error.to_string().ends_with("line 1: the record has no 'changes'"), "{error}");
    assert!(error.hint_text().unwrap().contains("--fields +changes"));
}

#[test]
fn bad_lines_are_quarantined_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let rows = dir.path().join("rows.jsonl");
    let bad = dir.path().join("bad.jsonl");
    write(&rows, b"\xEF\xBB\xBF{\"text\":\"one\"}\r\n{\"body\":\"x\"}\n\n{\"text\":\"\xFF\"}\n[1]\n{\"text\":\" \"}");
    let mut job = job(&[&rows], &dir.path().join("out.jsonl"));
    job.quarantine = Some(bad.clone());
    let told = Told::default();
    let report = run(&job, &told).unwrap();
    assert_adds_up(&report, &told);
    assert_eq!(
        *told.problems.lock().unwrap(),
        [
            "rows.jsonl:2: no text field: 'text' is not there",
            "rows.jsonl:4: not UTF-8",
            "rows.jsonl:5: not an object: an array"
        ]
    );
    let rows: Vec<_> = records(&bad)
        .iter()
        .map(|row| {
            (
                row["line"].clone(),
                row["offset"].clone(),
                row["raw"].clone(),
                row["raw_base64"].clone(),
            )
        })
        .collect();
    let null = serde_json::Value::Null;
    assert_eq!(
        rows,
        [
            (2.into(), 19.into(), "{\"body\":\"x\"}".into(), null.clone()),
            (4.into(), 33.into(), null.clone(), "eyJ0ZXh0Ijoi/yJ9".into()),
            (5.into(), 46.into(), "[1]".into(), null)
        ]
    );
    assert_eq!(report.written.documents, 2);
    assert_eq!(report.findings["input.empty-text"], 1);
}

#[test]
fn a_file_that_breaks_off_keeps_what_came_before() {
    let dir = tempfile::tempdir().unwrap();
    let mut seed = 1u32;
    let lines: String = (0..2000)
        .map(|n| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            format!("{{\"id\":{n},\"text\":\"number {seed}\"}}\n")
        })
        .collect();
    let packed = gzip(lines.as_bytes());
    let (rows, text) = (dir.path().join("in/rows.jsonl.gz"), dir.path().join("in/story.txt.gz"));
    write(&rows, &packed[..packed.len() / 2]);
    write(&text, &packed[..packed.len() / 2]);
    write(&dir.path().join("in/whole.txt"), "whole");
    let out = dir.path().join("out.jsonl");
    let told = Told::default();
    let report = run(&job(&[&dir.path().join("in")], &out), &told).unwrap();
    assert_adds_up(&report, &told);
    assert_eq!(report.quarantined["truncated"].documents, 2);
    let problems = told.problems.lock().unwrap();
    assert_eq!(problems.len(), 2);
    assert!(
        problems[0].contains("rows.jsonl.gz:") && problems[0].contains("ends in the middle"),
        "{problems:?}"
    );
    let records = records(&out);
    assert!(records.len() > 500, "{}", records.len());
    assert_eq!(records.last().unwrap()["text"], "whole");
    assert_eq!(records[499]["id"], 499);
}

#[test]
fn a_record_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let rows = dir.path().join("rows.jsonl");
    write(&rows, "{\"id\":7,\"text\":\"It held.\",\"url\":\"x\",\"title\":\"Head\"}\n");
    let out = dir.path().join("out.jsonl");
    let mut job = job(&[&rows], &out);
    job.shape.per_sentence = true;
    run(&job, &Told::default()).unwrap();
    assert_eq!(
        fs::read_to_string(&out).unwrap(),
        "{\"url\":\"x\",\"title\":\"Head\",\"id\":7,\"n\":1,\"text\":\"It held.\",\"start\":0,\"end\":8}\n"
    );
}

#[test]
fn running_twice_into_the_same_folder_gives_the_same() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("a.txt"), "It held.");
    let out = dir.path().join("clean.jsonl");
    let job = job(&[dir.path()], &out);
    run(&job, &Told::default()).unwrap();
    let first = fs::read(&out).unwrap();
    let told = Told::default();
    let report = run(&job, &told).unwrap();
    assert_eq!(fs::read(&out).unwrap(), first);
    assert_eq!(report.skipped["own output"].documents, 1);
    assert_eq!(*told.skipped.lock().unwrap(), [""; 0]);
    let error = run(&self::job(&[&out], &out), &told).unwrap_err();
    assert!(error.to_string().contains("is an input and would be overwritten"), "{error}");
    assert_eq!(fs::read(&out).unwrap(), first);
}

#[cfg(unix)]
#[test]
fn a_fifo_is_written_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let (text, fifo) = (dir.path().join("a.txt"), dir.path().join("out"));
    write(&text, "It held.");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let reader = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::read_to_string(fifo).unwrap()
    });
    run(&job(&[&text], &fifo), &Told::default()).unwrap();
    assert!(reader.join().unwrap().contains("It held."));
    assert!(!fs::symlink_metadata(&fifo).unwrap().is_file());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn a_run_that_cannot_start_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("a.txt"), "It held.");
    let mut twice = job(&[dir.path()], &dir.path().join("out.jsonl"));
    twice.quarantine = Some(dir.path().join("out.jsonl"));
    let error = run(&twice, &Told::default()).unwrap_err();
    assert!(error.to_string().contains("for the quarantine"), "{error}");
    let error = run(&job(&[dir.path()], dir.path()), &Told::default()).unwrap_err();
    assert!(error.to_string().ends_with("is a folder, not a file"), "{error}");
    let error =
        run(&job(&[dir.path()], &dir.path().join("none/out")), &Told::default()).unwrap_err();
    assert!(error.hint_text().unwrap().contains("make it first"), "{error}");
    let mut bad = job(&[dir.path()], &dir.path().join("out.jsonl"));
    bad.inputs.globs = vec!["[".into()];
    assert!(run(&bad, &Told::default()).unwrap_err().to_string().contains("the pattern '['"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn what_is_missing_is_told_and_the_rest_is_done() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("a.txt"), "It held.");
    let told = Told::default();
    let paths = [dir.path().join("none.txt"), dir.path().join("a.txt")];
    let out = dir.path().join("out.jsonl");
    let report = run(&job(&[&paths[0], &paths[1]], &out), &told).unwrap();
    assert_adds_up(&report, &told);
    assert_eq!(report.quarantined["unreadable"], Tally { documents: 1, bytes: 0 });
    assert_eq!(report.written.documents, 1);
    assert!(
        told.problems.lock().unwrap()[0].starts_with("none.txt: could not be read: No such file")
    );
}

#[test]
fn packed_output_is_the_same_text() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let plain = dir.path().join("out.jsonl");
    run(&job(&[&root], &plain), &Told::default()).unwrap();
    let plain = fs::read(&plain).unwrap();
    for name in ["out.jsonl.gz", "out.jsonl.zst"] {
        let out = dir.path().join(name);
        let mut job = job(&[&root], &out);
        job.batch_bytes = Some(1000); // many pieces
        run(&job, &Told::default()).unwrap();
        let packed = fs::read(&out).unwrap();
        let mut unpacked = vec![];
        if name.ends_with("gz") {
            use std::io::Read as _;
            flate2::read::MultiGzDecoder::new(&*packed).read_to_end(&mut unpacked).unwrap();
        } else {
            unpacked = zstd::decode_all(&*packed).unwrap();
        }
        assert!(unpacked == plain, "{name}");
    }
}

#[test]
fn from_overrides_what_names_and_bytes_say() {
    let dir = tempfile::tempdir().unwrap();
    let (page, rows) = (dir.path().join("page.html"), dir.path().join("rows.txt"));
    write(&page, "<p>words");
    write(&rows, "{\"text\":\"one\",\"lang\":\"fr\"}\n{\"text\":\"two\"}\n");
    let out = dir.path().join("out.jsonl");
    let mut job = job(&[&page], &out);
    job.inputs.from = From::Text;
    assert_eq!(run(&job, &Told::default()).unwrap().written.documents, 1);
    job.inputs.paths = vec![rows.clone()];
    job.inputs.from = From::Jsonl;
    job.inputs.language_field = Some("lang".into());
    assert_eq!(run(&job, &Told::default()).unwrap().written.documents, 2);
    let records = records(&out);
    assert_eq!((&records[0]["lang"], &records[0]["language"]), (&"fr".into(), &"fr".into()));
    assert_ne!(records[1]["language"], "fr");
    assert_eq!(records[1]["id"], format!("{}:2", rows.display()));
}

/// Wants no more after the first batch.
struct Enough(std::sync::atomic::AtomicBool);

impl Observer for Enough {
    fn advanced(&self, _documents: u64, _bytes: u64) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
    fn stop(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[test]
fn a_run_that_is_stopped_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let out = dir.path().join("out.jsonl");
    for batch_bytes in [50, 1 << 20] {
        let mut job = job(&[&root], &out);
        job.batch_bytes = Some(batch_bytes);
        job.quarantine = Some(dir.path().join("bad.jsonl"));
        let error = run(&job, &Enough(false.into())).unwrap_err();
        assert!(error.is_interrupted());
        let expected = format!("interrupted; nothing was written to {}", out.display());
        assert_eq!(error.to_string(), expected);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}

#[test]
fn an_article_is_not_taken_for_what_a_run_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let (article, other) = (dir.path().join("a.txt"), dir.path().join("b.txt"));
    write(&article, "It held.");
    write(&other, "It fell.");
    let mut as_quarantine = job(&[dir.path()], &dir.path().join("out.jsonl"));
    as_quarantine.quarantine = Some(article.clone());
    for job in [job(&[dir.path()], &article), as_quarantine] {
        let error = run(&job, &Told::default()).unwrap_err();
        assert!(error.to_string().ends_with("and would be overwritten"), "{error}");
        assert!(error.hint_text().unwrap().contains("another file"));
        assert_eq!(fs::read_to_string(&article).unwrap(), "It held.");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }
    // Outside of the inputs a file is replaced, as `-o` says.
    run(&job(&[&other], &article), &Told::default()).unwrap();
    assert_eq!(records(&article)[0]["text"], "It fell.");
}

#[test]
fn two_records_of_one_file_are_not_written_over_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    write(&root.join("a.txt"), "It held.");
    write(&root.join("a.txt.gz"), gzip(b"It fell."));
    write(&root.join("b.jsonl"), "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n");
    write(&root.join("b.jsonl.gz"), gzip(b"{\"text\":\"Three.\"}\n"));
    let out = dir.path().join("out.jsonl");
    let mut job = job(&[&root], &out);
    job.shape = with_changes();
    run(&job, &Told::default()).unwrap();
    let back = dir.path().join("back");
    for force in [false, true] {
        let told = Told::default();
        let report = restore_file(&out, &back, force, &told).unwrap();
        assert_eq!((report.restored, report.refused, report.kept), (3, 2, 0));
        assert_eq!(
            told.problems.lock().unwrap()[0],
            "out.jsonl:2: the name 'a.txt.gz' is refused: 'a.txt' is there already, from the \
             record of 'a.txt'"
        );
        assert_eq!(fs::read_to_string(back.join("a.txt")).unwrap(), "It held.");
        let rows = fs::read_to_string(back.join("b.jsonl")).unwrap();
        assert_eq!(rows, "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n");
    }
}
