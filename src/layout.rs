//! Whether a newline ends a paragraph or wraps a line.

/// What a single newline means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Newlines {
    /// Decided for each document from the lengths of its lines.
    #[default]
    Auto,
    /// It ends a paragraph.
    Paragraph,
    /// It is a space.
    Wrap,
}
