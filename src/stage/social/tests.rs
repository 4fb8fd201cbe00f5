//! Invented lines, with each choice.

use super::*;
use crate::clean_text;
use crate::edit::apply;

fn change(text: &str, social: Social) -> String {
    let options = Options { social, ..Options::default() };
    let proposal = find(text, &Context::new(&options, false));
    let changed = apply(text, &proposal.edits);
    let again = find(&changed, &Context::new(&options, false));
    assert_eq!(apply(&changed, &again.edits), changed, "{text:?} moves twice");
    changed
}

fn check_dropped(text: &str, expected: &str) {
    assert_eq!(change(text, Social::Drop), expected, "{text:?}");
}

#[test]
fn spaces_close_behind_what_is_dropped() {
    check_dropped("Thanks @ida for the trip.", "Thanks for the trip.");
    check_dropped("Thanks @ida!", "Thanks!");
    check_dropped("Thanks, @ida, for it.", "Thanks, for it.");
    check_dropped("@ida all aboard #ferry", "all aboard");
    check_dropped("@ida: all aboard", "all aboard");
    check_dropped(".@ida says so. And .@bo too.", "says so. And too.");
    check_dropped("“All aboard. #ferry.”", "“All aboard.”");
    check_dropped("(@ida, the mate)", "(the mate)");
    check_dropped("It rose (@0.5 %).", "It rose (@0.5 %).");
    check_dropped("All aboard https://example.com/a.", "All aboard.");
    check_dropped("“@ida all aboard”", "“all aboard”");
    check_dropped("渡し船@idaが", "渡し船 が");
}

#[test]
fn neighbours_leave_together() {
    check_dropped("All aboard #ferry #orrin @ida", "All aboard");
    check_dropped("All @ida, @bo, @cy aboard", "All aboard");
    check_dropped("One.\n@ida #ferry\nTwo.", "One.\nTwo.");
    check_dropped("One.\r\n@ida\r\n#ferry\r\nTwo.", "One.\r\nTwo.");
    check_dropped("#ferry", "");
    check_dropped("@ida#ferry$FRY go", "go");
}

#[test]
fn what_only_they_needed_leaves_too() {
    check_dropped("RT @ida: all aboard", "all aboard");
    check_dropped("All aboard (via @ida)", "All aboard");
    check_dropped("All aboard, h/t @ida.", "All aboard.");
    check_dropped("Ida Oke (@ida) is mate.", "Ida Oke is mate.");
    check_dropped("The “#ferry” sailed.", "The sailed.");
    check_dropped("Start @ida now, trivia @bo too", "Start now, trivia too");
}

#[test]
fn nothing_new_comes_of_what_is_left() {
    check_dropped("see example @ida.com/x", "see example .com/x");
    check_dropped("##ferry ok", "ok");
    check_dropped("a#b @ida#b@c#d go", "a#b go");
}

#[test]
fn what_is_no_entity_stays() {
    for text in ["Example.com said it held.So we left.", "No. 5, ida@example.com, $5, C#, a@b"] {
        for social in [Social::Drop, Social::Mask, Social::SplitHashtags] {
            assert_eq!(change(text, social), text);
        }
    }
}

#[test]
fn placeholders_stand_where_entities_stood() {
    let text = "RT @ida: $FRY is up!#ferry ##boat (https://example.com/a)@bo#cy";
    let masked = "RT <user>: <cashtag> is up!<hashtag> <hashtag> (<url>)<user><hashtag>";
    assert_eq!(change(text, Social::Mask), masked);
}

#[test]
fn hashtags_become_words() {
    assert_eq!(
        change(
            "@ida: #OldFerryDay, ##orrin. ＃渡し船 #a_b http://example.com/#c",
            Social::SplitHashtags
        ),
        "@ida: Old Ferry Day, orrin. 渡し船 a b http://example.com/#c"
    );
}

#[test]
fn a_rule_that_is_off_leaves_its_kind() {
    let options = Options { social: Social::Mask, off: vec![&CASHTAG], ..Options::default() };
    assert_eq!(clean_text("$FRY up, @ida", &options).text(), "$FRY up, <user>");
}

#[test]
fn mentions_know_both_places() {
    let text = "Thanks&nbsp;@ida! #FerryDay at example.com";
    let seen = |social| {
        let document = clean_text(text, &Options { social, ..Options::default() });
        let clean = document.text().to_owned();
        let of = |range: Range<usize>| clean[range].to_owned();
        document
            .mentions()
            .into_iter()
            .map(|m| (m.kind, m.text, text[m.source].to_owned(), m.output.map(of)))
            .collect::<Vec<_>>()
    };
    let row = |kind, text: &str, now: Option<&str>| {
        (kind, text.to_owned(), text.to_owned(), now.map(str::to_owned))
    };
    let rows = |mention, hashtag| {
        vec![
            row(Kind::Mention, "@ida", mention),
            row(Kind::Hashtag, "#FerryDay", hashtag),
            row(Kind::Url, "example.com", Some("example.com")),
        ]
    };
    assert_eq!(seen(Social::Keep), rows(Some("@ida"), Some("#FerryDay")));
    assert_eq!(seen(Social::Drop), rows(None, None));
    assert_eq!(seen(Social::Mask), rows(Some("<user>"), Some("<hashtag>")));
    assert_eq!(seen(Social::SplitHashtags), rows(Some("@ida"), Some("Ferry Day")));
}
