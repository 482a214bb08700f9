//! The commands, a line each.

use crate::{Result, flags::Xtask};

pub(crate) fn print() -> Result {
    let commands = commands(&help()?);
    let width = commands.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, what) in commands {
        println!("cargo xtask {name:width$}  {what}");
    }
    println!("\n`cargo xtask --help` lists what they take.");
    Ok(())
}

/// What `--help` says of all commands.
fn help() -> Result<String> {
    let help = Xtask::from_vec(vec!["--help".into()]).err().ok_or("there is no help")?;
    Ok(help.to_string())
}

/// Each command begins at `xtask <name>`; what it does stands below, and its first line is enough.
fn commands(help: &str) -> Vec<(String, String)> {
    let lines: Vec<_> = help.lines().collect();
    let pairs = lines.windows(2).filter_map(|pair| match pair {
        [command, what] => Some((command.strip_prefix("xtask ")?.to_owned(), what.trim().to_owned())),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_line() {
        let commands = commands(&help().unwrap());
        let names: Vec<_> = commands.iter().map(|(name, _)| name.as_str()).collect();
        for name in ["ci", "coverage", "fuzz", "bench", "layers", "release", "vectors", "help"] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        for (name, what) in &commands {
            assert!(!name.contains(' ') && what.ends_with(['.', ':']) && what.contains(' '), "{name}: {what}");
        }
    }

    #[test]
    fn a_command_without_words_is_seen() {
        let help = "xtask\n  Checks.\n\nSUBCOMMANDS:\n\nxtask a\n  Does it.\n\n  OPTIONS:\n    --b\n\n\nxtask c\n\n";
        let expected = [("a", "Does it."), ("c", "")].map(|(name, what)| (name.to_owned(), what.to_owned()));
        assert_eq!(commands(help), expected);
    }
}
