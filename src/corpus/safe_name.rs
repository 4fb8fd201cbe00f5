//! Names in records that may be written: those that stay below the folder they are put in, on any
//! system. Records come from anywhere.

/// The parts of a path that stays where it is put, on any system; else why it does not.
pub(crate) fn safe_parts(id: &str) -> Result<Vec<&str>, &'static str> {
    if id.starts_with('/') {
        return Err("it is absolute");
    }
    if id.contains('\0') {
        return Err("it holds a NUL");
    }
    if id.contains('\\') {
        return Err("it holds a backslash");
    }
    let parts: Vec<&str> = id.split('/').collect();
    for part in &parts {
        let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
        let is_port = ["com", "lpt"].iter().any(|port| {
            stem.strip_prefix(port).is_some_and(|n| {
                matches!(
                    n,
                    "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
                )
            })
        });
        if part.is_empty() {
            return Err("a part of it is empty");
        } else if *part == "." || *part == ".." {
            return Err("it leads elsewhere");
        } else if part.as_bytes().get(1) == Some(&b':') && part.as_bytes()[0].is_ascii_alphabetic()
        {
            return Err("it names a drive");
        } else if is_port || DEVICES.contains(&&*stem) {
            return Err("it is a reserved name");
        }
    }
    Ok(parts)
}

/// Names that mean devices on Windows, with any extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for id in [
            "",
            "/etc/passwd",
            "..",
            "a/../b",
            "a//b",
            "./a",
            "a/",
            "C:/x",
            "c:x",
            "a\\b",
            "a\0",
            "nul",
            "NUL.txt",
            "a/com1.log",
            "Aux",
            "lpt9",
        ] {
            assert!(safe_parts(id).is_err(), "{id:?}");
        }
        for id in
            ["a", "a/b.txt", "..a/b..", ".a", "console", "com", "a b/é.txt", "comet1", "a~2/x"]
        {
            assert!(safe_parts(id).is_ok(), "{id:?}");
        }
    }
}
