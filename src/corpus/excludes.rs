//! What is left out of a walk.

use globset::{GlobSet, GlobSetBuilder};

use super::walk::glob;
use crate::error::Error;

/// Patterns of what is left out.
#[derive(Debug)]
pub(super) struct Excludes {
    /// Of whole paths, and of all below them.
    paths: GlobSet,
    /// Of a name in a path.
    names: GlobSet,
    /// What absolute paths below the working directory begin with.
    here: Option<String>,
}

impl Excludes {
    pub(super) fn new(patterns: &[String]) -> Result<Excludes, Error> {
        let (mut paths, mut names) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let plain = pattern.trim_start_matches("./").trim_end_matches('/');
            if plain.contains('/') {
                paths.add(glob(plain, true)?);
                paths.add(glob(&format!("{plain}/**"), true)?);
            } else {
                names.add(glob(plain, true)?);
            }
        }
        let build = |set: GlobSetBuilder| {
            set.build().map_err(|error| Error::new("could not read the patterns").because(error))
        };
        let here =
            std::env::current_dir().ok().map(|here| here.to_string_lossy().into_owned() + "/");
        Ok(Excludes { paths: build(paths)?, names: build(names)?, here })
    }

    /// Whether what was found by a walk is left out. The folders that it is in were asked for before.
    pub(super) fn contain_found(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.contain(path, |_| self.names.is_match(name))
    }

    /// Whether a path that was typed is left out.
    pub(super) fn contain_named(&self, path: &str) -> bool {
        self.contain(path, |path| path.split('/').any(|name| self.names.is_match(name)))
    }

    fn contain(&self, path: &str, by_name: impl Fn(&str) -> bool) -> bool {
        if self.paths.is_empty() && self.names.is_empty() {
            return false;
        }
        let path = path.trim_start_matches("./");
        let path = self.here.as_deref().and_then(|here| path.strip_prefix(here)).unwrap_or(path);
        self.paths.is_match(path) || by_name(path)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_of_names_or_of_paths_with_all_below() {
        let here = std::env::current_dir().unwrap().to_string_lossy().into_owned();
        let check = |pattern: &str, path: &str, expected: bool| {
            let excludes = Excludes::new(&[pattern.to_owned()]).unwrap();
            assert_eq!(excludes.contain_named(path), expected, "{pattern} {path}");
        };
        check("drafts", "news/drafts/a.txt", true);
        check("drafts", "news/drafts.txt", false);
        check("*.log", "./a/b.log", true);
        check("news/drafts/", "news/drafts/x/a.txt", true);
        check("news/drafts", &format!("{here}/news/drafts/a.txt"), true);
        check("news/*.txt", "news/x/a.txt", false);
        check("**/x/*.txt", "news/x/a.txt", true);
        check("news/**", "other/news/a.txt", false);
        let tmp = Excludes::new(&["tmp".to_owned()]).unwrap();
        assert!(!tmp.contain_found("/tmp/a.txt") && tmp.contain_found("/tmp/tmp"));
        assert!(Excludes::new(&["a[".to_owned()]).is_err());
        assert!(!Excludes::new(&[]).unwrap().contain_found("a"));
    }
}
