//! A column of texts, in whichever of Arrow's types.

use arrow_array::cast::AsArray as _;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray, LargeStringArray, NullArray,
    StringArray, StringViewArray,
};
use arrow_schema::{ArrowError, DataType};

/// What a row holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Input<'a> {
    Text(&'a str),
    /// In an encoding that nobody knows.
    Bytes(&'a [u8]),
}

impl<'a> Input<'a> {
    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            Input::Text(text) => text.as_bytes(),
            Input::Bytes(bytes) => bytes,
        }
    }
}

/// A column that was looked at: which type it has is known.
#[derive(Debug)]
pub(super) enum Texts {
    Utf8(StringArray),
    LargeUtf8(LargeStringArray),
    Utf8View(StringViewArray),
    Binary(BinaryArray),
    LargeBinary(LargeBinaryArray),
    BinaryView(BinaryViewArray),
    /// A column of which no row has anything.
    Null(NullArray),
}

/// What a column may hold, as a reader of our messages may know it.
pub(super) const TYPES: &str = "a string or binary column";

/// Whether a column of this type can be read.
pub(super) fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_text(values),
        DataType::Null => true,
        other => other.is_string() || is_bytes(other),
    }
}

/// Whether it holds bytes that are to be decoded.
pub(super) fn is_bytes(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

impl Texts {
    /// The same array: nothing is copied, but for words that come as numbers of a dictionary.
    pub(super) fn new(column: &ArrayRef) -> Result<Texts, ArrowError> {
        Ok(match column.data_type() {
            DataType::Utf8 => Texts::Utf8(column.as_string::<i32>().clone()),
            DataType::LargeUtf8 => Texts::LargeUtf8(column.as_string::<i64>().clone()),
            DataType::Utf8View => Texts::Utf8View(column.as_string_view().clone()),
            DataType::Binary => Texts::Binary(column.as_binary::<i32>().clone()),
            DataType::LargeBinary => Texts::LargeBinary(column.as_binary::<i64>().clone()),
            DataType::BinaryView => Texts::BinaryView(column.as_binary_view().clone()),
            DataType::Null => Texts::Null(NullArray::new(column.len())),
            DataType::Dictionary(_, values) if is_text(values) => {
                let large =
                    if is_bytes(values) { DataType::LargeBinary } else { DataType::LargeUtf8 };
                return Texts::new(&arrow_cast::cast(column, &large)?);
            }
            other => return Err(ArrowError::SchemaError(format!("{other} is not {TYPES}"))),
        })
    }

    /// What a row holds; nothing where it is null.
    pub(super) fn get(&self, row: usize) -> Option<Input<'_>> {
        if self.array().is_null(row) {
            return None;
        }
        Some(match self {
            Texts::Utf8(array) => Input::Text(array.value(row)),
            Texts::LargeUtf8(array) => Input::Text(array.value(row)),
            Texts::Utf8View(array) => Input::Text(array.value(row)),
            Texts::Binary(array) => Input::Bytes(array.value(row)),
            Texts::LargeBinary(array) => Input::Bytes(array.value(row)),
            Texts::BinaryView(array) => Input::Bytes(array.value(row)),
            // It has no bits that say that its rows are null.
            Texts::Null(_) => return None,
        })
    }

    /// The text of a row; nothing where it is null or bytes.
    pub(super) fn text(&self, row: usize) -> Option<&str> {
        match self.get(row)? {
            Input::Text(text) => Some(text),
            Input::Bytes(_) => None,
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.array().len()
    }

    fn array(&self) -> &dyn Array {
        match self {
            Texts::Utf8(array) => array,
            Texts::LargeUtf8(array) => array,
            Texts::Utf8View(array) => array,
            Texts::Binary(array) => array,
            Texts::LargeBinary(array) => array,
            Texts::BinaryView(array) => array,
            Texts::Null(array) => array,
        }
    }
}
