//! `descrape.toml` as a command meets it: found, walked past, compared, printed.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs in a folder.
fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descrape"));
    command.args(args).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command.output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what is said is UTF-8")
}

fn check(folder: &Path, args: &[&str], code: i32, fragments: &[&str]) {
    let output = run(folder, args);
    let said = text(if code == 0 { &output.stdout } else { &output.stderr });
    assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
    for fragment in fragments {
        assert!(said.contains(fragment), "{args:?}: {fragment:?} is not in:\n{said}");
    }
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder is made");
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is below")).expect("a folder is made");
        std::fs::write(path, text).expect("a file is written");
    }
    dir
}

/// What `--print-config` says is set, without where it comes from.
fn printed(folder: &Path, args: &[&str]) -> Vec<String> {
    let output = run(folder, &[args, &["--print-config"]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let lines = text(&output.stdout);
    let set = lines.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    set.map(|line| line.split("  # ").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_file_is_no_article() {
    let dir = folder(&[("descrape.toml", "quiet = true\nfields = 'id'\n"), ("a.txt", "It held.")]);
    let at = dir.path();
    // A walk, a pattern, and names as a shell puts them for `*`.
    for paths in [&["."][..], &["*"], &["a.txt", "descrape.toml"]] {
        let args = [&["clean", "--report", "run.json"][..], paths].concat();
        let output = run(at, &args);
        assert!(output.status.success() && output.stderr.is_empty(), "{paths:?}: {output:?}");
        assert_eq!(text(&output.stdout), "{\"id\":\"a.txt\"}\n", "{paths:?}");
        let report = std::fs::read(at.join("run.json")).expect("it was written");
        let report: serde_json::Value = serde_json::from_slice(&report).expect("it is JSON");
        let passed = &report["skipped"]["own configuration"];
        assert_eq!((&passed["documents"], &passed["bytes"]), (&1.into(), &27.into()), "{paths:?}");
        assert_eq!(report["configured"], serde_json::json!({"fields": ["id"], "quiet": ["true"]}));
        std::fs::remove_file(at.join("run.json")).expect("it was written");
    }
    let lines = |args: &[&str]| text(&run(at, args).stdout).lines().count();
    assert_eq!(lines(&["clean", ".", "--isolated"]), 2, "it configures nothing");
    std::fs::write(at.join("other.toml"), "fields = 'id'\n").expect("a file is written");
    assert_eq!(lines(&["clean", ".", "--config", "other.toml"]), 2, "another one does");
    check(at, &["survey", ".", "--isolated"], 0, &["documents 3\t"]);
    check(at, &["survey", "."], 0, &["documents 2\t"]);
    check(at, &["explain", "descrape.toml"], 0, &["27 bytes in"]);
}

#[test]
fn the_file_is_not_written_over() {
    let dir = folder(&[("descrape.toml", "quiet = true\n"), ("in/a.txt", "It held.")]);
    for option in ["-o", "--quarantine", "--report"] {
        check(
            dir.path(),
            &["clean", "in", option, "descrape.toml"],
            2,
            &["and for the configuration"],
        );
        check(dir.path(), &["clean", ".", option, "descrape.toml"], 2, &["would be overwritten"]);
    }
    check(dir.path(), &["survey", "in", "-o", "descrape.toml"], 2, &["and for the configuration"]);
}

#[test]
fn what_is_printed_can_be_used() {
    let page = include_str!("../docs/configuration.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let example = example.expect("the page has an example");
    let dir = folder(&[("descrape.toml", example), ("conf/paths.toml", "quarantine = 'bad'\n")]);
    let again = dir.path().join("again.toml");
    for command in ["clean", "check", "explain", "survey", "restore", "rules", "generate"] {
        for args in [&[command][..], &[command, "--config", "conf/paths.toml"]] {
            let output = run(dir.path(), &[args, &["--print-config"]].concat());
            std::fs::write(&again, &output.stdout).expect("a file is written");
            let before = printed(dir.path(), args);
            assert!(before.len() > 2, "{before:?}");
            assert_eq!(printed(dir.path(), &[command, "--config", "again.toml"]), before);
        }
    }
    let typed = ["clean", "in", "--only", "unicode", "--glob", "a\"\u{7f}\\,b", "--survey"];
    let output = run(dir.path(), &[&typed[..], &["--print-config"]].concat());
    for line in [
        "only = [\"unicode\"]  # command line\n",
        "# skip: not set\n",
        "glob = \"a\\\"\\u007f\\\\,b\"  # command line\n",
        "survey = true  # command line\n",
        "max-line = \"64MiB\"  # descrape.toml:12\n",
        "shard-size = \"1GB\"  # descrape.toml:39\n",
        "log-format = \"text\"  # descrape.toml:10\n",
    ] {
        assert!(text(&output.stdout).contains(line), "{line} is not in {}", text(&output.stdout));
    }
    std::fs::write(&again, &output.stdout).expect("a file is written");
    assert_eq!(
        printed(dir.path(), &["clean", "--config", "again.toml"]),
        printed(dir.path(), &typed)
    );
}

/// A folder is asked for by what is typed.
#[test]
fn how_folders_are_written_makes_none() {
    let dir =
        folder(&[("descrape.toml", "compress = 'none'\nquiet = true\n"), ("in/a.txt", "It held.")]);
    let at = |name: &str| dir.path().join(name);
    for (out, made) in [("a.jsonl", "a.jsonl"), ("b/", "b/part-00000.jsonl")] {
        check(dir.path(), &["clean", "in", "-o", out], 0, &[]);
        assert!(at(made).is_file(), "{out}");
    }
    check(dir.path(), &["clean", "in", "-o", "c", "--shard-size", "1GB"], 0, &[]);
    assert!(at("c/part-00000.jsonl").is_file());
    check(dir.path(), &["clean", "in", "--fields", "id"], 0, &["{\"id\":\"a.txt\"}"]);
}

#[test]
fn a_run_is_gone_on_with_under_the_same_options_wherever_they_stand() {
    let rows = "{\"text\":\"It held.\"}\n".repeat(40) + "{\"text\":1}\n";
    let dir = folder(&[("in/rows.jsonl", &rows), ("descrape.toml", "off = 'unicode.nfc'\n")]);
    let write = |text: &str| std::fs::write(dir.path().join("descrape.toml"), text);
    let begin = ["clean", ".", "-o", "out.jsonl", "--batch-size", "1", "--max-quarantined"];
    check(dir.path(), &[&begin[..], &["0"]].concat(), 2, &["too many documents"]);
    let go_on = [&begin[..], &["1", "--resume"]].concat();
    write("off = 'unicode.control'\n").expect("a file is written");
    check(
        dir.path(),
        &go_on,
        2,
        &["other options than before: --off was unicode.nfc, is unicode.control"],
    );
    // The same options in another place, and another size of the file, are no other run.
    write("# As before.\n[clean]\noff = ['unicode.nfc']\n").expect("a file is written");
    check(dir.path(), &go_on, 2, &["42 documents = 40 written + 1 skipped + 1 quarantined"]);
}

#[test]
fn only_what_is_asked_for_is_read() {
    let dir = folder(&[("descrape.toml", "nonsense\n"), ("below/a.txt", "It held.")]);
    let place = "descrape: descrape.toml:1:";
    check(dir.path(), &["clean", "below"], 2, &[place]);
    check(dir.path(), &["rules"], 2, &[place]);
    // What does not clean helps also where the file is broken.
    check(dir.path(), &["clean", "--help"], 0, &["--isolated"]);
    check(dir.path(), &["--licenses"], 0, &["MIT License"]);
    check(dir.path(), &["clean", "below", "--isolated"], 0, &["It held."]);
    check(&dir.path().join("below"), &["clean", "a.txt"], 0, &["It held."]);
    std::fs::remove_file(dir.path().join("descrape.toml")).expect("it was there");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("gone", dir.path().join("descrape.toml")).expect("a link");
        check(dir.path(), &["clean", "below"], 2, &["descrape.toml: could not be read: "]);
    }
}

#[test]
fn how_it_looks_may_be_configured() {
    let dir = folder(&[("descrape.toml", "color = 'always'\n[clean]\nlog-format = 'json'\n")]);
    assert!(run(dir.path(), &["rules"]).stdout.contains(&0x1b));
    assert!(!run(dir.path(), &["rules", "--color", "never"]).stdout.contains(&0x1b));
    assert!(!run(dir.path(), &["--color", "never", "rules"]).stdout.contains(&0x1b));
    check(dir.path(), &["clean", "gone.txt"], 2, &["{\"time\":"]);
}
