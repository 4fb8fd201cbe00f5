//! Messages for programs: `--log-format json` writes each as one JSON object a line.

use std::fmt::Write as _;
use std::time::SystemTime;

use clap::ValueEnum;
use descrape::error::is_unprintable;
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One object a line: time, level, message, and what the message is made of
    Json,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Info,
    /// Something was not done; the rest goes on.
    Warn,
    /// What ends a command.
    Error,
}

/// What a message is made of; what is not known is left out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantined: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Seconds since the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed: Option<f64>,
    /// Bytes a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<u64>,
    /// Seconds that are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eta: Option<u64>,
}

#[derive(Serialize)]
struct Entry<'a> {
    time: String,
    level: Level,
    message: &'a str,
    #[serde(flatten)]
    fields: &'a Fields<'a>,
}

/// The line of a message, with its end.
pub fn line(now: SystemTime, level: Level, message: &str, fields: &Fields) -> String {
    let time = humantime::format_rfc3339_millis(now).to_string();
    let entry = Entry { time, level, message, fields };
    let json = serde_json::to_string(&entry).expect("keys are strings");
    escaped(&json) + "\n"
}

/// JSON as safe for a terminal as other messages: it escapes only what ASCII has of control
/// characters, and somebody may look at a log.
pub fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if is_unprintable(c) {
            // All of them are below U+10000.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_and_keeps_every_character() {
        let path = "a\u{1b}[2J\u{9b}2J\u{202e}\n\"é.txt";
        let fields = Fields { path: Some(path), line: Some(3), ..Fields::default() };
        let line = line(SystemTime::UNIX_EPOCH, Level::Warn, path, &fields);
        let (object, end) = line.split_at(line.len() - 1);
        assert_eq!(end, "\n");
        assert!(!object.contains(is_unprintable), "{object}");
        let value: serde_json::Value = serde_json::from_str(object).unwrap();
        assert_eq!(value["path"], path);
        assert_eq!(value["message"], path);
        let start = r#"{"time":"1970-01-01T00:00:00.000Z","level":"warn","message":"#;
        assert!(object.starts_with(start) && object.ends_with(r#","line":3}"#), "{object}");
    }
}
