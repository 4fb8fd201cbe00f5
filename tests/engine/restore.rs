//! From records back to files.

use super::*;

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

    run(&crate::job(&[&source], &out), &Told::default()).unwrap();
    let error = restore_file(&out, &back, false, &Told::default()).unwrap_err();
    assert!(error.to_string().ends_with("line 1: the record has no 'changes'"), "{error}");
    assert!(error.hint_text().unwrap().contains("--fields +changes"));
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
