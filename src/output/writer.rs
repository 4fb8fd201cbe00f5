//! Text of any kind to a destination, for those who write no records.

use super::Destination;
use super::sink::Sink;
use crate::error::Error;

/// Writes to a destination: a file appears whole or not at all, and is compressed by its name.
#[derive(Debug)]
pub struct Writer(Sink);

impl Writer {
    /// Opens it.
    pub fn open(destination: &Destination) -> Result<Writer, Error> {
        Sink::lines(destination).map(Writer)
    }

    /// Writes a piece; each is compressed by itself.
    pub fn write(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        if bytes.is_empty() {
            return Ok(());
        }
        let packed = self.0.packing().pack(bytes);
        self.0.write(&packed)
    }

    /// Gives a file its name. Without this nothing of it stays.
    pub fn finish(self) -> Result<(), Error> {
        self.0.finish().map(drop)
    }
}
