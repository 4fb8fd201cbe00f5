//! Whether two paths lead to the same file.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use crate::output::Destination;
use crate::output::sink::{TEMPORARY, TEMPORARY_END, target};

/// What is the same for every path to one file, and different for different files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    #[cfg(unix)]
    Inode(u64, u64),
    #[cfg(not(unix))]
    Path(PathBuf),
}

impl Identity {
    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    pub(crate) fn of(_path: &Path, metadata: &Metadata) -> Option<Identity> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Identity::Inode(metadata.dev(), metadata.ino()))
    }

    #[cfg(not(unix))]
    pub(crate) fn of(path: &Path, _metadata: &Metadata) -> Option<Identity> {
        path.canonicalize().ok().map(Identity::Path)
    }
}

/// The files that a run writes: they are never its inputs, so running twice gives the same.
#[derive(Debug, Default)]
pub(crate) struct OwnFiles {
    identities: Vec<Identity>,
    /// How the names of their temporary files begin, whichever run left them.
    prefixes: Vec<Vec<u8>>,
}

impl OwnFiles {
    pub(crate) fn new(destination: &Destination, quarantine: Option<&PathBuf>) -> OwnFiles {
        let mut own = OwnFiles::default();
        match destination {
            Destination::File(path) => own.add(path),
            Destination::Stdout => own.identities.extend(stdout()),
            Destination::Nowhere => {}
        }
        if let Some(path) = quarantine {
            own.add(path);
        }
        own
    }

    fn add(&mut self, path: &Path) {
        if let Ok(metadata) = path.metadata() {
            if !metadata.is_file() {
                return;
            }
            self.identities.extend(Identity::of(path, &metadata));
        }
        let target = target(path).unwrap_or_else(|_| path.to_owned());
        if let Some(name) = target.file_name() {
            self.prefixes.push([b".", name.as_encoded_bytes(), TEMPORARY.as_bytes()].concat());
        }
    }

    /// Whether a file is one of them.
    pub(crate) fn contains(&self, path: &Path, metadata: &Metadata) -> bool {
        let is_temporary = path.file_name().is_some_and(|name| {
            let name = name.as_encoded_bytes();
            name.ends_with(TEMPORARY_END.as_bytes())
                && self.prefixes.iter().any(|prefix| name.starts_with(prefix))
        });
        is_temporary
            || !self.identities.is_empty()
                && Identity::of(path, metadata).is_some_and(|id| self.identities.contains(&id))
    }
}

/// `descrape clean . > clean.jsonl` would otherwise read what it writes.
#[cfg(unix)]
fn stdout() -> Option<Identity> {
    use std::os::fd::AsFd as _;
    let stdout = std::fs::File::from(std::io::stdout().as_fd().try_clone_to_owned().ok()?);
    let metadata = stdout.metadata().ok()?;
    metadata.is_file().then(|| Identity::of(Path::new(""), &metadata)).flatten()
}

#[cfg(not(unix))]
fn stdout() -> Option<Identity> {
    None
}
