//! From the paths as typed to the list of inputs, in the order they are read.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use super::excludes::Excludes;
use super::open::is_stdin;
use super::own::OwnFiles;
use super::{BACKUP, Inputs};
use crate::error::Error;

/// Something that was found under the paths.
#[derive(Debug)]
pub(crate) struct Found {
    /// What to open.
    pub path: PathBuf,
    /// The path as typed, joined with `/`, bytes that are no UTF-8 as `%XX`.
    pub shown: String,
    /// Unique in the run.
    pub id: String,
    /// Bytes on disk.
    pub bytes: u64,
    /// When a file was last written to.
    pub modified: Option<SystemTime>,
    pub kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    File,
    Stdin,
    /// Passed over, for this reason.
    Skipped(&'static str),
    /// Could not be read: what the system said, and what to try.
    Failed(String, Option<&'static str>),
}

/// Reasons that are counted but not told: nobody is surprised by them.
pub(crate) const OWN_OUTPUT: &str = "own output";
pub(crate) const OWN_CONFIGURATION: &str = "own configuration";

/// Lists all inputs: the paths in the order given, each folder sorted by the bytes of the
/// relative path.
pub(crate) fn walk(inputs: &Inputs, own: &OwnFiles) -> Result<Vec<Found>, Error> {
    let globs = glob_set(&inputs.globs)?;
    let excludes = Excludes::new(&inputs.excludes)?;
    let mut walk = Walk {
        several: inputs.paths.len() > 1,
        globs,
        excludes,
        backups: &inputs.backups,
        named_too: inputs.excludes_named,
        own,
        found: vec![],
        names: HashSet::new(),
        roots: HashSet::new(),
        read: HashSet::new(),
    };
    for path in &inputs.paths {
        walk.root(path)?;
    }
    let mut found = walk.found;
    make_ids_unique(&mut found);
    Ok(found)
}

struct Walk<'a> {
    several: bool,
    globs: Option<GlobSet>,
    excludes: Excludes,
    /// What the names of backups end with.
    backups: &'a str,
    /// Whether files that were typed are left out too.
    named_too: bool,
    own: &'a OwnFiles,
    found: Vec<Found>,
    /// Names of roots that were given out.
    names: HashSet<String>,
    /// Roots that were seen.
    roots: HashSet<PathBuf>,
    /// Files that were seen, where more than one root could lead to them.
    read: HashSet<PathBuf>,
}

impl Walk<'_> {
    fn root(&mut self, path: &Path) -> Result<(), Error> {
        if is_stdin(path) {
            if self.roots.insert(path.to_owned()) {
                self.push(path, "-".into(), "stdin".into(), 0, Kind::Stdin);
            }
            return Ok(());
        }
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                if self.own.is_folder(path) {
                    return Err(Error::new("is an input and the folder to write to")
                        .at(path)
                        .hint("write to another folder"));
                }
                if self.is_new_root(path) {
                    let prefix = if self.several { self.name(path) + "/" } else { String::new() };
                    let globs = self.globs.clone();
                    self.folder(path, &prefix, globs.as_ref())?;
                }
            }
            Ok(metadata) => {
                if self.own.contains(path, &metadata) {
                    return Err(Error::new("is an input and would be overwritten")
                        .at(path)
                        .hint("write to another file"));
                }
                if self.is_new_root(path) {
                    self.file(path, shown(path.as_os_str()), None, &metadata);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && is_pattern(path) => {
                self.pattern(path)?;
            }
            Err(error) => {
                let hint = (error.kind() == std::io::ErrorKind::NotFound)
                    .then_some("check the name; a pattern like '*.txt' matches nothing either");
                self.push(
                    path,
                    shown(path.as_os_str()),
                    String::new(),
                    0,
                    Kind::Failed(error.to_string(), hint),
                );
            }
        }
        Ok(())
    }

    /// A pattern that no shell expanded: a walk from the folder before its first special
    /// character.
    fn pattern(&mut self, path: &Path) -> Result<(), Error> {
        let literal: PathBuf =
            path.components().take_while(|part| !is_pattern(Path::new(part.as_os_str()))).collect();
        let rest = path.strip_prefix(&literal).unwrap_or(path);
        let set = GlobSetBuilder::new().add(glob(&rest.to_string_lossy(), true)?).build();
        let set =
            set.map_err(|error| Error::new("could not read the pattern").at(path).because(error))?;
        let base = if literal.as_os_str().is_empty() { Path::new(".") } else { literal.as_path() };
        let before = self.found.len();
        let prefix = if self.several { self.name(base) + "/" } else { String::new() };
        self.folder(base, &prefix, Some(&set))?;
        if self.found.len() == before {
            let kind = Kind::Failed(
                "no file matches".into(),
                Some("put the pattern in quotes, or check it"),
            );
            self.push(path, shown(path.as_os_str()), String::new(), 0, kind);
        }
        Ok(())
    }

    fn folder(&mut self, root: &Path, prefix: &str, globs: Option<&GlobSet>) -> Result<(), Error> {
        let typed = shown(root.as_os_str());
        let typed = typed.strip_suffix('/').unwrap_or(&typed).to_owned();
        let first = self.found.len();
        let mut entries = WalkDir::new(root).follow_links(true).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if self.own.is_unfinished(entry.path()) => {}
                Ok(entry) => {
                    let relative = relative(root, entry.path());
                    let is_dir = entry.file_type().is_dir();
                    let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                    if is_dir && self.own.is_folder(entry.path()) {
                        entries.skip_current_dir();
                        let (whole, id) =
                            (format!("{typed}/{relative}"), format!("{prefix}{relative}"));
                        self.push(entry.path(), whole, id, 0, Kind::Skipped(OWN_OUTPUT));
                        continue;
                    }
                    if is_dir && self.excludes.contain_found(&format!("{typed}/{relative}")) {
                        entries.skip_current_dir();
                        let (whole, id) =
                            (format!("{typed}/{relative}"), format!("{prefix}{relative}"));
                        self.push(entry.path(), whole, id, 0, Kind::Skipped("excluded"));
                        continue;
                    }
                    if is_dir && !hidden {
                        continue;
                    }
                    if is_dir {
                        entries.skip_current_dir();
                    } else if globs.is_some_and(|globs| !globs.is_match(&relative)) {
                        continue;
                    }
                    let whole = format!("{typed}/{relative}");
                    let id = format!("{prefix}{relative}");
                    match entry.metadata() {
                        Ok(metadata) if self.own.contains(entry.path(), &metadata) => {
                            self.own.may_be_replaced(entry.path(), &metadata)?;
                            self.push(
                                entry.path(),
                                whole,
                                id,
                                metadata.len(),
                                Kind::Skipped(OWN_OUTPUT),
                            );
                        }
                        Ok(metadata) if hidden => {
                            let bytes = if is_dir { 0 } else { metadata.len() };
                            self.push(entry.path(), whole, id, bytes, Kind::Skipped("dot file"));
                        }
                        Ok(metadata) => self.file(entry.path(), whole, Some(id), &metadata),
                        Err(error) => self.push(
                            entry.path(),
                            whole,
                            id,
                            0,
                            Kind::Failed(error.to_string(), None),
                        ),
                    }
                }
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    let relative = relative(root, &path);
                    let what = match (error.loop_ancestor(), error.io_error()) {
                        (Some(_), _) => "a link that leads back to a folder above it".into(),
                        (None, Some(error)) => error.to_string(),
                        (None, None) => error.to_string(),
                    };
                    let whole = if relative.is_empty() {
                        typed.clone()
                    } else {
                        format!("{typed}/{relative}")
                    };
                    self.push(
                        &path,
                        whole,
                        format!("{prefix}{relative}"),
                        0,
                        Kind::Failed(what, None),
                    );
                }
            }
        }
        // A walk goes folder by folder, which puts `a/b` before `a-b`; bytes do not.
        self.found[first..].sort_by(|a, b| in_order(a).cmp(in_order(b)));
        Ok(())
    }

    /// A file that was not passed over by its name. Roots (`id` is `None`) may be FIFOs, as in
    /// `descrape clean <(zcat x)`.
    fn file(&mut self, path: &Path, whole: String, id: Option<String>, metadata: &Metadata) {
        let is_root = id.is_none();
        let id = id.unwrap_or_else(|| self.name(path));
        let kind = if self.own.is_configuration(path, metadata) {
            // Also when it is named, as a shell does for `*`.
            Kind::Skipped(OWN_CONFIGURATION)
        } else if !metadata.is_file() && !is_root {
            Kind::Skipped("not a regular file")
        } else if (!is_root && self.excludes.contain_found(&whole))
            || (is_root && self.named_too && self.excludes.contain_named(&whole))
        {
            Kind::Skipped("excluded")
        } else if !is_root && [BACKUP, self.backups].iter().any(|end| is_backup(path, end)) {
            Kind::Skipped("backup")
        } else if self.several && path.canonicalize().is_ok_and(|path| !self.read.insert(path)) {
            Kind::Skipped("given twice")
        } else {
            Kind::File
        };
        let bytes = if metadata.is_file() { metadata.len() } else { 0 };
        let modified = metadata.modified().ok();
        self.found.push(Found { path: path.to_owned(), shown: whole, id, bytes, modified, kind });
    }

    fn push(&mut self, path: &Path, shown: String, id: String, bytes: u64, kind: Kind) {
        let modified = None;
        self.found.push(Found { path: path.to_owned(), shown, id, bytes, modified, kind });
    }

    fn is_new_root(&mut self, path: &Path) -> bool {
        path.canonicalize().map_or(true, |path| self.roots.insert(path))
    }

    /// The name of a root, made unique: `a`, `a~2`, `a~3`.
    fn name(&mut self, path: &Path) -> String {
        let own = path.file_name().map(OsStr::to_owned);
        let name = own.or_else(|| path.canonicalize().ok()?.file_name().map(OsStr::to_owned));
        unique(&shown(&name.unwrap_or_else(|| "root".into())), &mut self.names)
    }
}

/// What a folder is sorted by.
#[cfg(unix)]
fn in_order(found: &Found) -> &[u8] {
    found.path.as_os_str().as_encoded_bytes()
}

/// The same order where paths are joined with `\\`.
#[cfg(not(unix))]
fn in_order(found: &Found) -> &[u8] {
    found.id.as_bytes()
}

/// Whether a file is the backup of one beside it.
fn is_backup(path: &Path, suffix: &str) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    let original = name.and_then(|name| name.strip_suffix(suffix)).filter(|name| !name.is_empty());
    !suffix.is_empty() && original.is_some_and(|name| path.with_file_name(name).is_file())
}

fn unique(name: &str, names: &mut HashSet<String>) -> String {
    let mut tried = name.to_owned();
    let mut n = 1;
    while !names.insert(tried.clone()) {
        n += 1;
        tried = format!("{name}~{n}");
    }
    tried
}

/// Two names can look the same once bytes that are no UTF-8 are shown as `%XX`.
fn make_ids_unique(found: &mut [Found]) {
    if found.iter().all(|found| found.path.to_str().is_some()) {
        return;
    }
    let mut ids = HashSet::new();
    for found in found.iter_mut().filter(|found| found.id.contains('%')) {
        found.id = unique(&found.id, &mut ids);
    }
}

/// The path below its root, joined with `/`.
fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts = below.components().filter(|part| matches!(part, Component::Normal(_)));
    parts.map(|part| shown(part.as_os_str())).collect::<Vec<_>>().join("/")
}

/// A name as text: bytes that are no UTF-8 as `%XX`.
pub(crate) fn shown(name: &OsStr) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            write!(out, "%{byte:02X}").expect("writing to memory does not fail");
        }
    }
    out
}

fn is_pattern(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().iter().any(|byte| b"*?[".contains(byte))
}

fn glob_set(globs: &[String]) -> Result<Option<GlobSet>, Error> {
    if globs.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in globs {
        set.add(glob(pattern, false)?);
    }
    let set =
        set.build().map_err(|error| Error::new("could not read the patterns").because(error))?;
    Ok(Some(set))
}

/// In a filter `*.txt` means every text file; in a path `*` stops at `/`, as in a shell.
pub(super) fn glob(pattern: &str, as_path: bool) -> Result<globset::Glob, Error> {
    GlobBuilder::new(pattern).literal_separator(as_path).build().map_err(|error| {
        Error::new(format!("could not read the pattern '{pattern}'"))
            .because(error.kind().to_string())
            .hint("'*' and '?' match, '[ab]' is a choice, '{a,b}' too")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests;
