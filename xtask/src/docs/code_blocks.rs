//! Code in the pages: Rust is compiled, data parse, and commands are there.

use std::collections::HashSet;

use xshell::Shell;

use super::{Page, blocks, blocks::Block, excerpts, translations};
use crate::{files::resolved, flags::Xtask, new_api::walk, root};

pub(crate) fn check(pages: &[Page]) -> Vec<String> {
    let known = match Known::read() {
        Ok(known) => known,
        Err(error) => return vec![format!("what the code of the pages is compared with cannot be read: {error}")],
    };
    pages.iter().flat_map(|page| findings(page, &known)).collect()
}

/// What the pages can lean on.
struct Known {
    /// Pages whose Rust is compiled by doctests.
    compiled: HashSet<String>,
    /// Commands of `alipay`.
    alipay: Vec<String>,
}

impl Known {
    fn read() -> crate::Result<Self> {
        let sh = Shell::new()?;
        sh.change_dir(root());
        // This one is done as it says, by a step of its own.
        let mut compiled = HashSet::from([walk::PAGE.to_owned()]);
        for folder in sh.read_dir("crates")? {
            let library = folder.join("src/lib.rs");
            if sh.path_exists(&library) {
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                compiled.extend(included(&format!("crates/{name}/src/lib.rs"), &sh.read_file(library)?));
            }
        }
        let alipay = subcommands(&sh.read_file("crates/alipay-cli/src/args.rs")?);
        if alipay.is_empty() {
            return Err("crates/alipay-cli/src/args.rs has no `enum Command {` any more".into());
        }
        Ok(Self { compiled, alipay })
    }
}

/// The pages that a library has among its documentation.
fn included(file: &str, library: &str) -> Vec<String> {
    let attributes = library.split("#[doc = include_str!(\"").skip(1);
    let paths = attributes.filter_map(|rest| rest.split_once("\")]")).map(|(path, _)| path);
    paths.filter_map(|path| resolved(file, path)).collect()
}

/// The names of the subcommands, as clap makes them from the variants of `Command`.
fn subcommands(args: &str) -> Vec<String> {
    let body =
        args.split_once("enum Command {").and_then(|(_, rest)| rest.split_once("\n}")).map_or("", |(body, _)| body);
    let variants = body.lines().map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    variants.map(|line| kebab(line.split(['(', ',', ' ']).next().unwrap_or_default())).collect()
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

fn findings(page: &Page, known: &Known) -> Vec<String> {
    let problem = |block: &Block| match block.language() {
        "rust" => uncompiled(page, block, known),
        "toml" => toml::de::DeTable::parse(&block.code).err().map(|error| format!("is no TOML: {}", error.message())),
        "json" => {
            serde_json::from_str::<serde_json::Value>(&block.code).err().map(|error| format!("is no JSON: {error}"))
        }
        "sh" | "console" => block.commands().iter().find_map(|command| unknown(command, known)),
        // rustdoc would take it for Rust.
        "" => Some("does not say its language: `text`, if it has none".to_owned()),
        _ => None,
    };
    let blocks = blocks::of(page);
    let findings = blocks.iter().filter_map(|block| Some((block, problem(block)?)));
    findings.map(|(block, problem)| format!("{}:{}: the block {problem}", page.path, block.line)).collect()
}

fn uncompiled(page: &Page, block: &Block, known: &Known) -> Option<String> {
    if block.words.iter().any(|word| word.starts_with("ignore")) {
        return Some("is not compiled: it says `ignore`".to_owned());
    }
    // The code of a translation is the original's: `translations` sees to it.
    let original = translations::original(&page.path);
    let compiled = known.compiled.contains(original.as_ref().unwrap_or(&page.path));
    let missing = !compiled && !excerpts::is_compiled(block);
    missing.then(|| {
        "is not compiled: include the page with `#[doc = include_str!(..)]` at the end of a crate's lib.rs, or take the \
         code from a file and name it"
            .to_owned()
    })
}

/// What is wrong with a line of a shell, as far as our own programs are concerned.
fn unknown(line: &str, known: &Known) -> Option<String> {
    line.split("&&").flat_map(|part| part.split(['|', ';'])).find_map(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words.as_slice() {
            ["cargo", "xtask", arguments @ ..] => {
                // Help is an "error" too, with another text.
                let error = Xtask::of_words(arguments.iter().map(Into::into)).err().filter(|error| !error.is_help());
                error.map(|error| format!("has `{part}`: {error}"))
            }
            ["alipay", command, ..]
                if !command.starts_with('-') && !known.alipay.iter().any(|name| name == command) =>
            {
                Some(format!("has `alipay {command}`, which is no command of the program"))
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let compiled = HashSet::from(["docs/guide/a.md".to_owned()]);
        let known = Known { compiled, alipay: vec!["demo".to_owned(), "cert-sn".to_owned()] };
        super::findings(&Page { path: path.to_owned(), text: text.to_owned() }, &known)
    }

    #[test]
    fn rust_is_compiled() {
        let block = "```rust,no_run\nfn main() {}\n```\n";
        assert_eq!(findings("docs/guide/a.md", block), [""; 0]);
        assert_eq!(findings("docs/guide/a.zh-CN.md", block), [""; 0], "byte for byte the same");
        assert!(
            findings("docs/guide/b.md", block)[0].starts_with("docs/guide/b.md:2: the block is not compiled: include")
        );
        assert_eq!(findings("docs/guide/b.md", &format!("<!-- part of: crates/a/tests/b.rs -->\n{block}")), [""; 0]);
        assert_eq!(findings("docs/guide/b.md", &format!("<!-- part of: docs/b.txt -->\n{block}")).len(), 1);
        let ignored = findings("docs/guide/a.md", "```rust,ignore\n..\n```\n");
        assert_eq!(ignored, ["docs/guide/a.md:2: the block is not compiled: it says `ignore`"]);
        assert_eq!(findings("docs/guide/b.md", "```text\n..\n```\n"), [""; 0]);
        assert!(findings("docs/guide/a.md", "```\nx\n```\n")[0].contains("language"));
    }

    #[test]
    fn data_parse() {
        assert_eq!(findings("docs/b.md", "```toml\n[a]\nb = 1\n```\n\n```json\n{\"a\":1}\n```\n"), [""; 0]);
        assert!(findings("docs/b.md", "```toml\nb = \n```\n")[0].contains("is no TOML"));
        assert!(findings("docs/b.md", "```json\n{..}\n```\n")[0].contains("is no JSON"));
    }

    #[test]
    fn commands_are_there() {
        let sh = |line: &str| findings("docs/b.md", &format!("```sh\n{line}\n```\n"));
        for known in ["cargo xtask ci --only docs", "cd x && alipay demo", "alipay cert-sn a --root", "alipay --help"] {
            assert_eq!(sh(known), [""; 0]);
        }
        for known in ["cargo xtask help", "cargo xtask --help", "cargo install alipay-cli"] {
            assert_eq!(sh(known), [""; 0]);
        }
        assert!(sh("cargo xtask no-such-command")[0].contains("no-such-command"));
        assert!(sh("cargo xtask ci --no-such-flag")[0].contains("no-such-flag"));
        assert!(sh("alipay demo | alipay certsn x")[0].contains("`alipay certsn`"));
        let console = findings("docs/b.md", "```console\n$ alipay demo\nalipay says something\n$ alipay balnce\n```\n");
        assert_eq!(console.len(), 1, "what is printed is no command: {console:?}");
    }

    #[test]
    fn what_it_leans_on_is_read_from_the_sources() {
        let library = "#[cfg(doctest)]\n#[doc = include_str!(\"../README.md\")]\nstruct Readme;\n\
            #[doc = include_str!(\"../../../docs/guide/rest.md\")]\n";
        assert_eq!(included("crates/alipay/src/lib.rs", library), ["crates/alipay/README.md", "docs/guide/rest.md"]);
        let args = "enum Command {\n    /// Call\n    Demo,\n    CertSn(CertSnArgs),\n}\n\nenum Other {\n    X,\n}\n";
        assert_eq!(subcommands(args), ["demo", "cert-sn"]);
        let known = Known::read().unwrap();
        assert!(
            known.compiled.contains("docs/guide/rest.md") && known.alipay.iter().any(|name| name == "order-string")
        );
    }
}
