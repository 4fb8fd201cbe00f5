//! `--fix`, `--diff` and `--backup`: what becomes of the files, and what is told of it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::SystemTime;

use crate::{CLEAN, DIRTY, check, folder};

const MENDED: &str = "The café on the quay was shut.\n";

#[track_caller]
fn holds(dir: &Path, name: &str, bytes: &[u8]) {
    let now = fs::read(dir.join(name)).unwrap();
    assert_eq!(now.escape_ascii().to_string(), bytes.escape_ascii().to_string(), "{name}");
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What of a file tells that somebody wrote to it.
fn known(path: &Path) -> (SystemTime, u64) {
    let known = fs::metadata(path).unwrap();
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&known);
    #[cfg(not(unix))]
    let inode = 0;
    (known.modified().unwrap(), inode)
}

#[test]
fn all_mended_is_0_and_something_left_is_1() {
    let dir = folder(&[
        ("a.txt", DIRTY.as_bytes()),
        ("b.txt", CLEAN.as_bytes()),
        ("c.txt", "Tr\u{e8}s cafÃ© \u{7}.\n".as_bytes()),
        ("empty.txt", b""),
    ]);
    let at = dir.path();
    let before = known(&at.join("b.txt"));
    let all = check(at, &["--fix", "."], 0, &[], &["mended 3 places in 2 files; nothing left\n"]);
    assert_eq!(all.stdout, b"");
    holds(at, "a.txt", MENDED.as_bytes());
    holds(at, "empty.txt", b"");
    assert_eq!(known(&at.join("b.txt")), before);
    assert_eq!(names(at), ["a.txt", "b.txt", "c.txt", "empty.txt"]);

    let before = known(&at.join("a.txt"));
    check(at, &["--fix", "."], 0, &[], &["nothing to mend; nothing left\n"]);
    assert_eq!(known(&at.join("a.txt")), before);

    fs::write(at.join("d.txt"), b"Tr\xc3\xa8s caf\xc3\x83\xc2\xa9 \xe2\x80 ici.\n").unwrap();
    let left = &["d.txt:1:11: error[decode.undecodable]"];
    check(at, &["--fix", "."], 1, left, &["mended 1 place in 1 file; 1 finding left\n"]);
    holds(at, "d.txt", b"Tr\xc3\xa8s caf\xc3\xa9 \xe2\x80 ici.\n");
    let quiet = check(at, &["-q", "--fix", "."], 1, left, &[]);
    assert_eq!(quiet.stderr, b"");
    check(at, &["--fix", "--exit-zero", "."], 0, left, &["nothing mended; 1 finding left\n"]);
    check(at, &["--fix", "--fail-on", "never", "."], 0, left, &[]);
}

#[test]
fn a_hook_hears_that_something_was_mended() {
    let dir = folder(&[("a.txt", DIRTY.as_bytes())]);
    let args = ["--fix", "--exit-non-zero-on-fix", "a.txt"];
    check(dir.path(), &args, 1, &[], &["mended 1 place in 1 file; nothing left"]);
    check(dir.path(), &args, 0, &[], &[]);
    check(dir.path(), &["--fix-lossy", "a.txt"], 2, &[], &["required"]);
    check(dir.path(), &["--backup", "a.txt"], 2, &[], &["--fix"]);
}

#[test]
fn a_diff_shows_it_first_and_changes_nothing() {
    let row = "{\"text\":\"cafÃ©\\u0007\"}\n";
    let dir = folder(&[("a.txt", DIRTY.as_bytes()), ("rows.jsonl", row.repeat(2).as_bytes())]);
    let at = dir.path();
    let diff = "--- ./a.txt\n+++ ./a.txt (mended)\n@@ -1 +1 @@\n-The cafÃ© on the quay was shut.\n\
        +The café on the quay was shut.\n";
    let of_row =
        "--- ./rows.jsonl:2\n+++ ./rows.jsonl:2 (mended)\n@@ -1 +1 @@\n-cafÃ©\\u{7}\n+café\n";
    let would = "would mend 5 places in 2 files\n";
    for args in
        [&["--diff", "."][..], &["--fix", "--diff", "."], &["--diff", "--fix", "--backup", "."]]
    {
        let shown = check(at, args, 1, &[of_row], &[would]);
        assert!(shown.stdout.starts_with(diff.as_bytes()), "{shown:?}");
        assert_eq!(String::from_utf8_lossy(&shown.stdout).lines().count(), 15);
    }
    holds(at, "a.txt", DIRTY.as_bytes());
    assert_eq!(names(at), ["a.txt", "rows.jsonl"]);
    check(at, &["--diff", "--exit-zero", "."], 0, &[diff], &[]);
    fs::write(at.join("rows.jsonl"), "").unwrap();
    fs::write(at.join("a.txt"), CLEAN).unwrap();
    let none = check(at, &["--diff", "."], 0, &[], &["nothing to mend\n"]);
    assert_eq!(none.stdout, b"");
}

#[test]
fn only_what_is_shown_is_mended() {
    let text = "The cafÃ©  was\r\nshut. \r\n\r\n\r\nADVERTISEMENT\r\n\r\nAll were saved.\r\n";
    let dir = folder(&[("a.txt", text.as_bytes())]);
    let at = dir.path();
    check(at, &["--fix", "a.txt"], 0, &[], &["mended 1 place in 1 file; nothing left"]);
    holds(at, "a.txt", text.replace("Ã©", "é").as_bytes());
    let left = "page.promo";
    check(at, &["--fix", "--severity", "note", "a.txt"], 0, &[left], &["1 finding left"]);
    holds(at, "a.txt", "The café was shut.\n\nADVERTISEMENT\n\nAll were saved.\n".as_bytes());
    let all = ["--fix", "--fix-lossy", "--fail-on", "note", "a.txt"];
    check(at, &all, 0, &[], &["mended 1 place in 1 file; nothing left"]);
    holds(at, "a.txt", "The café was shut.\n\nAll were saved.\n".as_bytes());
    // What is off is not mended either.
    fs::write(at.join("a.txt"), DIRTY).unwrap();
    check(at, &["--fix", "--skip", "mojibake", "a.txt"], 0, &[], &["nothing to mend"]);
    holds(at, "a.txt", DIRTY.as_bytes());
}

#[test]
fn the_encoding_of_a_file_stays() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let dir = folder(&[
        ("wide.txt", &*wide("\u{feff}The café &amp; the “quay”\r\n")),
        ("page.txt", b"We met at the caf\xe9 &amp; at the na\xefve quay &#8594; there.\n"),
    ]);
    let at = dir.path();
    let lacks = "page.txt:1:40: warning[entities.numeric] not mended: windows-1252 has no '→'\n";
    let told = "mended 2 places in 2 files; 1 finding left\n";
    check(at, &["--fix", "--fail-on", "warning", "."], 1, &[lacks], &[told]);
    holds(at, "wide.txt", &wide("\u{feff}The café & the “quay”\r\n"));
    holds(at, "page.txt", b"We met at the caf\xe9 & at the na\xefve quay &#8594; there.\n");
}

#[test]
fn a_line_of_json_keeps_all_but_its_text_to_the_letter() {
    let lines = concat!(
        "\u{feff}{ \"id\" : 1.50, \"text\" :\"caf\\u00c3\\u00a9 \\/ \\u0041\\n\", \"text2\":\"cafÃ©\"}\r\n",
        "\n",
        "{\"id\":2,\"text\":\"It sailed.\",\"n\":12345678901234567890}\n",
        "{\"text\": broken cafÃ©\n",
        "{\"text\":null}\n",
        "{\"text\":\"cafÃ© &quot;so&quot;\",\"text\":\"cafÃ© &quot;Orrin&quot;\"}",
    );
    let mended = lines
        .replace("caf\\u00c3\\u00a9", "caf\\u00e9")
        .replace("cafÃ© &quot;Orrin&quot;", "café \\\"Orrin\\\"");
    let dir = folder(&[("rows.jsonl", lines.as_bytes())]);
    let at = dir.path();
    let left = ["rows.jsonl:4:", "rows.jsonl:5", "error[record.no-text]"];
    // Small batches: the file is put together from many.
    let told = "mended 4 places in 1 file; 2 findings left\n";
    check(at, &["--fix", "--batch-size", "10", "rows.jsonl"], 1, &left, &[told]);
    holds(at, "rows.jsonl", mended.as_bytes());
    let before = known(&at.join("rows.jsonl"));
    check(at, &["--fix", "rows.jsonl"], 1, &left, &["nothing mended; 2 findings left\n"]);
    assert_eq!(known(&at.join("rows.jsonl")), before);
}

#[test]
fn compressed_files_stay_compressed() {
    let rows = format!("{{\"text\":{DIRTY:?}}}\n{{\"text\":\"It sailed.\"}}\n").repeat(2000);
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let dir = folder(&[
        ("rows.jsonl.gz", &gzip(rows.as_bytes())),
        ("story.txt.zst", &zstd::encode_all(DIRTY.as_bytes(), 1).unwrap()),
    ]);
    let at = dir.path();
    check(at, &["--fix", "."], 0, &[], &["mended 2,001 places in 2 files; nothing left"]);
    let mut now = String::new();
    let packed = fs::read(at.join("rows.jsonl.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(&*packed).read_to_string(&mut now).unwrap();
    assert!(now == rows.replace("Ã©", "é"));
    let story = fs::read(at.join("story.txt.zst")).unwrap();
    assert_eq!(zstd::decode_all(&*story).unwrap(), MENDED.as_bytes());
}

#[test]
fn what_is_not_rewritten_is_told_and_is_2() {
    let table = format!("id,text\n1,\"{}\"\n2,\"{}\"\n", DIRTY.trim(), DIRTY.trim());
    let dir = folder(&[
        ("clean.csv", b"id,text\n1,It sailed.\n".as_slice()),
        ("dirty.csv", table.as_bytes()),
        ("a.txt", DIRTY.as_bytes()),
    ]);
    let at = dir.path();
    let told = check(
        at,
        &["--fix", "."],
        2,
        &["dirty.csv:2:", "dirty.csv:3:"],
        &["./dirty.csv: not mended: files of its kind are not rewritten\n", "`descrape clean`"],
    );
    let said = String::from_utf8_lossy(&told.stderr).matches("not mended").count();
    assert_eq!(said, 1);
    holds(at, "dirty.csv", table.as_bytes());
    holds(at, "a.txt", MENDED.as_bytes());
    check(at, &["--fix", "clean.csv"], 0, &[], &["nothing to mend"]);
    check(at, &["--diff", "dirty.csv"], 1, &[], &["nothing to mend"]);
    check(
        at,
        &["--fix", "-"],
        2,
        &[],
        &["-: is no file that `--fix` could mend", "`descrape clean -`"],
    );
    check(at, &["--fix", "--take", "1/2", "."], 2, &[], &["`--fix` writes whole files"]);
}

#[test]
fn a_backup_is_kept_and_is_no_input() {
    let dir = folder(&[("a.txt", DIRTY.as_bytes()), ("b.txt", CLEAN.as_bytes())]);
    let at = dir.path();
    let before = known(&at.join("a.txt"));
    check(at, &["--fix", "--backup", "."], 0, &[], &["mended 1 place in 1 file; nothing left"]);
    assert_eq!(names(at), ["a.txt", "a.txt.orig", "b.txt"]);
    holds(at, "a.txt.orig", DIRTY.as_bytes());
    assert_eq!(known(&at.join("a.txt.orig")), before);
    check(at, &["."], 0, &[], &["in 2 files", "passed over: 1 backup"]);
    check(at, &["a.txt.orig"], 1, &["mojibake."], &[]);

    // One that is there is not replaced, and its file stays.
    fs::write(at.join("a.txt"), DIRTY).unwrap();
    let told = "a.txt: its backup 'a.txt.orig' is there already, so it stays as it is";
    check(at, &["--fix", "--backup", "."], 2, &["a.txt:1:8"], &[told, "--backup=SUFFIX"]);
    holds(at, "a.txt", DIRTY.as_bytes());
    check(at, &["--fix", "--backup=~", "."], 0, &[], &["mended 1 place in 1 file; nothing left"]);
    check(at, &["--fix", "--backup=~", "."], 0, &[], &["passed over: 2 backup"]);
    assert_eq!(names(at), ["a.txt", "a.txt.orig", "a.txt~", "b.txt"]);
    check(at, &["--fix", "--backup=/x", "."], 2, &[], &["not the end of a name"]);
}

#[cfg(unix)]
#[test]
fn links_stay_and_permissions_too() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let dir = folder(&[("real/a.txt", DIRTY.as_bytes())]);
    let at = dir.path();
    let real = at.join("real/a.txt");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/a.txt", at.join("link.txt")).unwrap();
    symlink("a.txt", at.join("real/other.txt")).unwrap();
    check(at, &["--fix", "--backup", "."], 0, &[], &["mended 1 place in 1 file; nothing left"]);
    assert!(fs::symlink_metadata(at.join("link.txt")).unwrap().is_symlink());
    assert!(fs::symlink_metadata(at.join("real/other.txt")).unwrap().is_symlink());
    holds(at, "link.txt", MENDED.as_bytes());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(&at.join("real")), ["a.txt", "a.txt.orig", "other.txt"]);
}

/// A file system that refuses to write is met where nobody may write. Root may everywhere.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    // The name of the file in the making would be too long.
    let long = format!("{}.txt", "x".repeat(248));
    let dir = folder(&[(&*long, DIRTY.as_bytes()), ("z.txt", DIRTY.as_bytes())]);
    let at = dir.path();
    let told = ["could not be rewritten: File name too long"];
    check(at, &["--fix", "."], 2, &["x.txt:1:8: error["], &told);
    holds(at, &long, DIRTY.as_bytes());
    holds(at, "z.txt", MENDED.as_bytes());
    assert_eq!(names(at).len(), 2);

    fs::write(at.join("z.txt"), DIRTY).unwrap();
    fs::set_permissions(at.join("z.txt"), fs::Permissions::from_mode(0o444)).unwrap();
    if fs::OpenOptions::new().write(true).open(at.join("z.txt")).is_err() {
        check(at, &["--fix", "z.txt"], 2, &["z.txt:1:8"], &["Permission denied"]);
        holds(at, "z.txt", DIRTY.as_bytes());
    }
}

#[test]
fn a_clean_record_stays_true_to_itself() {
    let row = "{\"id\":1,\"encoding\":\"UTF-8\",\"language\":\"en\",\"text\":\"The cafÃ© sank.\",\
        \"sentences\":[\"The cafÃ© sank.\"]}\n";
    let dir = folder(&[("rows.jsonl", row.as_bytes())]);
    check(dir.path(), &["--fix", "."], 1, &["mojibake."], &["nothing mended; 1 finding left"]);
    holds(dir.path(), "rows.jsonl", row.as_bytes());
}
