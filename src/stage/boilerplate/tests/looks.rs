//! What was learnt from an earlier look changes no answer.

use proptest::prelude::*;

use super::super::find;
use crate::options::Options;
use crate::pipeline::Context;

/// Lines of every kind that rules speak of, and prose that begins or ends like them.
const LINES: &[&str] = &[
    "A quiet week on the coast",
    "By Mara Voss",
    "Mara Voss",
    "The Orrin Mail",
    "ORRIN (AP) — The river rose again on Friday, and the old bridge was closed to all traffic by noon.",
    "The boat that left Kessing at noon with forty sacks of salt came to the quay of Orrin late, and nobody had waited.",
    "It rained. “Go home!” she said. Nobody did, and the mayor of Lund least of all, who had come by boat (and was late).",
    "It rained all day. Sign up for our newsletter. Follow us on Twitter.",
    "It sails! — Mara Voss (@maravoss) October 17, 2017",
    "— Mara Voss (@maravoss) October 17, 2017",
    "Skip Twitter post by @maravoss",
    "The river at noon pic.twitter.com/AbCdEfGh12",
    "View this post on Instagram",
    "A post shared by Mara (@mara.v) on Sep 5, 2017 at 1:12pm PDT",
    "Share Tweet Email",
    "Share",
    "Tweet",
    "* * *",
    "*",
    "Advertisement",
    "READ MORE:",
    "Ferry Sinks off Bergen in Heavy Fog on Friday",
    "Why the Pier at Lund Is Closed to Everyone",
    "The ferry in the fog off the old pier of Kessing, as it was seen on Friday from the quay. (Mara Voss/AP)",
    "A ferry at sea. Mara Voss/Getty Images",
    "Mara Voss contributed to this report.",
    "Mara Voss is a reporter for the Orrin Mail.",
    "Orrin Corp. ORRN, -0.31% fell.",
    "Photos: The pier A gull. Hide Caption 1 of 2 Photos: The pier A man. Hide Caption 2 of 2",
    "  MORE",
    "11:22 PM - 19 Oct 2016",
    "JUST WATCHED Ferry sinks Replay More Videos ... MUST WATCH Ferry sinks 02:48",
    "https://www.youtube.com/watch?v=abc123",
    "Copyright 2018 The Orrin Mail",
];

/// A text and what became of it: for each line which it is, whether it is there before and after,
/// and whether a blank line stands before it, before and after.
fn texts() -> impl Strategy<Value = (String, String)> {
    let line = (prop::sample::select(LINES), any::<[bool; 4]>(), 0..8u8);
    prop::collection::vec(line, 0..24).prop_map(|lines| {
        let (mut before, mut after) = (String::new(), String::new());
        for (line, [is_before, is_after, blank_before, blank_after], rare) in lines {
            // Most lines stay.
            if is_before || rare > 1 {
                before.push_str(if blank_before { "\n\n" } else { "\n" });
                before.push_str(line);
            }
            if is_after || rare > 1 {
                after.push_str(if blank_after { "\n\n" } else { "\n" });
                after.push_str(line.get(usize::from(rare == 2)..).unwrap_or(line));
            }
        }
        (before, after)
    })
}

proptest! {
    #[test]
    fn a_second_look_finds_what_a_first_one_does((before, after) in texts(), titled: bool) {
        let options = Options::default();
        let context = Context::new(&options, titled);
        find(&before, &context);
        for text in [&after, &before, &before] {
            let second = find(text, &context);
            let first = find(text, &Context::new(&options, titled));
            prop_assert_eq!(format!("{second:?}"), format!("{first:?}"), "{}", text);
        }
    }
}
