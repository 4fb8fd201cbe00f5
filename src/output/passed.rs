//! Fields that pass through, where records have columns: a table must know them before its first row.

use std::borrow::Cow;

use super::json;

/// The column of what differs from record to record.
pub(crate) const REST: &str = "rest";

/// Which columns hold the fields that pass through.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Passed {
    /// None: no input has such fields.
    Nothing,
    /// Those of the inputs, which all have the same.
    Columns(Vec<PassedColumn>),
    /// One, the last, with all of them as a JSON object.
    Rest,
}

/// A column of the inputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PassedColumn {
    /// Its name in a record, as a JSON string.
    pub key: String,
    /// Which of the columns of its table it is.
    pub source: usize,
    /// Its type; text where its table has none.
    #[cfg(feature = "parquet")]
    pub data_type: Option<arrow_schema::DataType>,
}

impl PassedColumn {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        json::text(&self.key).unwrap_or_default()
    }
}

impl Passed {
    pub(crate) fn columns(&self) -> &[PassedColumn] {
        match self {
            Passed::Columns(columns) => columns,
            Passed::Nothing | Passed::Rest => &[],
        }
    }

    /// Whether some hold what tables have, and not what is read of it.
    #[cfg(feature = "parquet")]
    pub(crate) fn is_of_tables(&self) -> bool {
        self.columns().iter().any(|column| column.data_type.is_some())
    }

    /// The value in each of the columns of a record that has these fields, as JSON.
    pub(crate) fn values<'a>(
        &self,
        mut fields: &'a [(Cow<'_, str>, &'a str)],
    ) -> impl Iterator<Item = Option<&'a str>> {
        self.columns().iter().map(move |column| {
            // In the order of the columns, but for an id or the like that in this record is none.
            let at = fields.iter().position(|(key, _)| **key == column.key)?;
            let value = fields[at].1;
            fields = &fields[at + 1..];
            Some(value)
        })
    }
}
