//! Errors and panics, as exceptions.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descrape::error::Error;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

pyo3::create_exception!(
    descrape,
    RowError,
    PyValueError,
    "A row that could not be done. `row` is which, from 0, and `reason` why."
);

/// An error of the library, with its hint.
pub fn value_error(error: &Error) -> PyErr {
    PyValueError::new_err(match error.hint_text() {
        Some(hint) => format!("{error} ({hint})"),
        None => error.to_string(),
    })
}

pub fn row_error(py: Python<'_>, row: usize, reason: &str) -> PyErr {
    let error = RowError::new_err(format!("row {row}: {reason}"));
    let value = error.value(py);
    let set = value.setattr("row", row).and_then(|()| value.setattr("reason", reason));
    set.err().unwrap_or(error)
}

/// Does something without the interpreter. A panic is an exception like any other, and not the end
/// of the process or of whoever catches `Exception`.
pub fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| caught(work))
}

/// Does something that takes less time than to give the interpreter away and ask for it again.
pub fn caught<T>(work: impl FnOnce() -> T) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        PyRuntimeError::new_err(format!(
            "{message} (this is a fault in descrape; please report it with the document)"
        ))
    })
}

/// Panics, to see what becomes of it.
#[pyfunction]
#[pyo3(name = "_fault")]
pub fn fault(py: Python<'_>) -> PyResult<()> {
    detached(py, || panic!("on purpose"))
}
