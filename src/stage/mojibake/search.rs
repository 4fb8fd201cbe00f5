//! The likeliest way through a stretch of text: which characters stay, which are turned back by
//! which plan.
//!
//! A noisy channel, searched from left to right. At each character outside ASCII a way may go on
//! with the character as it is, or with a token of a plan. It pays for each character that it
//! puts out what the language model asks in the light of the two before, for entering a plan
//! what the caller asks, and a little for leaving one. ASCII is the same in all ways, so a plan
//! goes on over the words between damaged ones for free, and one that damaged the neighbours is
//! at hand for what alone would be too little evidence.

use std::ops::Range;

use super::lossy::{Loss, Lost};
use super::plan::{COMMON, Plan};
use super::token::{Token, tokens};
use crate::language_model::{NAT, SPACE, Symbol, cost, cost_alone, symbol};

/// A plan that a search may use, or several one inside the other.
#[derive(Debug, Clone)]
pub(super) struct Active {
    /// The last misreading first.
    pub(super) chain: Vec<&'static Plan>,
    /// What it costs to begin with it.
    pub(super) enter: i32,
    /// What it costs to end it before the text does.
    pub(super) leave: i32,
    /// What a character that comes out of it costs at most.
    pub(super) cap: i32,
}

impl Active {
    /// A plan that the text is known to be damaged by.
    pub(super) fn of(plan: &'static Plan) -> Active {
        Active { chain: vec![plan], enter: plan.again, leave: plan.leave, cap: plan.cap }
    }

    /// Whether both are the same plans.
    pub(super) fn is(&self, other: &Active) -> bool {
        let same = |(a, b): (&&Plan, &&Plan)| std::ptr::eq(*a, *b);
        self.chain.len() == other.chain.len() && self.chain.iter().zip(&other.chain).all(same)
    }

    /// Whether both begin with the same misreading, or with those that differ in controls alone.
    fn is_like(&self, other: &Active) -> bool {
        let (one, other) = (self.chain[0], other.chain[0]);
        std::ptr::eq(one, other) || one.prior == COMMON && other.prior == COMMON
    }

    /// What is left of it when its first layer is off.
    pub(super) fn below(&self) -> Option<Active> {
        let chain = self.chain[1..].to_vec();
        (!chain.is_empty()).then(|| Active { chain, ..self.clone() })
    }
}

/// What a search found at a place.
#[derive(Debug)]
pub(super) struct Step {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) token: Token,
    /// Which of the active plans.
    pub(super) active: usize,
}

/// What a character that stays costs at most: no text is impossible.
pub(super) const CAP: i32 = 13 * NAT;

/// Ways of one plan to one place that are followed; more than one pays where a token has several
/// readings.
const WAYS: usize = 6;

#[derive(Debug, Clone, Copy)]
struct Way {
    cost: i32,
    /// 0 is none, others are 1 more than the index of the active plan.
    state: u8,
    /// The last two characters that were put out.
    last: [Symbol; 2],
    /// The last step, 1 more than its index; 0 where there is none.
    back: u32,
}

#[derive(Debug)]
struct Node {
    step: Step,
    back: u32,
}

/// What is known of the text around a range.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides {
    pub(super) before: Before,
    /// Whether what comes next outside ASCII was misread as the first plan says; `None` where that is
    /// not known.
    pub(super) goes_on: Option<bool>,
}

/// What is known of the text before a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Unknown,
    /// It was misread as none of the plans says.
    Outside,
    /// It was misread as this plan says.
    Inside(usize),
}

/// The best way through `range`, as its steps in order.
pub(super) fn search(
    text: &str,
    range: Range<usize>,
    sides: Sides,
    active: &[Active],
    lost: Lost,
) -> Vec<Step> {
    let mut nodes: Vec<Node> = vec![];
    let start = context(&text[..range.start]);
    let state = if let Before::Inside(n) = sides.before { n as u8 + 1 } else { 0 };
    let mut here = vec![Way { cost: 0, state, last: start, back: 0 }];
    if sides.before == Before::Unknown {
        // What is in an old encoding is so from its start.
        for (n, one) in active.iter().enumerate().filter(|(_, one)| one.leave >= one.enter) {
            here.push(Way { state: n as u8 + 1, ..here[0] });
            here[0].cost = one.leave;
        }
    }
    // Ways that stand further on, by where.
    let mut ahead: Vec<(usize, Way)> = vec![];
    let mut found = vec![];
    let mut at = range.start;
    loop {
        let Some(c) = text[at..range.end].chars().next() else {
            // Tokens that reach over the end lose their way.
            let mut behind = text[range.end..].chars().map(symbol).chain([SPACE, SPACE]);
            let behind = [behind.next(), behind.next()].map(|next| next.unwrap_or(SPACE));
            let turn = |way: &Way| match (way.state, sides.goes_on) {
                (0, Some(true)) => active[0].enter,
                (1, Some(false)) => active[0].leave,
                _ => 0,
            };
            let cost = |way: &&Way| go_on(way, &behind, turn(way), CAP).cost;
            let best = here.iter().min_by_key(cost);
            return best.map_or(vec![], |way| steps(nodes, way.back));
        };
        let next = at + c.len_utf8();
        if c.is_ascii() {
            if ahead.is_empty() && have_one_context(&here) {
                // Nothing tells the ways apart until the next character that is not ASCII.
                let stretch = &text.as_bytes()[at..range.end];
                let len = stretch.iter().position(|byte| !byte.is_ascii()).unwrap_or(stretch.len());
                at += len;
                let last = context(&text[..at]);
                for way in &mut here {
                    way.last = last;
                }
                continue;
            }
            let symbol = symbol(c);
            for way in &here {
                put(&mut ahead, next, go_on(way, &[symbol], 0, CAP));
            }
        } else {
            let symbol = symbol(c);
            for way in &here {
                let leave = leave(active, way.state);
                let cost = way.cost + leave + step_cost(way, symbol).min(CAP);
                let way = Way { cost, state: 0, last: [way.last[1], symbol], back: way.back };
                put(&mut ahead, next, way);
            }
            let turn = if active.len() > 1 { turn(text, at) } else { 0 };
            for (n, one) in active.iter().enumerate() {
                let state = n as u8 + 1;
                tokens(&one.chain, text, at, lost, &mut found);
                for token in found.drain(..).filter(|token| token.end <= range.end) {
                    let step = Step { range: at..token.end, token, active: n };
                    take(&mut ahead, &mut nodes, &here, (state, active), turn, step);
                }
            }
        }
        at = ahead.iter().map(|(end, _)| *end).min().expect("every way goes on");
        here.clear();
        ahead.retain(|(end, way)| {
            if *end == at {
                here.push(*way);
            }
            *end != at
        });
        prune(&mut here);
    }
}

/// Follows a token from all ways that stand here; the best one goes on.
fn take(
    ahead: &mut Vec<(usize, Way)>,
    nodes: &mut Vec<Node>,
    here: &[Way],
    (state, active): (u8, &[Active]),
    turn: i32,
    step: Step,
) {
    let this = &active[usize::from(state) - 1];
    let Active { enter, cap, .. } = *this;
    // No text is misread only from its last character on, of which half is cut off.
    let alone = if step.token.loss == Some(Loss::Cut) { CUT_ALONE } else { 0 };
    let change = |way: &Way| match way.state {
        same if same == state => 0,
        0 => enter + alone,
        other => {
            let is_turn = !active[usize::from(other) - 1].is_like(this);
            leave(active, other) + enter + alone + if is_turn { turn } else { 0 }
        }
    };
    let symbols: Vec<Symbol> = step.token.chars().iter().map(|c| symbol(*c)).collect();
    let best = here
        .iter()
        .map(|way| (go_on(way, &symbols, change(way) + step.token.price, cap), way.back))
        .min_by_key(|(way, _)| way.cost);
    let Some((way, back)) = best else { return };
    let end = step.range.end;
    nodes.push(Node { step, back });
    put(ahead, end, Way { state, back: nodes.len() as u32, ..way });
}

const CUT_ALONE: i32 = 8 * NAT;

/// What it costs more to change from one plan to another at `at`: texts are put together from parts that were
/// misread in different ways, and the parts are lines more often than words, and never parts of a word.
fn turn(text: &str, at: usize) -> i32 {
    const IN_A_LINE: i32 = 4 * NAT;
    const IN_A_RUN: i32 = 8 * NAT;
    let bytes = &text.as_bytes()[..at];
    let between =
        bytes.iter().rposition(|byte| !byte.is_ascii()).map_or(bytes, |n| &bytes[n + 1..]);
    match between {
        [] => IN_A_RUN,
        _ if memchr::memchr(b'\n', between).is_some() => 0,
        _ => IN_A_LINE,
    }
}

fn leave(active: &[Active], state: u8) -> i32 {
    if state == 0 { 0 } else { active[usize::from(state) - 1].leave }
}

fn go_on(way: &Way, symbols: &[Symbol], extra: i32, cap: i32) -> Way {
    let mut way = Way { cost: way.cost + extra, ..*way };
    for symbol in symbols {
        way.cost += step_cost(&way, *symbol).min(cap);
        way.last = [way.last[1], *symbol];
    }
    way
}

fn step_cost(way: &Way, next: Symbol) -> i32 {
    price(way.last[0], way.last[1], next)
}

/// What a character costs behind two others. Any may stand anywhere for what it costs at the start
/// of a word and [`OUT_OF_PLACE`].
pub(super) fn price(a: Symbol, b: Symbol, next: Symbol) -> i32 {
    let here = cost(a, b, next).cast_signed();
    if here <= OUT_OF_PLACE {
        return here;
    }
    here.min(cost_alone(next).cast_signed() + OUT_OF_PLACE)
}

const OUT_OF_PLACE: i32 = 4 * NAT;

/// Adds a way, unless a cheaper one of its plan ends alike.
fn put(ahead: &mut Vec<(usize, Way)>, end: usize, way: Way) {
    let same = ahead
        .iter_mut()
        .find(|(at, other)| *at == end && other.state == way.state && other.last == way.last);
    match same {
        Some((_, other)) if other.cost > way.cost => *other = way,
        Some(_) => {}
        None => ahead.push((end, way)),
    }
}

/// Keeps the best ways of each plan.
fn prune(here: &mut Vec<Way>) {
    if here.len() > WAYS {
        here.sort_by_key(|way| (way.state, way.cost));
        let mut count = (0, 0);
        here.retain(|way| {
            count = if count.0 == way.state { (count.0, count.1 + 1) } else { (way.state, 1) };
            count.1 <= WAYS
        });
    }
}

fn have_one_context(here: &[Way]) -> bool {
    here.iter().all(|way| way.last == here[0].last)
}

/// The last two characters of what stands before.
pub(super) fn context(before: &str) -> [Symbol; 2] {
    let mut chars = before.chars().rev();
    let last = chars.next().unwrap_or(' ');
    let first = chars.next().unwrap_or(' ');
    [symbol(first), symbol(last)]
}

fn steps(nodes: Vec<Node>, mut back: u32) -> Vec<Step> {
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut steps = vec![];
    while back != 0 {
        let node = nodes[back as usize - 1].take().expect("no way goes in circles");
        back = node.back;
        steps.push(node.step);
    }
    steps.reverse();
    steps
}
