//! The lines around each finding, with carets below it and what would stand there.

use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use descrape::check::{Excerpt, Finding};
use descrape::error::printable;
use descrape::rule::Severity;

use super::message::{message, proposed};
use super::region::Region;
use super::views::{View, ViewRow};
use crate::cli::{excerpt, terminal};

pub const ROW: ViewRow = ViewRow {
    name: "full",
    summary: "the lines around each finding, and what would stand there",
    excerpts: true,
    styled: true,
    most: None,
    make: |_| Box::new(Full { renderer: Renderer::styled().term_width(terminal::width()) }),
};

/// Where the excerpt does not show all of a line.
const CUT: &str = "…";

struct Full {
    renderer: Renderer,
}

impl View for Full {
    fn finding(&mut self, finding: &Finding, out: &mut String) {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = match &finding.message {
            Some(_) => message(finding),
            None => finding.rule.summary.to_owned(),
        };
        let mut group = Group::with_title(level.primary_title(title).id(finding.rule.id))
            .element(Origin::path(origin(finding)));
        // What is about a document as a whole is at no place in it.
        let is_whole = finding.after.is_none() && finding.before.is_empty();
        if let Some(excerpt) = finding.excerpt.as_ref().filter(|_| !is_whole) {
            group = group.element(snippet(excerpt));
        }
        if let Some(proposed) = proposed(finding) {
            group = group.element(Level::HELP.message(proposed));
        }
        if !finding.also.is_empty() {
            let ids: Vec<&str> = finding.also.iter().map(|rule| rule.id).collect();
            group = group.element(Level::NOTE.message(format!("also by {}", ids.join(", "))));
        }
        if finding.known {
            group = group.element(Level::NOTE.message("known, in the baseline"));
        }
        for line in self.renderer.render(&[group]).lines().filter(|line| !is_nameless(line)) {
            let _ = writeln!(out, "{line}");
        }
        out.push('\n');
    }
}

/// `a.txt:3:9`; of a record also where in its text, which the line numbers of the excerpt count.
fn origin(finding: &Finding) -> String {
    let place = &finding.place;
    let Region { line, column, .. } = Region::seen(finding);
    let mut origin = format!("{}:{line}", printable(&place.path));
    if let Some(column) = column {
        let _ = write!(origin, ":{column}");
    }
    if let (Some(record), false) = (&place.record, place.bytes.is_empty()) {
        let field = printable(&record.field);
        let _ = write!(origin, " ({field}, character {})", place.start.offset);
    }
    origin
}

/// The lines with nothing invisible: escapes are as long as they look, so the carets stay right.
fn snippet(excerpt: &Excerpt) -> Snippet<'static, Annotation<'static>> {
    let (mut text, mut span) = excerpt::lines_and_part(&excerpt.text, &excerpt.span);
    let (first, last) = excerpt.cut;
    if first {
        text.insert_str(0, CUT);
        span = span.start + CUT.len()..span.end + CUT.len();
    }
    if last {
        text.push_str(CUT);
    }
    Snippet::source(text).line_start(excerpt.line).annotation(AnnotationKind::Primary.span(span))
}

/// Whether a line is the `:::` that stands before an excerpt which is not the first of its file. Ours is
/// none, but has no name, since the one above it says more than the renderer could.
fn is_nameless(line: &str) -> bool {
    line.contains(":::") && anstream::adapter::strip_str(line).to_string().trim() == ":::"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::check::samples::{between, finding, in_record, whole};

    fn check(width: usize, finding: &Finding, expected: &str) {
        let mut out = String::new();
        Full { renderer: Renderer::styled().term_width(width) }.finding(finding, &mut out);
        assert_eq!(anstream::adapter::strip_str(&out).to_string(), expected);
    }

    #[test]
    fn carets_stand_below_what_is_wrong() {
        let tab = "渡轮\t🚢 \u{202e}";
        let mut one = between((tab, " shut\u{7f}"), finding("unicode.nfc", "e\u{301}", Some("é")));
        one.also = vec![descrape::rule::find("unicode.control").expect("there is such a rule")];
        check(
            80,
            &one,
            &r#"note[unicode.nfc]: compose letters and their marks (Unicode NFC)
 --> a.txt:3:9
  |
3 | 渡轮\t🚢 \u{202e}E shut\u{7f}
  |                  ^
  |
  = help: write "\u{e9}", not "e\u{301}"
  = note: also by unicode.control

"#
            .replace('E', "e\u{301}"),
        );
    }

    #[test]
    fn lines_are_cut_to_the_terminal_and_records_say_where_in_their_text() {
        let long = "Nobody rode the ferry. ".repeat(4);
        let mut one =
            between((&long, &long), in_record(None, finding("entities.named", "&amp;", Some("&"))));
        if let Some(excerpt) = &mut one.excerpt {
            excerpt.cut = (true, false);
        }
        check(
            60,
            &one,
            r#"warning[entities.named]: decode named HTML references (&eacute; &amp;)
 --> a.txt:4:24 (text, character 10)
  |
3 | ...obody rode the ferry. &amp;Nobody rode the ferry. ...
  |                          ^^^^^
  |
  = help: write "&"

"#,
        );
    }

    #[test]
    fn what_is_about_a_whole_document_shows_none_of_it() {
        let mut one =
            between(("It said ", ""), whole("input.empty-text", "nothing of the text stays"));
        one.known = true;
        check(
            80,
            &one,
            r"warning[input.empty-text]: nothing of the text stays
--> a.txt:1:1
 = note: known, in the baseline

",
        );
    }
}
