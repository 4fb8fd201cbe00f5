//! Arrow batches, through the C data interface: nothing is copied on the way in, and other columns
//! are the same buffers on the way out.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use descrape::arrow::{Cleaner as Inner, Columns, RefusedRow};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatch, PyRecordBatchReader, PySchema, PyTable};

use crate::cleaner::Cleaner;
use crate::errors::{detached, row_error, value_error};
use crate::survey::Survey;
use crate::threads::pool;

/// Cleans the rows of batches that have one schema.
#[pyclass(frozen, module = "descrape._native")]
pub struct Rows {
    inner: Inner,
    schema: SchemaRef,
    /// The column that says why a row could not be done; without it that is an exception.
    errors: Option<String>,
}

#[pymethods]
impl Rows {
    #[new]
    #[pyo3(signature = (cleaner, schema, *, text = "text", language = None, path = None, errors = None))]
    fn new(
        cleaner: &Cleaner,
        schema: PySchema,
        text: &str,
        language: Option<String>,
        path: Option<String>,
        errors: Option<String>,
    ) -> PyResult<Rows> {
        let step = &cleaner.step;
        let columns = Columns { text: text.to_owned(), language, path };
        let inner = Inner::new(step.options.clone(), &step.shape, columns, &schema.into_inner())
            .map_err(|error| value_error(&error))?;
        let mut schema = Arc::clone(inner.schema());
        if let Some(name) = &errors {
            if schema.index_of(name).is_ok() {
                let what = format!("a column '{name}' is there already; name another for `errors`");
                return Err(PyValueError::new_err(what));
            }
            let error = Arc::new(Field::new(name, DataType::Utf8, true));
            let fields: Vec<_> = schema.fields().iter().cloned().chain([error]).collect();
            schema = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
        }
        Ok(Rows { inner, schema, errors })
    }

    /// The schema of what comes out.
    #[getter]
    fn schema(&self) -> PySchema {
        PySchema::new(Arc::clone(&self.schema))
    }

    /// Cleans a batch; `row` is how many rows came before it.
    #[pyo3(signature = (batch, threads = None, row = 0))]
    fn clean(
        &self,
        py: Python<'_>,
        batch: PyRecordBatch,
        threads: Option<usize>,
        row: usize,
    ) -> PyResult<PyRecordBatch> {
        let (batch, pool) = (batch.into_inner(), pool(threads)?);
        let cleaned = detached(py, || pool.install(|| self.inner.clean(&batch)))?;
        let cleaned = cleaned.map_err(|error| value_error(&error))?;
        if self.errors.is_none() {
            return match cleaned.refused.first() {
                Some(refused) => Err(row_error(py, row + refused.row, &refused.reason)),
                None => Ok(PyRecordBatch::new(cleaned.batch)),
            };
        }
        let error = column(&cleaned.refused, cleaned.batch.num_rows());
        let columns = cleaned.batch.columns().iter().cloned().chain([error]).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map(PyRecordBatch::new)
            .map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// Counts the lines of a batch; a row that could not be read is not counted.
    fn count(
        &self,
        py: Python<'_>,
        batch: PyRecordBatch,
        survey: &Bound<'_, Survey>,
    ) -> PyResult<usize> {
        let batch = batch.into_inner();
        let survey = survey.get();
        let refused = detached(py, || self.inner.count(&batch, &mut survey.lock()))?;
        Ok(refused.map_err(|error| value_error(&error))?.len())
    }
}

fn column(refused: &[RefusedRow], rows: usize) -> ArrayRef {
    let mut reasons = vec![None; rows];
    for row in refused {
        reasons[row.row] = Some(&*row.reason);
    }
    Arc::new(StringArray::from(reasons))
}

/// The batches of a stream, as a table or a data frame gives one.
#[pyfunction]
pub fn batches(py: Python<'_>, stream: PyRecordBatchReader) -> PyResult<Vec<PyRecordBatch>> {
    let reader = stream.into_reader()?;
    let read: Result<Vec<_>, ArrowError> = detached(py, || reader.collect())?;
    let read = read.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(read.into_iter().map(PyRecordBatch::new).collect())
}

/// A table of batches.
#[pyfunction]
pub fn table(batches: Vec<PyRecordBatch>, schema: PySchema) -> PyResult<PyTable> {
    let batches = batches.into_iter().map(PyRecordBatch::into_inner).collect();
    PyTable::try_new(batches, schema.into_inner())
}
