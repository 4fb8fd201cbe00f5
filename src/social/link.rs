//! Links, with a scheme and without: where they may begin, and where they end.

use super::characters::{is_cyrillic, is_domain, is_invalid, is_latin_accent, is_plain_domain};
use super::host::{host, is_resolvable};
use super::{Entities, Kind, Look};

/// The longest link of twitter-text.
const LINK: usize = 4096;

/// The longest id of a link that Twitter shortened.
const SHORT_ID: usize = 40;

impl Entities<'_> {
    /// A link around the `:/` at `colon`.
    pub(super) fn link_with_scheme(&self, colon: usize) -> Look {
        let host_start = colon + "://".len();
        let head = &self.text.as_bytes()[self.done..colon];
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            head.len()
                .checked_sub(scheme.len())
                .is_some_and(|at| head[at..].eq_ignore_ascii_case(scheme.as_bytes()))
        });
        let Some(scheme) = scheme.filter(|_| self.text[colon..].starts_with("://")) else {
            return Look::Nothing(colon + 1);
        };
        let start = colon - scheme.len();
        if !self.before(start).is_none_or(may_precede) {
            return Look::Nothing(host_start);
        }
        let (Some(host_end), _) = host(self.text, host_start, is_domain) else {
            return Look::Nothing(host_start);
        };
        let domain = &self.text[host_start..host_end];
        // Nothing follows the id of a shortened link but a query, so nothing more is read.
        let short =
            short_id(&self.text[host_end..]).filter(|_| domain.eq_ignore_ascii_case("t.co"));
        let end = match short {
            Some(length) if length <= SHORT_ID => query(self.text, host_end + 1 + length),
            _ => tail(self.text, host_end),
        };
        let is_too_long = end - start > LINK || short.is_some_and(|length| length > SHORT_ID);
        if is_too_long || !is_resolvable(domain) {
            return Look::Nothing(end);
        }
        Look::Entity(Kind::Url, start..end)
    }

    /// A link around the full stop at `stop`, the first one of its host.
    pub(super) fn link_without_scheme(&self, stop: usize) -> Look {
        let is_label = |c: char| is_plain_domain(c) || matches!(c, '-' | '_');
        let label = self.text[self.done..stop].trim_end_matches(is_label).len() + self.done;
        if label == stop {
            return Look::Nothing(stop + 1);
        }
        let (host_end, stopped) = host(self.text, label, is_plain_domain);
        let before = self.before(label);
        let Some(host_end) = host_end.filter(|_| before.is_none_or(may_precede)) else {
            return Look::Nothing(stopped.max(stop + 1));
        };
        if matches!(before, Some('.' | '/' | '-' | '_')) {
            return Look::Nothing(tail(self.text, host_end));
        }
        // Port and query belong to it only with a path; without one they are not even read.
        let with_path = path_start(self.text, host_end).map(|at| path(self.text, at));
        let end = with_path.map_or(host_end, |at| query(self.text, at));
        if end - label > LINK || !is_resolvable(&self.text[label..host_end]) {
            return Look::Nothing(end);
        }
        Look::Entity(Kind::Url, label..end)
    }
}

/// Whether a link may begin behind it.
fn may_precede(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || matches!(c, '@' | '＠' | '$' | '#' | '＃') || is_invalid(c))
}

/// How long the id at the start of `/id` is, up to one more than it may be.
fn short_id(path: &str) -> Option<usize> {
    let id = path.strip_prefix('/')?.bytes().take(SHORT_ID + 1);
    Some(id.take_while(u8::is_ascii_alphanumeric).count()).filter(|length| *length > 0)
}

/// The end of the port, path and query behind a host.
fn tail(text: &str, host_end: usize) -> usize {
    let path_end = path_start(text, host_end).map(|at| path(text, at));
    query(text, path_end.unwrap_or_else(|| port(text, host_end)))
}

/// Where the path behind a host begins.
fn path_start(text: &str, host_end: usize) -> Option<usize> {
    let at = port(text, host_end);
    text[at..].starts_with('/').then_some(at)
}

/// The end of the port behind a host; `at` where there is none.
fn port(text: &str, at: usize) -> usize {
    let Some(behind) = text[at..].strip_prefix(':') else { return at };
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 { at + 1 + digits } else { at }
}

/// The end of the path whose `/` stands at `at`. Punctuation at its end is the sentence's.
fn path(text: &str, at: usize) -> usize {
    let mut end = at + 1;
    let mut at = end;
    while let Some(c) = text[at..].chars().next() {
        if c == '(' {
            let Some(closed) = brackets(text, at) else { break };
            (at, end) = (closed, closed);
        } else if is_in_path(c) {
            at += c.len_utf8();
            if ends_path(c) {
                end = at;
            }
        } else {
            break;
        }
    }
    end
}

fn ends_path(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '+' | '-' | '=' | '_' | '#' | '/')
        || is_cyrillic(c)
        || is_latin_accent(c)
}

fn is_in_path(c: char) -> bool {
    ends_path(c)
        || matches!(
            c,
            '!' | '*'
                | '\''
                | ';'
                | ':'
                | ','
                | '.'
                | '$'
                | '%'
                | '['
                | ']'
                | '–'
                | '~'
                | '@'
                | '|'
                | '&'
        )
}

/// The end of what stands in brackets from `open` on, as in `/wiki/Ferry_(film)`; one more pair may
/// stand inside.
fn brackets(text: &str, open: usize) -> Option<usize> {
    const WITHIN: usize = 256;
    // Characters since the outer bracket, since the inner one, and whether there was one.
    let (mut outer, mut inner, mut nested) = (0, None, false);
    for (offset, c) in text[open + 1..].char_indices().take_while(|(offset, _)| *offset < WITHIN) {
        let here = open + 1 + offset;
        match (c, inner) {
            ('(', None) if !nested => (inner, nested) = (Some(0), true),
            (')', Some(1..)) => inner = None,
            (')', None) if outer > 0 || nested => return Some(here + 1),
            (_, Some(n)) if is_in_path(c) => inner = Some(n + 1),
            (_, None) if is_in_path(c) => outer += 1,
            _ => return None,
        }
    }
    None
}

/// The end of the query whose `?` stands at `at`; `at` where there is none.
fn query(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'?') {
        return at;
    }
    let mut end = at;
    for (n, byte) in bytes.iter().enumerate().skip(at + 1) {
        match byte {
            b'-' | b'_' | b'&' | b'=' | b'#' | b'/' => end = n + 1,
            _ if byte.is_ascii_alphanumeric() => end = n + 1,
            b'!' | b'?' | b'*' | b'\'' | b'@' | b'(' | b')' | b';' | b':' | b'+' | b'$' | b'%'
            | b'[' | b']' | b'.' | b',' | b'~' | b'|' => {}
            _ => break,
        }
    }
    end
}
