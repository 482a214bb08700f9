//! The files of the repository, and places in them.

use xshell::{Shell, cmd};

use crate::Result;

/// The files that git tracks, and those it would track, that match `pattern`: from the folder `sh` is in, with slashes, sorted.
pub(crate) fn tracked(sh: &Shell, pattern: &str) -> Result<Vec<String>> {
    // The listing may run as another user than the one who owns the checkout.
    let list =
        cmd!(sh, "git -c safe.directory=* ls-files --cached --others --exclude-standard --deduplicate {pattern}");
    let list = list.quiet().read()?;
    // Deleted files are still listed, and new ones come first.
    let mut paths: Vec<_> = list.lines().filter(|path| sh.path_exists(path)).map(str::to_owned).collect();
    paths.sort();
    Ok(paths)
}

/// The path that `path` means in `file`: that of the file itself where it is empty. `None` where it is absolute, or leads out of
/// where `file` is counted from.
pub(crate) fn resolved(file: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(file.to_owned());
    }
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<_> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The number of the line that the byte `at` is in, from one.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed() {
        for (path, place) in [
            ("b.rs", Some("a/src/b.rs")),
            ("./b//c.rs", Some("a/src/b/c.rs")),
            ("../README.md", Some("a/README.md")),
            ("../..", Some("")),
            ("", Some("a/src/lib.rs")),
            ("../../../x", None),
            ("/x", None),
        ] {
            assert_eq!(resolved("a/src/lib.rs", path).as_deref(), place, "{path}");
        }
    }

    #[test]
    fn lines_are_counted_from_one() {
        let text = "a\nbü\n\nc";
        assert_eq!([0, 1, 2, 6, 7, 99].map(|at| line_of(text, at)), [1, 1, 2, 3, 4, 4]);
    }

    #[test]
    fn deleted_files_are_left_out_and_new_ones_are_not() {
        let sh = Shell::new().unwrap();
        let folder = sh.create_temp_dir().unwrap();
        sh.change_dir(folder.path());
        for file in ["a/gone.md", "a/b.md", "c.rs"] {
            sh.write_file(file, "").unwrap();
        }
        cmd!(sh, "git init --quiet").run().unwrap();
        cmd!(sh, "git add .").run().unwrap();
        sh.remove_path("a/gone.md").unwrap();
        sh.write_file("new.md", "").unwrap();
        assert_eq!(tracked(&sh, "*.md").unwrap(), ["a/b.md", "new.md"]);
        assert_eq!(tracked(&sh, ".").unwrap(), ["a/b.md", "c.rs", "new.md"]);
    }
}
