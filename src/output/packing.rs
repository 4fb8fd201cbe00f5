//! How output is compressed: each batch by itself, so that the bytes are the same on any number of
//! threads and a file that is cut between two batches is whole.

use std::io::Write as _;
use std::path::Path;

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
