//! Opens inputs and takes off their compression.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;

/// A stream that is plain now, and how many bytes of the file were read for it.
pub(crate) struct Opened {
    pub reader: Box<dyn Read + Send>,
    pub consumed: Arc<AtomicU64>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Opened").field("consumed", &self.consumed).finish_non_exhaustive()
    }
}

/// Why an input could not be read to its end.
#[derive(Debug)]
pub(crate) struct Unreadable {
    /// What it counts as.
    pub reason: &'static str,
    pub error: io::Error,
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        // Decoders alone report these kinds: a plain file just ends.
        let reason = match error.kind() {
            io::ErrorKind::UnexpectedEof => "truncated",
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "damaged",
            _ => "unreadable",
        };
        Unreadable { reason, error }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}: {}", self.what(), self.error)
    }
}

impl Unreadable {
    fn what(&self) -> &'static str {
        match self.reason {
            "truncated" => "ends in the middle of its compressed data",
            "damaged" => "is damaged",
            _ => "could not be read",
        }
    }

    /// What to try.
    pub(crate) fn hint(&self) -> &'static str {
        match (self.reason, self.error.kind()) {
            ("truncated" | "damaged", _) => "fetch the file again",
            (_, io::ErrorKind::PermissionDenied) => "check its permissions",
            (_, io::ErrorKind::IsADirectory) => {
                "one file is wanted here; `descrape clean` takes folders"
            }
            _ => "check that it is there and whole",
        }
    }

    /// The end of a command that is about this one input.
    pub(crate) fn at(self, path: &Path) -> Error {
        let (what, hint) = (self.what(), self.hint());
        Error::new(what).at(path).because(self.error).hint(hint)
    }
}

/// Opens an input: a file, or `-` for stdin.
pub(crate) fn input(path: &Path) -> io::Result<Opened> {
    if is_stdin(path) { unpack(io::stdin()) } else { open(path) }
}

/// Whether this is `-`. A file of that name is `./-`.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn open(path: &Path) -> io::Result<Opened> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    unpack(file)
}

/// The whole of a file.
pub(crate) fn read_whole(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let file = File::open(path)?;
    let known = file.metadata()?;
    if known.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    // One more than there is, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(known.len() as usize + 1);
    unpack(file)?.reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes off gzip or zstd, which are known by their first bytes: names lie, and stdin has none.
fn unpack(raw: impl Read + Send + 'static) -> io::Result<Opened> {
    let consumed = Arc::new(AtomicU64::new(0));
    let mut raw = Counted { raw, consumed: Arc::clone(&consumed) };
    let mut head = Vec::with_capacity(4);
    raw.by_ref().take(4).read_to_end(&mut head)?;
    let gzip = head.starts_with(&[0x1F, 0x8B, 0x08]);
    let zstd = head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]);
    let whole = io::Cursor::new(head).chain(raw);
    // Both kinds of file may be several compressed pieces one after the other.
    let reader: Box<dyn Read + Send> = if gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole)))
    } else if zstd {
        Box::new(zstd::Decoder::new(whole)?)
    } else {
        Box::new(whole)
    };
    Ok(Opened { reader, consumed })
}

/// Counts what is read, for the progress bar.
struct Counted<R> {
    raw: R,
    consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.raw.read(buffer)?;
        self.consumed.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::output::sink::Packing;

    #[test]
    fn pieces_one_after_the_other_are_one_file_and_a_lost_end_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("plainly.named");
        for packing in [Packing::Gzip, Packing::Zstd] {
            let mut bytes = packing.pack(b"first ".to_vec());
            bytes.extend(packing.pack(b"second".to_vec()));
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(read_whole(&path).unwrap(), b"first second");
            std::fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
            assert_eq!(read_whole(&path).unwrap_err().reason, "truncated", "{packing:?}");
        }
    }
}
