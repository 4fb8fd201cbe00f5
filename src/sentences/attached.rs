//! What stands after a terminator and still belongs to the sentence: citations, photo credits,
//! hashtags, handles, links.

use super::language::Language;

/// How far any of these is followed.
const LONGEST: usize = 400;

/// Something that stays with the sentence before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attached {
    pub(super) end: usize,
    /// The next thing after it; the end of the unit if there is none.
    pub(super) next: usize,
}

/// What is attached to a sentence that ends right before `next`.
pub(super) fn after(unit: &str, next: usize, language: &Language) -> Option<Attached> {
    let rest = &unit[next..];
    let end = next + length(rest).or_else(|| footnote(rest, language))?;
    Some(Attached { end, next: unit.len() - unit[end..].trim_start().len() })
}

fn length(rest: &str) -> Option<usize> {
    citations(rest)
        .or_else(|| credit(rest))
        .or_else(|| trail(rest))
        .or_else(|| emoticon(rest).filter(|end| rest[*end..].starts_with(char::is_whitespace)))
}

/// `[28]`, `[3][4]`, `[5, 6]`, `[…]`.
pub(super) fn citations(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut end = 0;
    while bytes.get(end) == Some(&b'[') {
        let inner = bytes[end + 1..].iter().take(16).position(|b| *b == b']')?;
        let inside = &bytes[end + 1..end + 1 + inner];
        let is_reference = inside.first().is_some_and(u8::is_ascii_digit)
            && inside.iter().all(|b| b.is_ascii_digit() || matches!(b, b',' | b' ' | b'-'));
        // What was left out stands behind what is there.
        let is_omission = matches!(inside, b"..." | [0xe2, 0x80, 0xa6]);
        if !(is_reference || is_omission) {
            return None;
        }
        end += inner + 2;
    }
    (end > 0).then_some(end)
}

/// `4 Even so`: the number of a note, before a word that numbers do not stand before.
fn footnote(rest: &str, language: &Language) -> Option<usize> {
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let words = rest[digits..].strip_prefix(' ')?;
    let end = words.find(|c: char| !c.is_alphabetic()).unwrap_or(words.len());
    (matches!(digits, 1..=3) && language.starts(&words[..end])).then_some(digits)
}

/// `.12 The`, `.11 12 The`: the numbers of notes right behind the terminator.
pub(super) fn glued_footnotes(rest: &str) -> Option<usize> {
    let mut end = 0;
    loop {
        let digits = rest[end..].bytes().take(4).take_while(u8::is_ascii_digit).count();
        if !matches!(digits, 1..=3) {
            return None;
        }
        end += digits;
        let words = rest[end..].strip_prefix(' ')?;
        if words.starts_with(char::is_uppercase) {
            return Some(end);
        }
        end += 1;
    }
}

/// `:)`, `;-(`, `:D`.
pub(super) fn emoticon(rest: &str) -> Option<usize> {
    let mouth = rest.strip_prefix([':', ';', '='])?.trim_start_matches('-');
    let nose = rest.len() - mouth.len();
    let mouths = mouth.bytes().take_while(|b| matches!(b, b')' | b'(' | b'D' | b'P')).count();
    let after = mouth[mouths..].chars().next();
    let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”'));
    (mouths > 0 && nose <= 2 && ends).then_some(nose + mouths)
}

/// `(Ana Lima/AP)`, `(Photo: Ana Lima)`, `(AP Photo/Ana Lima, File)`.
pub(super) fn credit(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('(')?;
    let close = inner.bytes().take(120).position(|b| b == b')')?;
    let inside = &inner[..close];
    let is_word = |word: &str| {
        matches!(
            word,
            "Photo"
                | "Photos"
                | "Getty"
                | "Reuters"
                | "REUTERS"
                | "AFP"
                | "AP"
                | "Image"
                | "Credit"
                | "Courtesy"
                | "Foto"
                | "EPA"
        )
    };
    let mut words = inside.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let names_agency = inside.contains('/') || inside.contains(':') || words.clone().count() <= 2;
    let starts_upper = inside.chars().next().is_some_and(char::is_uppercase);
    (starts_upper && names_agency && words.any(is_word)).then_some(close + 2)
}

/// Hashtags, handles and links, if nothing but these stands before the end of the unit or of the
/// quotation; or links alone, if a new sentence follows.
fn trail(rest: &str) -> Option<usize> {
    let (mut at, mut end, mut links_only) = (0, 0, true);
    while at < LONGEST {
        let is_link = is_link(&rest[at..]);
        if !is_link && !is_tag(&rest[at..]) {
            break;
        }
        let Some(word) = word_length(&rest[at..]) else { break };
        links_only &= is_link;
        end = at + word;
        if rest[at..end].ends_with(['”', '"', '»', '’']) {
            return Some(end);
        }
        at = rest.len() - rest[end..].trim_start().len();
        if at == rest.len() {
            return Some(end);
        }
    }
    let opens = |c: char| c.is_uppercase() || matches!(c, '"' | '“' | '(');
    (end > 0 && links_only && rest[at..].starts_with(opens)).then_some(end)
}

/// How long the first word is, unless it is longer than anything that is attached.
fn word_length(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().take(LONGEST + 1);
    match chars.find(|(_, c)| c.is_whitespace()) {
        Some((at, _)) => Some(at),
        None => rest.char_indices().nth(LONGEST).is_none().then_some(rest.len()),
    }
}

fn is_link(word: &str) -> bool {
    ["http://", "https://", "www.", "pic.twitter.com/", "t.co/"]
        .iter()
        .any(|start| word.starts_with(start))
}

fn is_tag(word: &str) -> bool {
    word.strip_prefix(['#', '@'])
        .is_some_and(|name| name.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rest: &str, expected: Option<&str>) {
        assert_eq!(length(rest).map(|end| &rest[..end]), expected, "{rest:?}");
    }

    #[test]
    fn any_white_space_ends_a_link() {
        check("t.co/Ab3\u{a0}So did we.", Some("t.co/Ab3"));
        check("#dam\u{2003}", Some("#dam"));
    }

    #[test]
    fn citations_and_credits_are_attached() {
        check("[28] The dam", Some("[28]"));
        check("[3][4, 5] The dam", Some("[3][4, 5]"));
        check("[sic] The dam", None);
        check("(Ana Lima/AP) The dam", Some("(Ana Lima/AP)"));
        check("(AP Photo/Ana Lima, File)", Some("(AP Photo/Ana Lima, File)"));
        check("(She saw it.)", None);
    }

    #[test]
    fn tags_are_attached_at_the_end_and_links_anywhere() {
        check("#dam @orrin pic.twitter.com/abc", Some("#dam @orrin pic.twitter.com/abc"));
        check("#dam holds", None);
        check("@orrin #dam,” she wrote", Some("@orrin #dam,”"));
        check("#dam.” He slept", Some("#dam.”"));
        check("https://t.co/abc The dam", Some("https://t.co/abc"));
        check("https://t.co/abc for more", None);
        check("Orrin", None);
    }
}
