//! Where bytes go: stdout, a device, or a file that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Destination;
use crate::error::Error;

/// How output is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    /// By the end of the file's name.
    pub(crate) fn of(path: &Path) -> Packing {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(gz) if gz.eq_ignore_ascii_case("gz") => Packing::Gzip,
            Some(zst) if zst.eq_ignore_ascii_case("zst") => Packing::Zstd,
            _ => Packing::Plain,
        }
    }

    /// The bytes as one whole gzip member or zstd frame; such follow one another in a file.
    pub(crate) fn pack(self, bytes: Vec<u8>) -> Vec<u8> {
        const LEVEL_GZIP: u32 = 6;
        const LEVEL_ZSTD: i32 = 3;
        match self {
            Packing::Plain => bytes,
            Packing::Gzip => {
                let mut encoder =
                    flate2::write::GzEncoder::new(vec![], flate2::Compression::new(LEVEL_GZIP));
                encoder.write_all(&bytes).expect("writing to memory does not fail");
                encoder.finish().expect("writing to memory does not fail")
            }
            Packing::Zstd => {
                zstd::bulk::compress(&bytes, LEVEL_ZSTD).expect("the level is a known one")
            }
        }
    }
}

/// An open destination.
#[derive(Debug)]
pub(crate) struct Sink {
    to: To,
    pub(crate) packing: Packing,
    empty: bool,
}

#[derive(Debug)]
enum To {
    Nowhere,
    Stdout,
    /// A device or a FIFO: a rename would replace the device itself.
    Direct(File, PathBuf),
    /// A new file beside the one it will replace.
    Fresh(NamedTempFile, PathBuf),
}

impl Sink {
    /// Opens it. A file of that name, if there is one, stays untouched until [`finish`](Self::finish).
    pub(crate) fn open(destination: &Destination) -> Result<Sink, Error> {
        let (to, packing) = match destination {
            Destination::Nowhere => (To::Nowhere, Packing::Plain),
            Destination::Stdout => (To::Stdout, Packing::Plain),
            Destination::File(path) => (open(path)?, Packing::of(path)),
        };
        Ok(Sink { to, packing, empty: true })
    }

    /// Writes bytes that were packed already.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.empty = false;
        let written = match &mut self.to {
            To::Nowhere => Ok(()),
            To::Stdout => {
                let mut stdout = io::stdout().lock();
                return stdout
                    .write_all(bytes)
                    .and_then(|()| stdout.flush())
                    .map_err(|error| Error::new("could not write to stdout").because(error));
            }
            To::Direct(file, path) => file.write_all(bytes).map_err(|error| (error, &*path)),
            // The file itself: the error of the wrapper names the temporary file.
            To::Fresh(file, path) => {
                file.as_file_mut().write_all(bytes).map_err(|error| (error, &*path))
            }
        };
        written.map_err(|(error, path)| could_not_write(path, error))
    }

    /// Whether nobody sees what was written before [`finish`](Self::finish).
    pub(crate) fn is_fresh(&self) -> bool {
        matches!(self.to, To::Fresh(..))
    }

    /// Puts the file under its name, with everything on disk. A sink that is dropped before
    /// leaves no file.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if self.empty && self.packing != Packing::Plain {
            // No bytes at all are no gzip file and no zstd file.
            let packed = self.packing.pack(vec![]);
            self.write(&packed)?;
        }
        if let To::Fresh(file, path) = self.to {
            file.as_file().sync_all().map_err(|error| could_not_write(&path, error))?;
            file.persist(&path).map_err(|error| could_not_write(&path, error.error))?;
            sync_folder(&path);
        }
        Ok(())
    }
}

fn could_not_write(path: &Path, error: io::Error) -> Error {
    let is_full = error.kind() == io::ErrorKind::StorageFull;
    let error = Error::new("could not write").at(path).because(error);
    if is_full { error.hint("make room, or write to another disk") } else { error }
}

fn open(path: &Path) -> Result<To, Error> {
    let known = fs::metadata(path);
    match &known {
        Ok(known) if known.is_dir() => {
            return Err(Error::new("is a folder, not a file")
                .at(path)
                .hint("give the name of a file to write"));
        }
        Ok(known) if !known.is_file() => {
            let file = OpenOptions::new().write(true).open(path);
            return match file {
                Ok(file) => Ok(To::Direct(file, path.to_owned())),
                Err(error) => Err(could_not_write(path, error)),
            };
        }
        _ => {}
    }
    let target = target(path).map_err(|error| could_not_write(path, error))?;
    let file = fresh(&target).map_err(|error| {
        let missing = error.kind() == io::ErrorKind::NotFound;
        let error = could_not_write(path, error);
        if missing { error.hint("the folder does not exist; make it first") } else { error }
    })?;
    if let Ok(known) = known {
        // Best effort: on some file systems permissions cannot be set, and the data matter more.
        let _ = file.as_file().set_permissions(known.permissions());
    }
    Ok(To::Fresh(file, target))
}

/// A temporary file in the folder of `target`, readable as any new file is.
pub(crate) fn fresh(target: &Path) -> io::Result<NamedTempFile> {
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(TEMPORARY);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(TEMPORARY_END);
    // Made by us: a file of `tempfile`'s own is for one user only, and its errors name it.
    builder.make_in(folder(target), |path| File::create_new(path))
}

/// What the name of a temporary file has after `.NAME`.
pub(crate) const TEMPORARY: &str = ".descrape-";
/// How it ends.
pub(crate) const TEMPORARY_END: &str = ".tmp";

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The file that a path leads to: a link stays, what it points to is replaced.
pub(crate) fn target(path: &Path) -> io::Result<PathBuf> {
    // As many as Linux follows.
    const LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match fs::symlink_metadata(&path) {
            Ok(known) if known.is_symlink() => path = folder(&path).join(fs::read_link(&path)?),
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("too many links"))
}

/// The new name itself must be on disk too. Not every system can sync a folder; where it cannot,
/// the data are safe all the same.
fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder(path)) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let mut sink = Sink::open(&Destination::File(path.to_owned()))?;
        sink.write(bytes)?;
        sink.finish()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out.jsonl");
        let mut sink = Sink::open(&Destination::File(out.clone())).unwrap();
        sink.write(b"half").unwrap();
        assert_eq!(names(dir.path()).len(), 1);
        assert!(!out.exists());
        drop(sink);
        assert_eq!(names(dir.path()), [""; 0]);
        write(&out, b"whole").unwrap();
        assert_eq!(names(dir.path()), ["out.jsonl"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_points_to_is_replaced() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (real, link, dangling) =
            (dir.path().join("real"), dir.path().join("link"), dir.path().join("dangling"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real", &link).unwrap();
        symlink("later", &dangling).unwrap();
        write(&link, b"new").unwrap();
        write(&dangling, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read(dir.path().join("later")).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_as_readable_as_any_other() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (ours, plain) = (dir.path().join("ours"), dir.path().join("plain"));
        write(&ours, b"x").unwrap();
        fs::write(&plain, "x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_and_not_replaced() {
        use std::os::unix::fs::FileTypeExt as _;
        write(Path::new("/dev/null"), b"gone").unwrap();
        assert!(fs::symlink_metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_that_says_so() {
        let error = write(Path::new("/dev/full"), b"more").unwrap_err().to_string();
        assert!(error.starts_with("/dev/full: could not write: No space left"), "{error}");
    }

    #[test]
    fn nothing_written_is_still_a_valid_compressed_file() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.gz", "a.zst"] {
            write(&dir.path().join(name), b"").unwrap();
            assert_eq!(
                crate::corpus::read_whole(&dir.path().join(name), &Default::default()).unwrap(),
                b""
            );
            assert!(fs::metadata(dir.path().join(name)).unwrap().len() > 0);
        }
    }
}
