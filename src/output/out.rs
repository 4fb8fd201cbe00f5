//! Where bytes go: how each destination is opened and written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

use super::part::{OWN, Part, folder};
use super::{Destination, Folder, Format};
use crate::error::Error;

/// Where bytes go, and what went there.
pub(super) struct Out {
    pub to: To,
    pub format: &'static Format,
    /// Bytes of the file that is being written.
    pub at: u64,
    /// A hash of what was written to it since that was last asked for.
    pub hash: Box<Xxh3>,
}

#[derive(Debug)]
pub(super) enum To {
    Nowhere,
    Stdout,
    /// A device or a FIFO: a rename would replace the device itself.
    Direct(File, PathBuf),
    /// A file beside the one it will replace.
    File(Part),
    /// Files of about the same size, one after the other.
    Folder(Folder, usize, Option<Part>),
}

impl std::fmt::Debug for Out {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Out").field("to", &self.to).finish_non_exhaustive()
    }
}

impl Out {
    /// Writes them all.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if bytes.is_empty() {
            return Ok(());
        }
        let written = match &mut self.to {
            To::Nowhere => Ok(()),
            To::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout
                    .write_all(bytes)
                    .and_then(|()| stdout.flush())
                    .map_err(|error| Error::new("could not write to stdout").because(error))?;
                Ok(())
            }
            To::Direct(file, path) => file.write_all(bytes).map_err(|error| (error, &**path)),
            To::File(part) => part.write(bytes).map_err(|error| (error, part.target())),
            To::Folder(folder, number, part) => {
                let part = match part {
                    Some(part) => part,
                    None => part.insert(shard(folder, *number, self.format)?),
                };
                part.write(bytes).map_err(|error| (error, part.target()))
            }
        };
        written.map_err(|(error, path)| could_not_write(path, error))?;
        self.at += bytes.len() as u64;
        self.hash.update(bytes);
        Ok(())
    }
}

/// Whether a run that writes there can be gone on with.
pub(crate) fn is_resumable(destination: &Destination) -> bool {
    match destination {
        Destination::File(path) => fs::metadata(path).map_or(true, |known| known.is_file()),
        Destination::Folder(_) => true,
        Destination::Stdout | Destination::Nowhere => false,
    }
}

/// A file of a folder, by its number.
pub(super) fn shard(folder: &Folder, number: usize, format: &Format) -> Result<Part, Error> {
    let target = folder.shard(number, format);
    Part::create(&target).map_err(|error| could_not_write(&target, error))
}

pub(crate) fn could_not_write(path: &Path, error: io::Error) -> Error {
    let is_full = error.kind() == io::ErrorKind::StorageFull;
    let error = Error::new("could not write").at(path).because(error);
    if is_full { error.hint("make room, or write to another disk") } else { error }
}

/// Opens a file, or what is none.
pub(super) fn open(path: &Path) -> Result<To, Error> {
    match fs::metadata(path) {
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
    let part = Part::create(&target).map_err(|error| {
        let missing = error.kind() == io::ErrorKind::NotFound;
        let error = could_not_write(path, error);
        if missing { error.hint("the folder does not exist; make it first") } else { error }
    })?;
    Ok(To::File(part))
}

/// A temporary file in the folder of `target`, readable as any new file is.
pub(crate) fn fresh(target: &Path) -> io::Result<NamedTempFile> {
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(OWN);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    // Made by us: a file of `tempfile`'s own is for one user only, and its errors name it.
    builder.make_in(folder(target), |path| File::create_new(path))
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
