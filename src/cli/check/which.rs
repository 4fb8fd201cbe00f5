//! Which files are checked: those typed, those of a list, those that git says have changed.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use descrape::error::{Error, printable};

use crate::cli::args::INPUT;

/// Which files are checked.
#[derive(Debug, Args)]
#[command(next_help_heading = INPUT)]
pub struct WhichArgs {
    /// Check the files that FILE names too, one a line (or between NULs); - is stdin
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    file_list: Option<PathBuf>,
    /// Check only what git says has changed since a commit, and what it does not know yet
    ///
    /// Of the paths (without any, of the working directory). No change is no error.
    #[arg(long, value_name = "REV", conflicts_with = "file_list", hide_short_help = true)]
    changed_since: Option<OsString>,
    /// Leave out what --exclude says, also where it is named, as pre-commit does
    #[arg(long, hide_short_help = true)]
    force_exclude: bool,
}

impl WhichArgs {
    /// What is checked, where so much was typed.
    pub fn paths(&self, typed: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
        let mut paths = typed.to_vec();
        if let Some(list) = &self.file_list {
            paths.extend(listed(list)?);
        }
        let Some(since) = &self.changed_since else { return Ok(paths) };
        if paths.is_empty() {
            paths.push(PathBuf::from("."));
        }
        let mut changed_paths = vec![];
        for path in &paths {
            changed_paths.append(&mut changed(path, since)?);
        }
        Ok(changed_paths)
    }

    /// Whether it is everything below the paths that were typed.
    pub fn is_all(&self) -> bool {
        self.file_list.is_none() && self.changed_since.is_none()
    }

    /// Whether excludes hold for files that were named.
    pub fn excludes_named(&self) -> bool {
        // What changed was not typed by anyone.
        self.force_exclude || self.changed_since.is_some()
    }

    /// Whether it is in order that nothing is checked.
    pub fn may_be_none(&self) -> bool {
        self.changed_since.is_some()
    }
}

/// The paths in a list.
fn listed(list: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut bytes = vec![];
    let read = if list == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(list).map(|read| bytes = read)
    };
    read.map_err(|error| Error::new("could not read the list of files").at(list).because(error))?;
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let lines = bytes.split(|byte| *byte == separator);
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| !line.is_empty()).map(path_of).collect()
}

/// What git lists below a path: changed since a commit and still there, or not known to it. Like a
/// walk, without what begins with a dot.
fn changed(path: &Path, since: &OsString) -> Result<Vec<PathBuf>, Error> {
    let (folder, only) = if path.is_dir() {
        (path, None)
    } else {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        (parent.unwrap_or(Path::new(".")), path.file_name())
    };
    let git = |args: &[&str], rev: Option<&OsString>| {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(args);
        if let Some(rev) = rev {
            // A name that looks like an option stays a name.
            command.arg("--end-of-options").arg(rev).arg("--");
        }
        let done = command.output().map_err(|error| {
            Error::new("could not run git, as `--changed-since` must")
                .because(error)
                .hint("install git, or name the files that are to be checked")
        })?;
        if done.status.success() {
            return Ok(done.stdout);
        }
        let said = String::from_utf8_lossy(&done.stderr);
        Err(Error::new(format!("git does not say what has changed: {}", printable(said.trim())))
            .at(path)
            .hint("name a commit of this repository, such as 'origin/main'; a shallow clone may lack it"))
    };
    let diff = ["diff", "--name-only", "-z", "--relative", "--diff-filter=d"];
    let mut names = git(&diff, Some(since))?;
    names.extend(git(&["ls-files", "--others", "--exclude-standard", "-z"], None)?);
    let mut found = vec![];
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let hidden = name.split(|byte| *byte == b'/').any(|part| part.starts_with(b"."));
        let name = path_of(name)?;
        if hidden || only.is_some_and(|only| name.as_os_str() != only) {
            continue;
        }
        let whole = if folder == Path::new(".") { name } else { folder.join(name) };
        if whole.is_file() {
            found.push(whole);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere not all bytes are a path")]
fn path_of(bytes: &[u8]) -> Result<PathBuf, Error> {
    use std::os::unix::ffi::OsStrExt as _;
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Result<PathBuf, Error> {
    let name = std::str::from_utf8(bytes);
    name.map(PathBuf::from).map_err(|_| {
        let shown = printable(&String::from_utf8_lossy(bytes));
        Error::new(format!("the list of files has a name that is not UTF-8: {shown}"))
    })
}
