//! A form of the network files: words and fields in a row.

use crate::document::Embed;
use crate::stage::boilerplate::date;
use crate::stage::boilerplate::lines::floor;

/// Names and titles are this long at most.
const NAME: usize = 120;

#[derive(Debug, Clone, Copy)]
enum Piece {
    Words(&'static str),
    Field(&'static str),
}

#[derive(Debug)]
pub(super) struct Form {
    pieces: Vec<Piece>,
}

impl Form {
    pub fn new(line: &'static str) -> Form {
        let mut pieces = vec![];
        let mut rest = line;
        while !rest.is_empty() {
            let open = rest.find('{').unwrap_or(rest.len());
            if open > 0 {
                pieces.push(Piece::Words(&rest[..open]));
            }
            let Some((field, behind)) =
                rest[open..].strip_prefix('{').and_then(|r| r.split_once('}'))
            else {
                break;
            };
            pieces.push(Piece::Field(field));
            rest = behind;
        }
        Form { pieces }
    }

    /// The words that it begins with, if it begins with words.
    pub fn opening(&self) -> Option<&'static str> {
        match self.pieces.first() {
            Some(Piece::Words(words)) => Some(words),
            _ => None,
        }
    }

    /// The words that it ends with, if it ends with words.
    pub fn closing(&self) -> Option<&'static str> {
        match self.pieces.last() {
            Some(Piece::Words(words)) => Some(words),
            _ => None,
        }
    }

    /// The length of what `text` begins with in this form, and what it says.
    pub fn at_start(&self, text: &str, network: &'static str) -> Option<(usize, Embed)> {
        let line = &text[..memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())];
        let mut embed = Embed { network, ..Embed::default() };
        let len = matched(&self.pieces, line, &mut embed)?;
        Some((len, embed))
    }
}

/// The length of what the pieces match; each field is filled on the way back.
fn matched(pieces: &[Piece], text: &str, embed: &mut Embed) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(0) };
    let field = match piece {
        Piece::Words(words) => {
            return text
                .strip_prefix(words)
                .and_then(|behind| matched(rest, behind, embed))
                .map(|len| len + words.len());
        }
        Piece::Field(field) => *field,
    };
    let go_on = |len: usize, embed: &mut Embed| {
        matched(rest, &text[len..], embed).map(|behind| len + behind)
    };
    match field {
        "date" => {
            let date = date::at_start(text)?;
            let len = go_on(date.len, embed)?;
            embed.date_text = Some(text[..date.len].to_owned());
            embed.date = date.iso;
            Some(len)
        }
        "time" => go_on(time(text)?, embed),
        "handle" | "group" => {
            let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"_.-@".contains(b);
            let len = text.bytes().take(NAME).take_while(|b| is_part(b)).count();
            let end = (len > 0).then(|| go_on(len, embed))??;
            if field == "handle" {
                embed.handle = Some(text[..len].to_owned());
            }
            Some(end)
        }
        "number" => {
            let is_part = |b: &u8| b.is_ascii_digit() || b".,KMk".contains(b);
            let len = text.bytes().take(9).take_while(|b| is_part(b)).count();
            text.starts_with(|c: char| c.is_ascii_digit()).then(|| go_on(len, embed))?
        }
        "weekday" => {
            let len = text.find([',', ' '])?;
            let is_day = text[..len].chars().all(|c| c.is_alphabetic() || c == '-');
            (is_day && (2..=20).contains(&len)).then(|| go_on(len, embed))?
        }
        _ => {
            let (len, end) = name(rest, text, embed)?;
            if field == "author" {
                embed.author = Some(text[..len].trim().to_owned());
            }
            Some(end)
        }
    }
}

/// The length of a name that goes on to what follows it in the form, and the end of all.
fn name(rest: &[Piece], text: &str, embed: &mut Embed) -> Option<(usize, usize)> {
    let Some(next) = rest.first() else {
        let len = text.trim_end().len();
        let is_name = len > 0 && len <= NAME && !text.trim_end().ends_with(['.', '!', '?', ':']);
        return is_name.then_some((len, len));
    };
    let window = &text[..floor(text, text.len().min(2 * NAME))];
    let ends = window.char_indices().map(|(at, _)| at).skip(1);
    let Piece::Words(words) = next else { return None };
    for at in ends.filter(|&at| text[at..].starts_with(words)) {
        if let Some(behind) = matched(rest, &text[at..], embed) {
            return Some((at, at + behind));
        }
    }
    None
}

/// The length of `1:12pm PDT`, `5:05 PM`, `17:05`.
pub(super) fn time(text: &str) -> Option<usize> {
    let clock = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    let digits = text.len() - clock.len();
    if digits == 0 || digits > 8 {
        return None;
    }
    let half = clock.trim_start_matches([' ', '\u{202f}', '\u{a0}']);
    let half = ["am", "pm", "AM", "PM"].iter().find_map(|half_day| half.strip_prefix(half_day));
    let behind = half.unwrap_or(clock);
    let zone = behind.strip_prefix(' ').unwrap_or("");
    let capitals = zone.bytes().take_while(u8::is_ascii_uppercase).count();
    // The next word may be glued to the zone: `PDTThe`.
    let glued = zone[capitals..].starts_with(|c: char| c.is_alphabetic());
    let letters = capitals - usize::from(glued && capitals > 0);
    let zone = if (2..=4).contains(&letters) { 1 + letters } else { 0 };
    Some(text.len() - behind.len() + zone)
}

/// The first four bytes of a text, by which forms are looked up.
pub(super) fn key(text: &str) -> u32 {
    let first = text.as_bytes().first_chunk().copied();
    first.map_or_else(|| padded(text.as_bytes().iter()), u32::from_be_bytes)
}

/// The last four.
pub(super) fn end_key(text: &str) -> u32 {
    let last = text.as_bytes().last_chunk().copied();
    last.map_or_else(|| padded(text.as_bytes().iter().rev()), u32::from_le_bytes)
}

fn padded<'b>(bytes: impl Iterator<Item = &'b u8>) -> u32 {
    bytes.fold(0, |key, byte| key << 8 | u32::from(*byte))
}
