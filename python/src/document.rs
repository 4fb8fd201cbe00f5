//! A document and its views. Lists of many parts come as the fields of a record do, so that what a
//! field is stands in one place.

use std::sync::{Arc, OnceLock};

use descrape::Document as Inner;
use descrape::output::{Shape, record};
use descrape::program::{Choice, Step};
use descrape::restore::restore_document;
use pyo3::exceptions::{PyIndexError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple};
use str_indices::chars;

use crate::errors::value_error;

/// A text, cleaned, and what was done to it.
///
/// Offsets into ``text`` are code points, as Python counts: ``text[start:end]``. Offsets into the
/// source are code points when the source was a ``str``, bytes when it was ``bytes``.
#[pyclass(frozen, module = "descrape._native")]
pub struct Document {
    inner: Inner,
    /// Whether it was a `str`, and offsets into it are code points.
    of_text: bool,
    step: Arc<Step>,
    /// Rebuilt when it is asked for first.
    source: OnceLock<Vec<u8>>,
}

impl Document {
    pub fn new(inner: Inner, of_text: bool, step: &Arc<Step>) -> Document {
        Document { inner, of_text, step: Arc::clone(step), source: OnceLock::new() }
    }

    /// A field of the record, as Python sees JSON.
    fn field<'py>(&self, py: Python<'py>, name: &'static str) -> PyResult<Bound<'py, PyAny>> {
        let shape = Shape { fields: Some(vec![name]), ..self.step.shape.clone() };
        self.loaded(py, &shape, "")?.get_item(name)
    }

    fn loaded<'py>(&self, py: Python<'py>, shape: &Shape, id: &str) -> PyResult<Bound<'py, PyAny>> {
        let line = record(&self.inner, shape, id).map_err(|error| value_error(&error))?;
        py.import("json")?.call_method1("loads", (line,))
    }

    fn source(&self) -> PyResult<&[u8]> {
        if let Some(bytes) = self.source.get() {
            return Ok(bytes);
        }
        let bytes = restore_document(&self.inner);
        let bytes = bytes.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(self.source.get_or_init(|| bytes))
    }
}

#[pymethods]
impl Document {
    /// The clean text. One blank line parts paragraphs; the headline is the first of them.
    #[getter]
    fn text(&self) -> &str {
        self.inner.text()
    }

    /// The headline, or None.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.inner.title()
    }

    /// The language as a BCP 47 tag; ``und`` when the evidence is thin.
    #[getter]
    fn language(&self) -> &str {
        self.inner.language()
    }

    /// The encoding that bytes were read as, by its WHATWG name; None for a ``str``.
    #[getter]
    fn encoding(&self) -> Option<&str> {
        (!self.of_text).then(|| self.inner.decoded().encoding())
    }

    /// The sentences, in order. Headlines, captions and list items are some of their own.
    #[getter]
    fn sentences<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let text = self.inner.text();
        PyList::new(
            py,
            self.inner.sentences().iter().map(|range| PyString::new(py, &text[range.clone()])),
        )
    }

    /// Where each sentence stands in ``text``, in code points: ``(start, end)``.
    #[getter]
    fn spans(&self) -> Vec<(usize, usize)> {
        let mut points = CodePoints::of(self.inner.text().as_bytes());
        let sentences = self.inner.sentences().iter();
        sentences.map(|range| (points.before(range.start), points.before(range.end))).collect()
    }

    /// Where each sentence came from: ``(start, end)`` in code points of a `str`, in bytes of `bytes`.
    #[getter]
    fn source_spans(&self) -> PyResult<Vec<(usize, usize)>> {
        let spans = self.inner.sentences().iter().map(|range| self.inner.to_source(range.clone()));
        if !self.of_text {
            return Ok(spans.map(|range| (range.start, range.end)).collect());
        }
        let mut points = CodePoints::of(self.source()?);
        Ok(spans.map(|range| (points.before(range.start), points.before(range.end))).collect())
    }

    /// The embedded posts, as the field of a record: ``network``, ``author``, ``handle``,
    /// ``date`` (YYYY-MM-DD) and so on.
    ///
    /// ``start`` and ``end`` are the whole post in the decoded source, ``text_start`` and
    /// ``text_end`` its words in ``text`` (None when they left it), in the unit that the option
    /// ``offsets`` names.
    #[getter]
    fn embeds<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "embeds")
    }

    /// What left the text as boilerplate: ``label``, ``rule``, ``start``, ``end``, ``text``.
    ///
    /// Offsets are into the decoded source, in the unit that the option ``offsets`` names.
    #[getter]
    fn removed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "removed")
    }

    /// Mentions, hashtags, cashtags and links: ``kind``, ``text``, ``start`` and ``end`` in the
    /// decoded source, ``text_start`` and ``text_end`` in ``text`` (None when they left it).
    ///
    /// Offsets are in the unit that the option ``offsets`` names.
    #[getter]
    fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "mentions")
    }

    /// What is odd about the text though it was cleaned: ``(id, message)``.
    #[getter]
    fn findings(&self) -> Vec<(&str, &str)> {
        self.inner.findings().iter().map(|finding| (finding.id, &*finding.message)).collect()
    }

    /// All changes, sorted by where they stand in the source; no two of them overlap.
    #[getter]
    fn changes(&self, py: Python<'_>) -> PyResult<Vec<Change>> {
        let source = self.source()?;
        let mut points = CodePoints::of(source);
        let mut offset = |at| if self.of_text { points.before(at) } else { at };
        let change = |change: descrape::Change<'_>| {
            let bytes = &source[change.source.clone()];
            let before = if self.of_text {
                text_of(py, bytes)?.into_any()
            } else if change.exact {
                PyString::new(py, change.before).into_any()
            } else {
                PyBytes::new(py, bytes).into_any()
            };
            Ok(Change {
                start: offset(change.source.start),
                end: offset(change.source.end),
                before: before.unbind(),
                after: change.after.to_owned(),
                rules: change.rules.iter().map(|rule| rule.id).collect(),
            })
        };
        self.inner.changes().map(change).collect()
    }

    /// Where ``text[start:end]`` stood in the source: ``(start, end)``.
    ///
    /// In code points when the source was a ``str``, in bytes when it was ``bytes``. A range that
    /// ``text`` does not have is an `IndexError`.
    fn to_source(&self, start: usize, end: usize) -> PyResult<(usize, usize)> {
        let text = self.inner.text();
        let (from, to) = (chars::to_byte_idx(text, start), chars::to_byte_idx(text, end));
        if start > end || chars::from_byte_idx(text, to) < end {
            let length = chars::count(text);
            let what = format!("{start}..{end} is no range of a text of {length} code points");
            return Err(PyIndexError::new_err(what));
        }
        let range = self.inner.to_source(from..to);
        if !self.of_text {
            return Ok((range.start, range.end));
        }
        let source = self.source()?;
        let before = code_points(&source[..range.start]);
        Ok((before, before + code_points(&source[range])))
    }

    /// The source, to the letter or to the byte: a ``str`` or ``bytes``, as it was given.
    fn restore<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let source = self.source()?;
        if self.of_text {
            Ok(text_of(py, source)?.into_any())
        } else {
            Ok(PyBytes::new(py, source).into_any())
        }
    }

    /// The record that ``descrape clean`` writes, as a dictionary.
    ///
    /// ``fields`` are chosen as by the option of that name, ``record("text", "spans")`` or
    /// ``record("+changes")``; without them it is those of the cleaner. Offsets of the field
    /// ``changes`` are bytes, those of a ``str`` as UTF-8. An unknown field is a `ValueError`.
    #[pyo3(signature = (*fields, id = ""))]
    fn record<'py>(
        &self,
        py: Python<'py>,
        fields: &Bound<'py, PyTuple>,
        id: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut shape = self.step.shape.clone();
        if !fields.is_empty() {
            let choice = Choice::Values(fields.extract()?);
            let step = Step::new([("fields", choice)]).map_err(|error| value_error(&error))?;
            shape.fields = step.shape.fields;
        }
        self.loaded(py, &shape, id)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = self.inner.text();
        let start = &text[..chars::to_byte_idx(text, 60)];
        let shown: String = PyString::new(py, start).repr()?.extract()?;
        let more = if start.len() < text.len() { "…" } else { "" };
        let (sentences, changes) = (self.inner.sentences().len(), self.inner.changes().count());
        Ok(format!("<Document {shown}{more}: {sentences} sentences, {changes} changes>"))
    }

    fn __str__(&self) -> &str {
        self.inner.text()
    }
}

/// A change: what stood in the source, and what stands in the text.
///
/// ``start`` and ``end`` are where it stood in the source: code points when that was a ``str``,
/// bytes when it was ``bytes``. ``before`` is what stood there (``bytes`` where they do not
/// decode), ``after`` what stands for it in the text, ``rules`` the ids of all rules that took part.
#[pyclass(frozen, get_all, module = "descrape._native")]
pub struct Change {
    start: usize,
    end: usize,
    before: Py<PyAny>,
    after: String,
    rules: Vec<&'static str>,
}

#[pymethods]
impl Change {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let before: String = self.before.bind(py).repr()?.extract()?;
        let after: String = PyString::new(py, &self.after).repr()?.extract()?;
        let (start, end, rules) = (self.start, self.end, self.rules.join(", "));
        Ok(format!("<Change {start}..{end} {before} → {after} by {rules}>"))
    }
}

/// How many code points stand before places that are asked for mostly in order.
struct CodePoints<'a> {
    bytes: &'a [u8],
    at: usize,
    count: usize,
}

impl CodePoints<'_> {
    fn of(bytes: &[u8]) -> CodePoints<'_> {
        CodePoints { bytes, at: 0, count: 0 }
    }

    fn before(&mut self, at: usize) -> usize {
        if at < self.at {
            // Two sentences may come from one character.
            return self.count - code_points(&self.bytes[at..self.at]);
        }
        self.count += code_points(&self.bytes[self.at..at]);
        self.at = at;
        self.count
    }
}

/// How many code points WTF-8 has: each counts at its first byte.
fn code_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// The `str` that was WTF-8.
fn text_of<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyString>> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Ok(PyString::new(py, text));
    }
    let text = PyBytes::new(py, bytes).call_method1("decode", ("utf-8", "surrogatepass"))?;
    Ok(text.cast_into::<PyString>()?)
}
