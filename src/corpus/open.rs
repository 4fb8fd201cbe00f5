//! Opens inputs and takes off their compression.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::ThreadPool;

use super::Limits;
use super::border::Border;
use super::inflate::ahead::Ahead;
use super::inflate::{Bounded, Counted, Expands, Kind};
use super::pieces::{Mark, Pieces};
use crate::error::Error;
use crate::output::Packing;

/// A stream that is plain now, and how many bytes of the file were read for it.
pub(crate) struct Opened {
    pub reader: Box<dyn Read + Send>,
    pub consumed: Arc<AtomicU64>,
    /// How it was compressed.
    pub packing: Packing,
}

impl Opened {
    fn packed(
        reader: Box<dyn Read + Send>,
        packing: Packing,
        consumed: Arc<AtomicU64>,
        expansion: u64,
    ) -> Opened {
        let reader = Box::new(Bounded::new(reader, Arc::clone(&consumed), expansion));
        Opened { reader, consumed, packing }
    }
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
            _ if error.get_ref().and_then(|inner| inner.downcast_ref::<Expands>()).is_some() => {
                "expands too much"
            }
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
            "expands too much" => "is no article, or a trap",
            "truncated" => "ends in the middle of its compressed data",
            "damaged" => "is damaged",
            _ => "could not be read",
        }
    }

    /// What to try.
    pub(crate) fn hint(&self) -> &'static str {
        match (self.reason, self.error.kind()) {
            ("expands too much", _) => "`--max-expansion N` allows more",
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
    bounded(path, Limits::default().expansion)
}

/// As [`input`], with a bound on how many times its size a compressed one may become.
pub(crate) fn bounded(path: &Path, expansion: u64) -> io::Result<Opened> {
    if is_stdin(path) { unpack(io::stdin(), expansion) } else { open(path, expansion) }
}

/// As [`bounded`], for one that is read to its end: what is compressed is inflated ahead by a crew
/// of workers, where it is a file and they can. Of a compressed file the marks are set; see
/// [`Ahead::marking`].
pub(crate) fn ahead(
    path: &Path,
    expansion: u64,
    crew: &Arc<ThreadPool>,
    marks: Vec<(u64, Mark)>,
) -> io::Result<Opened> {
    // Of a pipe nobody knows when the next byte comes: what is there is wanted now.
    if is_stdin(path) || !path.metadata()?.is_file() {
        return bounded(path, expansion);
    }
    let mut file = File::open(path)?;
    let mut head = Vec::with_capacity(Kind::HEAD);
    file.by_ref().take(Kind::HEAD as u64).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let Some(kind) = Kind::of(&head) else { return unpack(file, expansion) };
    let consumed = Arc::new(AtomicU64::new(0));
    let reader = Ahead::new(kind, file, crew, Arc::clone(&consumed)).marking(marks);
    Ok(Opened::packed(Box::new(reader), kind.packing(), consumed, expansion))
}

/// Whether this is `-`. A file of that name is `./-`.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Whether a name says that the file is compressed.
pub(crate) fn is_packed_by_name(path: &Path) -> bool {
    Packing::of(path) != Packing::Plain
}

/// The name of what is in a file: without the end that says how it is compressed.
pub(crate) fn plain_name(name: &str) -> &str {
    let plain = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end));
    plain.filter(|name| !name.is_empty()).unwrap_or(name)
}

fn open(path: &Path, expansion: u64) -> io::Result<Opened> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    unpack(file, expansion)
}

/// The whole of a file, or one byte more than `limits.document`.
pub(crate) fn read_whole(path: &Path, limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    let file = File::open(path)?;
    let known = file.metadata()?;
    if known.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    let most = limits.document.saturating_add(1);
    // One more than there is, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(known.len().saturating_add(1).min(most) as usize);
    unpack(file, limits.expansion)?.reader.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where in a plain file of records the first begins that does so at or behind this byte, and how
/// many lines lie before it. Reads all that lies before: nobody knows otherwise.
pub(crate) fn at_record(
    path: &Path,
    border: Border,
    longest: usize,
    at: u64,
) -> io::Result<(u64, u64)> {
    const PIECE: usize = 1 << 16;
    let mut before = Pieces::new(File::open(path)?, border, PIECE, longest).until(Mark::new(at));
    while before.next()?.is_some() {}
    Ok(before.at())
}

/// Passes over the first bytes of an input that was just opened.
pub(crate) fn pass(path: &Path, opened: &mut Opened, bytes: u64) -> io::Result<()> {
    if bytes == 0 {
        return Ok(());
    }
    if opened.packing == Packing::Plain && path.metadata().is_ok_and(|known| known.is_file()) {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(bytes))?;
        opened.consumed.store(bytes, Ordering::Relaxed);
        let consumed = Arc::clone(&opened.consumed);
        opened.reader = Box::new(Counted { raw: file, consumed });
        return Ok(());
    }
    let passed = io::copy(&mut opened.reader.by_ref().take(bytes), &mut io::sink())?;
    if passed < bytes { Err(io::Error::other("it has become shorter")) } else { Ok(()) }
}

/// Takes off compression, which is known by the first bytes.
fn unpack(raw: impl Read + Send + 'static, expansion: u64) -> io::Result<Opened> {
    let consumed = Arc::new(AtomicU64::new(0));
    let mut raw = Counted { raw, consumed: Arc::clone(&consumed) };
    let mut head = Vec::with_capacity(Kind::HEAD);
    raw.by_ref().take(Kind::HEAD as u64).read_to_end(&mut head)?;
    let kind = Kind::of(&head);
    let whole = io::Cursor::new(head).chain(raw);
    match kind {
        None => Ok(Opened { reader: Box::new(whole), consumed, packing: Packing::Plain }),
        Some(kind) => Ok(Opened::packed(kind.stream(whole)?, kind.packing(), consumed, expansion)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn pieces_one_after_the_other_are_one_file_and_a_lost_end_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("plainly.named");
        for packing in [Packing::Gzip, Packing::Zstd] {
            let mut bytes = packing.pack(b"first ".to_vec());
            bytes.extend(packing.pack(b"second".to_vec()));
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(read_whole(&path, &Limits::default()).unwrap(), b"first second");
            std::fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
            assert_eq!(
                read_whole(&path, &Limits::default()).unwrap_err().reason,
                "truncated",
                "{packing:?}"
            );
        }
    }
}
