//! Surveys: what a folder repeats.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use descrape::corpus::load_survey;
use descrape::survey::Survey as Inner;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::{detached, value_error};

/// Counts the lines that documents share.
///
/// ``Cleaner.survey_arrow`` fills one, or ``descrape survey``; ``Cleaner(survey=…)`` then takes out
/// lines that many documents repeat. ``budget`` is about how many bytes of memory it takes at most,
/// 192 MiB unless said. A survey can be pickled.
#[pyclass(frozen, module = "descrape._native")]
pub struct Survey(Mutex<Inner>);

impl From<Inner> for Survey {
    fn from(survey: Inner) -> Survey {
        Survey(Mutex::new(survey))
    }
}

impl Survey {
    /// Who holds it asks nothing of the interpreter, so who has the interpreter may wait for it.
    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Survey {
    #[new]
    #[pyo3(signature = (budget = descrape::survey::BUDGET))]
    fn new(budget: usize) -> Survey {
        Survey::from(Inner::with_budget(budget))
    }

    /// Reads a file that ``descrape survey`` wrote. One that is not whole is a `ValueError`.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Survey> {
        load_survey(&path).map(Survey::from).map_err(|error| value_error(&error))
    }

    /// Reads what `to_bytes` made. Anything else is a `ValueError`.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, mut bytes: &[u8]) -> PyResult<Survey> {
        let survey = detached(py, || Inner::read(&mut bytes))?;
        survey.map(Survey::from).map_err(|error| value_error(&error))
    }

    /// The survey as a file of ``descrape survey`` is, uncompressed.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let mut bytes = vec![];
        let written = self.lock().write(&mut bytes);
        written.map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Adds what another one counted.
    fn merge(&self, other: &Survey) {
        let other = other.lock().clone();
        self.lock().merge(other);
    }

    /// The same without the lines that too few documents have: some kilobytes, which a cleaner
    /// works with as with the whole. Nothing more can be added to it.
    fn pruned(&self) -> Survey {
        Survey::from(self.lock().clone().pruned())
    }

    /// How many documents were counted, copies too.
    #[getter]
    fn documents(&self) -> u64 {
        self.lock().documents()
    }

    /// How many different lines are held, most of them seen once.
    #[getter]
    fn lines(&self) -> usize {
        self.lock().lines()
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let py = slf.py();
        let load = py.get_type::<Survey>().getattr("from_bytes")?;
        Ok((load, (slf.get().to_bytes(py)?,)))
    }

    fn __repr__(&self) -> String {
        let survey = self.lock();
        format!("<Survey of {} documents: {} lines>", survey.documents(), survey.lines())
    }
}
