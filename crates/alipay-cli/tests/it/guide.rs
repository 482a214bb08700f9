//! The guides, and what stands in them.

use std::{fs, path::Path};

/// The text of a guide.
pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide").join(name)).unwrap()
}

/// The blocks of one kind.
pub(crate) fn blocks(guide: &str, kind: &str) -> Vec<String> {
    let fence = format!("```{kind}\n");
    let blocks = guide.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    let blocks: Vec<_> = blocks.collect();
    assert!(!blocks.is_empty(), "{kind}");
    blocks
}
