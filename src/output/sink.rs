//! What a run writes: stdout, a device, a file that appears whole or not at all, or a folder of such,
//! each made of batches in a frame.

use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::frame::{Frame, Group};
use super::out::{Out, To, could_not_write, is_resumable, open, shard, target};
use super::packing::Packing;
use super::part::Part;
use super::{Destination, Format};
use crate::error::Error;

/// An open destination.
#[derive(Debug)]
pub(crate) struct Sink {
    out: Out,
    frame: Frame,
    /// Files that have their name since they were last asked for.
    finished: Vec<Shard>,
    /// Documents in the file that is being written.
    rows: u64,
    /// Whether that file has its end.
    ended: bool,
    /// Whether an unfinished file stays when the sink is dropped.
    stays: bool,
}

/// How far the output of a run has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Which file.
    pub shard: usize,
    /// How many bytes of it count.
    pub at: u64,
}

/// A finished file of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shard {
    pub name: String,
    pub documents: u64,
    pub bytes: u64,
    /// As `xxhsum -H3` gives it.
    pub xxh3: String,
}

/// What a finished run left of its output, or one that is to be gone on with.
#[derive(Debug)]
pub(crate) struct Past {
    pub mark: Mark,
    /// Documents in the file that was being written.
    pub rows: u64,
    /// The groups that it has.
    pub groups: Vec<Group>,
    /// Whether all was written, so that a file may have its name.
    pub ended: bool,
}

impl Sink {
    /// Opens one for lines, or for bytes of any kind.
    pub(crate) fn lines(destination: &Destination) -> Result<Sink, Error> {
        let frame = Frame::plain(destination.packing(Format::JSONL));
        Sink::open(destination, Format::JSONL, frame)
    }

    /// Opens it. A file of that name, if there is one, stays untouched until [`finish`](Self::finish).
    pub(crate) fn open(
        destination: &Destination,
        format: &'static Format,
        frame: Frame,
    ) -> Result<Sink, Error> {
        let to = match destination {
            Destination::Nowhere => To::Nowhere,
            Destination::Stdout => To::Stdout,
            Destination::File(path) => open(path)?,
            Destination::Folder(folder) => {
                folder.make()?;
                To::Folder(folder.clone(), 0, Some(shard(folder, 0, format)?))
            }
        };
        Ok(Sink::new(to, format, frame))
    }

    fn new(to: To, format: &'static Format, frame: Frame) -> Sink {
        let out = Out { to, format, at: 0, hash: Box::default() };
        Sink { out, frame, finished: vec![], rows: 0, ended: false, stays: false }
    }

    /// Goes on where another run came to.
    pub(crate) fn reopen(
        destination: &Destination,
        format: &'static Format,
        mut frame: Frame,
        past: Past,
    ) -> Result<Sink, Error> {
        let Past { mark, rows, groups, ended } = past;
        let reopen = |target: &Path, named: bool| {
            Part::reopen(target, mark.at, named).map_err(|error| {
                Error::new("could not go on with the unfinished output")
                    .at(target)
                    .because(error)
                    .hint("`--restart` begins anew")
            })
        };
        let to = match destination {
            Destination::File(path) if is_resumable(destination) => {
                let target = target(path).map_err(|error| could_not_write(path, error))?;
                To::File(reopen(&target, ended)?)
            }
            // It begins with the next batch.
            Destination::Folder(folder) if mark.at == 0 => {
                To::Folder(folder.clone(), mark.shard, None)
            }
            Destination::Folder(folder) => {
                let part = reopen(&folder.shard(mark.shard, format), true)?;
                To::Folder(folder.clone(), mark.shard, Some(part))
            }
            _ => return Sink::open(destination, format, frame),
        };
        frame.go_on(groups);
        let mut sink = Sink::new(to, format, frame);
        sink.out.at = mark.at;
        (sink.rows, sink.ended, sink.stays) = (rows, ended, true);
        Ok(sink)
    }

    /// How what is written must be compressed.
    pub(crate) fn packing(&self) -> Packing {
        self.frame.packing
    }

    /// Whether an unfinished file stays when the run ends early.
    pub(crate) fn set_stays(&mut self, stays: bool) {
        self.stays = stays;
    }

    /// The sink, with one that writes nowhere in its place.
    pub(crate) fn take(&mut self) -> Sink {
        let nowhere = Sink::new(To::Nowhere, Format::JSONL, Frame::plain(Packing::Plain));
        std::mem::replace(self, nowhere)
    }

    /// How far it has come, where somebody could go on.
    pub(crate) fn mark(&self) -> Mark {
        match &self.out.to {
            To::File(_) => Mark { shard: 0, at: self.out.at },
            To::Folder(_, shard, _) => Mark { shard: *shard, at: self.out.at },
            To::Nowhere | To::Stdout | To::Direct(..) => Mark::default(),
        }
    }

    /// Whether there is more than was written.
    pub(crate) fn holds_back(&self) -> bool {
        self.frame.held() > 0
    }

    /// The files that were finished since this was last asked.
    pub(crate) fn take_finished(&mut self) -> Vec<Shard> {
        std::mem::take(&mut self.finished)
    }

    /// The groups that were written since this was last asked.
    pub(crate) fn take_groups(&mut self) -> Vec<Group> {
        self.frame.take_groups()
    }

    /// A hash of what was written to the file since this was last asked, or since it began.
    pub(crate) fn take_hash(&mut self) -> u64 {
        std::mem::take(&mut self.out.hash).digest()
    }

    /// Writes lines, packed already.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_batch(bytes, None, 0)
    }

    /// Writes the records of so many documents, packed already.
    pub(crate) fn write_batch(
        &mut self,
        bytes: &[u8],
        group: Option<&Group>,
        documents: u64,
    ) -> Result<(), Error> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.turn_page(bytes.len())?;
        self.rows += documents;
        if self.out.at == 0 {
            self.out.write(self.frame.head())?;
        }
        let at = self.out.at;
        self.frame.add(bytes, group, at, &mut |bytes| self.out.write(bytes))
    }

    /// Finishes the file of a folder that so many more bytes would make too large; whether it did.
    pub(crate) fn turn_page(&mut self, more: usize) -> Result<bool, Error> {
        let To::Folder(folder, ..) = &self.out.to else { return Ok(false) };
        let so_far = self.out.at + self.frame.held();
        if more == 0 || so_far == 0 || so_far + more as u64 <= folder.shard_bytes {
            return Ok(false);
        }
        self.write_end()?;
        if let To::Folder(_, number, part) = &mut self.out.to {
            *number += 1;
            if let Some(full) = part.take() {
                self.finished.push(finish(full, self.rows)?);
            }
        }
        self.rows = 0;
        self.out.at = 0;
        *self.out.hash = Xxh3::default();
        Ok(true)
    }

    fn write_end(&mut self) -> Result<(), Error> {
        if self.out.at == 0 {
            self.out.write(self.frame.head())?;
        }
        let at = self.out.at;
        self.frame.end(at, &mut |bytes| self.out.write(bytes))
    }

    /// Writes what is left to be written, behind which nothing comes; whether there was anything.
    pub(crate) fn end(&mut self) -> Result<bool, Error> {
        let before = self.out.at;
        if !std::mem::replace(&mut self.ended, true) {
            self.write_end()?;
        }
        Ok(self.out.at > before)
    }

    /// Sees to it that what was written is on disk.
    pub(crate) fn sync(&self) -> Result<(), Error> {
        let (To::File(part) | To::Folder(_, _, Some(part))) = &self.out.to else { return Ok(()) };
        part.sync().map_err(|error| could_not_write(part.target(), error))
    }

    /// Puts the file under its name, with everything on disk. A sink that is dropped before
    /// leaves no file, unless it [stays](Self::stays).
    pub(crate) fn finish(mut self) -> Result<Vec<Shard>, Error> {
        self.end()?;
        let to = std::mem::replace(&mut self.out.to, To::Nowhere);
        let (To::File(part) | To::Folder(_, _, Some(part))) = to else {
            return Ok(self.take_finished());
        };
        self.finished.push(finish(part, self.rows)?);
        Ok(self.take_finished())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        if let To::File(part) | To::Folder(_, _, Some(part)) = &self.out.to {
            // Nobody is there to hear that it could not be removed.
            let _ = Part::remove(part.target());
        }
    }
}

fn finish(mut part: Part, documents: u64) -> Result<Shard, Error> {
    part.finish().map_err(|error| could_not_write(part.target(), error))?;
    let name = part.target().file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Shard { name, documents, bytes: part.length(), xxh3: part.digest() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::fs;

    use super::*;

    fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let mut sink = Sink::lines(&Destination::File(path.to_owned()))?;
        sink.write(bytes)?;
        sink.finish().map(drop)
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
        let mut sink = Sink::lines(&Destination::File(out.clone())).unwrap();
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
                crate::corpus::read_whole(
                    &dir.path().join(name),
                    &crate::corpus::Limits::default()
                )
                .unwrap(),
                b""
            );
            assert!(fs::metadata(dir.path().join(name)).unwrap().len() > 0);
        }
    }
}
