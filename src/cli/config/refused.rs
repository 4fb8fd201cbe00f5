//! Options that make no sense in a file.

/// Long names, and why.
pub const REFUSED: &[(&str, &str)] = &[
    ("changed-since", "every check is of other changes"),
    ("config", "one file does not name another"),
    ("file-list", "what is read is named on the command line"),
    ("fix", "that files are written over is said each time"),
    ("fix-lossy", "that words leave files is said each time"),
    ("force", "that files may be replaced is said each time"),
    ("help", "it asks for something"),
    ("isolated", "it leaves this file out"),
    ("licenses", "it asks for something"),
    ("line", "it is a place in one input"),
    ("merge", "what is read is named on the command line"),
    ("output", "where a run writes is said each time, so that none replaces a file unasked"),
    ("print-config", "it asks for something"),
    ("restart", "that unfinished work may be thrown away is said each time"),
    ("resume", "whether a run goes on with another is said each time"),
    ("take", "every job reads another part"),
    ("version", "it asks for something"),
    ("write-baseline", "that findings are accepted is said each time"),
];

/// Why an option cannot stand in a file.
pub fn reason(name: &str) -> Option<&'static str> {
    REFUSED.iter().find(|row| row.0 == name).map(|row| row.1)
}
