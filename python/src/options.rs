//! Keyword arguments are the options of the command line, by their names.

use std::sync::Arc;

use descrape::program::{Choice, Step};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};

use crate::errors::value_error;
use crate::survey::Survey;

/// The step that keyword arguments ask for.
pub fn step(options: Option<&Bound<'_, PyDict>>) -> PyResult<Step> {
    let (mut chosen, mut survey) = (vec![], None);
    for (name, value) in options.into_iter().flatten() {
        let name: String = name.extract()?;
        if let (true, Ok(counted)) = (name == "survey", value.cast::<Survey>()) {
            survey = Some(Arc::new(counted.get().lock().repeated()));
        } else if !value.is_none() {
            let choice = choice(&name, &value)?;
            chosen.push((name, choice));
        }
    }
    let chosen = chosen.iter().map(|(name, choice): &(String, Choice)| (&**name, choice.clone()));
    let mut step = Step::new(chosen).map_err(|error| value_error(&error))?;
    step.options.survey = survey.or(step.options.survey);
    Ok(step)
}

fn choice(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Choice> {
    if value.is_instance_of::<PyBool>() {
        return Ok(Choice::Switch(value.extract()?));
    }
    if let Some(one) = one(value)? {
        return Ok(Choice::Values(vec![one]));
    }
    let wrong = || {
        let kind =
            value.get_type().qualname().map_or_else(|_| "that".into(), |name| name.to_string());
        PyTypeError::new_err(format!(
            "option '{name}' is not of type {kind}: a str, a number, a bool, or several"
        ))
    };
    let items = value.try_iter().map_err(|_| wrong())?;
    let items = items.map(|item| one(&item?)?.ok_or_else(wrong));
    Ok(Choice::Values(items.collect::<PyResult<_>>()?))
}

/// A value as it would be typed.
fn one(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let is_path = || value.hasattr("__fspath__");
    Ok(if value.is_instance_of::<PyString>() {
        Some(value.extract()?)
    } else if value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() {
        Some(value.str()?.extract()?)
    } else if is_path()? {
        Some(value.call_method0("__fspath__")?.extract()?)
    } else {
        None
    })
}
