//! Does what a page of the documents says, word for word, in a copy of the workspace: so that the page is right.

mod page;
mod size;

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use xshell::{Shell, cmd};

use crate::{Result, files, root};
use page::Step;

/// The page that leads through adding an API.
pub(crate) const PAGE: &str = "docs/contributing/add-an-api.md";

/// The most lines an API may need, as [`size::lines`] counts them.
const MOST_LINES: usize = 40;

/// What git tells a hook. In the copy it would mean the repository of this workspace.
const OUTER_GIT: [&str; 3] = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"];

/// Follows [PAGE].
pub(crate) fn run(sh: &Shell) -> Result {
    let steps = page::steps(&sh.read_file(PAGE)?).map_err(|error| format!("{PAGE}: {error}"))?;
    let copy = Copy::of(sh)?;
    let mut running = Vec::new();
    for step in &steps {
        let line = step.line;
        take(&copy, &step.what, &mut running).map_err(|error| format!("{PAGE}:{line}: {error}"))?;
    }
    println!("{PAGE}: {} steps taken, and all is as it says", steps.len());
    Ok(())
}

fn take(copy: &Copy, step: &Step, running: &mut Vec<Running>) -> Result {
    match step {
        Step::Run(command) => copy.run(command).map(|_| ()),
        Step::Start(command) => {
            running.push(copy.start(command)?);
            Ok(())
        }
        Step::Show { command, output } => {
            let shown = copy.run(command)?;
            same("the command shows something else", output.trim_end(), shown.trim_end())
        }
        Step::Write { file, text } => copy.write(file, text),
        Step::Changed(files) => same("other files changed", &files.join("\n"), &copy.take_changed()?.join("\n")),
    }
}

fn same(what: &str, expected: &str, found: &str) -> Result {
    if expected == found {
        return Ok(());
    }
    Err(format!("{what}; the page has:\n{expected}\nand there is:\n{found}").into())
}

/// A copy of what git tracks, or would track. It stays where it is, so that little is compiled the next time.
struct Copy {
    folder: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn of(sh: &Shell) -> Result<Self> {
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set));
        let home = target.join("add-an-api");
        // A directory of its own for what is built: cargo does not tell crates of this workspace from those of the copy.
        let copy = Self { folder: home.join("workspace"), target: home.join("target") };
        let listed = |folder: &Path| {
            let _there = sh.push_dir(folder);
            files::tracked(sh, "*")
        };
        fs::create_dir_all(&copy.folder)?;
        copy.git(sh, "init --quiet")?;

        let ours = listed(root())?;
        for file in listed(&copy.folder)? {
            if !ours.contains(&file) {
                fs::remove_file(copy.folder.join(&file))?;
                // A folder without files would pass for a crate.
                let empty = |folder: &&Path| fs::remove_dir(folder).is_ok();
                let _ = copy.folder.join(&file).ancestors().skip(1).take_while(empty).count();
            }
        }
        for file in &ours {
            let text = fs::read(root().join(file))?;
            // What is the same keeps its time, and is not compiled again.
            if fs::read(copy.folder.join(file)).ok().as_ref() != Some(&text) {
                sh.write_file(copy.folder.join(file), text)?;
            }
        }
        copy.git(sh, "add --all")?;
        Ok(copy)
    }

    fn git(&self, sh: &Shell, arguments: &str) -> Result<String> {
        let _there = sh.push_dir(&self.folder);
        let arguments = arguments.split_whitespace();
        let mut git = cmd!(sh, "git -c safe.directory=* -c core.autocrlf=false {arguments...}").quiet();
        for variable in OUTER_GIT {
            git = git.env_remove(variable);
        }
        Ok(git.read()?)
    }

    /// What is new or different since this was asked last.
    fn take_changed(&self) -> Result<Vec<String>> {
        let sh = Shell::new()?;
        let changed = self.git(&sh, "diff --name-only")?;
        let new = self.git(&sh, "ls-files --others --exclude-standard")?;
        let mut files: Vec<String> = changed.lines().chain(new.lines()).map(str::to_owned).collect();
        files.sort();
        self.git(&sh, "add --all")?;
        Ok(files)
    }

    fn write(&self, file: &str, text: &str) -> Result {
        let place = self.folder.join(file);
        if !place.exists() {
            return Err(format!("{file} is not there: no command before has made it").into());
        }
        fs::write(&place, text)?;
        let lines = size::lines(text);
        if file.contains("/src/") && lines > MOST_LINES {
            return Err(format!("{file} has {lines} lines, and {MOST_LINES} are allowed").into());
        }
        Ok(())
    }

    fn command(&self, line: &str) -> Command {
        println!("    $ {line}");
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::piped());
        // Nothing has to be fetched: this workspace was built with the same crates.
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_NET_OFFLINE", "true");
        OUTER_GIT.iter().for_each(|variable| {
            command.env_remove(variable);
        });
        command
    }

    fn run(&self, line: &str) -> Result<String> {
        let ran = self.command(line).stderr(Stdio::piped()).output()?;
        let [output, errors] = [&ran.stdout, &ran.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        if ran.status.success() {
            return Ok(output.into_owned());
        }
        Err(format!("`{line}` failed, {}:\n{output}{errors}", ran.status).into())
    }

    /// Starts what runs until the end, and waits until it says that it is ready: for its first line.
    fn start(&self, line: &str) -> Result<Running> {
        let mut running = Running(self.command(&format!("exec {line}")).spawn()?);
        let mut first = String::new();
        if let Some(output) = running.0.stdout.as_mut() {
            BufReader::new(output).read_line(&mut first)?;
        }
        if first.is_empty() {
            return Err(format!("`{line}` ended before it was ready").into());
        }
        Ok(running)
    }
}

/// A program that is ended with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use xshell::TempDir;

    use super::*;

    /// A folder in the place of a copy, with a file in it.
    fn copy() -> (TempDir, Copy) {
        let sh = Shell::new().unwrap();
        let home = sh.create_temp_dir().unwrap();
        let copy = Copy { folder: home.path().to_owned(), target: home.path().join("target") };
        sh.write_file(copy.folder.join("crates/a/src/a.rs"), "mod a;\n").unwrap();
        copy.git(&sh, "init --quiet").unwrap();
        copy.git(&sh, "add --all").unwrap();
        (home, copy)
    }

    fn refused(copy: &Copy, step: &Step) -> String {
        take(copy, step, &mut Vec::new()).unwrap_err().to_string()
    }

    #[test]
    fn a_command_that_fails_is_told_with_what_it_said() {
        let (_home, copy) = copy();
        let refusal = refused(&copy, &Step::Run("echo why >&2; exit 3".to_owned()));
        assert!(refusal.contains("exit status: 3") && refusal.ends_with("why\n"), "{refusal}");
        let show = |output: &str| Step::Show { command: "echo a".to_owned(), output: output.to_owned() };
        assert!(take(&copy, &show("a\n"), &mut Vec::new()).is_ok());
        assert!(refused(&copy, &show("b\n")).contains("shows something else"));
    }

    #[test]
    fn files_are_those_that_are_there_and_short() {
        let (_home, copy) = copy();
        let write = |file: &str, text: String| Step::Write { file: file.to_owned(), text };
        assert!(refused(&copy, &write("crates/a/src/b.rs", String::new())).contains("is not there"));
        assert!(take(&copy, &write("crates/a/src/a.rs", "x\n".repeat(MOST_LINES)), &mut Vec::new()).is_ok());
        assert!(refused(&copy, &write("crates/a/src/a.rs", "x\n".repeat(MOST_LINES + 1))).contains("has 41 lines"));
    }

    #[test]
    fn what_changed_is_told_once() {
        let (_home, copy) = copy();
        let changed = |files: &[&str]| Step::Changed(files.iter().map(|file| (*file).to_owned()).collect());
        copy.write("crates/a/src/a.rs", "mod b;\n").unwrap();
        fs::write(copy.folder.join("new"), "").unwrap();
        assert!(take(&copy, &changed(&["crates/a/src/a.rs", "new"]), &mut Vec::new()).is_ok());
        assert!(take(&copy, &changed(&[]), &mut Vec::new()).is_ok());
        fs::write(copy.folder.join("another"), "").unwrap();
        assert!(refused(&copy, &changed(&["new"])).contains("other files changed"));
    }

    #[test]
    fn what_runs_on_is_ready_first_and_ended_last() {
        let (_home, copy) = copy();
        assert!(refused(&copy, &Step::Start("true".to_owned())).contains("ended before it was ready"));
        let mut running = copy.start("sh -c 'echo ready; exec sleep 60'").unwrap();
        assert!(running.0.try_wait().unwrap().is_none());
    }
}
