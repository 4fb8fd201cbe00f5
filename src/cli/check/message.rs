//! A finding in words.

use descrape::check::Finding;

use unicode_normalization::UnicodeNormalization as _;

use crate::cli::excerpt;

/// What is wrong, in one line without colours: `"cafÃ©" → "café"`.
pub fn message(finding: &Finding) -> String {
    match (&finding.message, &finding.after) {
        (Some(message), _) => descrape::error::printable(message),
        (None, Some(after)) if *after != finding.before => {
            let (before, after) = excerpt::pair(&finding.before, after);
            format!("{before} → {after}")
        }
        // Bytes that do not decode stay what they are.
        _ => finding.rule.summary.to_owned(),
    }
}

/// The same behind what the rule is about, for those who see nothing else.
pub fn summed_up(finding: &Finding) -> String {
    let (summary, message) = (finding.rule.summary, message(finding));
    if finding.message.is_some() || message == summary {
        message
    } else {
        format!("{summary}: {message}")
    }
}

/// What would stand there, as help: `write "é"`; nothing where no edit mends it.
pub fn proposed(finding: &Finding) -> Option<String> {
    let after = finding.after.as_deref().filter(|after| *after != finding.before)?;
    let (before, quoted) = excerpt::pair(&finding.before, after);
    Some(if after.is_empty() {
        "take it out".to_owned()
    } else if after.trim().is_empty() && !finding.before.trim().is_empty() {
        format!("take it out, leave {quoted}")
    } else if finding.before.nfc().eq(after.nfc()) {
        // Nobody sees what stands there.
        format!("write {quoted}, not {before}")
    } else {
        format!("write {quoted}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::check::samples::{finding, whole};

    #[test]
    fn what_is_proposed_is_a_sentence() {
        let check = |before: &str, after: Option<&str>, expected: Option<&str>| {
            let finding = finding("unicode.nfc", before, after);
            assert_eq!(proposed(&finding).as_deref(), expected, "{before:?}");
        };
        check("Ã©", Some("é"), Some("write \"é\""));
        check("\u{7}", Some(""), Some("take it out"));
        check("\n\nShare this\n", Some("\n\n"), Some(r#"take it out, leave "\n\n""#));
        check("\t", Some(" "), Some("write \" \""));
        check("e\u{301}", Some("é"), Some(r#"write "\u{e9}", not "e\u{301}""#));
        check("\u{fffd}", Some("\u{fffd}"), None);
        check("\u{fffd}", None, None);
    }

    #[test]
    fn what_a_finding_says_itself_needs_no_rule_before_it() {
        let nfc = finding("unicode.nfc", "e\u{301}", Some("é"));
        assert_eq!(summed_up(&nfc), format!("{}: {}", nfc.rule.summary, message(&nfc)));
        assert_eq!(summed_up(&whole("input.empty-text", "there is no text")), "there is no text");
        let undecodable = finding("decode.undecodable", "\u{fffd}", Some("\u{fffd}"));
        assert_eq!(summed_up(&undecodable), undecodable.rule.summary);
    }
}
