//! Made up, one kind of case each.

use super::*;

fn check(text: &str, expected: &[&str]) {
    let found: Vec<&str> = entities(text).map(|entity| entity.text).collect();
    assert_eq!(found, expected, "{text}");
    for entity in entities(text) {
        assert_eq!(&text[entity.range.clone()], entity.text);
    }
}

/// Those of somebody who takes each of them out.
fn parted(text: &str) -> Vec<&str> {
    let mut search = entities(text);
    let mut found = vec![];
    while let Some(entity) = search.next() {
        search.part();
        found.push(entity.text);
    }
    found
}

#[test]
fn mentions() {
    check("@ida_oke and the crew, @ORRIN2", &["@ida_oke", "@ORRIN2"]);
    check("(@ida)“@bo”,@cy", &["@ida", "@bo", "@cy"]);
    check("渡し船は@idaokeが", &["@idaoke"]);
    check("＠ida", &["＠ida"]);
    check("RT@ida: all aboard rt@bo", &["@ida", "@bo"]);
    check("@ida/ferry-crew, @bo/9lives", &["@ida/ferry-crew", "@bo"]);
}

#[test]
fn what_looks_like_a_mention() {
    check("ida@orrin-ferry.example e-mail ida@oke", &[]);
    check("h@x 5$@ida #@ida &@ida smart@ida start@ida", &[]);
    check("@ida@social.example @idaé @http://", &[]);
    check("@ @- a@", &[]);
    // Longer than any name.
    check("@the_whole_crew_of_orrin", &[]);
    check("@crew_of_orrins_ferry", &["@crew_of_orrins_ferry"]);
    check("@crew_of_orrins_ferry2", &[]);
}

#[test]
fn hashtags() {
    check("#FerryDay (#orrin) #1st_ferry, #день", &["#FerryDay", "#orrin", "#1st_ferry", "#день"]);
    check("渡し船。＃渡し船 #渡し船", &["＃渡し船", "#渡し船"]);
    check("⛴#ferry ⛴️#boat", &["#ferry", "#boat"]);
    check("#e\u{301}cole #a·b", &["#e\u{301}cole", "#a·b"]);
}

#[test]
fn what_looks_like_a_hashtag() {
    check("No. #5 #1_2 # ferry a#b &#ferry;", &[]);
    check("#a#b #ferry://x", &[]);
    check("#\u{fe0f}\u{20e3} #\u{fe0f}a #Ⓐ #½", &[]);
    check("#x½ ##x", &["#x", "#x"]);
}

#[test]
fn cashtags() {
    check("Up: $FRY, $fry.a and $ORN_b.", &["$FRY", "$fry.a", "$ORN_b"]);
    check("$FRY. $FRY.abc", &["$FRY", "$FRY"]);
    check("$5 US$FRY ($FRY) $FERRIES $FR4 $ $é $FRYé", &[]);
}

#[test]
fn links_with_scheme() {
    check(
        "See HTTPS://Orrin.Example.com:80/a_b?c=d&e#f.",
        &["HTTPS://Orrin.Example.com:80/a_b?c=d&e#f"],
    );
    check(
        "(http://example.com/ferry), http://example.com!",
        &["http://example.com/ferry", "http://example.com"],
    );
    check("http://example.com/a_(b_(c))_d) x", &["http://example.com/a_(b_(c))_d"]);
    check(
        "http://example.com/a() http://example.com/(a(b(c)))",
        &["http://example.com/a", "http://example.com/"],
    );
    check(
        "http://例え.みんな/ https://xn--r8jz45g.xn--q9jyb4c/a",
        &["http://例え.みんな/", "https://xn--r8jz45g.xn--q9jyb4c/a"],
    );
    check(
        "http://example.comです http://example.com–x",
        &["http://example.com", "http://example.com"],
    );
    check("http://a_b.example.com/ü/Паром/%20", &["http://a_b.example.com/ü/Паром/%20"]);
    check(
        "https://t.co/Ab3dEf9hIj’s https://t.co/Ab3dEf9hIj/x?y=1",
        &["https://t.co/Ab3dEf9hIj", "https://t.co/Ab3dEf9hIj"],
    );
}

#[test]
fn what_looks_like_a_link_with_scheme() {
    check("http:// https://x http://orrin http://example.orrin", &[]);
    check("http://-a.com http://a-.com http://a_b.com http://a..com", &[]);
    check("#http://example.com @http://example.com xhttp://example.com", &[]);
    check("ftp://example.com file:///a.com/b http:/example.com/", &[]);
    check(&format!("http://example.com/{}", "a".repeat(4096)), &[]);
    check(&format!("http://{}.com", "é".repeat(64)), &[]);
    check(&format!("https://t.co/{}", "a".repeat(41)), &[]);
}

#[test]
fn links_without_scheme() {
    check("Example.com, www.example.co.uk/ferry.", &["Example.com", "www.example.co.uk/ferry"]);
    check(
        "“example.org” example.org:80 example.org?a",
        &["example.org", "example.org", "example.org"],
    );
    check("渡し船example.com渡し船t.co/Ab3", &["example.com", "t.co/Ab3"]);
    check("a.example.com.I went", &["a.example.com"]);
}

#[test]
fn what_looks_like_a_link_without_scheme() {
    check("It held.Nobody slept. 3.5 U.S. a.m. e.g. J.K. Oke", &[]);
    check("ida@example.com ida.oke@mail.example.com $FRY.com @ida.com", &["$FRY", "@ida"]);
    check("-example.com /example.com _example.com ..example.com", &[]);
    check("example.com2 example.com-x example.com@x tar.bz2", &[]);
}

#[test]
fn none_overlaps_another() {
    check("http://example.com/#ferry/@ida x", &["http://example.com/#ferry/@ida"]);
    check("#ferry.com/@ida", &["#ferry", "@ida"]);
    check("@ida/example.com/x", &["@ida/example"]);
}

#[test]
fn what_articles_have_for_another_reason() {
    let seen = |text| in_articles(text).map(|entity| entity.text).collect::<Vec<_>>();
    assert_eq!(entities("late.So").count(), 1);
    assert_eq!(seen("It was late.So we left."), [""; 0]);
    assert_eq!(seen("It grew (@0.5 %), @5 a piece, says @5a."), ["@5a"]);
    assert_eq!(seen("late.so EXAMPLE.COM late.So/x"), ["late.so", "EXAMPLE.COM", "late.So/x"]);
    let bare = |text| entities(text).map(|entity| entity.is_bare_domain()).collect::<Vec<_>>();
    assert_eq!(
        bare("example.com www.example.com example.com/ http://example.com #a"),
        [true, false, false, false, false]
    );
}

#[test]
fn what_is_taken_out_parts_its_neighbours() {
    let text = "@ida#a@bo$FRY";
    assert_eq!(entities(text).count(), 1);
    assert_eq!(parted(text), ["@ida", "#a", "@bo", "$FRY"]);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        cases: 4_000, failure_persistence: None, ..Default::default()
    })]

    /// Whatever comes: in order, disjoint, and found again alone.
    #[test]
    fn entities_lie_in_their_text(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "@", "#", "$", ".", "/", ":", "://", "http", "https://", "www", "example", "com", "co.uk", "t.co/", "ida", "A",
            "é", "字", "＃", "＠", "-", "_", "?", "=", "(", ")", " ", " ", "\n", "5", "!", "RT", "⛴\u{fe0f}", "xn--", "&", "みんな",
        ]), 0..30),
    ) {
        let text = pieces.concat();
        let mut end = 0;
        for entity in entities(&text) {
            proptest::prop_assert!(end <= entity.range.start && !entity.range.is_empty());
            proptest::prop_assert_eq!(&text[entity.range.clone()], entity.text);
            end = entity.range.end;
        }
        for text in parted(&text).into_iter().chain(entities(&text).map(|entity| entity.text)) {
            let alone: Vec<_> = entities(text).map(|entity| entity.text).collect();
            proptest::prop_assert_eq!(alone, [text]);
        }
    }
}
