//! `descrape check` as a command: what it [finds](found), and what it [mends](fix).

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fix;
mod found;

use std::path::Path;
use std::process::{Command, Output, Stdio};

const DIRTY: &str = "The cafÃ© on the quay was shut.\n";
const CLEAN: &str = "The ferry sailed at noon.\n";

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descrape"));
    command.arg("check").args(args).current_dir(dir).env("COLUMNS", "100").stdin(Stdio::null());
    command
}

/// Runs, and looks at the exit code, then for what is in stdout and in stderr.
#[track_caller]
fn check(dir: &Path, args: &[&str], code: i32, shown: &[&str], told: &[&str]) -> Output {
    let output = command(dir, args).output().unwrap();
    looked_at(args, output, code, shown, told)
}

#[track_caller]
fn looked_at(args: &[&str], output: Output, code: i32, shown: &[&str], told: &[&str]) -> Output {
    assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
    for (text, fragments) in [(&output.stdout, shown), (&output.stderr, told)] {
        let text = String::from_utf8_lossy(text);
        for fragment in fragments {
            assert!(text.contains(fragment), "{args:?}: {fragment:?} is not in:\n{text}");
        }
    }
    output
}

fn folder(files: &[(&str, impl AsRef<[u8]>)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}
