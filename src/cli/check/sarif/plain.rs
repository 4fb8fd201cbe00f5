//! Messages as SARIF takes them for plain text.

use std::fmt::Write as _;

/// The message without what SARIF takes for a place to put an argument, `{0}`: escapes are written as
/// JSON has them, and braces of the text are doubled.
pub fn braceless(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let escape = rest[..at].strip_suffix("\\u").and_then(|_| {
            let (digits, behind) = rest[at + 1..].split_once('}')?;
            Some((u32::from_str_radix(digits, 16).ok()?, behind))
        });
        rest = match escape {
            Some((c @ 0..=0xffff, behind)) => {
                let _ = write!(out, "{c:04x}");
                behind
            }
            Some((c, behind)) => {
                out.pop();
                let _ = write!(out, "U{c:08x}");
                behind
            }
            None => {
                out.push_str(if rest.as_bytes()[at] == b'{' { "{{" } else { "}}" });
                &rest[at + 1..]
            }
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_an_argument() {
        assert_eq!(braceless("\"\\u{7}\" → \"\\u{1f600}\""), "\"\\u0007\" → \"\\U0001f600\"");
        assert_eq!(braceless("a {0} of \\u{x} }"), "a {{0}} of \\u{{x}} }}");
        assert_eq!(braceless("\\u{"), "\\u{{");
        assert_eq!(braceless("plain é"), "plain é");
    }
}
