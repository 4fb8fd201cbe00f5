//! Where it is written, and what stands there otherwise.

use super::*;

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
    let error = run(&crate::job(&[&out], &out), &told).unwrap_err();
    assert!(error.to_string().contains("is an input and would be overwritten"), "{error}");
    assert_eq!(fs::read(&out).unwrap(), first);
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
    assert_eq!(read_records(&article)[0]["text"], "It fell.");
}

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
    assert!(!error.to_string().contains(".descrape-"), "{error}");
    let mut bad = job(&[dir.path()], &dir.path().join("out.jsonl"));
    bad.inputs.globs = vec!["[".into()];
    assert!(run(&bad, &Told::default()).unwrap_err().to_string().contains("the pattern '['"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}
