//! JSON as the form of a record's values.

use std::cell::OnceCell;
use std::ops::Range;

use crate::output::form::Form;

/// Values as JSON.
#[derive(Debug)]
pub(crate) struct Json;

impl Form for Json {
    fn key(&self, out: &mut Vec<u8>, name: &str) {
        super::key(out, name);
    }

    fn string(&self, out: &mut Vec<u8>, text: &str) {
        super::string(out, text);
    }

    fn part(&self, out: &mut Vec<u8>, text: &Parted, range: Range<usize>) {
        let special = text.special.get_or_init(|| super::special(text.text).collect());
        let first = special.partition_point(|at| *at < range.start);
        let inside = special[first..].iter().take_while(|at| **at < range.end);
        super::escaped(out, &text.text[range.clone()], inside.map(|at| at - range.start));
    }

    fn number(&self, out: &mut Vec<u8>, number: usize) {
        super::number(out, number);
    }

    fn null(&self, out: &mut Vec<u8>) {
        super::optional(out, None);
    }

    fn pair(&self, out: &mut Vec<u8>, start: usize, end: usize) {
        out.push(b'[');
        super::number(out, start);
        out.push(b',');
        super::number(out, end);
        out.push(b']');
    }

    fn given_key(&self, out: &mut Vec<u8>, key: &str) {
        super::comma(out);
        out.extend_from_slice(key.as_bytes());
        out.push(b':');
    }

    fn given(&self, out: &mut Vec<u8>, value: &str) {
        out.extend_from_slice(value.as_bytes());
    }

    fn begin_object(&self, out: &mut Vec<u8>) {
        out.push(b'{');
    }

    fn end_object(&self, out: &mut Vec<u8>) {
        out.push(b'}');
    }

    fn begin_list(&self, out: &mut Vec<u8>) {
        out.push(b'[');
    }

    fn item(&self, out: &mut Vec<u8>) {
        super::comma(out);
    }

    fn end_list(&self, out: &mut Vec<u8>) {
        out.push(b']');
    }
}

/// A text that is written as a whole and in parts.
#[derive(Debug)]
pub(crate) struct Parted<'a> {
    pub text: &'a str,
    /// The characters that JSON escapes: they are looked for once.
    special: OnceCell<Vec<usize>>,
}

impl<'a> Parted<'a> {
    pub(crate) fn new(text: &'a str) -> Parted<'a> {
        Parted { text, special: OnceCell::new() }
    }
}
