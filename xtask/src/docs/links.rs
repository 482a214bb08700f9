//! Links: each leads to a file of the repository, and to a heading where it names one.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Page;
use crate::{
    files::{line_of, resolved},
    root,
};

/// Every link and image that does not leave for the web.
pub(crate) fn check(pages: &[Page]) -> Vec<String> {
    // Of the pages git knows which there are. All else a link may lead to is there or not.
    findings(pages, |path| !is_page(path) && root().join(path).exists())
}

fn findings(pages: &[Page], is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let pages: HashMap<_, _> = pages.iter().map(|page| (page.path.as_str(), Contents::of(&page.text))).collect();
    let mut findings: Vec<_> = pages
        .iter()
        .flat_map(|(path, contents)| contents.links.iter().map(move |link| (*path, link)))
        .filter_map(|(path, link)| {
            let problem = problem(path, link, &pages, &is_there)?;
            Some((path, link.line, format!("{path}:{}: {problem}", link.line)))
        })
        .collect();
    findings.sort();
    findings.into_iter().map(|(.., finding)| finding).collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".md")
}

/// What is wrong with a link of the page at `path`.
fn problem(
    path: &str,
    link: &Link,
    pages: &HashMap<&str, Contents>,
    is_there: impl Fn(&str) -> bool,
) -> Option<String> {
    let Some(target) = &link.target else {
        return Some("a link whose reference is not defined".to_owned());
    };
    let told = |what: &str| Some(format!("`{target}` {what}"));
    match scheme(target) {
        Some("http" | "https" | "mailto") => return None,
        Some(_) => return told("is neither a path nor an address on the web"),
        None if target.is_empty() => return told("leads nowhere"),
        None if target.starts_with('/') => return told("is absolute: write it from where the page is"),
        None => {}
    }
    let (file, anchor) = target.split_once('#').map_or((target.as_str(), None), |(file, anchor)| (file, Some(anchor)));
    let Some(file) = resolved(path, file) else { return told("leaves the repository") };
    match (pages.get(file.as_str()), anchor) {
        (Some(page), Some(anchor)) if !page.anchors.contains(anchor) => told("names a heading that is not there"),
        (Some(_), _) => None,
        (None, _) if !is_there(&file) => told("leads to a file that is not there"),
        (None, Some(_)) => told("names a heading of what is no page"),
        (None, None) => None,
    }
}

/// What stands before the colon of `https://..`.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_scheme)).then_some(scheme)
}

/// What a page has that links go by.
struct Contents {
    anchors: HashSet<String>,
    links: Vec<Link>,
}

struct Link {
    line: usize,
    /// `None` where a reference is not defined.
    target: Option<String>,
}

impl Contents {
    fn of(text: &str) -> Self {
        // `[word]` is text where no such reference is defined, but `[words][name]` and `[name][]` were meant as links.
        let meant = |link: BrokenLink<'_>| {
            matches!(link.link_type, LinkType::Reference | LinkType::Collapsed)
                .then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
        };
        let parser = Parser::new_with_broken_link_callback(text, Options::ENABLE_TABLES, Some(meant));
        let (mut slugs, mut links) = (Slugs::default(), Vec::new());
        let mut heading: Option<String> = None;
        for (event, span) in parser.into_offset_iter() {
            let line = line_of(text, span.start);
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => slugs.add(&heading.take().unwrap_or_default()),
                Event::Text(words) | Event::Code(words) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&words);
                    }
                }
                Event::Start(Tag::Link { link_type: LinkType::Email, .. }) => {}
                Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                    let is_defined = !matches!(link_type, LinkType::ReferenceUnknown | LinkType::CollapsedUnknown);
                    links.push(Link { line, target: is_defined.then(|| dest_url.into_string()) });
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    links.extend(targets(&html).map(|target| Link { line, target: Some(target.to_owned()) }));
                }
                _ => {}
            }
        }
        Self { anchors: slugs.0.into_keys().collect(), links }
    }
}

/// Where links and images of HTML lead to.
fn targets(html: &str) -> impl Iterator<Item = &str> {
    let after = |attribute| html.split(attribute).skip(1).filter_map(|rest: &str| rest.split('"').next());
    after(" href=\"").chain(after(" src=\""))
}

/// The anchors of a page, as GitHub makes them, each with how many headings were called so.
#[derive(Default)]
struct Slugs(HashMap<String, usize>);

impl Slugs {
    fn add(&mut self, heading: &str) {
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
        let plain: String =
            heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect();
        let mut slug = plain.clone();
        while self.0.contains_key(&slug) {
            let count = self.0.entry(plain.clone()).or_default();
            *count += 1;
            slug = format!("{plain}-{count}");
        }
        self.0.insert(slug, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pages, and a licence beside them.
    fn told(text: &str) -> Vec<String> {
        let page = |path: &str, text: &str| Page { path: path.to_owned(), text: text.to_owned() };
        let other = "# Errors & money\n\n## `Ok` is not \"money moved\"\n\n## Again\n\n## Again\n";
        let pages = [page("docs/guide/a.md", text), page("docs/b.md", other)];
        findings(&pages, |path| ["LICENSE", "docs", "docs/picture.png"].contains(&path))
    }

    #[test]
    fn what_leads_somewhere_is_fine() {
        let text = "# Title\n\n[b](../b.md) [c](../../LICENSE) [d](..) [e](../b.md#errors--money) [f](#title) [g](./a.md)\n\
             ![p](../picture.png) <img alt=\"\" src=\"../picture.png\"> [h](https://x.example/y) <mailto:a@b.example> <a@b.example>\n\
             [i](../b.md#ok-is-not-money-moved) [j](../b.md#again) [k](../b.md#again-1)\n\n\
             | [l](../b.md) |\n|---|\n| [m][b] [b][] [b] [not a link] |\n\n[b]: ../b.md\n";
        assert_eq!(told(text), [""; 0]);
    }

    #[test]
    fn what_leads_nowhere_is_told_with_its_line() {
        for (link, what) in [
            ("[x](b.md)", "`b.md` leads to a file that is not there"),
            ("![x](../b.png)", "`../b.png` leads to a file that is not there"),
            ("<a href=\"b.md\">x</a>", "`b.md` leads to a file that is not there"),
            ("| [x](b.md) |\n|---|", "`b.md` leads to a file that is not there"),
            ("[x][y]\n\n[y]: b.md", "`b.md` leads to a file that is not there"),
            ("[x]()", "`` leads nowhere"),
            ("[x](#again)", "`#again` names a heading that is not there"),
            ("[x](../b.md#again-2)", "`../b.md#again-2` names a heading that is not there"),
            ("[x](../b.md#Again)", "`../b.md#Again` names a heading that is not there"),
            ("[x](../../LICENSE#mit)", "`../../LICENSE#mit` names a heading of what is no page"),
            ("[x](/docs/b.md)", "`/docs/b.md` is absolute: write it from where the page is"),
            ("[x](//x.example)", "`//x.example` is absolute: write it from where the page is"),
            ("[x](file:///b.md)", "`file:///b.md` is neither a path nor an address on the web"),
            ("[x](../../../b.md)", "`../../../b.md` leaves the repository"),
            ("[x](../../../main/docs/b.md)", "`../../../main/docs/b.md` leaves the repository"),
            ("[x][y]", "a link whose reference is not defined"),
            ("[y][]", "a link whose reference is not defined"),
        ] {
            assert_eq!(told(&format!("Text.\n\n{link}\n")), [format!("docs/guide/a.md:3: {what}")], "{link}");
        }
    }

    #[test]
    fn code_has_no_links() {
        assert_eq!(told("`[x](b.md)`\n\n```text\n[x](b.md) [y][z]\n```\n"), [""; 0]);
    }

    #[test]
    fn headings_of_any_script_are_anchors() {
        assert_eq!(told("## 错误与资金 (money)\n\n[x](#错误与资金-money)\n"), [""; 0]);
    }

    #[test]
    fn a_heading_does_not_take_the_anchor_of_another() {
        let slugs = ["Again", "Again-1", "Again", "Again"].into_iter().fold(Slugs::default(), |mut slugs, heading| {
            slugs.add(heading);
            slugs
        });
        let mut slugs: Vec<_> = slugs.0.into_keys().collect();
        slugs.sort();
        assert_eq!(slugs, ["again", "again-1", "again-2", "again-3"]);
    }
}
