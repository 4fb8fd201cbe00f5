//! The forms that the values of a record take. What a field is stands in [`fields`](super::fields), once;
//! how its values are spelled is a form's business: as JSON, or as the cells of columns that have types.

use std::ops::Range;

use super::json::Parted;

/// A way to spell values. They are appended to `out`; what has begun is ended before what it stands in.
pub(super) trait Form: std::fmt::Debug + Sync {
    /// The key of the value that follows, in an object.
    fn key(&self, out: &mut Vec<u8>, name: &str);

    fn string(&self, out: &mut Vec<u8>, text: &str);

    /// A stretch of a text that is written in several.
    fn part(&self, out: &mut Vec<u8>, text: &Parted, range: Range<usize>);

    fn number(&self, out: &mut Vec<u8>, number: usize);

    fn null(&self, out: &mut Vec<u8>);

    /// Two offsets.
    fn pair(&self, out: &mut Vec<u8>, start: usize, end: usize);

    /// The key of the value that follows, which came as a string of JSON.
    fn given_key(&self, out: &mut Vec<u8>, key: &str);

    /// A value that came as JSON: to the letter, but as a string where it must be of one type.
    fn given(&self, out: &mut Vec<u8>, value: &str);

    fn begin_object(&self, out: &mut Vec<u8>);

    fn end_object(&self, out: &mut Vec<u8>);

    fn begin_list(&self, out: &mut Vec<u8>);

    /// Before each value of a list.
    fn item(&self, out: &mut Vec<u8>);

    fn end_list(&self, out: &mut Vec<u8>);
}
