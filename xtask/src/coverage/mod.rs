//! What is typed of the gateways' APIs, on one page: `docs/coverage.md`.
//!
//! The page is made of the sources alone. What `docs/spec/fields.json` documents is compared with the types; the rest is
//! listed as it is typed.

mod compare;
mod declared;
mod deviations;
mod module;
mod pages;
mod render;
mod sources;

use xshell::Shell;

use crate::{Result, no_findings};

/// From the root of the workspace.
const PAGE: &str = "docs/coverage.md";

/// Writes the page. Fails after that when something documented is not typed.
pub(crate) fn write(sh: &Shell) -> Result {
    let coverage = Coverage::read(sh)?;
    sh.write_file(PAGE, &coverage.page)?;
    coverage.is_complete()?;
    println!("wrote {PAGE}");
    Ok(())
}

/// Fails when something documented is not typed, or when the page is not what would be written.
pub(crate) fn check(sh: &Shell) -> Result {
    let coverage = Coverage::read(sh)?;
    coverage.is_complete()?;
    let written = if sh.path_exists(PAGE) { sh.read_file(PAGE)? } else { String::new() };
    if let Some(stale) = stale(&written, &coverage.page) {
        return Err(format!("{PAGE} is stale: run `cargo xtask coverage`\n  {stale}").into());
    }
    println!("{PAGE} shows {} APIs and {} notifications", coverage.apis, coverage.notifications);
    Ok(())
}

struct Coverage {
    page: String,
    apis: usize,
    notifications: usize,
    missing: Vec<String>,
}

impl Coverage {
    fn read(sh: &Shell) -> Result<Self> {
        let sources = sources::Sources::read(sh)?;
        let pages = pages::read(&sh.read_file(pages::FILE)?)?;
        let report = compare::compare(&sources, &pages);
        let page = render::page(&report, &deviations::read(sh)?);
        Ok(Self { page, apis: report.apis.len(), notifications: report.notifications.len(), missing: report.missing })
    }

    fn is_complete(&self) -> Result {
        no_findings("documented and not typed", &self.missing)
    }
}

/// The first line in which the page differs from what it should be.
fn stale(written: &str, wanted: &str) -> Option<String> {
    let lines = written.lines().map(Some).chain([None]).zip(wanted.lines().map(Some).chain([None]));
    let different = lines.enumerate().find(|(_, (written, wanted))| written != wanted);
    let line = |(at, (_, wanted)): (usize, (_, Option<&str>))| {
        format!("line {} should be: {}", at + 1, wanted.unwrap_or("the end"))
    };
    (written != wanted).then(|| different.map_or_else(|| "the line ends differ".to_owned(), line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_page_is_found() {
        assert_eq!(stale("a\nb\n", "a\nb\n"), None);
        for (written, line) in [("a\nc\n", "line 2"), ("a\n", "line 2"), ("a\nb\nc\n", "line 3"), ("", "line 1")] {
            assert!(stale(written, "a\nb\n").unwrap().starts_with(line), "{written:?}");
        }
        assert!(stale("a\r\nb\n", "a\nb\n").is_some());
    }

    /// A workspace of its own, with one page and one API, and `change` made to it. Gives what `check` says of it.
    fn checked(change: impl FnOnce(&Shell)) -> Result {
        let sh = Shell::new().unwrap();
        let folder = sh.create_temp_dir().unwrap();
        sh.change_dir(folder.path());
        xshell::cmd!(sh, "git init --quiet").run().unwrap();
        let page = r#"{"apis": [{
            "api": "listThings", "dialect": "dws", "method": "POST", "path": "/ams/api/v1/things/listThings",
            "request": [{"name": "owner"}], "response": [{"name": "result"}, {"name": "things|thing"}],
            "models": {"Thing": ["id"], "Result": ["code"], "ActionForm": ["kind"], "Card": ["no", "brand"]},
            "codes": [{"code": "GONE", "status": "F"}]
        }]}"#;
        sh.write_file("docs/spec/fields.json", page).unwrap();
        sh.write_file("crates/alipay-dws-things/src/lib.rs", "alipay_wire::apis! { list_things: ListThings; }")
            .unwrap();
        sh.write_file(SOURCE, LIST_THINGS).unwrap();
        let test = "fn f() { assert_fields::<ListThings>(&page, &[(\"page\", \"a newer page has it\")]); }";
        sh.write_file("crates/alipay-dws-things/tests/list_things.rs", test).unwrap();
        sh.write_file("crates/alipay-sandbox/src/lib.rs", "fn new() { alipay_dws_things::catalog(routes); }").unwrap();
        write(&sh).unwrap();
        change(&sh);
        check(&sh)
    }

    const SOURCE: &str = "crates/alipay-dws-things/src/list_things.rs";
    const LIST_THINGS: &str = r#"
        request! { pub struct ListThings { required { "owner" owner: String, } optional { "page" page: u8, } } }
        response! {
            pub struct ListThingsResponse {
                required { "result" result: ResultInfo, }
                optional {
                    "things" | "thing" things: Vec<Thing>,
                    "form" form: ChallengeActionForm,
                    "bound" bound: BoundCard,
                    "option" option: CardOption,
                }
            }
        }
        response! { pub struct Thing { required { "id" id: String, } optional {} } }
        response! { pub struct ResultInfo { required { "code" code: Code, } optional {} } }
        response! { pub struct ChallengeActionForm { required { "kind" kind: String, } optional {} } }
        response! { pub struct BoundCard { required { "no" no: String, } optional {} } }
        response! { pub struct CardOption { required { "brand" brand: String, } optional {} } }
        codes! { pub mod code; own { GONE F "It is gone."; } }
        api! {
            ListThings => ListThingsResponse {
                dialect: Dws,
                name: "listThings",
                route: POST "/ams/api/v1/things/listThings",
                safety: Query,
                codes: code::ALL,
            }
        }
    "#;

    #[test]
    fn a_page_that_was_just_written_is_good() {
        checked(|sh| {
            let page = sh.read_file(PAGE).unwrap();
            assert!(page.contains("| [`listThings`](../crates/alipay-dws-things/src/list_things.rs) |"), "{page}");
            assert!(page.contains("| 1/1, 2 typed | 2/2, 5 typed | 5/5 | 1/1 | `Query` | yes |"), "{page}");
            assert!(page.contains("a newer page has it"), "{page}");
        })
        .unwrap();
    }

    #[test]
    fn what_the_page_no_longer_shows_is_found() {
        for (from, to) in [
            ("safety: Query", "safety: Keyed"),
            ("optional { \"page\" page: u8, }", "optional {}"),
            ("GONE F \"It is gone.\";", "GONE F \"It is gone.\"; LATE F \"Later.\";"),
        ] {
            assert!(LIST_THINGS.contains(from), "{from}");
            let found = checked(|sh| sh.write_file(SOURCE, LIST_THINGS.replace(from, to)).unwrap());
            assert!(found.unwrap_err().to_string().starts_with("docs/coverage.md is stale"), "{from}");
        }
        assert!(checked(|sh| sh.remove_path(PAGE).unwrap()).is_err());
        let unanswered = checked(|sh| sh.write_file("crates/alipay-sandbox/src/lib.rs", "").unwrap());
        assert!(unanswered.unwrap_err().to_string().contains("| no |"));
    }

    #[test]
    fn what_is_documented_and_not_typed_is_found() {
        for (from, to, missing) in [
            ("\"owner\"", "\"user\"", "request field `owner` is missing"),
            ("\"result\"", "\"verdict\"", "response field `result` is missing"),
            ("\"things\" | \"thing\"", "\"things\"", "response field `things|thing` is missing"),
            ("\"id\"", "\"no\"", "Thing member `id` is missing"),
            ("Vec<Thing>", "Vec<Value>", "Thing member `id` is missing"),
            ("\"brand\"", "\"b\"", "Card member `brand` is missing"),
            ("GONE F", "LATE F", "code `GONE` is missing"),
            ("POST", "GET", "the page has POST /ams/api/v1/things/listThings"),
            ("name: \"listThings\"", "name: \"list\"", "listThings (dws) has no types"),
            ("dialect: Dws", "dialect: WorldFirst", "listThings (dws) has no types"),
            ("codes: code::ALL", "codes: codes::ALL", "the codes codes::ALL are not found"),
            ("ListThings =>", "List =>", "the fields of List are not found"),
        ] {
            assert!(LIST_THINGS.contains(from), "{from}");
            let found = checked(|sh| sh.write_file(SOURCE, LIST_THINGS.replace(from, to)).unwrap());
            let error = found.unwrap_err().to_string();
            assert!(error.starts_with("documented and not typed") && error.contains(missing), "{from}: {error}");
        }
    }

    #[test]
    fn every_name_of_the_real_pages_is_typed() {
        let sh = Shell::new().unwrap();
        sh.change_dir(crate::root());
        let coverage = Coverage::read(&sh).unwrap();
        assert_eq!(coverage.missing, Vec::<String>::new());
        assert!(coverage.apis >= 21 && coverage.notifications >= 3);
    }
}
