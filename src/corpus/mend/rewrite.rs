//! Replaces a file by what it becomes, whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::corpus::identity::Identity;
use crate::corpus::walk::Found;
use crate::corpus::{Limits, open};
use crate::output::out;
use crate::output::{Packing, part};

/// How much of a compressed file is compressed by itself.
const PIECE: usize = 1 << 20;

/// Why a file stays as it was, and what to try.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub what: String,
    pub hint: String,
}

impl Trouble {
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>) -> Trouble {
        Trouble { what: what.into(), hint: hint.into() }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        let hint = match error.kind() {
            io::ErrorKind::PermissionDenied => "check the permissions of the file and its folder",
            io::ErrorKind::StorageFull => "make room on its disk",
            _ => "the file is as it was",
        };
        Trouble::new(format!("could not be rewritten: {error}"), hint)
    }
}

fn changed() -> Trouble {
    Trouble::new(
        "changed while it was read, and stays as it is",
        "mend files that nobody writes to, and run again",
    )
}

/// A file that is being written anew, beside itself.
pub(super) struct Rewrite {
    /// The file itself, where a link leads to it.
    target: PathBuf,
    /// What it was when it was opened.
    known: Metadata,
    source: Box<dyn Read + Send>,
    /// How much of the source, decompressed, was kept or passed over.
    at: u64,
    packing: Packing,
    held: Vec<u8>,
    file: NamedTempFile,
}

impl Rewrite {
    pub(super) fn begin(found: &Found, target: &Path, limits: &Limits) -> Result<Rewrite, Trouble> {
        // A rename would replace what its owner made read-only.
        drop(OpenOptions::new().write(true).open(target)?);
        let known = fs::metadata(target)?;
        if known.len() != found.bytes || known.modified().ok() != found.modified {
            return Err(changed());
        }
        let opened = open::bounded(target, limits.expansion)?;
        Ok(Rewrite {
            target: target.to_owned(),
            known,
            source: opened.reader,
            at: 0,
            packing: opened.packing,
            held: vec![],
            file: out::fresh(target)?,
        })
    }

    /// Keeps what the source has until this byte.
    pub(super) fn keep_until(&mut self, until: u64) -> Result<(), Trouble> {
        let wanted = until.saturating_sub(self.at);
        if self.keep(wanted)? < wanted { Err(changed()) } else { Ok(()) }
    }

    /// Puts something in the place of so many bytes.
    pub(super) fn replace(&mut self, bytes: u64, with: &[u8]) -> Result<(), Trouble> {
        let passed = io::copy(&mut self.source.by_ref().take(bytes), &mut io::sink())?;
        self.at += passed;
        if passed < bytes { Err(changed()) } else { Ok(self.put(with)?) }
    }

    /// Writes what is only new.
    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE { self.flush() } else { Ok(()) }
    }

    fn keep(&mut self, bytes: u64) -> io::Result<u64> {
        let mut kept = 0;
        while kept < bytes {
            let room = (PIECE - self.held.len().min(PIECE - 1)) as u64;
            let read =
                self.source.by_ref().take(room.min(bytes - kept)).read_to_end(&mut self.held)?;
            kept += read as u64;
            if self.held.len() >= PIECE {
                self.flush()?;
            }
            if read == 0 {
                break;
            }
        }
        self.at += kept;
        Ok(kept)
    }

    fn flush(&mut self) -> io::Result<()> {
        let packed = self.packing.pack(std::mem::take(&mut self.held));
        self.file.write_all(&packed)
    }

    /// Keeps the rest of the source, and gives the new file its name.
    pub(super) fn finish_with_rest(mut self, backup: Option<&str>) -> Result<(), Trouble> {
        self.keep(u64::MAX)?;
        self.finish(backup)
    }

    /// Gives the new file its name, with everything on disk. Until then the old one is there, and so
    /// it is where anything goes wrong.
    pub(super) fn finish(mut self, backup: Option<&str>) -> Result<(), Trouble> {
        self.flush()?;
        let file = self.file.as_file();
        take_after(file, &self.known);
        file.sync_all()?;
        if !is_same(&self.target, &self.known) {
            return Err(changed());
        }
        let backup = backup.map(|suffix| keep_as(&self.target, suffix)).transpose()?;
        if let Err(error) = self.file.persist(&self.target) {
            if let Some(backup) = backup {
                // It would stand in the way of the next run.
                let _ = fs::remove_file(backup);
            }
            return Err(error.error.into());
        }
        part::sync_folder(&self.target);
        Ok(())
    }
}

/// Gives a new file the owner and the permissions of the old one, as far as the system lets us.
fn take_after(file: &File, known: &Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        // Only root may, and only for root they differ.
        let _ = fchown(file, Some(known.uid()), Some(known.gid()));
    }
    // Behind the owner, whose change takes some of them away.
    let _ = file.set_permissions(known.permissions());
}

/// Whether a path leads to the file that it led to, and nobody wrote to that.
fn is_same(path: &Path, known: &Metadata) -> bool {
    fs::metadata(path).is_ok_and(|now| {
        let is_it = Identity::of(path, &now) == Identity::of(path, known);
        is_it && now.len() == known.len() && now.modified().ok() == known.modified().ok()
    })
}

/// Keeps a file under another name beside its own, with all that it has: time, owner, permissions.
/// One that is there already stays.
fn keep_as(target: &Path, suffix: &str) -> Result<PathBuf, Trouble> {
    let mut name = target.as_os_str().to_owned();
    name.push(suffix);
    let backup = PathBuf::from(name);
    let is_there = |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists;
    let kept = match fs::hard_link(target, &backup) {
        Err(error) if !is_there(&error) => copy(target, &backup),
        kept => kept,
    };
    match kept {
        Ok(()) => Ok(backup),
        Err(error) if is_there(&error) && is_linked(target, &backup) => Ok(backup),
        Err(error) if is_there(&error) => {
            let name = backup.file_name().unwrap_or_default().to_string_lossy();
            Err(Trouble::new(
                format!("its backup '{name}' is there already, so it stays as it is"),
                "move the backup away, or name another: `--backup=SUFFIX`",
            ))
        }
        Err(error) => Err(Trouble::new(
            format!("no backup could be made, so it stays as it is: {error}"),
            "check the permissions of its folder",
        )),
    }
}

/// Where a file system has no links.
fn copy(target: &Path, backup: &Path) -> io::Result<()> {
    let mut file = out::fresh(backup)?;
    io::copy(&mut File::open(target)?, &mut file)?;
    let _ = file.as_file().set_permissions(fs::metadata(target)?.permissions());
    file.as_file().sync_all()?;
    file.persist_noclobber(backup).map_err(|error| error.error)?;
    Ok(())
}

/// Whether a backup is the file itself: a run was killed between the two names.
fn is_linked(target: &Path, backup: &Path) -> bool {
    let of = |path: &Path| {
        let known = fs::symlink_metadata(path).ok().filter(Metadata::is_file)?;
        Identity::of(path, &known)
    };
    of(target).is_some_and(|id| of(backup) == Some(id))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::corpus::walk::Kind;

    fn found(path: &Path) -> Found {
        let known = fs::metadata(path).unwrap();
        Found {
            path: path.to_owned(),
            shown: String::new(),
            id: String::new(),
            bytes: known.len(),
            modified: known.modified().ok(),
            kind: Kind::File,
        }
    }

    fn begin(path: &Path) -> Result<Rewrite, Trouble> {
        Rewrite::begin(&found(path), path, &Limits::default())
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_rest_stays_as_it_is_whatever_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let long = b"0123456789".repeat(PIECE / 4);
        for packing in [Packing::Plain, Packing::Gzip, Packing::Zstd] {
            fs::write(&path, packing.pack(long.clone())).unwrap();
            let mut rewrite = begin(&path).unwrap();
            rewrite.keep_until(3).unwrap();
            rewrite.replace(2, b"three").unwrap();
            rewrite.keep_until(PIECE as u64 + 7).unwrap();
            rewrite.replace(1, b"").unwrap();
            rewrite.finish_with_rest(Some("~")).unwrap();
            let mut expected = long.clone();
            expected.remove(PIECE + 7);
            expected.splice(3..5, *b"three");
            assert!(
                open::read_whole(&path, &Limits::default()).unwrap() == expected,
                "{packing:?}"
            );
            let backup = dir.path().join("a~");
            assert_eq!(fs::read(&backup).unwrap(), packing.pack(long.clone()));
            assert_eq!(names(dir.path()), ["a", "a~"]);
            fs::remove_file(backup).unwrap();
        }
    }

    #[test]
    fn what_changed_or_is_cut_short_stays_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "It  sailed.").unwrap();
        let old = found(&path);
        assert!(begin(&path).unwrap().keep_until(12).is_err());
        fs::write(&path, "It  sailed again.").unwrap();
        assert!(Rewrite::begin(&old, &path, &Limits::default()).is_err());
        let mut rewrite = begin(&path).unwrap();
        rewrite.put(b"new").unwrap();
        fs::write(&path, "It sank.").unwrap();
        assert!(rewrite.finish(Some(".orig")).unwrap_err().what.starts_with("changed"));
        assert_eq!(names(dir.path()), ["a"]);
        assert_eq!(fs::read(&path).unwrap(), b"It sank.");
    }

    #[test]
    fn a_backup_that_is_there_stays_and_so_does_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let (path, backup) = (dir.path().join("a"), dir.path().join("a.orig"));
        fs::write(&path, "old").unwrap();
        fs::write(&backup, "older").unwrap();
        let again = |bytes: &[u8]| {
            let mut rewrite = begin(&path).unwrap();
            rewrite.put(bytes).unwrap();
            rewrite.finish(Some(".orig"))
        };
        assert!(again(b"new").unwrap_err().what.contains("'a.orig' is there already"));
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        assert_eq!((read(&path), read(&backup)), ("old".into(), "older".into()));
        // As a run leaves it that was killed behind the first of its two names.
        fs::remove_file(&backup).unwrap();
        fs::hard_link(&path, &backup).unwrap();
        again(b"new").unwrap();
        assert_eq!((read(&path), read(&backup)), ("new".into(), "old".into()));
    }
}
