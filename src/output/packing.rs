//! How output is compressed: each batch by itself, so that the bytes are the same on any number of
//! threads and a file that is cut between two batches is whole.

use std::io::Write as _;
use std::path::Path;

/// Says in the header of a gzip member how long it is, as mgzip and pgzip do: so several threads can
/// inflate the file. Other programs pass over it. A member of more than 4 GiB says nothing.
const SIZE_TO_COME: [u8; 8] = [b'I', b'G', 4, 0, 0, 0, 0, 0];

/// Where the size stands: the extra field is behind 10 bytes of header and 2 of its own length.
const SIZE_AT: usize = 16;

/// How output is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// As gzip, level 6; one member a batch.
    Gzip,
    /// As zstd, level 3; one frame a batch.
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

    /// What it adds to a name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Packing::Plain => "",
            Packing::Gzip => ".gz",
            Packing::Zstd => ".zst",
        }
    }

    /// The bytes as one whole gzip member or zstd frame; such follow one another in a file.
    pub(crate) fn pack(self, bytes: Vec<u8>) -> Vec<u8> {
        const LEVEL_GZIP: u32 = 6;
        const LEVEL_ZSTD: i32 = 3;
        match self {
            Packing::Plain => bytes,
            Packing::Gzip => {
                let mut encoder = flate2::GzBuilder::new()
                    .extra(SIZE_TO_COME)
                    .write(vec![], flate2::Compression::new(LEVEL_GZIP));
                encoder.write_all(&bytes).expect("writing to memory does not fail");
                let mut member = encoder.finish().expect("writing to memory does not fail");
                if let Ok(size) = u32::try_from(member.len()) {
                    member[SIZE_AT..][..4].copy_from_slice(&size.to_le_bytes());
                }
                member
            }
            Packing::Zstd => {
                zstd::bulk::compress(&bytes, LEVEL_ZSTD).expect("the level is a known one")
            }
        }
    }
}
