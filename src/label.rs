//! What a piece of an article is, and which kinds stay in the text.

/// The kind of a span of text. Definitions with examples: `descrape rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Label {
    /// The article's own words.
    Prose,
    /// Its title, and section heads.
    Headline,
    /// The words of an embedded tweet.
    TweetText,
    /// Author, handle and date of an embedded tweet.
    TweetAttribution,
    /// `pic.twitter.com/…`, `t.co/…`.
    MediaLink,
    /// An Instagram, Facebook or other embed: words and signature.
    SocialEmbed,
    /// Words that share, post or print.
    ShareBar,
    /// Who made the picture.
    PhotoCredit,
    /// What the picture shows.
    Caption,
    /// Who wrote the article.
    Byline,
    /// Where it was written: `WASHINGTON (Reuters) -`.
    Dateline,
    /// Links to other stories.
    RelatedLink,
    /// Advertisement marks, newsletters, apps.
    Promo,
    /// Who else worked on it.
    ContributorNote,
    /// Copyright and reprint lines.
    Copyright,
    /// Anything else that is not the article.
    OtherBoilerplate,
}

/// A row of [`LABELS`].
#[derive(Debug)]
pub struct LabelRow {
    /// The label.
    pub label: Label,
    /// Its name in options and records.
    pub name: &'static str,
    /// Whether it stays in the text unless the user says otherwise.
    pub stays: bool,
}

const fn row(label: Label, name: &'static str, stays: bool) -> LabelRow {
    LabelRow { label, name, stays }
}

/// Every label, in the order of [`Label`].
pub const LABELS: &[LabelRow] = &[
    row(Label::Prose, "prose", true),
    row(Label::Headline, "headline", true),
    row(Label::TweetText, "tweet_text", true),
    row(Label::TweetAttribution, "tweet_attribution", false),
    row(Label::MediaLink, "media_link", false),
    row(Label::SocialEmbed, "social_embed", false),
    row(Label::ShareBar, "share_bar", false),
    row(Label::PhotoCredit, "photo_credit", false),
    row(Label::Caption, "caption", true),
    row(Label::Byline, "byline", false),
    row(Label::Dateline, "dateline", true),
    row(Label::RelatedLink, "related_link", false),
    row(Label::Promo, "promo", false),
    row(Label::ContributorNote, "contributor_note", false),
    row(Label::Copyright, "copyright", false),
    row(Label::OtherBoilerplate, "other_boilerplate", false),
];

impl Label {
    /// The name in options and records.
    pub fn name(self) -> &'static str {
        LABELS[self as usize].name
    }

    /// The label of that name.
    pub fn from_name(name: &str) -> Option<Label> {
        LABELS.iter().find(|row| row.name == name).map(|row| row.label)
    }
}

/// Which labels stay in the text.
///
/// ```
/// use descrape::Options;
/// use descrape::label::Label;
///
/// let mut options = Options::default();
/// assert!(options.labels.stays(Label::TweetText));
/// options.labels.drop(Label::TweetText);
/// assert!(!options.labels.stays(Label::TweetText));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelPolicy {
    stays: u16,
}

impl Default for LabelPolicy {
    fn default() -> LabelPolicy {
        LabelPolicy {
            stays: LABELS.iter().fold(0, |set, r| set | u16::from(r.stays) << r.label as u8),
        }
    }
}

impl LabelPolicy {
    /// Whether text of this label stays.
    pub fn stays(self, label: Label) -> bool {
        self.stays & 1 << label as u8 != 0
    }

    /// Leaves text of this label in.
    pub fn keep(&mut self, label: Label) {
        self.stays |= 1 << label as u8;
    }

    /// Takes text of this label out.
    pub fn drop(&mut self, label: Label) {
        self.stays &= !(1 << label as u8);
    }

    /// Leaves everything in.
    pub fn keep_all(&mut self) {
        self.stays = u16::MAX;
    }

    /// Takes every labelled span out, whatever its label.
    pub fn drop_all(&mut self) {
        self.stays = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_enum() {
        for (n, row) in LABELS.iter().enumerate() {
            assert_eq!(row.label as usize, n, "{}", row.name);
            assert_eq!(Label::from_name(row.name), Some(row.label));
        }
    }
}
