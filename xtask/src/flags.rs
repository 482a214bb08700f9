//! The command line.
#![allow(missing_docs, unreachable_pub)] // written by the macro

xflags::xflags! {
    /// The long checks of this workspace, its benchmarks and its release. The quick checks are tests: see CONTRIBUTING.md.
    cmd xtask {
        /// Runs what takes too long for every change; all steps when none is named. See CONTRIBUTING.md for what they hold.
        cmd soak {
            /// The steps, by the beginning of their names.
            repeated step: String
            /// Lists the steps.
            optional --list
            /// Mutation tests: the part to run, such as `1/8`.
            optional --shard shard: String
            /// Fuzzing: how long each body runs, 120 by default.
            optional --seconds seconds: u64
        }
        /// Makes the data of `alipay-catalogue` again, from two packages of PyPI. Needs Python with pip.
        cmd catalogue {
            /// The version of `alipay-sdk-python`; the one in use by default.
            optional --open-platform version: String
            /// The version of `global-open-sdk-python`; the one in use by default.
            optional --antom version: String
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
        /// Checks what a release needs, makes the packages and builds them, and prints how to publish them. Publishes nothing.
        cmd release {
            /// Before the last steps: a changelog or a tree that is not ready is a note.
            optional --dry-run
        }
        /// Makes the golden vectors from their inputs with openssl, then checks them.
        cmd vectors {}
    }
}
