#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::format_collect, reason = "a test reads better so")]

use super::*;

/// The number in letters: digits are folded.
fn word(n: usize) -> String {
    n.to_string().bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
}

/// A paragraph that no other number has.
fn paragraph(n: usize) -> String {
    let word = word(n);
    format!(
        "At noon the boat {word} left Kessing with {word} sacks of salt, and it came to the quay of Orrin late."
    )
}

/// An article of its own, with lines at its end.
fn article(n: usize, end: &str) -> String {
    format!("Title {n}\n\n{}\n\n{}\n\n{end}", paragraph(3 * n), paragraph(3 * n + 1))
}

fn repeated(articles: impl IntoIterator<Item = String>) -> Vec<(String, Where)> {
    let mut survey = Survey::default();
    for article in articles {
        survey.add(&article, false);
    }
    let mut lines: Vec<_> =
        survey.repeated().lines().map(|(line, place)| (line.to_owned(), place)).collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines
}

fn at_end(line: &str) -> (String, Where) {
    (line.to_owned(), Where::AtEnd)
}

#[test]
fn a_line_at_the_end_of_six_articles_is_furniture_there() {
    let articles = |n| (0..n).map(|n| article(n, &format!("Les hele avisen\n{n} years ago")));
    assert_eq!(repeated(articles(5)), []);
    assert_eq!(repeated(articles(6)), [at_end("0 years ago"), at_end("Les hele avisen")]);
}

#[test]
fn what_reads_like_prose_takes_twice_as_many() {
    let articles = |n| (0..n).map(|n| article(n, "The mayor of Orrin did not answer."));
    assert_eq!(repeated(articles(11)), []);
    assert_eq!(repeated(articles(12)).len(), 1);
    let long = "A line ".repeat(12) + "without a stop";
    let articles = |n| (0..n).map(|n| article(n, &long));
    assert_eq!(repeated(articles(11)), []);
    // Where its hash is the least of the paragraphs', documents are taken for copies of each other.
    assert_eq!(repeated(articles(30)), [at_end(&long)]);
}

#[test]
fn between_paragraphs_it_takes_many_of_the_documents() {
    let with = |n: usize| format!("{}\n\n{}", article(n, "Lund i dag"), paragraph(3 * n + 2));
    let articles = |with_it: usize, all: usize| {
        repeated((0..all).map(|n| if n < with_it { with(n) } else { article(n, "") }))
    };
    assert_eq!(articles(15, 15), []);
    assert_eq!(articles(16, 160), [("Lund i dag".to_owned(), Where::Anywhere)]);
    assert_eq!(articles(16, 161), []);
}

#[test]
fn copies_of_an_article_are_one() {
    let copy = || article(1, "Things to bring\nRope\nTar");
    assert_eq!(repeated((0..50).map(|_| copy())), []);
    // Each under a title of its own, with one paragraph more or one changed at its end.
    let edited = |n: usize| {
        let head = copy().replace("Title 1", &format!("Another title {}", word(n)));
        let head = head.replace("late.", &format!("late, {} hours behind.", word(n)));
        if n.is_multiple_of(2) { head } else { format!("{head}\n\n{}", paragraph(900 + n)) }
    };
    assert_eq!(repeated((0..50).map(edited)), []);
}

#[test]
fn copies_in_which_one_paragraph_is_new_are_several_with_the_same_neighbours() {
    let edited = |n: usize| {
        let (head, rest) = (paragraph(100 + n), paragraph(1));
        format!("A title\n\n{head}\n\n{rest}\n\n{rest}\n\nThings to bring\nRope\nTar")
    };
    assert_eq!(repeated((0..50).map(edited)), []);
}

#[test]
fn titles_are_not_counted_unless_they_are_known_from_elsewhere() {
    let mut survey = Survey::default();
    let text = format!("The week in Lund\n\n{}", paragraph(1));
    survey.add(&text, false);
    assert_eq!((survey.documents(), survey.lines()), (1, 1));
    survey.add(&text, true);
    assert_eq!((survey.documents(), survey.lines()), (2, 2));
    survey.add("", false);
    survey.add("\n \n", true);
    assert_eq!((survey.documents(), survey.lines()), (4, 2));
}

#[test]
fn a_text_of_short_lines_has_no_end() {
    let poem = |n: usize| format!("A title\n\nThe sea of {}\nIs deep\nRefrain", word(n));
    assert_eq!(repeated((0..15).map(poem)), []);
}

/// Its own size is what the survey says it is, and no input passes the budget.
#[test]
fn memory_is_bounded_for_lines_all_equal_and_all_different() {
    const SMALL: usize = 100_000;
    let mut survey = Survey::with_budget(SMALL);
    let mut most = 0;
    for n in 0..300 {
        let own: String = (0..40).map(|k| format!("line {} of {}\n", word(k), word(n))).collect();
        survey.add(&article(n, &format!("{own}Les hele avisen")), false);
        most = most.max(survey.weight());
        assert_eq!(survey.weighed(), survey.weight());
    }
    assert!(most > SMALL / 2 && survey.weight() <= SMALL, "{most}");
    assert!(survey.one_in() >= 8, "{}", survey.one_in());
    assert_eq!(survey.documents(), 300);
    // What stands in all of them is found in those that are left.
    assert!(survey.repeated().find("Les hele avisen").is_some());

    let mut survey = Survey::with_budget(SMALL);
    survey.add(&"The same\n".repeat(120_000), false);
    assert_eq!(survey.lines(), 1);
    survey.add(&(0..100_000).map(|n| format!("row {}\n", word(n))).collect::<String>(), false);
    assert!(survey.lines() <= 1001 && survey.weight() <= SMALL, "{}", survey.lines());
}

#[test]
fn a_file_that_is_broken_is_told_with_its_line() {
    let mut survey = Survey::default();
    for n in 0..6 {
        survey.add(&article(n, "Les hele avisen"), false);
    }
    let mut file = vec![];
    survey.write(&mut file).unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(file.contains("\n6\t6\t6\tat the end\tLes hele avisen\t"), "{file}");
    let read = |file: &str| Survey::read(&mut file.as_bytes());
    assert_eq!(read(&file).unwrap().repeated(), survey.repeated());
    // What people may do with it.
    assert_eq!(read(&file.replace('\n', "\r\n")).unwrap().repeated(), survey.repeated());
    let without: String =
        file.split_inclusive('\n').filter(|row| !row.contains("avisen")).collect();
    assert!(read(&without).unwrap().repeated().is_empty());

    let row = file.lines().find(|row| row.contains("avisen")).unwrap();
    let places = row.rsplit('\t').next().unwrap();
    for (broken, expected) in [
        (String::new(), "line 1: is not the beginning of a saved survey"),
        ("{\"text\":\"a\"}\n".to_owned(), "line 1: is not the beginning of a saved survey"),
        (
            file.replace("survey 1\t", "survey 2\t"),
            "line 1: is of version 2; this program reads version 1",
        ),
        (file.replace("level 0", "level 77"), "line 1: is not the beginning of a saved survey"),
        (file.replace("\tat the end\tLes", "\tLes"), "line 3: does not have six columns"),
        (file.replace("hele", "3"), "line 3: the fifth column is no line that a survey counts"),
        (file.replace(places, "12"), "line 3: the places are not hexadecimal numbers of 16 digits"),
        (file.replace(places, ""), "line 3: the places are not hexadecimal numbers of 16 digits"),
        (file[..file.find("\tat the end\tLes").unwrap()].to_owned(), "line 3: breaks off"),
    ] {
        let error = read(&broken).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(error.hint_text().unwrap().contains("descrape survey"), "{expected}");
    }
    let error = Survey::read(&mut &b"# descrape survey 1\tdocuments 0\tlevel 0\n\xff\n"[..]);
    assert_eq!(error.unwrap_err().to_string(), "line 2: is not UTF-8");
}
