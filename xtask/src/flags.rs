//! The command line.
#![allow(missing_docs, unreachable_pub)] // written by the macro

use std::{env, ffi::OsString, path::PathBuf};

xflags::xflags! {
    /// Checks of this workspace.
    cmd xtask {
        /// Runs every check, cheapest first; stops at the first that fails.
        cmd ci {
            /// Runs only the steps whose name starts with this.
            optional --only name: String
        }
        /// Makes the data of `alipay-catalogue` again, from two packages of PyPI. Needs Python with pip.
        cmd catalogue {
            /// The version of `alipay-sdk-python`; the one in use by default.
            optional --open-platform version: String
            /// The version of `global-open-sdk-python`; the one in use by default.
            optional --antom version: String
        }
        /// Writes `docs/coverage.md`: which APIs have types, and how much of each.
        cmd coverage {
            /// Only checks: the page is not stale, and everything documented is typed.
            optional --check
        }
        /// Runs the fuzz bodies of `fuzz/`; all when none is named.
        cmd fuzz {
            /// The bodies.
            repeated body: String
            /// How long each body runs: 10 seconds by default, 60 under libFuzzer.
            optional --seconds seconds: u64
            /// How often each body runs, instead of a time.
            optional --executions executions: u64
            /// Another seed, other inputs.
            optional --seed seed: u64
            /// How many bodies run at a time: one a core by default.
            optional --jobs jobs: usize
            /// Runs the body with this file alone, and makes it smaller when it fails.
            optional --input file: PathBuf
            /// Writes each input to this file before it runs: for one that ends the whole process.
            optional --trace file: PathBuf
            /// Runs them under libFuzzer, guided by coverage. Needs a C++ compiler.
            optional --libfuzzer
            /// Lists the bodies.
            optional --list
        }
        /// Measures: `micro`, `e2e`, `placement`, `memory`, `cold`; these five, in a quarter of an hour, when none is named.
        /// `compile` builds each crate from nothing, which takes longer.
        cmd bench {
            /// What to measure.
            optional what: String
            /// A short try, whose numbers mean little.
            optional --quick
            /// Who signs: `ring` by default.
            optional --backend backend: String
        }
        /// Checks what each crate may name, how large its tree may be, and what its sources may not contain.
        cmd layers {}
        /// Checks what a release needs, makes the packages and builds them, and prints how to publish them. Publishes nothing.
        cmd release {
            /// Before the last steps: a changelog or a tree that is not ready is a note.
            optional --dry-run
        }
        /// Makes the golden vectors from their inputs with openssl, then checks them.
        cmd vectors {
            /// Only checks: every stage present, unspoilt and truly signed.
            optional --check
        }
        /// Begins an API in a product crate: its file, a test, fixtures. From then on they are yours.
        /// `cargo xtask new-api open-platform alipay.fund.account.query --crate alipay-fund-account`
        cmd new-api {
            /// `open-platform`, `dws` or `worldfirst`.
            required dialect: String
            /// The gateway's name of the API, or its path.
            required name: String
            /// The product crate; `--crate` for short.
            optional --crate-name name: String
        }
        /// Begins a product crate for a family of APIs.
        cmd new-crate {
            /// `open-platform`, `dws` or `worldfirst`.
            required dialect: String
            /// The name of the crate.
            required name: String
        }
        /// Lists the commands, a line each.
        cmd help {}
    }
}

impl Xtask {
    /// The command of this process. Says what is wrong with it, and ends, if it is none.
    pub(crate) fn of_process() -> Self {
        Self::of_words(env::args_os().skip(1)).unwrap_or_else(|error| error.exit())
    }

    /// The command that these words are.
    pub(crate) fn of_words(words: impl IntoIterator<Item = OsString>) -> xflags::Result<Self> {
        // `crate` cannot be the name of a field, which is what the macro makes of it.
        let named = |word: OsString| if word == "--crate" { OsString::from("--crate-name") } else { word };
        Self::from_vec(words.into_iter().map(named).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_named_as_cargo_names_it() {
        let words = "new-api dws consultTopup --crate alipay-dws-topups";
        let Ok(Xtask { subcommand: XtaskCmd::NewApi(flags) }) = Xtask::of_words(words.split(' ').map(OsString::from))
        else {
            panic!("another command");
        };
        assert_eq!((flags.name.as_str(), flags.crate_name.as_deref()), ("consultTopup", Some("alipay-dws-topups")));
    }
}
