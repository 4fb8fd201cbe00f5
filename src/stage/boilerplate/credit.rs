//! Photo credits, at the end of a caption, in front of one, or alone on a line.
//!
//! `Getty Images` inside a sentence is prose, so a credit stands behind the end of a sentence
//! (or in brackets), and it is made of names: a verb in lower case makes it a sentence.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;
use rustc_hash::FxHashSet;

use super::found::Found;
use super::lines::trimmed;
use super::phrase;
use super::rules::{CREDIT_CAPTION, CREDIT_PHOTO, PAGE_OTHER};
use super::sentence::{Behind, ends_back};
use super::words::named;

/// Captions are short; what is longer is an article that was run together.
const CAPTION: usize = 600;
/// Longer credits were not seen.
const CREDIT: usize = 160;

/// The names and openings of `credits.txt`.
#[derive(Debug, Default)]
struct Table {
    agency: Vec<&'static str>,
    platform: Vec<&'static str>,
    alone: FxHashSet<&'static str>,
    longest_alone: usize,
    lead: Openings,
    /// The leads with a colon, which also stand behind a caption that is no sentence.
    colon: Vec<&'static str>,
    cue: Openings,
    last: FxHashSet<&'static str>,
    archive: FxHashSet<&'static str>,
}

/// Openings in lower case, by their first byte.
#[derive(Debug)]
struct Openings([Vec<&'static str>; 256]);

impl Default for Openings {
    fn default() -> Openings {
        Openings(std::array::from_fn(|_| vec![]))
    }
}

impl Openings {
    fn add(&mut self, opening: &'static str) {
        // The capital of a letter that is no ASCII may begin with another byte.
        let bytes = match opening.as_bytes()[0] {
            first if first.is_ascii() => first..=first,
            _ => 0x80..=0xFF,
        };
        for byte in bytes {
            self.0[usize::from(byte)].push(opening);
        }
    }

    /// The one that a text begins with, not inside a word.
    fn of(&self, text: &str) -> Option<&'static str> {
        let first = text.as_bytes().first()?.to_ascii_lowercase();
        self.0[usize::from(first)].iter().copied().find(|opening| starts_folded(text, opening))
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    let mut section = "";
    for line in include_str!("credits.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        match section {
            _ if line.starts_with('[') => section = line,
            "[agency]" => table.agency.push(line),
            "[platform]" => table.platform.push(line),
            "[alone]" => {
                table.alone.insert(line);
                table.longest_alone = table.longest_alone.max(line.len());
            }
            "[lead]" => {
                table.lead.add(line);
                if line.ends_with(':') {
                    table.colon.push(line);
                }
            }
            "[last]" => {
                table.last.insert(line);
            }
            "[archive]" => {
                table.archive.insert(line);
            }
            _ => table.cue.add(line),
        }
    }
    table
});

/// Adds the credits and the caption of a line.
///
/// `free` is the part of the line that is not taken yet; `whole` says that nothing but words of
/// the page stands before it.
#[inline]
pub(super) fn find(text: &str, free: Range<usize>, whole: bool, found: &mut Found) {
    if may_have(&text[free.clone()], whole) {
        find_any(text, free, whole, found);
    } else {
        find_in_brackets(text, free, found);
    }
}

/// Whether there may be any but in brackets inside: a cheap look at how a line begins and ends.
#[inline]
pub(super) fn may_have(words: &str, whole: bool) -> bool {
    let Some(first) = words.as_bytes().first() else { return false };
    let begins = matches!(first, b'(' | b'[') || TABLE.cue.of(words).is_some();
    whole && begins || may_end_credit(words) || words.ends_with(") More")
}

fn find_any(text: &str, free: Range<usize>, whole: bool, found: &mut Found) {
    if whole && find_cue(text, free.clone(), found) {
        return;
    }
    let mut end = free.end;
    let mut last = None;
    // A button behind the credit: `(AP Photo/Name) More`.
    if let Some(caption) = text[free.clone()].strip_suffix(") More")
        && at_end(text, free.start..free.start + caption.len() + 1).is_some()
    {
        found.add(text, end - "More".len()..end, &PAGE_OTHER);
        end = free.start + caption.len() + 1;
    }
    while let Some(start) = at_end(text, free.start..end) {
        found.add(text, start..end, &CREDIT_PHOTO);
        last = Some(start);
        end = trimmed(text, free.start..start).end;
    }
    let mut start = free.start;
    if whole && end > start {
        while let Some(behind) = at_start(text, start..end) {
            found.add(text, start..behind, &CREDIT_PHOTO);
            last = Some(behind);
            start = trimmed(text, behind..end).start;
        }
    }
    let shows_picture = last.is_some_and(|last| !is_featured(text, last, free.end));
    if shows_picture && whole && end - start <= CAPTION {
        found.add(text, start..end, &CREDIT_CAPTION);
    }
    find_in_brackets(text, start..end, found);
}

/// Adds the credits in brackets inside a line whose paragraphs were run together: `in Orrin. (Photo
/// by Mara Voss/AP)The ferry`. There only those with an opening and an agency are sure.
fn find_in_brackets(text: &str, range: Range<usize>, found: &mut Found) {
    for open in memchr::memchr_iter(b'(', text[range.clone()].as_bytes()) {
        let open = range.start + open;
        let inner = &text[open + 1..range.end];
        let Some(lead) = TABLE.lead.of(inner) else { continue };
        let Some(len) = inner.bytes().take(CREDIT).position(|byte| byte == b')') else { continue };
        let maker =
            inner[lead.len()..len].rsplit('/').next().filter(|it| it.len() + lead.len() < len);
        if maker.is_some_and(is_agency) && is_credit(&inner[..len]) {
            found.add_break(open..open + len + 2, &CREDIT_PHOTO);
        }
    }
}

/// `Featured image via …` closes an article, not a caption.
fn is_featured(text: &str, at: usize, end: usize) -> bool {
    let credit = text[at..end].trim_start_matches(['(', '[']);
    credit.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("featured"))
}

/// `Image copyright Getty Images Image caption Rain in Bergen`, `toggle caption Mara Voss/AP`.
fn find_cue(text: &str, line: Range<usize>, found: &mut Found) -> bool {
    let words = &text[line.clone()];
    if words.len() > CAPTION || TABLE.cue.of(words).is_none() {
        return false;
    }
    let cue = phrase::caption_cue_in(words).unwrap_or(words.len()..words.len());
    let cue = line.start + cue.start..line.start + cue.end;
    let credit_end = cue.start;
    if credit_end - line.start > 2 * CREDIT {
        return false;
    }
    found.add(text, line.start..credit_end, &CREDIT_PHOTO);
    found.add(text, cue.clone(), &PAGE_OTHER);
    found.add(text, cue.end..line.end, &CREDIT_CAPTION);
    true
}

/// Where the last credit begins that the range ends with.
fn at_end(text: &str, range: Range<usize>) -> Option<usize> {
    let words = &text[range.clone()];
    if !may_end_credit(words) {
        return None;
    }
    if words.ends_with([')', ']']) {
        let open = words.rfind(['(', '['])?;
        let inner = words[open + 1..].trim_end_matches([')', ']']);
        let behind_sentence =
            words[..open].trim_end().ends_with(['.', '!', '?', '"', '”', '’', '…']);
        let strong = inner.contains(['/', '—'])
            || open == 0
            || behind_sentence
            || TABLE.lead.of(inner).is_some();
        return (strong && is_credit(inner)).then(|| range.start + open);
    }
    if let Some(start) = behind_title(words) {
        return Some(range.start + start);
    }
    let mut doubtful = None;
    for start in ends_back(words, CREDIT) {
        if is_credit(&words[start.at..]) {
            if start.behind != Behind::Initialism {
                return Some(range.start + start.at);
            }
            doubtful = doubtful.or(Some(range.start + start.at));
        } else if !named(&words[start.at..]) {
            return doubtful;
        }
    }
    doubtful.or_else(|| is_credit(words).then_some(range.start))
}

/// The credit behind a caption that is no sentence: `The pier Photographer: Mara Voss/AP`.
fn behind_title(words: &str) -> Option<usize> {
    let from = super::lines::floor(words, words.len().saturating_sub(CREDIT));
    let colon = from + memchr::memrchr(b':', &words.as_bytes()[from..])?;
    let starts = TABLE.colon.iter().filter_map(|lead| {
        let start = (colon + 1).checked_sub(lead.len()).filter(|at| words.is_char_boundary(*at))?;
        starts_folded(&words[start..], lead).then_some(start)
    });
    // The longest one: `Featured image:` and not `image:`.
    let start = starts.min()?;
    let opens = words[..start].ends_with(' ') && words[start..].starts_with(char::is_uppercase);
    (opens && is_credit(&words[start..])).then_some(start)
}

/// What stands in front of makers that end with a full stop.
static BEFORE_MAKERS: LazyLock<[memmem::Finder; 3]> =
    LazyLock::new(|| ["—", "via ", " by "].map(memmem::Finder::new));

/// A cheap look at the end of a line: credits end with a name, most lines with a full stop.
#[inline]
fn may_end_credit(words: &str) -> bool {
    let tail = &words[super::lines::floor(words, words.len().saturating_sub(CREDIT))..];
    let bytes = tail.as_bytes();
    let behind = |found: Option<usize>| found.map_or(0, |at| at + 1);
    let end = behind(bytes.iter().rposition(|byte| !matches!(byte, b'.' | b')' | b']')));
    let start = bytes[..end].iter().rposition(|byte| matches!(byte, b' ' | b'/' | b'\n'));
    let last = &tail[behind(start)..end];
    let Some(first) = last.chars().next() else { return false };
    if first.is_lowercase() {
        return TABLE.last.contains(last) || last.starts_with("iStock");
    }
    !matches!(first, '"' | '”' | '’')
        && (!tail.ends_with('.')
            || memchr::memchr2(b'/', b':', tail.as_bytes()).is_some()
            || BEFORE_MAKERS.iter().any(|finder| finder.find(tail.as_bytes()).is_some()))
}

/// Where a credit in brackets ends that the range begins with: `(Mara Voss/AP) A street …`.
fn at_start(text: &str, range: Range<usize>) -> Option<usize> {
    let words = &text[range.clone()];
    let inner = words.strip_prefix(['(', '['])?;
    let close = inner.as_bytes().iter().take(CREDIT).position(|b| matches!(b, b')' | b']'))?;
    let credit = &inner[..close];
    // One word alone is a dateline: `(Reuters) - The …`.
    let strong = credit.contains(['/', '—']) || TABLE.lead.of(credit).is_some();
    let behind = close + 2;
    let opens = words[behind..]
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| !c.is_lowercase() && !DASHES.contains(&c));
    (strong && opens && is_credit(credit)).then_some(range.start + behind)
}

const DASHES: &[char] = &['-', '–', '—', ',', '.', ';', ':'];

/// Whether a text of a few words names the maker of a picture.
fn is_credit(words: &str) -> bool {
    let outer = [' ', '(', ')', '[', ']', '|', '—', '–', '-', '.', '\u{a0}'];
    let words = match words.as_bytes() {
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => words,
        _ => words.trim_matches(outer),
    };
    if words.is_empty() || words.len() > CREDIT {
        return false;
    }
    let names = without_archive(words).trim_end_matches(['/', ' ', ',']);
    if names.len() <= TABLE.longest_alone && TABLE.alone.contains(&names) {
        return true;
    }
    if let Some(lead) = TABLE.lead.of(words) {
        let rest = words[lead.len()..].trim();
        return !rest.is_empty() && named(rest);
    }
    // The first byte of the dash.
    let may_be_list = memchr::memchr2(b'/', 0xE2, names.as_bytes()).is_some();
    (may_be_list || names.contains(" via ")) && is_list_of_makers(names)
}

/// Whether names with a stroke or a dash between are those of a photographer and an agency.
fn is_list_of_makers(names: &str) -> bool {
    let mut makers = names.split(['/', '—']);
    let parts = makers.clone().count();
    (parts > 1 || names.contains(" via "))
        && named(names)
        && names.split_whitespace().count() <= 14
        && makers.any(is_agency)
}

/// Without the word for a picture that was taken before.
fn without_archive(words: &str) -> &str {
    let mut start = words.len();
    for _ in 0..2 {
        start = words[..start].trim_end_matches(|c: char| c.is_alphabetic()).len();
        if TABLE.archive.contains(&words[start..]) {
            return &words[..start];
        }
        start = words[..start].trim_end_matches(' ').len();
    }
    words
}

fn is_agency(part: &str) -> bool {
    let part = part.trim();
    TABLE.platform.contains(&part)
        || TABLE.agency.iter().any(|agency| {
            part.strip_prefix(agency).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                || part.strip_suffix(agency).is_some_and(|rest| rest.ends_with(' '))
        })
}

/// Whether `text` begins with `lead`, which is in lower case, and not inside a word.
fn starts_folded(text: &str, lead: &str) -> bool {
    let is_same = if lead.is_ascii() {
        let head = text.as_bytes().get(..lead.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(lead.as_bytes()))
    } else {
        text.get(..lead.len()).is_some_and(|head| head.to_lowercase() == lead)
    };
    let ends_word = || text[lead.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    is_same && (!lead.ends_with(char::is_alphanumeric) || ends_word())
}
