//! The command line.
#![allow(missing_docs, unreachable_pub)] // written by the macro

use std::path::PathBuf;

xflags::xflags! {
    /// Runs fuzz bodies; all when none is named.
    cmd fuzz {
        /// The bodies.
        repeated body: String
        /// How long each body runs: 10 seconds by default.
        optional --seconds seconds: u64
        /// How often each body runs, instead of a time.
        optional --executions executions: u64
        /// Another seed, other inputs: 1 by default.
        optional --seed seed: u64
        /// How many bodies run at a time: one a core by default.
        optional --jobs jobs: usize
        /// Runs the body with this file alone, and makes it smaller when it fails.
        optional --input file: PathBuf
        /// Writes each input to this file before it runs: for one that ends the whole process.
        optional --trace file: PathBuf
        /// Writes inputs and dictionaries for libFuzzer into this folder.
        optional --export folder: PathBuf
        /// Lists the bodies.
        optional --list
    }
}
