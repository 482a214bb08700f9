//! The core names no gateway: each room of `src` uses its own rank and those below it.

use std::{collections::HashMap, fs, path::Path};

const RANKS: [&[&str]; 4] = [
    &["api", "model", "value", "json"],
    &["call", "protocol"],
    &["gateway"],
    &["inbound", "inquiry", "record", "server"],
];

#[test]
fn each_room_uses_only_rooms_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rank = |room: &str| RANKS.iter().position(|rooms| rooms.contains(&room));
    // Names re-exported at the root count as those of their room.
    let mut rank_of: HashMap<String, usize> = HashMap::new();
    let root = fs::read_to_string(src.join("lib.rs")).unwrap();
    for export in uses(&root, "pub use ") {
        let room = export.split("::").next().unwrap();
        let Some(rank) = rank(room) else { continue };
        rank_of.extend(words(&export).map(|word| (word.to_owned(), rank)));
    }
    let mut looked_at = 0;
    for (room, rank) in RANKS.iter().enumerate().flat_map(|(rank, rooms)| rooms.iter().map(move |room| (*room, rank))) {
        for file in files(&src.join(room)).into_iter().chain(Some(src.join(room).with_extension("rs"))) {
            let Ok(source) = fs::read_to_string(&file) else { continue };
            let code = source.split("#[cfg(test)]").next().unwrap();
            for used in uses(code, "use crate::") {
                let above = words(&used).find(|word| rank_of.get(*word).is_some_and(|used| *used > rank));
                assert_eq!(above, None, "{} uses it from a room above", file.display());
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 50, "{looked_at}");
}

/// The statements that begin so.
fn uses(source: &str, beginning: &str) -> Vec<String> {
    let beginning = format!("\n{beginning}");
    source.split(&beginning).skip(1).map(|rest| rest.split(';').next().unwrap().to_owned()).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty() && *word != "self")
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
