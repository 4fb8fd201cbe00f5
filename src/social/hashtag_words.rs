//! The words of a hashtag.

/// The words that a hashtag's letters are, told by case, digits and underscores: `ClimateActionNow`
/// is three. What has no such border is one word. `tag` comes without its sign.
///
/// ```
/// use descrape::social::hashtag_words;
///
/// assert_eq!(hashtag_words("ClimateActionNow"), "Climate Action Now");
/// assert_eq!(hashtag_words("USElection2020"), "US Election 2020");
/// assert_eq!(hashtag_words("climateaction"), "climateaction");
/// ```
pub fn hashtag_words(tag: &str) -> String {
    let mut words = String::with_capacity(tag.len() + 8);
    // The two characters before in the same word, nearest first.
    let mut rest = tag.chars();
    let mut before: [Option<char>; 2] = [None; 2];
    while let Some(c) = rest.next() {
        if c == '_' {
            push_space(&mut words);
            before = [None; 2];
            continue;
        }
        if let Some(last) = before[0]
            && is_border(before[1], last, c, rest.as_str())
        {
            push_space(&mut words);
            before = [None; 2];
        }
        words.push(c);
        before = [Some(c), before[0]];
    }
    words.truncate(words.trim_end().len());
    // A hashtag of underscores and marks has no words; it stays readable.
    if words.is_empty() { tag.to_owned() } else { words }
}

fn push_space(words: &mut String) {
    if !words.is_empty() && !words.ends_with(' ') {
        words.push(' ');
    }
}

/// Whether a word ends between `last` and `c`. `earlier` is the character before `last` in the same
/// word, `rest` what follows `c`.
fn is_border(earlier: Option<char>, last: char, c: char, rest: &str) -> bool {
    let next = rest.chars().next();
    if last.is_numeric() {
        // `5G` and `1st` are words.
        return c.is_alphabetic() && !is_unit(c, rest) && !is_ordinal(c, rest);
    }
    if c.is_numeric() {
        // `G20` is one word, `Covid19` two.
        return last.is_alphabetic() && earlier.is_some();
    }
    if last.is_lowercase() && c.is_uppercase() {
        // `iPhone`, `eBay`.
        return earlier.is_some();
    }
    // The last capital of a row begins a word of small letters: `USElection`; not in `MPs`.
    let is_plural = next == Some('s') && !rest[1..].starts_with(char::is_lowercase);
    last.is_uppercase() && c.is_uppercase() && next.is_some_and(char::is_lowercase) && !is_plural
}

/// Whether `c` is a letter by itself, as in `90sMusic` and `4KVideo`.
fn is_unit(c: char, rest: &str) -> bool {
    let mut rest = rest.chars();
    match rest.next().filter(|next| next.is_alphabetic()) {
        None => true,
        Some(next) if c.is_lowercase() => next.is_uppercase(),
        Some(next) => next.is_uppercase() && rest.next().is_some_and(char::is_lowercase),
    }
}

/// Whether `c` and `rest` begin with the ending of a number, as in `1stPlace`.
fn is_ordinal(c: char, rest: &str) -> bool {
    let mut rest = rest.chars();
    let ending = (c, rest.next());
    matches!(ending, ('s', Some('t')) | ('n' | 'r', Some('d')) | ('t', Some('h')))
        && !rest.next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_case_and_digits() {
        for (tag, words) in [
            ("FerryDay", "Ferry Day"),
            ("ferryday", "ferryday"),
            ("FERRY", "FERRY"),
            ("SaveTheOrrinFerry", "Save The Orrin Ferry"),
            ("saveTheFerry", "save The Ferry"),
            ("USElection2020", "US Election 2020"),
            ("NHSStaff", "NHS Staff"),
            ("AskYourMPs", "Ask Your MPs"),
            ("MPsOnBoard", "MPs On Board"),
            ("iPhone", "iPhone"),
            ("COVID19", "COVID 19"),
            ("G20Summit", "G20 Summit"),
            ("2020Vision", "2020 Vision"),
            ("5G", "5G"),
            ("90sMusic", "90s Music"),
            ("4KVideo", "4K Video"),
            ("2020USElection", "2020 US Election"),
            ("1stPlace", "1st Place"),
            ("21stCentury", "21st Century"),
            ("3rdrate", "3 rdrate"),
            ("old_ferry_day", "old ferry day"),
            ("_Old__Ferry_", "Old Ferry"),
            ("ÉcoleÀLaMer", "École À La Mer"),
            ("ДеньПарома", "День Парома"),
            ("渡し船", "渡し船"),
            ("il·lusió", "il·lusió"),
            ("__", "__"),
        ] {
            assert_eq!(hashtag_words(tag), words, "{tag}");
        }
    }
}
