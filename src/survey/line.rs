//! When two lines are the same line, and which lines are counted.

/// Lines of more bytes are paragraphs. Bytes and not characters: a Chinese line says as much in a
/// third of the characters.
pub const LONGEST: usize = 160;

/// A line with its digits folded and its white space mended; a buffer for the next one.
#[derive(Debug, Default)]
pub(crate) struct Folded(String);

impl Folded {
    /// The line as it is counted; `None` for lines that are not: long ones, and those without two
    /// letters, which may be figures of a table or marks of a list.
    pub(crate) fn of(&mut self, line: &str) -> Option<&str> {
        if line.len() > LONGEST {
            return None;
        }
        self.0.clear();
        fold(line, &mut self.0);
        let letters = self.0.chars().filter(|c| c.is_alphabetic()).take(2).count();
        (letters == 2).then_some(&*self.0)
    }
}

/// Writes a line with each number as `0` and each run of white space as one space.
pub(crate) fn fold(line: &str, into: &mut String) {
    for word in line.split_whitespace() {
        if !into.is_empty() {
            into.push(' ');
        }
        let mut in_number = false;
        for c in word.chars() {
            let is_digit = c.is_numeric();
            match (is_digit, in_number) {
                (true, true) => {}
                (true, false) => into.push('0'),
                (false, _) => into.push(c),
            }
            in_number = is_digit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(Folded::default().of(line), expected, "{line:?}");
    }

    #[test]
    fn digits_and_spaces_are_folded() {
        check("12 years\u{a0} ago", Some("0 years ago"));
        check("٣ years  ago\t", Some("0 years ago"));
        check("Updated 5:30 p.m., 1,204 votes", Some("Updated 0:0 p.m., 0,0 votes"));
        check("広告", Some("広告"));
        check(&"ä".repeat(80), Some(&"ä".repeat(80)));
    }

    #[test]
    fn figures_signs_and_paragraphs_are_not_counted() {
        check("1,204.5", None);
        check("* * *", None);
        check("Q:", None);
        check("", None);
        check(&"a".repeat(LONGEST + 1), None);
    }

    #[test]
    fn a_folded_line_is_its_own_fold() {
        for line in ["12 years ago", " ½ x yz 3½ ", "a\u{2003}\u{a0}b"] {
            let once = Folded::default().of(line).map(str::to_owned);
            let once = once.expect("these are counted");
            check(&once, Some(&once));
        }
    }
}
