//! A file in the making: under a name that says so, beside the one it will have. It stays when the
//! run ends early, so that another run can go on with it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

/// What the names of files that a run needs have after `.NAME`.
pub(crate) const OWN: &str = ".descrape-";
/// And behind that, of the file in the making.
pub(crate) const PART: &str = "part";
/// Of the journal beside it.
pub(crate) const JOURNAL: &str = "journal";

/// `.NAME.descrape-WHAT` beside `target`.
pub(crate) fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(OWN);
    name.push(what);
    target.with_file_name(name)
}

/// A file in the making.
pub(crate) struct Part {
    /// `None` once it has its name.
    file: Option<File>,
    target: PathBuf,
    length: u64,
    hash: Box<Xxh3>,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Part").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Part {
    /// Where the part of a target lies.
    fn name(target: &Path) -> PathBuf {
        beside(target, PART)
    }

    /// Whether an unfinished one lies there.
    pub(crate) fn exists(target: &Path) -> bool {
        Part::name(target).exists()
    }

    /// Begins one; what an earlier run left of it is gone.
    pub(crate) fn create(target: &Path) -> io::Result<Part> {
        let name = Part::name(target);
        // Not truncated but removed: it may be a link by now.
        match fs::remove_file(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = File::create_new(name)?;
        if let Ok(known) = fs::metadata(target) {
            // Best effort: on some file systems permissions cannot be set, and the data matter more.
            let _ = file.set_permissions(known.permissions());
        }
        Ok(Part { file: Some(file), target: target.to_owned(), length: 0, hash: Box::default() })
    }

    /// Goes on with one, of which so many bytes count; `named` says whether it may have its name
    /// already. If then it has no more than those bytes it is finished.
    pub(crate) fn reopen(target: &Path, length: u64, named: bool) -> io::Result<Part> {
        let name = Part::name(target);
        let is_named = named && !name.exists();
        if is_named && fs::metadata(target)?.len() > length {
            // The journal lost its end when the machine went down.
            fs::rename(target, &name)?;
            return Part::reopen(target, length, false);
        }
        let path = if is_named { target } else { &name };
        let mut file = OpenOptions::new().read(true).write(!is_named).open(path)?;
        let mut hash = Box::<Xxh3>::default();
        let mut buffer = vec![0; 1 << 20];
        let mut read = 0;
        while read < length {
            let wanted = buffer.len().min((length - read).try_into().unwrap_or(usize::MAX));
            let n = file.read(&mut buffer[..wanted])?;
            if n == 0 {
                return Err(io::Error::other("it is shorter than its journal says"));
            }
            hash.update(&buffer[..n]);
            read += n as u64;
        }
        file.set_len(length).or_else(|error| if is_named { Ok(()) } else { Err(error) })?;
        let file = Some(file).filter(|_| !is_named);
        Ok(Part { file, target: target.to_owned(), length, hash })
    }

    /// Bytes so far.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Their hash, as `xxhsum -H3` gives it.
    pub(crate) fn digest(&self) -> String {
        format!("{:016x}", self.hash.digest())
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Err(io::Error::other("it is finished already"));
        };
        file.write_all(bytes)?;
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Sees to it that what was written is on disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), File::sync_data)
    }

    /// Gives it its name, with everything on disk.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        file.sync_all()?;
        fs::rename(Part::name(&self.target), &self.target)?;
        sync_folder(&self.target);
        Ok(())
    }

    /// Throws it away.
    pub(crate) fn remove(target: &Path) -> io::Result<()> {
        fs::remove_file(Part::name(target))
    }
}

/// The new name itself must be on disk too. Not every system can sync a folder; where it cannot,
/// the data are safe all the same.
pub(crate) fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder(path)) {
        let _ = folder.sync_all();
    }
}

/// The folder that a file is in.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_gone_on_with_from_any_place_and_then_has_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out.jsonl");
        let mut part = Part::create(&target).unwrap();
        part.write(b"one two three").unwrap();
        drop(part);
        assert!(Part::exists(&target) && !target.exists());
        assert!(Part::reopen(&target, 14, true).is_err());
        let mut part = Part::reopen(&target, 4, false).unwrap();
        part.write(b"four").unwrap();
        assert_eq!(part.digest(), format!("{:016x}", xxhash_rust::xxh3::xxh3_64(b"one four")));
        part.finish().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"one four");
        // Killed behind the rename.
        assert!(Part::reopen(&target, 8, false).is_err());
        let mut part = Part::reopen(&target, 8, true).unwrap();
        assert!(part.write(b"x").is_err());
        part.finish().unwrap();
        assert!(Part::reopen(&target, 9, true).is_err());
        // The machine went down, and the journal knows of less.
        Part::reopen(&target, 4, true).unwrap().finish().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"one ");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
