//! What is cleaned: a `str` or `bytes`.

use std::borrow::Cow;

use descrape::decode::{Decoded, decode};
use descrape::{Document, Options, pipeline};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

/// A text from Python, and that it stays there.
///
/// A `str` is copied once, to UTF-8: that it can be lent comes with the stable interface of Python 3.10,
/// and then leaves a second copy in each that is not ASCII, for as long as it lives.
#[derive(Debug)]
pub struct Source<'py> {
    bytes: Bound<'py, PyBytes>,
    is_text: bool,
}

/// A [`Source`] as it is seen without the interpreter.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Of a `str` UTF-8; of one with lone surrogates, which is no UTF-8, WTF-8.
    pub bytes: &'a [u8],
    pub is_text: bool,
}

impl Source<'_> {
    pub fn view(&self) -> View<'_> {
        View { bytes: self.bytes.as_bytes(), is_text: self.is_text }
    }
}

impl<'a> View<'a> {
    pub fn document(self, options: &Options) -> Document {
        let decoded =
            if self.is_text { Decoded::from_wtf8(self.bytes) } else { decode(self.bytes, options) };
        pipeline::run(decoded, None, options)
    }

    /// The words of a `str`; lone surrogates are U+FFFD.
    pub fn words(self) -> Cow<'a, str> {
        match simdutf8::basic::from_utf8(self.bytes) {
            Ok(words) => Cow::Borrowed(words),
            Err(_) => String::from_utf8_lossy(self.bytes),
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Source<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Source<'py>> {
        if let Ok(text) = object.cast::<PyString>() {
            let bytes = text.encode_utf8().or_else(|_| {
                let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
                Ok::<_, PyErr>(bytes.cast_into::<PyBytes>()?)
            })?;
            return Ok(Source { bytes, is_text: true });
        }
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Source { bytes: bytes.to_owned(), is_text: false });
        }
        if object.is_instance_of::<PyByteArray>() || object.is_instance_of::<PyMemoryView>() {
            let bytes = object.py().get_type::<PyBytes>().call1((object,))?;
            return Ok(Source { bytes: bytes.cast_into::<PyBytes>()?, is_text: false });
        }
        let kind = object.get_type().qualname()?;
        Err(PyTypeError::new_err(format!("a text is a str or bytes, not {kind}")))
    }
}
