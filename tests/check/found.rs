//! What is found, where, and what the exit code says.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::{CLEAN, DIRTY, check, command, folder, looked_at};

#[test]
fn exit_codes_never_mix() {
    let dir = folder(&[("dirty.txt", DIRTY), ("clean.txt", CLEAN), ("odd.txt", "A  gap.\n")]);
    let at = dir.path();
    check(at, &["clean.txt"], 0, &[], &["0 findings in 1 file, 26 bytes"]);
    let found = "dirty.txt:1:8: error[mojibake.utf8-as-windows-1252] \"Ã©\" → \"é\"\n";
    check(at, &["."], 1, &[found], &["1 finding (1 error) in 3 files", "0.0 s\n"]);
    let quiet = check(at, &["-q", "."], 1, &[found], &[]);
    assert_eq!(quiet.stderr, b"");
    check(at, &["dirty.txt", "--exit-zero"], 0, &[found], &[]);
    check(at, &["dirty.txt", "--fail-on", "never"], 0, &[found], &[]);
    check(at, &["odd.txt"], 0, &[], &["1 milder finding not shown (`--severity note` shows all)"]);
    check(at, &["odd.txt", "--fail-on", "note"], 1, &["odd.txt:1:2: note[whitespace."], &[]);
    check(at, &["odd.txt", "--level", "whitespace=error"], 1, &["error[whitespace."], &[]);
    check(at, &["dirty.txt", "--level", "mojibake=note"], 0, &[], &["1 milder finding"]);
    // What could not be done beats what was found.
    check(at, &["dirty.txt", "gone.txt"], 2, &[found], &["gone.txt: could not be read"]);
    check(at, &["gone.txt", "--exit-zero"], 2, &[], &["gone.txt"]);
    check(at, &["--level", "unicode.nfk=error", "."], 2, &[], &["did you mean 'unicode.nfc'?"]);
    check(at, &["--level", "unicode.nfc=bad", "."], 2, &[], &["there are: note, warning, error"]);
}

#[test]
fn nothing_checked_is_no_success() {
    let dir = folder(&[("photo.bin", "\0\u{1}\0\u{2}\0")]);
    std::fs::create_dir(dir.path().join("empty")).unwrap();
    for path in ["empty", "photo.bin"] {
        check(dir.path(), &[path], 2, &[], &["hint: nothing to check"]);
        check(dir.path(), &[path, "--allow-empty"], 0, &[], &["0 findings"]);
    }
}

#[test]
fn what_is_excluded_is_left_out_and_counted() {
    let dir = folder(&[("a/drafts/x.txt", DIRTY), ("a/x.log", DIRTY), ("a/y.txt", CLEAN)]);
    let at = dir.path();
    check(at, &["."], 1, &["drafts/x.txt", "x.log"], &[]);
    let excludes = ["--exclude", "drafts", "--exclude", "*.log"];
    let with = |more: &[&'static str]| [&excludes[..], more].concat();
    check(
        at,
        &with(&["."]),
        0,
        &[],
        &["0 findings in 3 documents in 1 file", "passed over: 2 excluded"],
    );
    check(at, &with(&["a"]), 0, &[], &["passed over: 2 excluded"]);
    check(at, &with(&["a/x.log"]), 1, &["a/x.log:1:8"], &[]);
    check(at, &with(&["a/x.log", "a/y.txt", "--force-exclude"]), 0, &[], &["1 excluded"]);
}

#[test]
fn a_list_names_files_too() {
    let dir = folder(&[("a b.txt", DIRTY), ("c.txt", CLEAN), ("list", "a b.txt\r\nc.txt\n")]);
    check(dir.path(), &["--file-list", "list"], 1, &["a b.txt:1:8"], &["in 2 files"]);
    check(dir.path(), &["--file-list", "gone"], 2, &[], &["gone: could not read the list"]);
    let mut child = command(dir.path(), &["--file-list", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"c.txt\0a b.txt\0").unwrap();
    let output = child.wait_with_output().unwrap();
    looked_at(&[], output, 1, &["a b.txt:1:8"], &["in 2 files"]);
}

#[test]
fn only_what_git_says_has_changed() {
    let dir = folder(&[("old.txt", DIRTY), ("gone.txt", DIRTY), ("sub/kept.txt", DIRTY)]);
    let at = dir.path();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"];
        let done = Command::new("git").args(identity).args(args).current_dir(at).output().unwrap();
        assert!(done.status.success(), "{args:?}: {done:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    check(at, &["--changed-since", "HEAD"], 0, &[], &["0 findings in 0 files"]);
    std::fs::write(at.join("sub/new one.txt"), DIRTY).unwrap();
    std::fs::write(at.join("old.txt"), format!("{CLEAN}{DIRTY}")).unwrap();
    std::fs::remove_file(at.join("gone.txt")).unwrap();
    let found = ["old.txt:2:8", "sub/new one.txt:1:8"];
    check(at, &["--changed-since", "HEAD"], 1, &found, &["2 findings (2 errors) in 2 files"]);
    check(at, &["sub", "--changed-since", "HEAD"], 1, &["sub/new one.txt"], &["in 1 file"]);
    check(at, &["sub/kept.txt", "--changed-since", "HEAD"], 0, &[], &["in 0 files"]);
    let option = "--output=owned";
    check(at, &[&format!("--changed-since={option}")], 2, &[], &["git does not say"]);
    assert!(!at.join("owned").exists());
}

#[test]
fn findings_of_records_have_their_place() {
    let rows = concat!(
        "{\"id\":1,\"text\":\"The caf\\u00c3\\u00a9 shut.\"}\n",
        "{\"id\":1,\"text\":\"So.\"}\n",
        "nonsense\n",
        "{\"id\":2,\"text\":\"It sailed.\",\"sentences\":[\"It sank.\"],\"spans\":[[0,8]]}\n",
    );
    let dir = folder(&[("rows.jsonl", rows)]);
    let shown = [
        "rows.jsonl:1:24: error[mojibake.utf8-as-windows-1252] \"Ã©\" → \"é\" (text, character 7)\n",
        "rows.jsonl:2: warning[record.duplicate-id] its id is that of rows.jsonl:1\n",
        "rows.jsonl:3:2: error[record.malformed] not JSON",
        "rows.jsonl:4:17: error[record.disagrees] sentence 1 is not in the text",
    ];
    check(
        dir.path(),
        &["rows.jsonl"],
        1,
        &shown,
        &["4 findings (3 errors, 1 warning) in 4 documents in 1 file"],
    );
    let json = check(dir.path(), &["rows.jsonl", "--format", "json"], 1, &[], &[]).stdout;
    let rows: Vec<serde_json::Value> = String::from_utf8(json)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(
        (&rows[0]["id"], &rows[0]["field"], &rows[0]["bytes"]),
        (&1.into(), &"text".into(), &serde_json::json!([7, 11]))
    );
}

#[test]
fn what_clean_wrote_is_found_clean() {
    let dir = folder(&[("a.txt", "Harbour reopens\n\nIt  held. So did we.\n"), ("b.txt", DIRTY)]);
    let clean = Command::new(env!("CARGO_BIN_EXE_descrape"))
        .args(["clean", "a.txt", "b.txt", "--fields", "+spans", "-o", "clean.jsonl", "-q"])
        .current_dir(dir.path())
        .status();
    assert!(clean.unwrap().success());
    let args = ["clean.jsonl", "--severity", "note", "--fail-on", "note"];
    check(dir.path(), &args, 0, &[], &["0 findings in 2 documents in 1 file"]);
}

#[test]
fn a_report_goes_to_a_file_whole() {
    let dir = folder(&[("a.txt", DIRTY)]);
    let args = [".", "--format", "json", "-o", "found.json", "--statistics"];
    for _ in 0..2 {
        let output = check(dir.path(), &args, 1, &[], &["mojibake.utf8-as-windows-1252 (error)"]);
        assert_eq!(output.stdout, b"");
        let found = std::fs::read_to_string(dir.path().join("found.json")).unwrap();
        assert_eq!(found.lines().count(), 1, "{found}");
    }
}

#[test]
fn a_baseline_knows_findings_again_when_lines_move() {
    let dir = folder(&[("a.txt", &*[DIRTY, DIRTY].concat()), ("b.txt", DIRTY)]);
    let at = dir.path();
    check(
        at,
        &[".", "--write-baseline", "known.jsonl"],
        0,
        &[],
        &["3 known findings written to known.jsonl"],
    );
    let with = [".", "--baseline", "known.jsonl"];
    check(
        at,
        &with,
        0,
        &[],
        &["0 findings in 3 documents in 2 files", "3 findings known to the baseline"],
    );
    // Typed in another way, and with other lines before it.
    std::fs::write(at.join("a.txt"), [CLEAN, "\n", DIRTY, DIRTY].concat()).unwrap();
    check(at, &["a.txt", "--baseline", "known.jsonl"], 0, &[], &["2 findings known"]);
    // One more of the same is one more.
    std::fs::write(at.join("a.txt"), [DIRTY, DIRTY, DIRTY].concat()).unwrap();
    let output =
        check(at, &with, 1, &["a.txt:3:8: error"], &["1 finding (1 error)", "3 findings known"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
    check(
        at,
        &[".", "--baseline", "known.jsonl", "--format", "json"],
        1,
        &["\"known\":true", "\"known\":false"],
        &[],
    );
    // What is mended is told, where it would have been found.
    std::fs::write(at.join("a.txt"), DIRTY).unwrap();
    let stale =
        ["1 finding of the baseline no longer there:\n  a.txt: mojibake.utf8-as-windows-1252"];
    check(at, &with, 0, &[], &stale);
    let other = check(at, &["b.txt", "--baseline", "known.jsonl"], 0, &[], &[]);
    assert!(!String::from_utf8_lossy(&other.stderr).contains("no longer"), "{other:?}");
    // Written again it is the same file, and it is no input.
    check(at, &[".", "--write-baseline", "known.jsonl"], 0, &[], &["2 known findings"]);
    check(at, &[".", "--baseline", "a.txt"], 2, &[], &["a.txt: line 1 is not that of a baseline"]);
    check(at, &[".", "--write-baseline", "a.txt"], 2, &[], &["a.txt: is there, is no baseline"]);
    check(
        at,
        &["b.txt", "--baseline", "known.jsonl", "--diff"],
        0,
        &["-The cafÃ©"],
        &["would mend 1 place"],
    );
    // Hooks name it among the files.
    check(at, &["b.txt", "known.jsonl", "--baseline", "known.jsonl"], 0, &[], &["in 1 file"]);
    check(at, &[".", "--baseline", "gone"], 2, &[], &["gone: could not read the baseline"]);
}

#[test]
fn a_corpus_is_judged_by_rates() {
    let mut files: Vec<(String, &str)> = (0..9).map(|n| (format!("{n}.txt"), CLEAN)).collect();
    files.push(("9.txt".to_owned(), DIRTY));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, *text)).collect();
    let dir = folder(&files);
    let at = dir.path();
    check(at, &[".", "--max", "mojibake=10%"], 0, &["9.txt:1:8"], &["1 finding (1 error)"]);
    let passed = "descrape: mojibake: 1 of 10 documents (10.00 %), at most 9.9 % allowed";
    check(at, &[".", "--max", "mojibake=9.9%,entities=0"], 1, &[], &[passed]);
    check(at, &[".", "--max", "mojibake=1chars", "-q"], 1, &[], &["2 of 266 characters"]);
    check(at, &[".", "--max", "mojibake=x"], 2, &[], &["not of the form RULE=N"]);
}

#[test]
fn what_a_configuration_file_accepts_is_no_finding() {
    let ignore =
        "[[check.ignore]]\npath = \"old\"\nrule = \"mojibake\"\nreason = \"as delivered\"\n";
    let unused = "[[check.ignore]]\npath = \"new/**\"\nreason = \"no longer\"\n";
    let toml = format!("[check]\nfail-on = \"note\"\n\n{ignore}{unused}");
    let dir = folder(&[("old/a.txt", DIRTY), ("descrape.toml", &toml)]);
    let at = dir.path();
    let told = [
        "0 findings in 2 documents in 1 file",
        "1 finding ignored",
        "descrape.toml:8: [[check.ignore]] ignores nothing",
    ];
    check(at, &["."], 0, &[], &told);
    check(at, &[".", "--isolated"], 1, &["old/a.txt:1:8: error"], &[]);
    for (wrong, told) in [
        (
            "[[check.ignore]]\npath = \"a\"\n",
            "descrape.toml:1:1: this [[check.ignore]] has no reason",
        ),
        (
            "[[check.ignore]]\nreason = \"a\"\n",
            "descrape.toml:1:1: this [[check.ignore]] has no path",
        ),
        (
            "[[check.ignore]]\npaht = \"a\"\n",
            "there is no 'paht' in [[check.ignore]]\n  hint: did you mean 'path'?",
        ),
        ("[check]\nignore = \"a\"\n", "descrape.toml:2:10: 'ignore' is a list of tables"),
        (
            "[[check.ignore]]\npath = 1\nreason = \"a\"\n",
            "descrape.toml:2:8: 'path' takes a string, not integer",
        ),
        (
            "[[check.ignore]]\npath = \"a\"\nreason = \"b\"\nrule = \"mojibaek\"\n",
            "did you mean 'mojibake'",
        ),
        ("[[check.ignore]]\npath = \"a[\"\nreason = \"b\"\n", "could not read the pattern 'a['"),
    ] {
        std::fs::write(at.join("descrape.toml"), wrong).unwrap();
        check(at, &["."], 2, &[], &["descrape.toml:", told]);
    }
}
