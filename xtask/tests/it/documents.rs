//! What the Markdown pages promise: links lead somewhere, the tests they name are there, their Rust is compiled, and
//! translations are up to date.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::{none, root, tracked};

/// A page, as far as it is checked.
#[derive(Default)]
struct Page {
    /// The anchors of its headings, as GitHub makes them.
    anchors: HashSet<String>,
    /// Where its links lead; nothing where a reference is not defined.
    links: Vec<String>,
    /// Its blocks of code: the language, the comment before it, the code.
    blocks: Vec<(String, String, String)>,
}

impl Page {
    fn of(text: &str) -> Self {
        // `[word]` is text where there is no such reference, but `[words][name]` and `[name][]` are meant as links.
        let meant = |link: BrokenLink<'_>| {
            let is_link = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
            is_link.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
        };
        let mut page = Self::default();
        let (mut heading, mut code, mut comment) = (None::<String>, None::<String>, String::new());
        let mut headings = HashMap::<String, usize>::new();
        for event in Parser::new_with_broken_link_callback(text, Options::ENABLE_TABLES, Some(meant)) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
                    let text = heading.take().unwrap_or_default().to_lowercase();
                    let slug = text.chars().filter(is_kept).collect::<String>().replace(' ', "-");
                    let before = headings.entry(slug.clone()).or_default();
                    page.anchors.insert(if *before == 0 { slug } else { format!("{slug}-{before}") });
                    *before += 1;
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        pulldown_cmark::CodeBlockKind::Fenced(words) => words.into_string(),
                        pulldown_cmark::CodeBlockKind::Indented => String::new(),
                    };
                    page.blocks.push((language, std::mem::take(&mut comment), String::new()));
                    code = Some(String::new());
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let (Some(block), Some(code)) = (page.blocks.last_mut(), code.take()) {
                        block.2 = code;
                    }
                }
                Event::Start(Tag::Link { link_type: LinkType::Email, .. }) => {}
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                Event::Text(words) | Event::Code(words) => {
                    if let Some(text) = heading.as_mut().or(code.as_mut()) {
                        text.push_str(&words);
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    let attributes = html.split(" href=\"").chain(html.split(" src=\"")).filter(|part| *part != &*html);
                    page.links.extend(attributes.filter_map(|rest| rest.split_once('"')).map(|(to, _)| to.to_owned()));
                    comment = html.trim().trim_start_matches("<!--").trim_end_matches("-->").trim().to_owned();
                }
                Event::Start(Tag::Paragraph) => comment.clear(),
                _ => {}
            }
        }
        page
    }
}

/// The path that `link` means in `file`; nothing where it leads out of the repository.
fn resolved(file: &str, link: &str) -> Option<String> {
    let mut parts: Vec<_> = file.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn broken_links(files: &[(String, String)], is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let pages: HashMap<_, _> = files.iter().map(|(path, text)| (path.as_str(), Page::of(text))).collect();
    let is_good = |path: &str, link: &str| {
        if ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
            return true;
        }
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let file = if file.is_empty() { Some(path.to_owned()) } else { resolved(path, file) };
        let Some(file) = file.filter(|_| !link.is_empty() && !link.starts_with('/')) else { return false };
        match pages.get(file.as_str()) {
            Some(page) => anchor.is_empty() || page.anchors.contains(anchor),
            None => anchor.is_empty() && is_there(&file),
        }
    };
    let links = pages.iter().flat_map(|(path, page)| page.links.iter().map(move |link| (*path, link)));
    links.filter(|(path, link)| !is_good(path, link)).map(|(path, link)| format!("{path}: `{link}`")).collect()
}

#[test]
fn links_lead_somewhere() {
    none("broken links", &broken_links(&tracked("*.md"), |path| root().join(path).exists()));
}

#[test]
fn a_broken_link_is_found() {
    let target = ("docs/b.md".to_owned(), "# One `two`, three\n\n## Again\n\n## Again\n".to_owned());
    let broken = |text: &str| {
        let files = [("docs/a.md".to_owned(), text.to_owned()), target.clone()];
        broken_links(&files, |path| path == "Cargo.toml").len()
    };
    let good = ["[a](b.md#one-two-three)", "[a](b.md#again-1)", "[a](../Cargo.toml)", "[a](https://x.example)", "[a]"];
    for link in good {
        assert_eq!(broken(link), 0, "{link}");
    }
    let bad = ["[a](c.md)", "[a](b.md#two)", "[a](../../x)", "[a](/Cargo.toml)", "[a][b]", "<a href=\"c.md\">a</a>"];
    for link in bad {
        assert_eq!(broken(link), 1, "{link}");
    }
}

/// The names that Rust sources declare.
fn declared() -> HashSet<String> {
    let keywords = ["fn", "struct", "enum", "trait", "const", "static", "type", "mod", "macro_rules!"];
    let mut names = HashSet::new();
    for (path, text) in tracked("*.rs") {
        let words: Vec<&str> = text.split_whitespace().collect();
        let declarations = words.windows(2).filter(|pair| keywords.contains(&pair[0]));
        let name = |word: &str| word.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
        names.extend(declarations.filter_map(|pair| name(pair[1])));
        names.extend(path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).map(str::to_owned));
    }
    names
}

/// The names in backquotes in the last column of tables that is called `test` or `where`, or held by a rule.
fn named(text: &str) -> Vec<(usize, String)> {
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '*'));
    let mut found = Vec::new();
    let mut is_checked = false;
    for (line, number) in text.lines().zip(1..) {
        let Some(row) = line.trim().strip_prefix('|') else {
            is_checked = false;
            continue;
        };
        let last = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default().trim();
        if ["test", "where"].iter().any(|header| last == *header || last.starts_with(&format!("{header} in "))) {
            is_checked = true;
        } else if is_checked {
            // What is in brackets is the text of a link, which is checked as a link.
            let names = last.split('`').skip(1).step_by(2).filter(|name| is_name(name));
            found.extend(names.filter(|name| !name.ends_with('*')).map(|name| (number, name.to_owned())));
        }
    }
    found
}

#[test]
fn tests_and_declarations_that_pages_name_are_there() {
    let declared = declared();
    let mut findings = Vec::new();
    let mut count = 0;
    for (path, text) in tracked("docs/*.md").iter().filter(|(path, _)| path != "docs/coverage.md") {
        for (line, name) in named(text) {
            count += 1;
            let last = name.rsplit("::").next().unwrap_or_default();
            // A page may give a file or a module a short name.
            if !declared.contains(last) && !text.contains(&format!("`{last}` is ")) {
                findings.push(format!("{path}:{line}: `{name}`"));
            }
        }
    }
    none("named, and not declared anywhere", &findings);
    assert!(count > 300, "only {count} names were found");
}

#[test]
fn rust_in_pages_is_compiled() {
    let libraries: Vec<_> = tracked("crates/*/src/lib.rs");
    let mut findings = Vec::new();
    for (path, text) in tracked("*.md") {
        // The code of a translation is that of the original.
        let original = path.replace(".zh-CN.md", ".md");
        let file = format!("/{}", original.rsplit('/').next().unwrap_or_default());
        let is_included = libraries.iter().any(|(library, source)| {
            let included = source.split("include_str!(\"").skip(1).filter_map(|rest| rest.split_once('"'));
            included.filter_map(|(to, _)| resolved(library, to)).any(|included| included == original)
        });
        for (language, comment, code) in Page::of(&text).blocks {
            let from = comment.strip_prefix("all of:").map(str::trim);
            if let Some(from) = from
                && std::fs::read_to_string(root().join(from)).ok().as_ref() != Some(&code)
            {
                findings.push(format!("{path}: the block differs from {from}"));
            }
            let is_rust = language == "rust" || language.starts_with("rust,");
            if is_rust && from.is_none() && !is_included && path != GUIDE_TO_APIS {
                findings.push(format!("{path}: Rust that no library includes by `include_str!(\"..{file}\")`"));
            }
        }
    }
    none("code in pages", &findings);
}

/// Its code is that of an API that is not here.
const GUIDE_TO_APIS: &str = "docs/contributing/add-an-api.md";

/// FNV-1a of the words: where lines break does not matter.
fn checksum(text: &str) -> u32 {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[test]
fn translations_are_up_to_date() {
    let mut findings = Vec::new();
    for (path, text) in tracked("*.zh-CN.md") {
        let original_path = path.replace(".zh-CN.md", ".md");
        let original = std::fs::read_to_string(root().join(&original_path)).unwrap();
        let line = format!("<!-- translates {:08x} -->", checksum(&original));
        if !text.lines().any(|found| found == line) {
            findings.push(format!("{path}: {original_path} has changed; translate the change, then write {line}"));
        }
        let code = |text: &str| Page::of(text).blocks.into_iter().map(|(_, _, code)| code).collect::<Vec<_>>();
        if code(&text) != code(&original) {
            findings.push(format!("{path}: its code is not that of {original_path}"));
        }
    }
    none("translations", &findings);
}
