//! What is cleaned: a `str` or `bytes`, and offsets into it.

use descrape::decode::{Decoded, decode};
use descrape::{Document, Options, pipeline};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

/// A text from Python.
#[derive(Debug)]
pub enum Source {
    /// A `str`, as UTF-8. One with lone surrogates is no UTF-8 but WTF-8.
    Text(Vec<u8>),
    Bytes(Vec<u8>),
}

impl Source {
    pub fn document(&self, options: &Options) -> Document {
        let decoded = match self {
            Source::Text(text) => Decoded::from_wtf8(text),
            Source::Bytes(bytes) => decode(bytes, options),
        };
        pipeline::run(decoded, None, options)
    }

    pub fn is_text(&self) -> bool {
        matches!(self, Source::Text(_))
    }

    pub fn bytes(&self) -> &[u8] {
        match self {
            Source::Text(bytes) | Source::Bytes(bytes) => bytes,
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Source {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Source> {
        if let Ok(text) = object.cast::<PyString>() {
            if let Ok(text) = text.to_cow() {
                return Ok(Source::Text(text.into_owned().into_bytes()));
            }
            let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
            return Ok(Source::Text(bytes.extract::<Vec<u8>>()?));
        }
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Source::Bytes(bytes.as_bytes().to_vec()));
        }
        if object.is_instance_of::<PyByteArray>() || object.is_instance_of::<PyMemoryView>() {
            let bytes = object.py().get_type::<PyBytes>().call1((object,))?;
            return Ok(Source::Bytes(bytes.cast::<PyBytes>()?.as_bytes().to_vec()));
        }
        let kind = object.get_type().qualname()?;
        Err(PyTypeError::new_err(format!("a text is a str or bytes, not {kind}")))
    }
}
