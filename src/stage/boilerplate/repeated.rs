//! The lines that a survey of the folder knows, where no other rule has found anything.

use super::found::Found;
use super::lines::Line;
use super::rules::PAGE_REPEATED;
use crate::pipeline::Context;
use crate::survey::{Folded, Repeated, Where, is_long, is_title};

/// Adds the lines that the folder repeats.
///
/// Goes from the last line up: what is furniture at the end of a document is furniture here as long
/// as no paragraph that stays stands behind it. A text without such a paragraph has no end.
pub(super) fn find(
    text: &str,
    lines: &[Line],
    survey: &Repeated,
    context: &Context,
    found: &mut Found,
) {
    let mut taken = found.disjoint();
    let mut folded = Folded::default();
    let mut at_end = vec![];
    let mut is_end = true;
    for (number, line) in lines.iter().enumerate().rev() {
        let words = line.of(text);
        if is_title(number, words, context.titled) {
            continue;
        }
        let mut stays = true;
        let mut is_free = true;
        while let Some(span) = taken.last().filter(|span| span.range.end > line.start) {
            is_free &= span.range.start >= line.end;
            let is_whole = span.range.start <= line.start && line.end <= span.range.end;
            stays &= !(is_whole && context.options.allows(span.rule));
            if span.range.start < line.start {
                break; // it reaches into the line above
            }
            taken.pop();
        }
        let place =
            if is_free { folded.of(words).and_then(|line| survey.find(line)) } else { None };
        match place {
            Some(Where::Anywhere) => found.add(text, line.range(), &PAGE_REPEATED),
            Some(Where::AtEnd) if is_end => at_end.push(line.range()),
            _ if stays && is_long(words) && is_end => {
                is_end = false;
                for line in at_end.drain(..) {
                    found.add(text, line, &PAGE_REPEATED);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::survey::{Repeated, Where};
    use crate::{Options, clean_text};

    const STORY: &str = "The boat that left Kessing at noon with forty sacks of salt came to the quay \
        of Orrin late.";

    /// What leaves a text, by a survey that knows two lines.
    fn taken(text: &str, options: Options) -> Vec<(String, &'static str)> {
        let lines = [("Les hele avisen", Where::AtEnd), ("Annonse 0", Where::Anywhere)];
        let survey: Repeated =
            lines.into_iter().map(|(line, place)| (line.into(), place)).collect();
        let options =
            Options { survey: Some(Arc::new(survey)), only: Some(vec!["boilerplate"]), ..options };
        let document = clean_text(text, &options);
        let removed = document.removed().iter();
        removed
            .map(|it| (document.decoded().text()[it.source.clone()].to_owned(), it.rule.id))
            .collect()
    }

    fn check(text: &str, expected: &[&str]) {
        let taken = taken(text, Options::default());
        let lines: Vec<&str> = taken.iter().map(|(line, _)| &**line).collect();
        assert_eq!(lines, expected, "{text}");
    }

    #[test]
    fn where_it_is_furniture_it_leaves() {
        check(
            &format!("Title\n\nAnnonse 12\n\n{STORY}\n\nLes  hele avisen"),
            &["Annonse 12", "Les  hele avisen"],
        );
        check(&format!("Title\n\nLes hele avisen\n\n{STORY}\n\nannonse 1"), &[]);
        // Inside a line it is words like others.
        check(&format!("Title\n\n{STORY} Les hele avisen"), &[]);
    }

    #[test]
    fn without_a_paragraph_there_is_no_end() {
        check("Title\n\nOne\n\nLes hele avisen", &[]);
        check("Title\n\nOne\n\nAnnonse 1", &["Annonse 1"]);
    }

    #[test]
    fn a_title_stays() {
        check(&format!("Annonse 1\n\n{STORY}"), &[]);
        check(&format!("Les hele avisen\n\n{STORY}"), &[]);
    }

    #[test]
    fn what_another_rule_takes_is_of_that_rule_and_no_paragraph_behind() {
        let long = "Copyright 2018 The Orrin Mail and its daughters in Kessing and Lund, who have all of the rights";
        let text = format!("Title\n\n{STORY}\n\nLes hele avisen\n\n{long}");
        let by_rule = taken(&text, Options::default());
        let rules: Vec<_> = by_rule.iter().map(|(_, rule)| *rule).collect();
        assert_eq!(rules, ["page.repeated", "note.copyright"]);
        // A paragraph that stays is one.
        let mut options = Options::default();
        options.labels.keep(crate::label::Label::Copyright);
        assert_eq!(taken(&text, options), []);
    }
}
