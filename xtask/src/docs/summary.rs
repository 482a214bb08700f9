//! The contents of the book: every page of `docs/` stands in `docs/SUMMARY.md`, once.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Page;

const SUMMARY: &str = "docs/SUMMARY.md";

pub(crate) fn check(pages: &[Page]) -> Vec<String> {
    let Some(summary) = pages.iter().find(|page| page.path == SUMMARY) else {
        return vec![format!("there is no {SUMMARY}")];
    };
    let mut entries = BTreeMap::<String, usize>::new();
    for entry in entries_of(summary) {
        *entries.entry(entry).or_default() += 1;
    }
    let is_page = |path: &str| path.starts_with("docs/") && path != SUMMARY;
    let pages: Vec<_> = pages.iter().map(|page| page.path.as_str()).filter(|path| is_page(path)).collect();

    let missing = pages.iter().filter(|path| !entries.contains_key(**path));
    let missing = missing.map(|path| format!("{SUMMARY}: {path} is missing"));
    let gone = entries.keys().filter(|entry| !pages.contains(&entry.as_str()));
    let gone = gone.map(|entry| format!("{SUMMARY}: there is no {entry}"));
    let twice = entries.iter().filter(|(_, times)| **times > 1);
    let twice = twice.map(|(entry, times)| format!("{SUMMARY}: {entry} stands {times} times"));
    missing.chain(gone).chain(twice).collect()
}

/// Where the entries lead, from the root of the workspace.
fn entries_of(summary: &Page) -> Vec<String> {
    let links = Parser::new_ext(&summary.text, Options::empty()).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url),
        _ => None,
    });
    links.map(|target| format!("docs/{}", target.trim_start_matches("./"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(summary: &str, paths: &[&str]) -> Vec<String> {
        let page = |path: &str, text: &str| Page { path: path.to_owned(), text: text.to_owned() };
        let others = paths.iter().map(|path| page(path, ""));
        check(&others.chain([page(SUMMARY, summary)]).collect::<Vec<_>>())
    }

    #[test]
    fn every_page_stands_in_it_once() {
        let summary = "# Summary\n\n[First](README.md)\n\n- [A](./guide/a.md)\n  - [B](guide/b.md)\n";
        let pages = ["docs/README.md", "docs/guide/a.md", "docs/guide/b.md", "README.md", "crates/alipay/README.md"];
        assert_eq!(findings(summary, &pages), [""; 0]);
        assert_eq!(findings(summary, &pages[..2]), ["docs/SUMMARY.md: there is no docs/guide/b.md"]);
        let one_more = [&pages[..], &["docs/guide/c.md"]].concat();
        assert_eq!(findings(summary, &one_more), ["docs/SUMMARY.md: docs/guide/c.md is missing"]);
        let twice = format!("{summary}- [A again](guide/a.md)\n");
        assert_eq!(findings(&twice, &pages), ["docs/SUMMARY.md: docs/guide/a.md stands 2 times"]);
    }

    #[test]
    fn there_is_a_summary() {
        assert_eq!(check(&[]), ["there is no docs/SUMMARY.md"]);
    }
}
