//! What is written, byte for byte.

use descrape::corpus::Unfinished;

use super::*;

#[test]
fn the_same_bytes_for_any_threads_and_batches() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let mut job = job(&[&root], &dir.path().join("out.jsonl"));
    job.shape = with_changes();
    job.quarantine = Some(dir.path().join("bad.jsonl"));
    let (_, _, report) = the_same_for_any(&job, &[1, 2, 3, 8], &[50, 700, 1 << 20]);
    // 39 stories (the one repeated no times is empty), 5 single files, 7 times 200 lines and one,
    // and what stands before a fault.
    assert_eq!(report.written.documents, 39 + 5 + 1401 + 72 + 58);
    assert_eq!(report.quarantined["not JSON"].documents, 7 * 4 + 2 + 1);
    assert_eq!(report.quarantined["text is not a string"].documents, 7 * 4 + 2 + 1);
    assert_eq!(report.quarantined["truncated"].documents, 1);
    assert_eq!(report.quarantined["damaged"].documents, 1);
    assert_eq!(report.skipped["empty"].documents, 3);
    assert_eq!(report.skipped["html"].documents, 1);
    assert_eq!(report.skipped["binary"].documents, 1);
    assert_eq!(report.skipped["dot file"], Tally { documents: 1, bytes: 0 });
    assert_eq!(report.findings["input.empty-text"], 1);
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

/// Law 5, of the account: all but the time.
#[test]
fn the_same_account_for_any_threads_and_batches() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let mut first: Option<serde_json::Value> = None;
    for (threads, batch_bytes) in [(1, 1 << 20), (1, 50), (3, 700), (8, 1 << 20)] {
        let told = Told::default();
        let mut job = job(&[&root], &dir.path().join("out.jsonl"));
        job.report = Some(dir.path().join("run.json"));
        (job.threads, job.batch_bytes) = (Some(threads), Some(batch_bytes));
        let report = run(&job, &told).unwrap();
        let times = told.times.into_inner().unwrap();
        let elapsed = std::time::Duration::from_secs(1);
        let account = Account {
            job: &job,
            arguments: &[],
            configured: &[],
            report: &report,
            finished: true,
            before: 0,
            times: &times,
            elapsed,
        };
        let file = AccountFile::create(job.report.as_ref().unwrap()).unwrap();
        file.write(&account).unwrap();
        let json = fs::read(dir.path().join("run.json")).unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let time = json.as_object_mut().unwrap().remove("time").unwrap();
        assert_eq!(time["threads"], threads);
        assert_eq!(time["slowest"].as_array().unwrap().len(), 10);
        let changes = |of: &str| -> u64 {
            json[of].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum()
        };
        assert!(changes("stages") > 0 && changes("stages") == changes("changes"));
        let first = first.get_or_insert_with(|| json.clone());
        assert_eq!(*first, json, "{threads} threads, batches of {batch_bytes} bytes");
    }
}

#[test]
fn nothing_is_timed_unasked() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("a.txt"), "It held.");
    let told = Told::default();
    run(&job(&[&dir.path().join("a.txt")], &dir.path().join("out.jsonl")), &told).unwrap();
    assert_eq!(told.times.into_inner().unwrap(), Times::default());
}

#[test]
fn too_many_bad_documents_end_a_run_early() {
    let dir = tempfile::tempdir().unwrap();
    let rows = dir.path().join("rows.jsonl");
    write(&rows, "{\"text\":\"It held.\"}\n{\"text\":5}\n".repeat(20_000));
    let out = dir.path().join("out.jsonl");
    for (most, ends) in [
        (Most::Documents(3), true),
        (Most::Share(0.4), true),
        (Most::Share(0.5), false),
        (Most::Documents(20_000), false),
    ] {
        let told = Told::default();
        let mut job = job(&[&rows], &out);
        (job.most_quarantined, job.batch_bytes) = (Some(most), Some(1000));
        job.unfinished = Unfinished::Restart;
        let said = run(&job, &told).err().map(|error| error.to_string());
        assert_eq!(said.is_some(), ends, "{most:?}");
        if let Some(said) = said {
            assert!(said.starts_with("too many documents could not be done: "), "{said}");
            assert!(*told.documents.lock().unwrap() < 5_000, "{most:?}: it read on");
        }
        assert_eq!(out.exists(), !ends);
        let _ = fs::remove_file(&out);
    }
}
