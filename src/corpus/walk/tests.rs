use std::fs;

use super::*;
use crate::output::Destination;

fn tree(files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    dir
}

fn walked(paths: &[PathBuf], globs: &[&str], own: &OwnFiles) -> Vec<Found> {
    let inputs = Inputs {
        paths: paths.to_vec(),
        globs: globs.iter().map(|glob| (*glob).to_owned()).collect(),
        ..Inputs::default()
    };
    walk(&inputs, own).unwrap()
}

/// Ids, with a mark for what is passed over or failed.
fn ids(found: &[Found]) -> Vec<String> {
    let mark = |found: &Found| match &found.kind {
        Kind::File => found.id.clone(),
        Kind::Stdin => "stdin".into(),
        Kind::Skipped(reason) => format!("{} ({reason})", found.id),
        Kind::Failed(..) => format!("{} !", found.id),
    };
    found.iter().map(mark).collect()
}

#[test]
fn files_come_in_the_order_of_their_bytes() {
    let dir = tree(&["b.txt", "a/z", "a-b", "a.txt", "B.txt", "a/.git/config", ".hidden"]);
    let found = walked(&[dir.path().to_owned()], &[], &OwnFiles::default());
    assert_eq!(
        ids(&found),
        [".hidden (dot file)", "B.txt", "a-b", "a.txt", "a/.git (dot file)", "a/z", "b.txt"]
    );
    assert_eq!(found[5].shown, format!("{}/a/z", dir.path().display()));
}

#[test]
fn globs_filter_what_is_in_folders() {
    let dir = tree(&["a.txt", "x/b.txt", "c.md"]);
    let own = OwnFiles::default();
    assert_eq!(ids(&walked(&[dir.path().to_owned()], &["*.txt"], &own)), ["a.txt", "x/b.txt"]);
    assert_eq!(ids(&walked(&[dir.path().join("c.md")], &["*.txt"], &own)), ["c.md"]);
    assert_eq!(ids(&walked(&[dir.path().join("*.txt")], &[], &own)), ["a.txt"]);
    assert_eq!(ids(&walked(&[dir.path().join("**/*.txt")], &[], &own)), ["a.txt", "x/b.txt"]);
    assert_eq!(ids(&walked(&[dir.path().join("*.xyz")], &[], &own)), [" !"]);
}

#[test]
fn roots_of_one_name_are_told_apart_and_a_file_is_read_once() {
    let dir = tree(&["one/in/a.txt", "two/in/a.txt", "a.txt"]);
    let at = |path: &str| dir.path().join(path);
    let own = OwnFiles::default();
    let found = walked(&[at("one/in"), at("two/in"), at("one/../one/in"), at("a.txt")], &[], &own);
    assert_eq!(ids(&found), ["in/a.txt", "in~2/a.txt", "a.txt"]);
    let found = walked(&[at("one"), at("one/in/a.txt")], &[], &own);
    assert_eq!(ids(&found), ["one/in/a.txt", "a.txt (given twice)"]);
}

#[test]
fn a_missing_path_is_found_as_failed() {
    let dir = tree(&["a.txt"]);
    let paths = [dir.path().join("none"), dir.path().join("a.txt")];
    assert_eq!(ids(&walked(&paths, &[], &OwnFiles::default())), [" !", "a.txt"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_are_found() {
    use std::os::unix::fs::symlink;
    let dir = tree(&["a/one.txt", "far/two.txt"]);
    symlink("..", dir.path().join("a/up")).unwrap();
    symlink("../far", dir.path().join("a/near")).unwrap();
    symlink("nothing", dir.path().join("a/broken")).unwrap();
    let found = walked(&[dir.path().join("a")], &[], &OwnFiles::default());
    let found = ids(&found);
    assert!(found.contains(&"broken !".into()), "{found:?}");
    assert!(found.contains(&"near/two.txt".into()), "{found:?}");
    assert!(found.iter().any(|id| id.starts_with("up") && id.ends_with('!')), "{found:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_and_files_that_are_no_files() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tree(&["a%FF"]);
    fs::write(dir.path().join(OsStr::from_bytes(b"a\xFF")), "x").unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("s")).unwrap();
    let found = walked(&[dir.path().to_owned()], &[], &OwnFiles::default());
    assert_eq!(ids(&found), ["a%FF", "a%FF~2", "s (not a regular file)"]);
}

#[test]
fn what_a_run_writes_is_not_what_it_reads() {
    let dir = tree(&["a.txt", "out.jsonl", ".out.jsonl.descrape-x1.tmp", "bad.jsonl"]);
    let (out, bad) = (dir.path().join("out.jsonl"), dir.path().join("bad.jsonl"));
    let own = OwnFiles::new(&Destination::File(out.clone()), [&bad]);
    let inputs = Inputs { paths: vec![dir.path().to_owned()], ..Inputs::default() };
    let error = walk(&inputs, &own).unwrap_err();
    assert!(error.to_string().contains("holds no records"), "{error}");
    fs::write(&out, "{\"id\":1,\"text\":\"It held.\"}\n").unwrap();
    fs::write(&bad, "").unwrap();
    assert_eq!(
        ids(&walked(&[dir.path().to_owned()], &[], &own)),
        [
            ".out.jsonl.descrape-x1.tmp (own output)",
            "a.txt",
            "bad.jsonl (own output)",
            "out.jsonl (own output)"
        ]
    );
    let inputs = Inputs { paths: vec![out], ..Inputs::default() };
    let error = walk(&inputs, &own).unwrap_err();
    assert!(error.to_string().contains("is an input"), "{error}");
}
