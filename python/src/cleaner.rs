//! Texts, one or many.

use std::sync::{Arc, LazyLock};

use descrape::sentences::{self, split};
use descrape::{Options, language};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use rayon::prelude::*;

use crate::document::Document;
use crate::errors::{caught, detached};
use crate::options::step;
use crate::source::{Source, View};
use crate::threads::pool;

/// Cleans texts, all in the same way. See the stub for what it takes.
#[pyclass(frozen, module = "descrape._native", subclass)]
pub struct Cleaner {
    pub step: Arc<descrape::program::Step>,
}

#[pymethods]
impl Cleaner {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(options: Option<&Bound<'_, PyDict>>) -> PyResult<Cleaner> {
        Ok(Cleaner { step: Arc::new(step(options)?) })
    }

    fn clean(&self, py: Python<'_>, text: Source) -> PyResult<Document> {
        let text = text.view();
        let clean = || Document::new(text.document(&self.step.options), text.is_text, &self.step);
        detached(py, clean)
    }

    #[pyo3(signature = (texts, threads = None))]
    fn clean_many(
        &self,
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        threads: Option<usize>,
    ) -> PyResult<Vec<Option<Document>>> {
        if texts.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("clean_many takes several texts, not one"));
        }
        let texts: Vec<Option<Source>> =
            texts.try_iter()?.map(|text| text?.extract()).collect::<PyResult<_>>()?;
        let texts: Vec<Option<View>> =
            texts.iter().map(|text| text.as_ref().map(Source::view)).collect();
        let pool = pool(threads)?;
        let clean = |text: &Option<View>| {
            let text = text.as_ref()?;
            Some(Document::new(text.document(&self.step.options), text.is_text, &self.step))
        };
        // A few of them at once: handing over one short text would cost as much as cleaning it.
        detached(py, || pool.install(|| texts.par_iter().with_min_len(16).map(clean).collect()))
    }

    /// The clean text alone; the very object if nothing is to be changed.
    fn fix<'py>(&self, text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
        fixed(text, &self.step.options)
    }
}

/// Bytes of a text that the interpreter is kept for while it is repaired: to give it away and ask for it
/// again costs more.
const SHORT: usize = 4096;

/// The same while it is split, which takes longer.
const SHORT_TO_SPLIT: usize = 512;

fn done<T: Send>(py: Python<'_>, is_short: bool, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    if is_short { caught(work) } else { detached(py, work) }
}

fn fixed<'py>(text: &Bound<'py, PyString>, options: &Options) -> PyResult<Bound<'py, PyString>> {
    let py = text.py();
    let source: Source = text.extract()?;
    let view = source.view();
    let document = done(py, view.bytes.len() < SHORT, || view.document(options))?;
    if document.text().as_bytes() == view.bytes {
        return Ok(text.clone());
    }
    Ok(PyString::new(py, document.text()))
}

/// What `fix_text` does: repairs, and nothing that needs more than the words themselves.
static REPAIR: LazyLock<Options> = LazyLock::new(|| Options {
    only: Some(vec!["entities", "mojibake", "unicode"]),
    language: Some("und".to_owned()),
    ..Options::default()
});

/// Repairs a text and leaves its words and its layout as they are: the stages ``entities``,
/// ``mojibake`` and ``unicode``.
///
/// Returns the very object that was given when nothing is to be repaired. What is not a ``str`` is
/// a `TypeError`.
#[pyfunction]
pub fn fix_text<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
    fixed(text, &REPAIR)
}

/// Splits a text into sentences, without the spaces between them, and changes nothing else.
///
/// ``language`` is a BCP 47 tag; without one it is detected.
#[pyfunction]
#[pyo3(signature = (text, language = None))]
pub fn split_sentences<'py>(
    py: Python<'py>,
    text: &Bound<'py, PyString>,
    language: Option<&str>,
) -> PyResult<Bound<'py, PyList>> {
    let source: Source = text.extract()?;
    let words = source.view().words();
    let tag = match language {
        Some(tag) => language::tag_of(tag),
        None => language::detect(&words).to_owned(),
    };
    let options = sentences::Options { language: &tag, ..sentences::Options::default() };
    let ranges: Vec<_> =
        done(py, words.len() < SHORT_TO_SPLIT, || split(&words, &options).collect())?;
    PyList::new(py, ranges.into_iter().map(|range| PyString::new(py, &words[range])))
}
