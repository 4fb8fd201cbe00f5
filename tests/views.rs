//! Views of `descrape check` over files that nobody would make on purpose, as the programs read them
//! that they are for.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A folder with odd names, and findings at the very start and end.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
    write("empty.txt", b"");
    write("blank.txt", b" \n");
    write("start and end.txt", "Ã© lay still, said Ada Tarn of the cafÃ©".as_bytes());
    write("mark.txt", "\u{feff}Ã© lay still.\r\n".as_bytes());
    write("latin1.txt", b"Le caf\xe9 d'\xe9t\xe9 \x7f &eacute;tait ferm\xe9 tout l'\xe9t\xe9.\n");
    let long = "Nobody rode the ferry. ".repeat(5000);
    write("long.txt", format!("{long}The cafÃ© shut. {long}").as_bytes());
    write(
        "rows.jsonl",
        "{\"id\": \"b \\\"2\\\"\\u0007\", \"text\": \"cafÃ©\"}\n{\"text\": \"same Ã©\"}\n{\"text\": \"same Ã©\"}\nno JSON {0}\n"
            .as_bytes(),
    );
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt as _;
        write("a:b,c%41\n::error::x\u{1b}[31m\"<&.txt", "The cafÃ© shut.\n".as_bytes());
        let no_text = std::ffi::OsStr::from_bytes(b"n\xff.txt");
        std::fs::write(dir.path().join(no_text), "The cafÃ© shut.\n").unwrap();
    }
    dir
}

fn written(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descrape"));
    let output =
        command.current_dir(folder).args(["check", "-q", "."]).args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sarif_is_what_the_standard_says_and_fixes_are_what_clean_does() {
    let folder = folder();
    let schema = include_str!("data/sarif-schema-2.1.0.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for most in ["1", "3", "5000"] {
        let args = ["--severity", "note", "--format", "sarif", "--max-findings", most];
        let log: Value = serde_json::from_str(&written(folder.path(), &args)).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
    }
    let log = written(folder.path(), &["--severity", "note", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&log).unwrap();
    // Where all that is wrong with a file has a fix, they make of it what `clean` makes.
    assert_eq!(
        fixed(&log, folder.path(), "start%20and%20end.txt"),
        "é lay still, said Ada Tarn of the café"
    );
    let rows = fixed(&log, folder.path(), "rows.jsonl");
    assert!(
        rows.starts_with(
            "{\"id\": \"b \\\"2\\\"\\u0007\", \"text\": \"café\"}\n{\"text\": \"same é\"}"
        ),
        "{rows}"
    );
    assert_eq!(fixed(&log, folder.path(), "mark.txt"), "\u{feff}é lay still.\r\n");
}

/// A file with all its fixes applied, by lines and columns as the standard counts them.
fn fixed(log: &Value, folder: &Path, uri: &str) -> String {
    let text = std::fs::read_to_string(folder.join(uri.replace("%20", " "))).unwrap();
    let mark = usize::from(text.starts_with('\u{feff}'));
    let mut characters: Vec<char> = text.chars().collect();
    let offset = |line: &Value, column: &Value| {
        let before = text.split_inclusive('\n').take(line.as_u64().unwrap() as usize - 1);
        before.map(|line| line.chars().count()).sum::<usize>().max(mark)
            + column.as_u64().unwrap() as usize
            - 1
    };
    let results = log["runs"][0]["results"].as_array().unwrap();
    // From the end, so that what stands before a fix is where it was.
    for fix in results.iter().rev().filter_map(|result| result.get("fixes")) {
        let change = &fix[0]["artifactChanges"][0];
        if change["artifactLocation"]["uri"] != uri {
            continue;
        }
        let replacement = &change["replacements"][0];
        let region = &replacement["deletedRegion"];
        let range = offset(&region["startLine"], &region["startColumn"])
            ..offset(&region["endLine"], &region["endColumn"]);
        let inserted = replacement["insertedContent"]["text"].as_str().unwrap_or_default();
        characters.splice(range, inserted.chars());
    }
    characters.into_iter().collect()
}

#[test]
fn fingerprints_for_gitlab_are_unique() {
    let folder = folder();
    for most in ["2", "5000"] {
        let args = ["--severity", "note", "--format", "gitlab", "--max-findings", most];
        let issues: Vec<Value> = serde_json::from_str(&written(folder.path(), &args)).unwrap();
        let prints: std::collections::BTreeSet<&str> =
            issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), issues.len());
        assert!(prints.len() > 5);
    }
}

#[test]
fn a_name_cannot_begin_a_workflow_command_or_reach_the_terminal() {
    let folder = folder();
    for format in ["github", "full", "concise", "junit"] {
        let out =
            written(folder.path(), &["--severity", "note", "--format", format, "--color", "never"]);
        assert!(!out.contains(['\u{1b}', '\u{7f}', '\u{feff}', '\r']), "{format}: {out}");
        if format == "github" {
            assert!(out.lines().all(|line| {
                ["::error file=", "::warning file=", "::notice file=", "::notice title=descrape::"]
                    .iter()
                    .any(|start| line.starts_with(start))
            }));
            // More than ten of a kind, so the numbers are told.
            assert!(out.lines().last().unwrap().contains("GitHub shows the first 10"), "{out}");
        }
    }
}

#[test]
fn what_programs_read_keeps_every_character() {
    let folder = folder();
    let out = written(folder.path(), &["--format", "json"]);
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().any(|row| row["before"].as_str().unwrap().contains('\u{7f}')), "{out}");
    let file = folder.path().join("out.json");
    let path = file.to_str().unwrap();
    assert_eq!(written(folder.path(), &["--format", "json", "-o", path]), "");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), out);
}
