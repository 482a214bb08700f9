//! `docs/coverage.md` lists the APIs that have types: what the catalogue of the product crates says, at run time.
//! `UPDATE=1 cargo test -p alipay --all-features coverage` writes it.

use std::{any::type_name, collections::BTreeMap, env, fmt::Write, fs, path::Path};

use alipay::{
    ApiMeta, Dialect, Dws, OpenPlatform, Request, WorldFirst,
    dws::topups::NotifyTopup,
    trade::UncheckedTradeNotification,
    wire::{
        Model, Notification,
        server::{Catalog, Serve},
    },
    worldfirst::transfer::NotifyTransfer,
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");

const BEGINNING: &str = "\
# Coverage

Which APIs have types. A test writes this page from the crates themselves: [`coverage.rs`](../crates/alipay/tests/it/coverage.rs). Any
other API of a platform can be called untyped.

The fields of a type, its codes, and whether a repetition of the request is safe are in the documentation of the crate (`cargo doc --open`).
Where [`fields.json`](spec/fields.json) has the fields and codes of an API's page, the tests of its crate compare both, and name
each difference with its reason. The sandbox answers every API that is called.
";

/// The rows of each gateway's table, by crate and name.
#[derive(Default)]
struct Page(BTreeMap<&'static str, BTreeMap<(String, String), String>>);

impl Page {
    fn row<T>(&mut self, dialect: &'static str, name: &str, how: &str, codes: usize) {
        let (path, codes) = (type_name::<T>(), if codes == 0 { String::new() } else { codes.to_string() });
        let library = path.split("::").next().unwrap().replace('_', "-");
        let name_of_type = path.rsplit("::").next().unwrap();
        let row = format!("| `{name}` | [`{library}`](../crates/{library}) | `{name_of_type}` | {how} | {codes} |");
        self.0.entry(dialect).or_default().insert((library, name.to_owned()), row);
    }

    fn notification<N: Notification>(&mut self) {
        self.row::<N>(N::Dialect::NAME, N::NAME, "notification", 0);
    }

    fn text(&self) -> String {
        let mut text = BEGINNING.to_owned();
        for (title, dialect) in [
            ("Open Platform", OpenPlatform::NAME),
            ("Digital Wallet (DWS)", Dws::NAME),
            ("WorldFirst", WorldFirst::NAME),
        ] {
            write!(text, "\n## {title}\n\n| API | crate | type | how | own codes |\n|---|---|---|---|---|\n").unwrap();
            self.0[dialect].values().for_each(|row| writeln!(text, "{row}").unwrap());
        }
        text
    }
}

impl Catalog for Page {
    fn add<R: Serve>(&mut self) {
        let ApiMeta { name, route, codes, .. } = R::META;
        let route = route.as_ref().map(|route| format!("`{} {}`", route.method, route.path));
        let how = match (R::Dialect::NAME == OpenPlatform::NAME, route) {
            (true, None) => "`gateway.do`".to_owned(),
            (true, Some(route)) => format!("`gateway.do`; {route}"),
            (false, route) => route.unwrap(),
        };
        self.row::<R>(R::Dialect::NAME, name, &how, codes.len());
    }

    fn add_page<R: Request + Model>(&mut self) {
        self.row::<R>(R::Dialect::NAME, &R::META.name, "`gateway.do`, signed and not sent", 0);
    }
}

#[test]
fn the_page_lists_every_api() {
    let mut page = Page::default();
    alipay_sandbox::catalog(&mut page);
    page.notification::<UncheckedTradeNotification>();
    page.notification::<NotifyTopup>();
    page.notification::<NotifyTransfer>();

    let (file, text) = (Path::new(FOLDER).join("coverage.md"), page.text());
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, &text).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap() == text, "docs/coverage.md is stale: run this test with UPDATE=1");
}

/// What a page documents is not left untyped.
#[test]
fn every_documented_api_is_typed() {
    #[derive(Default)]
    struct Names(Vec<&'static str>);

    impl Catalog for Names {
        fn add<R: Serve>(&mut self) {
            self.0.push(&R::META.name);
        }
    }

    let mut names = Names::default();
    alipay_sandbox::catalog(&mut names);
    let documented = fs::read_to_string(Path::new(FOLDER).join("spec/fields.json")).unwrap();
    let documented: serde_json::Value = serde_json::from_str(&documented).unwrap();
    for api in documented["apis"].as_array().unwrap() {
        let name = api["api"].as_str().unwrap();
        assert!(names.0.contains(&name), "{name} has no types");
    }
}
