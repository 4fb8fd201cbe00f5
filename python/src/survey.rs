//! Surveys: what a folder repeats.

use std::path::PathBuf;

use descrape::corpus::load_survey;
use descrape::survey::Survey as Inner;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::{detached, value_error};

/// Counts the lines that documents share.
#[pyclass(module = "descrape._native")]
pub struct Survey(pub Inner);

#[pymethods]
impl Survey {
    #[new]
    #[pyo3(signature = (budget = descrape::survey::BUDGET))]
    fn new(budget: usize) -> Survey {
        Survey(Inner::with_budget(budget))
    }

    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Survey> {
        load_survey(&path).map(Survey).map_err(|error| value_error(&error))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, mut bytes: &[u8]) -> PyResult<Survey> {
        let survey = detached(py, || Inner::read(&mut bytes))?;
        survey.map(Survey).map_err(|error| value_error(&error))
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let mut bytes = vec![];
        let written = self.0.write(&mut bytes);
        written.map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    fn merge(&mut self, other: &Survey) {
        self.0.merge(other.0.clone());
    }

    fn pruned(&self) -> Survey {
        Survey(self.0.clone().pruned())
    }

    #[getter]
    fn documents(&self) -> u64 {
        self.0.documents()
    }

    #[getter]
    fn lines(&self) -> usize {
        self.0.lines()
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let py = slf.py();
        let load = py.get_type::<Survey>().getattr("from_bytes")?;
        Ok((load, (slf.borrow().to_bytes(py)?,)))
    }

    fn __repr__(&self) -> String {
        format!("<Survey of {} documents: {} lines>", self.0.documents(), self.0.lines())
    }
}
