//! The types beside the pages: what is there of each API, and what is missing.

use std::collections::BTreeSet;

use super::{
    declared::{Api, Field},
    module::{Notification, Path},
    pages::Page,
    sources::{Sources, Type},
};
use crate::layers::Layer;

/// Models whose types have other names.
const RENAMED: &[(&str, &[&str])] = &[
    ("ActionForm", &["ChallengeActionForm"]),
    // A bound card and a card to bind are one model on the page, and two types.
    ("Card", &["BoundCard", "CardOption"]),
    ("Result", &["ResultInfo"]),
];

/// The dialects: in `api!`, in `fields.json`, and the gateway's own codes.
const DIALECTS: &[(&str, &str, Option<&str>)] = &[
    ("OpenPlatform", "open-platform", Some("alipay_wire::open_platform::code")),
    ("Dws", "dws", None),
    ("WorldFirst", "worldfirst", None),
    ("Antom", "antom", None),
];

/// Where the parameters are written that every request of the Open Platform has.
const COMMON_PARAMETERS: &[&str] = &["alipay-wire", "open_platform"];

const SANDBOX: &str = "alipay-sandbox";

#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) apis: Vec<Row>,
    pub(super) notifications: Vec<Row>,
    /// What the pages document and the types lack.
    pub(super) missing: Vec<String>,
}

/// One API, or one notification.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) name: String,
    /// As `api!` writes it.
    pub(super) dialect: String,
    pub(super) package: String,
    pub(super) file: String,
    /// Method and path of the API.
    pub(super) route: Option<(String, String)>,
    pub(super) request: Part,
    pub(super) response: Part,
    /// Members of the models that request and response hold.
    pub(super) models: Part,
    pub(super) codes: Part,
    pub(super) safety: String,
    pub(super) has_response: bool,
    pub(super) sandbox: bool,
    /// Whether there is a page to compare with.
    pub(super) documented: bool,
    /// Each type with its fields: request and response first.
    pub(super) types: Vec<(String, Vec<String>)>,
}

/// How much of something is there.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) struct Part {
    /// How much the types have.
    pub(super) typed: usize,
    /// How much the page documents.
    pub(super) documented: usize,
    /// How much of that the types have.
    pub(super) covered: usize,
}

pub(super) fn compare(sources: &Sources, pages: &[Page]) -> Report {
    let mut report = Report::default();
    for (path, module) in sources.modules().filter(|(path, _)| is_product(path)) {
        for api in &module.apis {
            let page = pages.iter().find(|page| page.api == api.name && page.dialect == name_of(&api.dialect));
            report.apis.push(row(sources, path, &module.file, api, page, &mut report.missing));
        }
        for notification in &module.notifications {
            report.notifications.push(received(sources, path, &module.file, notification, &mut report.missing));
        }
    }
    for page in pages {
        let is_of = |row: &Row| row.documented && row.name == page.api && name_of(&row.dialect) == page.dialect;
        if !report.apis.iter().any(is_of) {
            report.missing.push(format!("{} ({}) has no types", page.api, page.dialect));
        }
        report.missing.extend(gateway(sources, page));
    }
    let on_a_page = |model: &str| pages.iter().any(|page| page.models.iter().any(|(name, _)| name == model));
    let stale = RENAMED.iter().filter(|(model, _)| !on_a_page(model));
    let stale =
        stale.map(|(model, _)| format!("RENAMED in xtask/src/coverage/compare.rs names {model}, which no page has"));
    report.missing.extend(stale);
    report
}

fn is_product(path: &Path) -> bool {
    let layer = path.first().and_then(|package| Layer::of(package));
    matches!(layer, Some(Layer::Product | Layer::SharedProduct))
}

/// What `fields.json` calls a dialect.
fn name_of(dialect: &str) -> &str {
    DIALECTS.iter().find(|(tag, ..)| *tag == dialect).map_or(dialect, |(_, name, _)| name)
}

fn row(sources: &Sources, path: &Path, file: &str, api: &Api, page: Option<&Page>, missing: &mut Vec<String>) -> Row {
    let package = path.first().cloned().unwrap_or_default();
    let mut find = |written: &Path| find(sources, path, file, written, missing);
    let request = find(&api.request);
    let response = api.response.as_ref().and_then(&mut find);
    let mut row = Row {
        name: api.name.clone(),
        dialect: api.dialect.clone(),
        sandbox: is_answered(sources, &package, api),
        package,
        file: file.to_owned(),
        route: api.route.clone(),
        safety: api.safety.clone(),
        has_response: api.response.is_some(),
        documented: page.is_some(),
        ..Row::default()
    };
    let fields = |type_: &Option<Type>| type_.as_ref().map(|type_| sources.fields(type_)).unwrap_or_default();
    let (of_request, of_response) = (fields(&request), fields(&response));
    let heads: Vec<_> = request.iter().chain(&response).collect();
    row.take_types(sources, &heads);
    row.request.typed = of_request.len();
    row.response.typed = of_response.len();
    let codes = match &api.codes {
        Some(written) => sources.codes(path, written).unwrap_or_else(|| {
            missing.push(format!("{file}: the codes {} are not found", written.join("::")));
            Vec::new()
        }),
        None => Vec::new(),
    };
    row.codes.typed = codes.len();

    let Some(page) = page else { return row };
    let mut note = |what: String| missing.push(format!("{}: {what} ({file})", api.name));
    if page.path != "/gateway.do" && api.route != Some((page.method.clone(), page.path.clone())) {
        note(format!("the page has {} {}", page.method, page.path));
    }
    row.request.compare("request field", &page.request, of_request, &mut note);
    row.response.compare("response field", &page.response, of_response, &mut note);
    let reached: Vec<_> = heads.iter().flat_map(|type_| sources.reached(type_)).collect();
    for (model, members) in &page.models {
        let names = RENAMED
            .iter()
            .find(|(name, _)| name == model)
            .map_or(std::slice::from_ref(&model.as_str()), |(_, types)| types)
            .to_vec();
        let of_name = reached.iter().filter(|type_| names.contains(&type_.name.as_str()));
        let fields: Vec<_> = of_name.flat_map(|type_| sources.fields(type_)).cloned().collect();
        row.models.compare(&format!("{model} member"), members, &fields, &mut note);
    }
    let documented: Vec<_> = page.codes.iter().map(|code| vec![code.clone()]).collect();
    row.codes.compare_names("code", &documented, &codes, &mut note);
    row
}

fn received(sources: &Sources, path: &Path, file: &str, notification: &Notification, missing: &mut Vec<String>) -> Row {
    let mut row = Row {
        name: notification.name.clone(),
        dialect: notification.dialect.clone(),
        package: path.first().cloned().unwrap_or_default(),
        file: file.to_owned(),
        ..Row::default()
    };
    if let Some(model) = find(sources, path, file, std::slice::from_ref(&notification.model), missing) {
        row.request.typed = sources.fields(&model).len();
        row.take_types(sources, &[&model]);
    }
    row
}

/// The type of an API, whose fields must be known.
fn find(sources: &Sources, path: &Path, file: &str, written: &[String], missing: &mut Vec<String>) -> Option<Type> {
    let found = sources.type_(path, written);
    if found.is_none() {
        let name = written.join("::");
        missing.push(format!(
            "{file}: the fields of {name} are not found; declare it with `request!` or `response!`, or read it as a type that is"
        ));
    }
    found
}

impl Row {
    /// The fields of these types and of the models they hold.
    fn take_types(&mut self, sources: &Sources, heads: &[&Type]) {
        let mut known = BTreeSet::new();
        let reached = heads.iter().flat_map(|type_| sources.reached(type_));
        for type_ in heads.iter().map(|type_| (*type_).clone()).chain(reached) {
            if !known.insert(type_.clone()) {
                continue;
            }
            let names: Vec<_> = sources.fields(&type_).iter().map(|field| field.names.join("|")).collect();
            if !heads.contains(&&type_) {
                self.models.typed += names.len();
            }
            self.types.push((type_.name, names));
        }
    }
}

impl Part {
    fn compare(&mut self, what: &str, documented: &[Vec<String>], fields: &[Field], note: &mut impl FnMut(String)) {
        let typed: Vec<_> = fields.iter().map(|field| field.names.clone()).collect();
        self.compare_names(what, documented, &typed, note);
    }

    /// Every documented name is there, with every spelling.
    fn compare_names(
        &mut self,
        what: &str,
        documented: &[Vec<String>],
        typed: &[Vec<String>],
        note: &mut impl FnMut(String),
    ) {
        self.documented += documented.len();
        for spellings in documented {
            if typed.iter().any(|known| spellings.iter().all(|name| known.contains(name))) {
                self.covered += 1;
            } else {
                note(format!("{what} `{}` is missing", spellings.join("|")));
            }
        }
    }
}

/// Whether the sandbox answers it: by the crate's catalog, or by name where it is a page or an order string.
fn is_answered(sources: &Sources, package: &str, api: &Api) -> bool {
    if api.response.is_none() {
        return sources.below(&[SANDBOX]).any(|module| module.literals.contains(&api.name));
    }
    let catalog = vec![package.replace('-', "_"), "catalog".to_owned()];
    let listed = |request: &String| api.request.last() == Some(request);
    sources.below(&[package]).any(|module| module.listed.iter().any(listed))
        && sources.below(&[SANDBOX]).any(|module| module.paths.contains(&catalog))
}

/// What a page documents of the gateway behind the API.
fn gateway(sources: &Sources, page: &Page) -> Vec<String> {
    let codes = DIALECTS.iter().find(|(_, name, _)| *name == page.dialect).and_then(|(.., codes)| *codes);
    let codes: Path = codes.unwrap_or_default().split("::").map(str::to_owned).collect();
    let codes = sources.codes(&[], &codes).unwrap_or_default().concat();
    let lacks_code = page.gateway_codes.iter().filter(|code| !codes.contains(code));
    let lacks_code = lacks_code.map(|code| format!("{}: gateway code `{code}` is missing", page.api));
    let written = |name: &&String| sources.below(COMMON_PARAMETERS).any(|module| module.literals.contains(name));
    let lacks_name = page.common_request.iter().filter(|name| !written(name));
    let lacks_name = lacks_name.map(|name| format!("{}: common parameter `{name}` is missing", page.api));
    lacks_code.chain(lacks_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_the_gateway_documents_is_there() {
        let form = "fn write() { pairs.push((\"app_id\", id)); } #[cfg(test)] mod tests { const N: &str = \"sign\"; }";
        let files = [
            ("crates/alipay-wire/src/lib.rs", "pub mod open_platform;"),
            (
                "crates/alipay-wire/src/open_platform/mod.rs",
                "codes! { pub mod code; own { SUCCESS = \"10000\" S \"\"; } }",
            ),
            ("crates/alipay-wire/src/open_platform/form_v2.rs", form),
            ("crates/alipay-wire/src/elsewhere.rs", "const NAME: &str = \"method\";"),
        ];
        let sources = Sources::of(files.map(|(path, text)| (path.to_owned(), text.to_owned()))).unwrap();
        let page = |codes, names| Page {
            api: "a".to_owned(),
            dialect: "open-platform".to_owned(),
            gateway_codes: words(codes),
            common_request: words(names),
            ..Page::default()
        };
        assert_eq!(gateway(&sources, &page("10000", "app_id")), Vec::<String>::new());
        let missing = [
            "a: gateway code `20000` is missing",
            "a: common parameter `method` is missing",
            "a: common parameter `sign` is missing",
        ];
        assert_eq!(gateway(&sources, &page("10000 20000", "app_id method sign")), missing);
    }

    #[test]
    fn pages_and_order_strings_are_answered_by_name() {
        let api = |name: &str| Api {
            request: words("Pay"),
            response: None,
            dialect: "OpenPlatform".to_owned(),
            name: name.to_owned(),
            route: None,
            safety: "Keyed".to_owned(),
            codes: None,
            own_codes: None,
        };
        let cashier = ("crates/alipay-sandbox/src/cashier.rs".to_owned(), "const A: &str = \"a.pay\";".to_owned());
        let sources = Sources::of([cashier]).unwrap();
        assert!(is_answered(&sources, "alipay-trade", &api("a.pay")));
        assert!(!is_answered(&sources, "alipay-trade", &api("b.pay")));
    }
}
