//! The name of a file as programs beside a repository look for it: relative to the folder they run in.

use std::fmt::Write as _;
use std::path::MAIN_SEPARATOR;

/// The folder that paths are relative to.
#[derive(Debug, Clone, Default)]
pub struct Folder(Option<String>);

impl Folder {
    /// The working directory; where there is none that has a name, absolute paths stay so.
    pub fn working() -> Folder {
        let path = std::env::current_dir().ok();
        let text = path.and_then(|path| path.into_os_string().into_string().ok());
        Folder(text.map(|text| text.replace(MAIN_SEPARATOR, "/")))
    }

    /// The path from there, if it lies below, without `./` before it; else the path.
    pub fn relative<'a>(&self, path: &'a str) -> &'a str {
        let below = self
            .0
            .as_deref()
            .and_then(|folder| path.strip_prefix(folder.trim_end_matches('/'))?.strip_prefix('/'));
        let mut path = below.unwrap_or(path);
        while let Some(rest) = path.strip_prefix("./") {
            path = rest.trim_start_matches('/');
        }
        path
    }

    /// The same as a URI: of a path that lies elsewhere, `file:///…`.
    ///
    /// What is decoded from it is the path as it is shown: a name that is no UTF-8 is spelled with
    /// `%XX` there already, and is here with `%25XX`.
    pub fn uri(&self, path: &str) -> String {
        let path = self.relative(path);
        let mut uri = String::with_capacity(path.len());
        if path.starts_with('/') {
            uri.push_str("file://");
        } else if is_drive(path) {
            uri.push_str("file:///");
        }
        for byte in path.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                    uri.push(byte.into());
                }
                _ => {
                    let _ = write!(uri, "%{byte:02X}");
                }
            }
        }
        uri
    }
}

/// Whether a path begins with a drive, as in `C:/`.
fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_where_they_can_be() {
        let folder = Folder(Some("/data/ada".to_owned()));
        let check = |path: &str, relative: &str, uri: &str| {
            assert_eq!((folder.relative(path), &*folder.uri(path)), (relative, uri), "{path}");
        };
        check("in/a.txt", "in/a.txt", "in/a.txt");
        check("././/in/a.txt", "in/a.txt", "in/a.txt");
        check("/data/ada/in/a b.txt", "in/a b.txt", "in/a%20b.txt");
        check("/data/adam/a.txt", "/data/adam/a.txt", "file:///data/adam/a.txt");
        check("C:/x/a.txt", "C:/x/a.txt", "file:///C%3A/x/a.txt");
        check("../a.txt", "../a.txt", "../a.txt");
        check("a:b,c\n%é.txt", "a:b,c\n%é.txt", "a%3Ab%2Cc%0A%25%C3%A9.txt");
        check("-", "-", "-");
        let nowhere = Folder(None);
        assert_eq!(nowhere.relative("/a.txt"), "/a.txt");
        assert_eq!(Folder(Some("/".to_owned())).relative("/a.txt"), "a.txt");
    }
}
