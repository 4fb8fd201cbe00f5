//! Hosts: labels between full stops, the last of them a top-level domain.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Reads labels from `start` on, as long as they are made of `is_label` and of hyphens and
/// underscores inside. Returns the end of the longest host among them, and where reading stopped.
pub(super) fn host(
    text: &str,
    start: usize,
    is_label: impl Fn(char) -> bool,
) -> (Option<usize>, usize) {
    let mut host = None;
    let (mut label, mut has_underscore) = (start, false);
    for (offset, c) in text[start..].char_indices() {
        let at = start + offset;
        match c {
            '.' => {
                let word = &text[label..at];
                if word.is_empty() || word.starts_with(['-', '_']) || word.ends_with(['-', '_']) {
                    return (host, at);
                }
                if !has_underscore {
                    host = top_level_domain(text, at + 1).or(host);
                }
                (label, has_underscore) = (at + 1, false);
            }
            '_' => has_underscore = true,
            '-' => {}
            _ if is_label(c) => {}
            _ => return (host, at),
        }
    }
    (host, text.len())
}

/// The end of the top-level domain that begins at `at`.
fn top_level_domain(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_encoded = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    if bytes.get(at..at + 4).is_some_and(|head| head.eq_ignore_ascii_case(b"xn--")) {
        let more = bytes[at + 4..].iter().take(LABEL).take_while(|b| is_encoded(b)).count();
        return (more > 0).then_some(at + 4 + more);
    }
    let ends = |end: usize| {
        !matches!(
            bytes.get(end),
            Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'@' | b'+' | b'-')
        )
    };
    // In Unicode the words of a script without spaces may follow, so any border is tried.
    let mut found = None;
    let mut lower = [0; LONGEST];
    let mut length = 0;
    let mut end = at;
    for c in text[at..].chars() {
        let is_part = c.is_ascii_alphabetic() || !c.is_ascii();
        let mut small = c.to_lowercase();
        let (Some(c_lower), None, true) = (small.next(), small.next(), is_part) else { break };
        if length + c_lower.len_utf8() > LONGEST {
            break;
        }
        length += c_lower.encode_utf8(&mut lower[length..]).len();
        end += c.len_utf8();
        if ends(end) && length > 1 {
            let name = std::str::from_utf8(&lower[..length]).unwrap_or_default();
            if TOP_LEVEL_DOMAINS.contains(name) {
                found = Some(end);
            }
        }
    }
    found
}

/// The longest label of a host, in bytes of its encoded form.
const LABEL: usize = 63;

/// No top-level domain has more bytes; a test counts them.
const LONGEST: usize = 36;

static TOP_LEVEL_DOMAINS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("tlds.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Whether each label of a host has a form that the name system can hold.
pub(super) fn is_resolvable(host: &str) -> bool {
    let is_short = |label: &str| {
        if label.is_ascii() {
            return label.len() <= LABEL;
        }
        let is_encoded = label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--"));
        !is_encoded && "xn--".len() + punycode_len(label) <= LABEL
    };
    host.split('.').all(is_short)
}

/// How many bytes a label has in Punycode (RFC 3492, section 6.3); more than [`LABEL`] for one that
/// is too long in any case.
fn punycode_len(label: &str) -> usize {
    const BASE: u32 = 36;
    const MIN: u32 = 1;
    const MAX: u32 = 26;
    const SKEW: u32 = 38;
    const DAMP: u32 = 700;
    let count = label.chars().take(LABEL + 1).count() as u32;
    if count as usize > LABEL {
        return LABEL + 1;
    }
    let basic = label.chars().filter(char::is_ascii).count() as u32;
    let mut length = basic + u32::from(basic > 0);
    let (mut n, mut delta, mut bias, mut done) = (128, 0, 72, basic);
    while done < count {
        let Some(next) = label.chars().map(u32::from).filter(|c| *c >= n).min() else { break };
        delta += (next - n) * (done + 1);
        n = next;
        for c in label.chars().map(u32::from) {
            if c < n {
                delta += 1;
            } else if c == n {
                let (mut q, mut k) = (delta, BASE);
                loop {
                    length += 1;
                    let t = k.saturating_sub(bias).clamp(MIN, MAX);
                    if q < t {
                        break;
                    }
                    q = (q - t) / (BASE - t);
                    k += BASE;
                }
                delta /= if done == basic { DAMP } else { 2 };
                delta += delta / (done + 1);
                let mut k = 0;
                while delta > (BASE - MIN) * MAX / 2 {
                    delta /= BASE - MIN;
                    k += BASE;
                }
                bias = k + (BASE - MIN + 1) * delta / (delta + SKEW);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    length as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_domain_of_the_file_is_told() {
        for domain in TOP_LEVEL_DOMAINS.iter() {
            assert!(domain.len() <= LONGEST && domain.len() > 1, "{domain}");
            assert_eq!(domain.to_lowercase(), **domain);
            let (text, upper) = (format!("a.{domain} b"), format!("a.{}/", domain.to_uppercase()));
            assert_eq!(top_level_domain(&text, 2), Some(2 + domain.len()), "{text}");
            assert_eq!(top_level_domain(&upper, 2), Some(upper.len() - 1), "{upper}");
        }
        assert!(TOP_LEVEL_DOMAINS.len() > 1500);
    }

    /// The examples of RFC 3492, section 7.1, and German and Greek words.
    #[test]
    fn punycode_has_its_length() {
        for (label, encoded) in [
            ("bücher", "bcher-kva"),
            ("παράδειγμα", "hxajbheg2az3al"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
        ] {
            assert_eq!(punycode_len(label), encoded.len(), "{label}");
        }
    }

    #[test]
    fn labels_have_63_bytes() {
        assert!(is_resolvable(&format!("{}.example", "a".repeat(63))));
        assert!(!is_resolvable(&format!("{}.example", "a".repeat(64))));
        assert!(is_resolvable(&format!("{}.example", "é".repeat(40))));
        assert!(!is_resolvable(&format!("{}.example", "é".repeat(64))));
        assert!(!is_resolvable("xn--é.example"));
    }
}
