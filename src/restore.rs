//! Rebuilds the source bytes from the clean text, the change log and the encoding.
