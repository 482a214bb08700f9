//! The command line.
#![allow(missing_docs, unreachable_pub)] // written by the macro

use std::path::PathBuf;

xflags::xflags! {
    /// Checks of this workspace.
    cmd xtask {
        /// Runs every check, cheapest first; stops at the first that fails.
        cmd ci {
            /// Runs only the steps whose name starts with this.
            optional --only name: String
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
        /// Makes the golden vectors from their inputs with openssl, then checks them.
        cmd vectors {
            /// Only checks: every stage present, unspoilt and truly signed.
            optional --check
        }
        /// Lists the commands.
        cmd help {}
    }
}
