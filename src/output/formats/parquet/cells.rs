//! Records on their way into columns: values one behind the other, each behind a byte that says
//! what it is.
//!
//! A column cannot take back half a record, and a record may turn out to be too long, or panic. So it is
//! written as bytes first, as it is for the other formats, and bytes can be cut off again. Texts stand as
//! they are: writing and reading them is copying.

use std::ops::Range;

use arrow_schema::ArrowError;

use crate::output::form::Form;
use crate::output::json::{self, Parted};

const NULL: u8 = 0;
const STRING: u8 = 1;
const NUMBER: u8 = 2;
/// Begins a list, or an object, whose keys are strings before their values.
const BEGIN: u8 = 3;
const END: u8 = 4;

/// Values as cells.
#[derive(Debug)]
pub(super) struct Cells;

impl Form for Cells {
    fn key(&self, out: &mut Vec<u8>, name: &str) {
        self.string(out, name);
    }

    fn string(&self, out: &mut Vec<u8>, text: &str) {
        number(out, STRING, text.len());
        out.extend_from_slice(text.as_bytes());
    }

    fn part(&self, out: &mut Vec<u8>, text: &Parted, range: Range<usize>) {
        self.string(out, &text.text[range]);
    }

    fn number(&self, out: &mut Vec<u8>, value: usize) {
        number(out, NUMBER, value);
    }

    fn null(&self, out: &mut Vec<u8>) {
        out.push(NULL);
    }

    /// Columns with names are what programs expect.
    fn pair(&self, out: &mut Vec<u8>, start: usize, end: usize) {
        self.begin_object(out);
        self.key(out, "start");
        self.number(out, start);
        self.key(out, "end");
        self.number(out, end);
        self.end_object(out);
    }

    fn given_key(&self, out: &mut Vec<u8>, key: &str) {
        self.given(out, key);
    }

    /// Half of a surrogate pair is no text.
    fn given(&self, out: &mut Vec<u8>, value: &str) {
        match json::text(value) {
            Some(text) => self.string(out, &text),
            None => self.string(out, value),
        }
    }

    fn begin_object(&self, out: &mut Vec<u8>) {
        out.push(BEGIN);
    }

    fn end_object(&self, out: &mut Vec<u8>) {
        out.push(END);
    }

    fn begin_list(&self, out: &mut Vec<u8>) {
        out.push(BEGIN);
    }

    fn item(&self, _out: &mut Vec<u8>) {}

    fn end_list(&self, out: &mut Vec<u8>) {
        out.push(END);
    }
}

fn number(out: &mut Vec<u8>, tag: u8, value: usize) {
    let mut cell = [tag; 9];
    cell[1..].copy_from_slice(&(value as u64).to_le_bytes());
    out.extend_from_slice(&cell);
}

/// Where there is no record.
pub(crate) fn none(out: &mut Vec<u8>) {
    Cells.null(out);
}

/// Reads what was written.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// A value, or the end of what has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    Null,
    String(&'a str),
    Number(i64),
    Begin,
    End,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn next(&mut self) -> Result<Cell<'a>, ArrowError> {
        self.cell().ok_or_else(misfit)
    }

    /// Passes over a value.
    pub(super) fn pass(&mut self) -> Result<(), ArrowError> {
        self.passed().ok_or_else(misfit)
    }

    fn passed(&mut self) -> Option<()> {
        let mut open = 0usize;
        loop {
            match self.take(1)?[0] {
                STRING => {
                    let length = usize::try_from(self.number()?).ok()?;
                    self.take(length)?;
                }
                NUMBER => {
                    self.number()?;
                }
                BEGIN => open += 1,
                END => open = open.checked_sub(1)?,
                _ => {}
            }
            if open == 0 {
                return Some(());
            }
        }
    }

    fn cell(&mut self) -> Option<Cell<'a>> {
        Some(match self.take(1)?[0] {
            NULL => Cell::Null,
            STRING => {
                let length = usize::try_from(self.number()?).ok()?;
                Cell::String(simdutf8::basic::from_utf8(self.take(length)?).ok()?)
            }
            NUMBER => Cell::Number(i64::try_from(self.number()?).ok()?),
            BEGIN => Cell::Begin,
            END => Cell::End,
            _ => return None,
        })
    }

    fn number(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }
}

/// What was written is not what the columns are for.
pub(super) fn misfit() -> ArrowError {
    ArrowError::SchemaError("a record does not fit its columns".to_owned())
}
