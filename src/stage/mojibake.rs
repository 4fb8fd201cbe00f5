//! Repairs text that was decoded with the wrong encoding: UTF-8 read as a single-byte page.
//!
//! A repair is local: a *unit* is the image of one UTF-8 sequence in a page (`Ã©`), and each unit
//! is judged where it stands, by how odd the text looks with it and without, and by how much
//! else in the text was damaged by the same page. So a clean line among damaged ones stays as
//! it is, and `NÃO` stays beside `nÃ£o`. The search (which units there are) and the decision (`gain`,
//! and what it must reach) are apart: a better judge replaces `oddness` and nothing else.
//!
//! Not here yet: a single-byte page read as another, East Asian pages, lost case.

mod lossy;
mod oddness;
mod pages;
mod rules;

pub use rules::*;

use crate::document::Finding;
use crate::edit::{Edit, settle};
use crate::options::Guess;
use crate::pipeline::{Context, Proposal};
use crate::rule::Risk;
use oddness::Class;
use pages::{PAGES, PageSet, image};

#[cfg(test)]
mod tests;

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    let guess = context.options.guess;
    let mut proposal = settle("mojibake.unsettled", text, |text| pass(text, guess), plan);
    if guess == Guess::Off {
        let guessed =
            pass(text, Guess::Any).into_iter().filter(|edit| edit.rule.risk == Risk::Guess);
        proposal.findings.extend(guessed.map(|edit| Finding {
            id: "mojibake.guess",
            message: format!("{:?} may have been {:?}", &text[edit.range.clone()], edit.with),
            source: Some(edit.range),
        }));
    }
    proposal
}

/// The plan in words: which page, how often.
fn plan(steps: &[Edit]) -> Option<Box<str>> {
    let mut names: Vec<(&str, usize)> = vec![];
    let mut range = 0..0;
    for step in steps {
        let Some(page) = PAGES.iter().find(|page| page.rule == step.rule) else { continue };
        // A second step counts as a layer when it goes over the first one's ground.
        let again = step.range.start < range.end && range.start < step.range.end;
        match names.last_mut() {
            Some((name, times)) if *name == page.name => *times += usize::from(again),
            Some(_) if !again => {}
            _ => names.push((page.name, 1)),
        }
        if again || range.is_empty() {
            range = step.range.clone();
        }
    }
    let layers: Vec<String> = names
        .iter()
        .map(|(name, times)| match times {
            1 => (*name).to_owned(),
            2 => format!("{name}, twice"),
            n => format!("{name}, {n} times"),
        })
        .collect();
    (!layers.is_empty())
        .then(|| format!("UTF-8 bytes were read as {}", layers.join(", before that as ")).into())
}

/// The image of one UTF-8 sequence in one page.
#[derive(Debug)]
struct Unit {
    start: usize,
    end: usize,
    page: usize,
    /// The character that the bytes are.
    character: char,
    /// How much less odd the text is with it.
    gain: i32,
}

/// A unit with this gain needs no other evidence.
const CERTAIN: i32 = 3;

/// What other units of the page must gain together before one that gains nothing is believed.
const SUPPORT: i32 = 4;

/// With this much support a unit may even cost a little: `Ð¸` alone between spaces.
const STRONG_SUPPORT: i32 = 16;

/// One layer: the edits that make every misread run one layer better.
fn pass(text: &str, guess: Guess) -> Vec<Edit> {
    let Some(sight) = first_sight(text) else { return vec![] };
    let mut edits = vec![];
    if sight.pairs {
        let mut units = units(text);
        judge(text, &mut units);
        let support = support(&units);
        edits = choose(&units, &support);
        lossy::guess(text, &support, guess, &mut edits);
    }
    // A control may be a byte of a sequence that only the next layer shows.
    if edits.is_empty() && sight.controls { c1_controls(text) } else { edits }
}

/// What a text has that is worth a closer look.
struct Sight {
    pairs: bool,
    controls: bool,
}

/// The cheap look that clean text gets: a scan over its non-ASCII characters.
fn first_sight(text: &str) -> Option<Sight> {
    let mut sight = Sight { pairs: false, controls: false };
    let mut at = 0;
    while let Some(start) = next_non_ascii(text, at) {
        // A run of non-ASCII characters, and whether it goes on a word in Latin letters.
        let inside = start > 0 && text.as_bytes()[start - 1].is_ascii_alphabetic();
        let mut leads: PageSet = 0;
        let mut last = ' ';
        at = start;
        for c in text[start..].chars() {
            if c.is_ascii() {
                break;
            }
            at += c.len_utf8();
            sight.controls |= matches!(c, '\u{80}'..='\u{9f}');
            let image = image(c);
            if leads & image.trails != 0 && (inside || !alike(last, c)) {
                sight.pairs = true;
                return Some(Sight {
                    pairs: true,
                    controls: sight.controls || has_controls(&text[at..]),
                });
            }
            leads = image.leads;
            last = c;
        }
        sight.pairs |= lossy::is_suspicious(last, &text[at..]);
    }
    (sight.pairs || sight.controls).then_some(sight)
}

/// Two letters of one script other than Latin, not small before capital: what clean text in that
/// script consists of.
fn alike(a: char, b: char) -> bool {
    let script = oddness::letter_script(a).filter(|_| !oddness::is_latin(a));
    script.is_some() && oddness::letter_script(b) == script && oddness::pair(a, b) == 0
}

fn has_controls(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"\xC2").any(|at| text.as_bytes()[at + 1] < 0xA0)
}

/// Where the next non-ASCII character starts.
fn next_non_ascii(text: &str, mut at: usize) -> Option<usize> {
    /// Long enough for the vector units, short enough to be cheap where every line has an accent.
    const BLOCK: usize = 64;
    for block in text.as_bytes()[at..].chunks(BLOCK) {
        if !block.is_ascii() {
            return block.iter().position(|byte| !byte.is_ascii()).map(|n| at + n);
        }
        at += block.len();
    }
    None
}

/// Every unit of every page, by start.
fn units(text: &str) -> Vec<Unit> {
    let mut units = vec![];
    let mut at = 0;
    while let Some(start) = next_non_ascii(text, at) {
        let mut chars = text[start..].chars();
        let lead = chars.next().expect("a character starts here");
        at = start + lead.len_utf8();
        let Some(second) = chars.next() else { break };
        let mut pages = image(lead).leads & image(second).trails;
        while pages != 0 {
            let page = pages.trailing_zeros() as usize;
            pages &= pages - 1;
            units.extend(unit(text, start, page));
        }
    }
    units
}

/// The unit of that page that starts there.
fn unit(text: &str, start: usize, page: usize) -> Option<Unit> {
    let mut bytes = [0; 6];
    let mut len = 0;
    let mut end = start;
    let mut wanted = 1;
    for c in text[start..].chars() {
        if len == wanted {
            break;
        }
        bytes[len] = image(c).bytes[page];
        if len == 0 {
            wanted = match bytes[0] {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                _ => 4,
            };
        }
        // Half of a surrogate pair, written as CESU-8: the other half follows.
        if len == 1 && bytes[0] == 0xED && bytes[1] >= 0xA0 {
            wanted = bytes.len();
        }
        len += 1;
        end += c.len_utf8();
    }
    let character = match len {
        6 => surrogate_pair(bytes)?,
        _ => std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?,
    };
    if !oddness::is_in_use(character) {
        return None;
    }
    Some(Unit { start, end, page, character, gain: 0 })
}

/// The character of two surrogates, three bytes each.
fn surrogate_pair(bytes: [u8; 6]) -> Option<char> {
    let [0xED, a @ 0xA0..=0xAF, b @ 0x80..=0xBF, 0xED, c @ 0xB0..=0xBF, d @ 0x80..=0xBF] = bytes
    else {
        return None;
    };
    let bits = |high: u8, low: u8| u32::from(high & 0x0F) << 6 | u32::from(low & 0x3F);
    char::from_u32(0x1_0000 + (bits(a, b) << 10) + bits(c & 0x0F, d))
}

/// Weighs each unit against its neighbourhood as it is and as it would be.
fn judge(text: &str, units: &mut [Unit]) {
    let mut gains = Vec::with_capacity(units.len());
    for (n, unit) in units.iter().enumerate() {
        let before = text[..unit.start].chars().next_back().unwrap_or(' ');
        let after = text[unit.end..].chars().next().unwrap_or(' ');
        let image = &text[unit.start..unit.end];
        let mut as_is = oddness_of(before, image, after);
        // Neighbours that would be repaired with it. A unit has at most four characters, so few
        // units can lie between.
        let reach = units[..n].iter().rev().take_while(|u| u.start + 16 > unit.start);
        let unit_left = reach
            .filter(|u| u.end == unit.start && u.page == unit.page)
            .map(|u| u.character)
            .next();
        let reach = units[n..].iter().take_while(|u| u.start <= unit.end);
        let unit_right = reach
            .filter(|u| u.start == unit.end && u.page == unit.page)
            .map(|u| u.character)
            .next();
        let chained = i32::from(unit_left.is_some()) + i32::from(unit_right.is_some());
        let (left, right) = (unit_left.unwrap_or(before), unit_right.unwrap_or(after));
        let c = unit.character;
        let mut would_be = oddness_of(left, c.encode_utf8(&mut [0; 4]), right);
        // A letter of another script comes with others of its kind.
        let script = oddness::letter_script(c);
        if script.is_some()
            && !oddness::is_latin(c)
            && [left, right].iter().all(|n| oddness::letter_script(*n) != script)
        {
            would_be += 2;
        }
        // A word in capitals does not end in a small letter.
        let caps =
            text[..unit.start].chars().rev().take(2).filter(|c| c.is_uppercase()).count() == 2;
        if c.is_lowercase() && caps && !right.is_lowercase() {
            would_be += 2;
        }
        // A brand in capitals may end in a sign.
        if caps && image.ends_with(['™', '®', '©']) && !after.is_alphabetic() {
            as_is -= 3;
        }
        // What is itself misread UTF-8 looks odd until the next layer.
        let more_to_come = unit_left
            .is_some_and(|left| pages::image(left).leads & pages::image(c).trails != 0)
            || unit_right
                .is_some_and(|right| pages::image(c).leads & pages::image(right).trails != 0);
        if more_to_come {
            would_be = 0;
        } else if c.is_control() && chained > 0 {
            would_be -= 3;
        }
        gains.push(as_is - would_be + form_bonus(image, c, chained));
    }
    for (unit, gain) in units.iter_mut().zip(gains) {
        unit.gain = gain;
    }
}

/// The longer a sequence and the more of them side by side, the less they came about by chance.
/// But letters that make a word did, and so did lines that make a drawing: these are believed
/// only where they become letters of a script that drawings never hit twice in a row.
fn form_bonus(image: &str, character: char, chained: i32) -> i32 {
    // Behind a low quote come words, not three accented letters: ‚Äô in mac-roman.
    let length_bonus =
        [0, 0, 0, 2 + i32::from(image.starts_with('‚')), 4, 4, 6][image.chars().count()];
    if image.chars().all(|c| oddness::class(c) == Class::Shape) {
        let foreign = oddness::letter_script(character).is_some() && !oddness::is_latin(character);
        if foreign { chained } else { -3 }
    } else if image.chars().zip(image.chars().skip(1)).all(|(a, b)| alike(a, b)) {
        0
    } else {
        length_bonus + chained
    }
}

/// How odd a few characters are between their neighbours.
fn oddness_of(before: char, middle: &str, after: char) -> i32 {
    let mut last = before;
    let mut sum = 0;
    let mut chars = middle.chars().chain([after]).peekable();
    while let Some(c) = chars.next() {
        sum += oddness::pair(last, c);
        if let Some(next) = chars.peek() {
            sum += oddness::alone(c) + oddness::between(last, c, *next);
        }
        last = c;
    }
    sum
}

/// What the units of each page gain together.
type Support = [i32; PAGES.len()];

fn support(units: &[Unit]) -> Support {
    let mut support = [0i32; PAGES.len()];
    for unit in units {
        support[unit.page] = support[unit.page].saturating_add(counted(unit));
    }
    support
}

/// Small gains come about by chance.
fn counted(unit: &Unit) -> i32 {
    if unit.gain >= 2 { unit.gain } else { 0 }
}

/// The units to believe, as edits; neighbours of one page are one edit.
fn choose(units: &[Unit], support: &Support) -> Vec<Edit> {
    let most = i64::from(*support.iter().max().expect("there are pages")).max(1);
    // What a page gains in the whole text counts as up to seven in each place.
    let score = |unit: &Unit| {
        i64::from(unit.gain - PAGES[unit.page].rarity) * 10
            + i64::from(support[unit.page]) * 70 / most
    };
    let mut edits: Vec<Edit> = vec![];
    let mut done = 0;
    for here in units.chunk_by(|a, b| a.start == b.start) {
        if here[0].start < done {
            continue;
        }
        let believed = here.iter().filter(|unit| is_believed(unit, support));
        let Some(best) = believed.rev().max_by_key(|unit| score(unit)) else { continue };
        done = best.end;
        let rule = PAGES[best.page].rule;
        match edits.last_mut() {
            Some(edit) if edit.range.end == best.start && edit.rule == rule => {
                edit.range.end = best.end;
                edit.with.to_mut().push(best.character);
            }
            _ => edits.push(Edit::replace(best.start..best.end, best.character.to_string(), rule)),
        }
    }
    for edit in &mut edits {
        edit.note = plan(std::slice::from_ref(edit));
    }
    edits
}

fn is_believed(unit: &Unit, support: &Support) -> bool {
    let others = support[unit.page] - counted(unit);
    unit.gain >= CERTAIN
        || unit.gain >= 0 && others >= SUPPORT
        || unit.gain >= -3 && others >= STRONG_SUPPORT
}

/// Controls that are no part of UTF-8: the windows-1252 characters of their bytes.
fn c1_controls(text: &str) -> Vec<Edit> {
    let mut edits = vec![];
    for at in memchr::memchr_iter(0xC2, text.as_bytes()) {
        let byte = text.as_bytes()[at + 1];
        // U+0080 to U+009F are C2 80 to C2 9F.
        let c = PAGES[0].character(byte).filter(|c| byte < 0xA0 && !c.is_control());
        edits.extend(
            c.map(|c| Edit::replace(at..at + 2, c.to_string(), &rules::C1_AS_WINDOWS_1252)),
        );
    }
    edits
}
