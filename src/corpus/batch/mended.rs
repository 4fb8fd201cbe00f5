//! Mends a document before it is checked.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Event, Purpose, Work};
use crate::check::{self, Mended, Unmended};
use crate::corpus::mend::{self, Made, Mender, Record};
use crate::corpus::walk::Found;
use crate::options::Options;

impl<'a> Work<'a> {
    /// What a text file holds now that it is mended; `None` where it stays as it is. Of a part of a
    /// text it is not known what stands around it.
    pub(super) fn mended_file(
        &mut self,
        found: &Arc<Found>,
        bytes: &[u8],
        is_part: bool,
    ) -> Option<Vec<u8>> {
        let (mender, options) = self.mender(found)?;
        let mended = self.worth(found, None, check::mend(bytes, &options))?;
        let made = if is_part {
            mend::not_written(found, "it is too large for one document")
        } else {
            match mender.file(found, &mended) {
                Ok(made) => made,
                Err(trouble) => {
                    self.done.events.push(Event::Problem(mend::problem(found, trouble)));
                    return None;
                }
            }
        };
        let is_written = matches!(made, Made::File { .. } | Made::Linked);
        self.done.check.made.push(made);
        is_written.then_some(mended.source)
    }

    /// The value of a record, to the letter, now that it is mended; `None` where it stays as it is. A
    /// record whose other fields tell of its text (`fields`, as JSON) is left so that it agrees with
    /// itself.
    pub(super) fn mended_value(
        &mut self,
        found: &Arc<Found>,
        record: Record,
        text: &[u8],
        fields: &[(Cow<'_, str>, &str)],
    ) -> Option<String> {
        let (mender, options) = self.mender(found)?;
        let title = record.title;
        let mended = match record.value {
            Some((_, value)) => Mender::value(value, title, &options),
            // Whatever it is quoted or packed in, its text is that of a JSON string.
            None => {
                let mut value = vec![];
                crate::output::json::wtf8_string(&mut value, text)?;
                Mender::value(str::from_utf8(&value).ok()?, title, &options)
            }
        };
        let mended = self.worth(found, Some(record.line), mended)?;
        let disagrees = |text: &str| {
            let fields = fields.iter().map(|(key, value)| (&**key, *value));
            check::disagreement(text, fields).is_some()
        };
        if disagrees(&mended.after) && !disagrees(&mended.before) {
            return None;
        }
        let made = mender.record(found, record, &mended);
        let is_written = matches!(made, Made::Value { .. });
        self.done.check.made.push(made);
        is_written.then(|| String::from_utf8(mended.source).ok()).flatten()
    }

    /// Who mends this file, and by which choices; nobody where nothing is to be mended in it.
    fn mender(&self, found: &Found) -> Option<(&'a Mender, Cow<'a, Options>)> {
        let shared = self.shared;
        let Purpose::Check(checks, Some(mender)) = &shared.purpose else { return None };
        let options = mender.options(&checks.ignores(&found.shown))?;
        Some((&**mender, options))
    }

    /// What was mended; where it could not be, that is told, if it was meant to be written.
    fn worth(
        &mut self,
        found: &Found,
        line: Option<u64>,
        mended: Result<Option<Mended>, Unmended>,
    ) -> Option<Mended> {
        mended.unwrap_or_else(|why| {
            if self.mender(found).is_some_and(|(mender, _)| mender.writes()) {
                self.done.events.push(Event::Problem(mend::unmended(found, line, why)));
            }
            None
        })
    }
}
