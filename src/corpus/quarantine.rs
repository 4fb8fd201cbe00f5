//! A row of the quarantine: what could not be done, where it stands and why.

use super::Problem;
use crate::output::json;

/// The last key of a row of the quarantine is one of these.
pub(crate) const KEYS: [&str; 3] = ["reason", "raw", "raw_base64"];

/// Writes a row.
pub(crate) fn row(out: &mut Vec<u8>, problem: &Problem, raw: &[u8]) {
    out.push(b'{');
    json::key(out, "path");
    json::string(out, &problem.path);
    for (name, value) in [("line", problem.line), ("offset", problem.offset)] {
        json::key(out, name);
        match value {
            Some(value) => json::number(out, value),
            None => json::optional(out, None),
        }
    }
    json::key(out, "reason");
    json::string(out, &problem.reason);
    if !raw.is_empty() {
        if let Ok(text) = std::str::from_utf8(raw) {
            json::key(out, "raw");
            json::string(out, text);
        } else {
            json::key(out, "raw_base64");
            json::string(out, &json::base64(raw));
        }
    }
    out.extend_from_slice(b"}\n");
}
