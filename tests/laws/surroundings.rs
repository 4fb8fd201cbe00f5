//! Law 7: only the outermost layer touches files, the clock or the terminal. Read off the source,
//! since no compiler checks it.

use std::fs;
use std::path::Path;

/// The outermost layer.
const OUTSIDE: &[&str] = &[
    "src/main.rs",
    "src/program.rs",
    "src/arrow",
    "src/arrow.rs",
    "src/cli",
    "src/cli.rs",
    "src/corpus",
    "src/corpus.rs",
    "src/output",
    "src/output.rs",
];

/// What reaches the world, however it is imported; and the layers that do.
const REACHES: &[&str] = &[
    "fs::",
    "fs,",
    "fs}",
    "std::fs",
    "File::",
    "std::env",
    "env::",
    "std::net",
    "std::time",
    "Instant",
    "SystemTime",
    "std::process",
    "process::",
    "std::thread",
    "stdin",
    "stdout",
    "stderr",
    "print!",
    "println!",
    "dbg!",
    "crate::cli",
    "crate::corpus",
    "crate::output",
];

#[test]
fn the_core_touches_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![];
    let mut read = 0;
    visit(&root.join("src"), &mut |path, source| {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if OUTSIDE
            .iter()
            .any(|outside| name == *outside || name.starts_with(&format!("{outside}/")))
        {
            return;
        }
        read += 1;
        // Tests at the foot of a file may do as they like.
        let code = source.split("#[cfg(test)]").next().unwrap();
        for (n, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap();
            if let Some(what) = REACHES.iter().find(|what| line.contains(**what)) {
                found.push(format!("{name}:{}: {what}", n + 1));
            }
        }
    });
    assert!(read > 15, "the core was not found");
    assert!(found.is_empty(), "{found:#?}");
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|e| e == "rs") {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}
