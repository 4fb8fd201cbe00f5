//! descrape as a Python module: what crosses the border and how. What is done with it is in the
//! library; what needs Python alone (data frames, Spark, Ray) is in `descrape/*.py`.
//!
//! | file | what crosses |
//! |---|---|
//! | `options.rs` | keyword arguments, as the options of the command line |
//! | `source.rs` | a `str` or `bytes` |
//! | `document.rs` | a document and its views |
//! | `cleaner.rs` | texts, one or many |
//! | `rows.rs` | Arrow batches |
//! | `survey.rs` | surveys |
//! | `errors.rs` | errors and panics, as exceptions |

mod cleaner;
mod document;
mod errors;
mod options;
mod rows;
mod source;
mod survey;
mod threads;

use std::ffi::OsString;

use pyo3::prelude::*;

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::cleaner::{Cleaner, fix_text, split_sentences};
    #[pymodule_export]
    use super::document::{Change, Document};
    #[pymodule_export]
    use super::errors::{RowError, fault};
    #[pymodule_export]
    use super::main;
    #[pymodule_export]
    use super::rows::{Rows, batches, table};
    #[pymodule_export]
    use super::survey::Survey;

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        descrape::corpus::quiet_panics();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

/// Runs the command line program with these arguments; its exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| descrape::program::main(&arguments))
}
