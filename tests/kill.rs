//! A program that is killed at any moment is gone on with, and nothing is lost or doubled.
//!
//! `DESCRAPE_KILLS=50 cargo test --release --test kill` kills it that many times a case.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::format_collect, reason = "a test reads better so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

const KILLS: u32 = 6;

fn descrape(args: &[&str], out: &Path, dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descrape"));
    command.current_dir(dir).args(["clean", "-q", "in", "--quarantine", "bad.jsonl", "-o"]);
    command.arg(out).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A megabyte in every shape that is read: lines plain and packed, and files.
fn inputs(dir: &Path) {
    let rows: String = (0..3000u32)
        .map(|n| {
            let noise = n.wrapping_mul(2_654_435_761);
            let broken = if n % 997 == 5 { "{\"text\": 1}\n" } else { "" };
            format!("{broken}{{\"id\":{n},\"text\":\"The wall {noise} held. â€œIt was late,â€\u{9d} he said.\\n\\nADVERTISEMENT\\n\\nSo.\"}}\n")
        })
        .collect();
    fs::create_dir_all(dir.join("in/texts")).unwrap();
    fs::write(dir.join("in/rows.jsonl"), &rows).unwrap();
    fs::write(dir.join("in/packed.jsonl.zst"), zstd::encode_all(rows.as_bytes(), 1).unwrap())
        .unwrap();
    for n in 0..600 {
        let text = format!("Story {n}\n\nIt rained “hard” in town {n}.\n").repeat(20);
        fs::write(dir.join(format!("in/texts/{n:03}.txt")), text).unwrap();
    }
}

/// All that a run wrote, hidden files too.
fn written(dir: &Path, out: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = vec![];
    for folder in [dir.to_owned(), dir.join(out)] {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let bytes = fs::read(&path).unwrap();
                all.push((path.strip_prefix(dir).unwrap().to_owned(), bytes));
            }
        }
    }
    all.sort();
    all
}

fn status(command: &mut Command) -> ExitStatus {
    command.status().unwrap()
}

#[test]
fn killed_at_any_moment_it_is_gone_on_with() {
    let kills = std::env::var("DESCRAPE_KILLS").ok().map_or(KILLS, |n| n.parse().unwrap());
    let mut seed = std::process::id();
    let mut outputs = vec![
        ("clean.jsonl.gz", &[][..]),
        ("clean", &["--shard-size", "100k"]),
        ("clean", &["--shard-size", "200k", "--to", "tsv", "--compress", "none"]),
    ];
    if cfg!(feature = "parquet") {
        // Groups of about a hundred kilobytes.
        outputs.push(("clean.parquet", &["--batch-size", "500"]));
        outputs.push(("clean", &["--shard-size", "50k", "--to", "parquet"]));
    }
    for (out, args) in outputs {
        let whole = tempfile::tempdir().unwrap();
        inputs(whole.path());
        let start = Instant::now();
        // Records that are none make it 2.
        let code = status(&mut descrape(args, Path::new(out), whole.path())).code();
        let time = start.elapsed();
        assert_eq!(code, Some(2), "{out}");
        let expected = written(whole.path(), out);

        let mut killed = 0;
        let mut rounds = 0;
        while killed < kills {
            rounds += 1;
            assert!(rounds < kills * 4 + 20, "{out}: it was never caught at work");
            let dir = tempfile::tempdir().unwrap();
            inputs(dir.path());
            let resume = [args, &["--resume"]].concat();
            // Twice, so that what goes on is killed as well.
            for _ in 0..2 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let wait = time.mul_f64(f64::from(seed >> 8) / f64::from(1 << 24));
                let mut run = descrape(&resume, Path::new(out), dir.path()).spawn().unwrap();
                std::thread::sleep(wait.max(Duration::from_millis(1)));
                run.kill().unwrap();
                killed += u32::from(run.wait().unwrap().code().is_none());
            }
            let code = status(&mut descrape(&resume, Path::new(out), dir.path())).code();
            assert_eq!(code, Some(2), "{out} round {rounds}");
            assert!(written(dir.path(), out) == expected, "{out} round {rounds}");
        }
    }
}

#[test]
fn ctrl_c_ends_what_was_begun_and_says_how_to_go_on() {
    let dir = tempfile::tempdir().unwrap();
    inputs(dir.path());
    let rows = fs::read(dir.path().join("in/rows.jsonl")).unwrap().repeat(6);
    fs::write(dir.path().join("in/rows.jsonl"), rows).unwrap();
    let out = Path::new("clean.jsonl");
    let run = descrape(&[], out, dir.path()).stderr(Stdio::piped()).spawn().unwrap();
    let journal = dir.path().join(".clean.jsonl.descrape-journal");
    let start = Instant::now();
    while fs::read_to_string(&journal).is_ok_and(|text| !text.contains("{\"batch\":"))
        || !journal.exists()
    {
        assert!(start.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = run.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let start = Instant::now();
    let output = run.wait_with_output().unwrap();
    assert!(start.elapsed() < Duration::from_secs(30));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("interrupted after ") && said.contains("`--resume`"), "{said}");
    assert!(!dir.path().join("clean.jsonl").exists());
    // The same command again loses nothing.
    assert_eq!(status(&mut descrape(&[], out, dir.path())).code(), Some(2));
    assert!(journal.exists());
    assert_eq!(status(&mut descrape(&["--resume"], out, dir.path())).code(), Some(2));
    assert!(!journal.exists() && dir.path().join("clean.jsonl").exists());
}
