//! The files that a run writes: never its inputs, so running twice gives the same; and never an
//! article that nobody would see again. And the files that configure it, which are no articles either.

use std::fs::Metadata;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use super::account::ACCOUNT_START;
use super::identity::Identity;
use super::{jsonl, open, quarantine};
use crate::error::Error;
use crate::output::out::target;
use crate::output::part::{JOURNAL, OWN, PART};
use crate::output::{self, Destination, Format};
use crate::rule;
use crate::survey::is_survey;

/// The files that a run writes, and those that configure it.
#[derive(Debug, Default)]
pub(crate) struct OwnFiles {
    /// Those it was given by name and will replace.
    named: Vec<Identity>,
    /// Where stdout goes, if that is a file.
    stdout: Option<Identity>,
    /// The folder that it writes to.
    folder: Option<Identity>,
    /// What configures it.
    configuration: Vec<Identity>,
    /// How the names of their temporary files begin, whichever run left them.
    prefixes: Vec<Vec<u8>>,
}

impl OwnFiles {
    /// Where records go, and what is written beside them.
    pub(crate) fn new<'a>(
        destination: &Destination,
        beside: impl IntoIterator<Item = &'a PathBuf>,
    ) -> OwnFiles {
        let mut own = OwnFiles::default();
        match destination {
            Destination::File(path) => own.add(path),
            Destination::Stdout => own.stdout = stdout(),
            Destination::Folder(folder) => {
                let known = folder.path.metadata().ok();
                own.folder = known.and_then(|known| Identity::of(&folder.path, &known));
            }
            Destination::Nowhere => {}
        }
        for path in beside {
            own.add(path);
        }
        own
    }

    /// The same with the files that configure the run.
    pub(crate) fn configured_by<'a>(
        self,
        files: impl IntoIterator<Item = &'a PathBuf>,
    ) -> OwnFiles {
        let identity = |path: &Path| Identity::of(path, &path.metadata().ok()?);
        let configuration = files.into_iter().filter_map(|file| identity(file)).collect();
        OwnFiles { configuration, ..self }
    }

    fn add(&mut self, path: &Path) {
        if let Ok(metadata) = path.metadata() {
            if !metadata.is_file() {
                return;
            }
            self.named.extend(Identity::of(path, &metadata));
        }
        let target = target(path).unwrap_or_else(|_| path.to_owned());
        if let Some(name) = target.file_name() {
            self.prefixes.push([b".", name.as_encoded_bytes(), OWN.as_bytes()].concat());
        }
    }

    /// Whether a file is one that such a run leaves when it does not end. It is not there when it
    /// begins, so the run that goes on must not count it either.
    pub(crate) fn is_unfinished(&self, path: &Path) -> bool {
        self.behind_prefix(path)
            .is_some_and(|rest| [PART, JOURNAL].map(str::as_bytes).contains(&rest))
    }

    /// Whether a file is one of them.
    pub(crate) fn contains(&self, path: &Path, metadata: &Metadata) -> bool {
        let is_stdout = |stdout| Identity::of(path, metadata).as_ref() == Some(stdout);
        self.behind_prefix(path).is_some()
            || self.is_named(path, metadata)
            || self.stdout.as_ref().is_some_and(is_stdout)
    }

    /// The rest of the name of a temporary file.
    fn behind_prefix<'p>(&self, path: &'p Path) -> Option<&'p [u8]> {
        let name = path.file_name()?.as_encoded_bytes();
        self.prefixes.iter().find_map(|prefix| name.strip_prefix(&**prefix))
    }

    /// Whether a folder is the one that it writes to.
    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        let is_it = |folder: &Identity| {
            let known = path.metadata().ok().and_then(|known| Identity::of(path, &known));
            known.as_ref() == Some(folder)
        };
        self.folder.as_ref().is_some_and(is_it)
    }

    /// Whether a file is one that configures the run.
    pub(crate) fn is_configuration(&self, path: &Path, metadata: &Metadata) -> bool {
        !self.configuration.is_empty()
            && Identity::of(path, metadata).is_some_and(|id| self.configuration.contains(&id))
    }

    fn is_named(&self, path: &Path, metadata: &Metadata) -> bool {
        !self.named.is_empty()
            && Identity::of(path, metadata).is_some_and(|id| self.named.contains(&id))
    }

    /// Refuses to replace what was met among the inputs and is none of ours: an article would be
    /// neither cleaned nor kept.
    pub(crate) fn may_be_replaced(&self, path: &Path, metadata: &Metadata) -> Result<(), Error> {
        if !self.is_named(path, metadata) || holds_records(path).unwrap_or(false) {
            return Ok(());
        }
        let what = "is among the inputs, holds no records, and would be overwritten";
        Err(Error::new(what).at(path).hint("write to another file, or move this one away first"))
    }
}

/// Whether a file is empty, or is a survey, the summary of a run or what a check found, or begins with a record or a
/// quarantined row as we write them: what passes through stands first, so the last key is one of
/// ours. Read before it is replaced, so an error is no reason to replace it.
fn holds_records(path: &Path) -> io::Result<bool> {
    #[cfg(feature = "parquet")]
    if crate::output::parquet::is_ours(path) {
        return Ok(true);
    }
    let mut reader = open::input(path)?.reader;
    let mut head = vec![];
    reader.by_ref().take(HEAD).read_to_end(&mut head)?;
    if is_report(&head) {
        return Ok(true);
    }
    let format = Format::of(path).ok();
    if let Some(is_ours) = format.and_then(|format| format.is_our_head) {
        let mut names = vec![];
        BufReader::new(head.as_slice().chain(reader))
            .take(LONGEST_HEAD)
            .read_until(b'\n', &mut names)?;
        return Ok(is_ours(&names));
    }
    if !matches!(head.first(), None | Some(b'{' | b'#')) {
        return Ok(false);
    }
    let mut reader = BufReader::new(head.as_slice().chain(reader));
    let mut line = vec![];
    reader.read_until(b'\n', &mut line)?;
    if is_survey(&line) {
        return Ok(true);
    }
    if ACCOUNT_START.starts_with(&line) && !line.is_empty() {
        reader.read_until(b'\n', &mut line)?;
        return Ok(line.starts_with(ACCOUNT_START));
    }
    let fields = str::from_utf8(&line).ok().and_then(|line| jsonl::fields(line).ok());
    let last = fields.as_ref().and_then(|fields| fields.last());
    let is_ours = |name: &str| output::is_key(name) || quarantine::KEYS.contains(&name);
    Ok(line.is_empty() || last.is_some_and(|field| is_ours(&field.name)))
}

/// The names of columns, at most.
const LONGEST_HEAD: u64 = 1 << 20;

/// How much of a file is looked at.
const HEAD: u64 = 8192;

/// Whether a file begins as the findings of a check do, in any view: one names a rule, or the program.
fn is_report(head: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    head.trim_ascii() == b"[]"
        || has(b"\"descrape\"")
        || rule::all().any(|rule| has(rule.id.as_bytes()))
}

/// `descrape clean . > clean.jsonl` would otherwise read what it writes.
#[cfg(unix)]
fn stdout() -> Option<Identity> {
    use std::os::fd::AsFd as _;
    let stdout = std::fs::File::from(std::io::stdout().as_fd().try_clone_to_owned().ok()?);
    let metadata = stdout.metadata().ok()?;
    metadata.is_file().then(|| Identity::of(Path::new(""), &metadata)).flatten()
}

#[cfg(not(unix))]
fn stdout() -> Option<Identity> {
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::output::Packing;

    #[test]
    fn what_may_be_replaced_among_the_inputs() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        let zstd = Packing::Zstd.pack(b"{\"url\":1,\"id\":2,\"text\":\"It held.\"}\n".to_vec());
        for (bytes, may) in [
            (&b""[..], true),
            (b"{\"url\":1,\"id\":2,\"text\":\"It held.\",\"embeds\":[]}\n{", true),
            (b"{\"id\":2,\"n\":1,\"text\":\"It held.\",\"start\":0,\"end\":8}\n", true),
            (b"{\"path\":\"a\",\"line\":1,\"offset\":0,\"reason\":\"x\"}\n", true),
            (&zstd, true),
            (&zstd[..zstd.len() - 3], false),
            (b"# descrape survey 1\tdocuments 0\tlevel 0\n", true),
            (b"{\n  \"descrape\": \"0.1.0\",\n  \"arguments\": []\n}\n", true),
            (b"a.txt:1:8: error[unicode.control] x\n", true),
            (b"<?xml version=\"1.0\"?>\n<testsuites name=\"descrape\">", true),
            (b"[]\n", true),
            (b"{\n  \"text\": \"It held.\"\n}\n", false),
            (b"# The wall held.\n", false),
            (b"The wall held.\n", false),
            (b"{curly} words\n", false),
            (b"{\"text\":\"It held.\",\"url\":1}\n", false),
            (b"\n", false),
        ] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(holds_records(&path).unwrap_or(false), may, "{}", bytes.escape_ascii());
        }
        let table = dir.path().join("a.csv");
        for (bytes, may) in [
            ("", true),
            ("url,id,text,sentences,embeds\n1,", true),
            ("id,text,sentences,rest\n", true),
            ("id,n,text,start,end\n", true),
            // As anybody's may be.
            ("id,text\n1,It held.\n", false),
            ("sentences,id,rest\n", false),
            ("{\"id\":2,\"text\":\"It held.\"}\n", false),
        ] {
            std::fs::write(&table, bytes).unwrap();
            assert_eq!(holds_records(&table).unwrap_or(false), may, "{bytes}");
        }
    }
}
