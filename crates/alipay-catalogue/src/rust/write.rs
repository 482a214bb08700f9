//! The text of the files, as rustfmt would have it.

use std::{collections::BTreeSet, fmt::Write};

use super::{
    SourceFile,
    name::{Fields, Variants, sentence},
    plan::{Api, Plan, Type, What, holds},
};
use crate::{Kind, Member, Members, Repeat};

/// Where rustfmt breaks lines unless told otherwise.
const WIDTH: usize = 100;

pub(super) fn files(plan: &Plan<'_>) -> Vec<SourceFile> {
    let mut files: Vec<_> = plan.apis.iter().enumerate().map(|(place, api)| file_of(plan, place, api)).collect();
    let mut shared = File::new(plan, true);
    shared.types(None);
    let has_shared = !shared.body.is_empty();
    if has_shared {
        files.push(shared.finish("models.rs".to_owned(), "What several of the APIs share.", None));
    }
    files.push(module(plan, has_shared));
    files
}

fn module(plan: &Plan<'_>, has_shared: bool) -> SourceFile {
    let mut modules: Vec<_> =
        plan.apis.iter().map(|api| api.module.as_str()).chain(has_shared.then_some("models")).collect();
    modules.sort_unstable();
    let mut text = "//! APIs without types in the SDK, by `alipay api rust`.\n\n".to_owned();
    modules.iter().for_each(|module| text.push_str(&format!("pub mod {module};\n")));
    let mut apis: Vec<_> = plan.apis.iter().collect();
    apis.sort_unstable_by_key(|api| &api.module);
    text.push('\n');
    for api in apis {
        text.push_str(&import("pub use", &api.module, [api.request.as_str(), api.response.as_str()]));
    }
    SourceFile { name: "mod.rs".to_owned(), text, request: None }
}

fn file_of(plan: &Plan<'_>, place: usize, api: &Api<'_>) -> SourceFile {
    let mut file = File::new(plan, false);
    file.request(api);
    file.response(api);
    file.types(Some(place));
    file.codes(api);
    let about = format!("`{}`.", api.method.name());
    file.finish(format!("{}.rs", api.module), &about, Some(api.request.clone()))
}

/// A file while it is written.
struct File<'p, 'a> {
    plan: &'p Plan<'a>,
    body: String,
    /// What is used of `alipay_wire`.
    wire: BTreeSet<&'static str>,
    /// What is used of `serde_json`.
    json: BTreeSet<&'static str>,
    has_maps: bool,
    /// What is used of `models.rs`.
    models: BTreeSet<&'p str>,
    is_models: bool,
}

impl<'p, 'a> File<'p, 'a> {
    fn new(plan: &'p Plan<'a>, is_models: bool) -> Self {
        let (body, wire, json) = (String::new(), BTreeSet::new(), BTreeSet::new());
        Self { plan, body, wire, json, has_maps: false, models: BTreeSet::new(), is_models }
    }

    fn finish(self, name: String, about: &str, request: Option<String>) -> SourceFile {
        let mut text = format!("//! {about}\n");
        if self.has_maps {
            text.push_str("\nuse std::collections::BTreeMap;\n");
        }
        text.push('\n');
        text.push_str(&import("use", "alipay_wire", self.wire.iter().copied()));
        if !self.json.is_empty() {
            text.push_str(&import("use", "serde_json", self.json.iter().copied()));
        }
        if !self.models.is_empty() {
            text.push('\n');
            text.push_str(&import("use", "super::models", self.models.iter().copied()));
        }
        text.push_str(&self.body);
        SourceFile { name, text, request }
    }

    fn line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    fn request(&mut self, api: &Api<'_>) {
        let dialect = dialect(api.is_antom);
        // Of the others only the name matters.
        self.wire.extend(["Request", dialect]);
        let method = api.method;
        self.body.push_str(&format!("\n/// Calls `{}`.\n//\n", method.name()));
        self.body.push_str(DECIDE);
        self.line("#[derive(Clone, PartialEq, Request)]");
        self.line("#[request(");
        self.line(&format!("    {dialect},"));
        let name = if api.is_antom { method.name().rsplit('/').next().unwrap_or_default() } else { method.name() };
        self.line(&format!("    name = \"{name}\","));
        let route = if api.is_antom { Some(("POST", method.name().to_owned())) } else { method.rest() };
        if let Some((verb, path)) = route {
            self.line(&format!("    route = \"{verb} {path}\","));
        }
        self.line("    safety = Unkeyed,");
        self.line(&format!("    answer = {},", api.response));
        let end = if method.is_textual() { "," } else { "" };
        self.line(&format!("    codes = code::ALL{end}"));
        if method.is_textual() {
            self.line("    textual");
        }
        self.line(")]");
        self.object(&api.request, method.request(), api.is_antom, None, &[]);
    }

    fn response(&mut self, api: &Api<'_>) {
        let dialect = dialect(api.is_antom);
        self.wire.insert("Response");
        self.body.push_str(&format!("\n/// The answer of `{}`.\n", api.method.name()));
        self.line("#[derive(Clone, PartialEq, Response)]");
        self.line(&format!("#[response({dialect})]"));
        let verdict = if api.is_antom { &[][..] } else { VERDICT };
        self.object(&api.response, api.method.answer(), api.is_antom, None, verdict);
    }

    fn types(&mut self, user: Option<usize>) {
        for (is_antom, one) in self.plan.types_of(user) {
            match one.what {
                What::Enum(known) => self.enumeration(one, known.name(), known.values()),
                What::Model(model) => {
                    self.model(one, is_antom);
                    self.object(&one.name, model.members(), is_antom, Some(model.name()), &[]);
                }
            }
        }
    }

    fn model(&mut self, one: &Type<'_>, is_antom: bool) {
        let dialect = dialect(is_antom);
        let name = match one.what {
            What::Model(model) => model.name(),
            What::Enum(known) => known.name(),
        };
        self.body.push_str(&format!("\n/// {}\n", sentence(name)));
        let (derive, attribute) = match (one.is_sent, one.is_received) {
            (true, false) => ("Model", format!("#[model({dialect}, sent)]")),
            (false, true) => ("Response", format!("#[response({dialect})]")),
            _ => ("Model", format!("#[model({dialect})]")),
        };
        self.wire.insert(derive);
        self.line(&format!("#[derive(Clone, PartialEq, {derive})]"));
        self.line(&attribute);
    }

    fn object(
        &mut self,
        name: &str,
        members: Members<'_>,
        is_antom: bool,
        model: Option<&str>,
        verdict: &[(&str, &str, &str)],
    ) {
        self.wire.insert("Extra");
        self.line("#[non_exhaustive]");
        self.line(&format!("pub struct {name} {{"));
        let mut fields = Fields::new(is_antom);
        for (member, docs, ty) in verdict {
            fields.name(member);
            self.line(&format!("    /// {docs}"));
            self.line(if *ty == "Code" { "    #[wire(show)]" } else { "    #[wire(with = Text)]" });
            self.line(&format!("    pub {member}: Option<{ty}>,"));
            self.wire.insert(if *ty == "Code" { "Code" } else { "Text" });
        }
        for member in members.filter(|member| !verdict.iter().any(|(name, _, _)| *name == member.name)) {
            self.field(&mut fields, member, is_antom, model);
        }
        self.line("    /// Members this type has no field for.");
        self.line("    pub extra: Extra,");
        self.line("}");
    }

    fn field(&mut self, fields: &mut Fields, member: Member<'_>, is_antom: bool, within: Option<&str>) {
        let (name, is_renamed) = fields.name(member.name);
        let (ty, is_text) = self.value(member, is_antom, within);
        let mut entries = Vec::new();
        if is_renamed {
            entries.push(format!("rename = \"{}\"", member.name));
        }
        let ty = match member.repeat {
            Repeat::One => {
                if is_text {
                    self.wire.insert("Text");
                    entries.push("with = Text".to_owned());
                }
                ty
            }
            Repeat::List => {
                self.wire.insert("OneOrMany");
                entries.push("with = OneOrMany".to_owned());
                format!("Vec<{ty}>")
            }
            Repeat::Map => {
                self.has_maps = true;
                format!("BTreeMap<String, {ty}>")
            }
        };
        if let (Some(max), Repeat::One, true) = (member.max, member.repeat, is_text) {
            entries.push(format!("max = {max}"));
        }
        let unknown = if matches!(member.kind, Kind::Scalar) { " Of unknown kind." } else { "" };
        self.line(&format!("    /// {}{unknown}", sentence(member.name)));
        if !entries.is_empty() {
            self.line(&format!("    #[wire({})]", entries.join(", ")));
        }
        let line = format!("    pub {name}: Option<{ty}>,");
        if line.len() <= WIDTH {
            self.line(&line);
        } else {
            self.line(&format!("    pub {name}:\n        Option<{ty}>,"));
        }
    }

    /// The type of one value, and whether it is plain text.
    fn value(&mut self, member: Member<'_>, is_antom: bool, within: Option<&str>) -> (String, bool) {
        match member.kind {
            Kind::Text => ("String".to_owned(), true),
            Kind::Integer => ("i64".to_owned(), false),
            Kind::Boolean => ("bool".to_owned(), false),
            Kind::Number => {
                self.json.insert("Number");
                ("Number".to_owned(), false)
            }
            Kind::File => {
                self.wire.insert("Upload");
                ("Upload".to_owned(), false)
            }
            Kind::Model(model) => {
                let name = self.named(is_antom, model.name());
                let is_boxed = member.repeat == Repeat::One && within.is_some_and(|within| holds(model, within));
                (if is_boxed { format!("Box<{name}>") } else { name }, false)
            }
            Kind::Enum(known) => (self.named(is_antom, known.name()), false),
            Kind::Any | Kind::Scalar => {
                self.json.insert("Value");
                ("Value".to_owned(), false)
            }
        }
    }

    /// The type of this name in the catalogue, wherever it stands.
    fn named(&mut self, is_antom: bool, name: &str) -> String {
        let Some(one) = self.plan.get(is_antom, name) else { return "Value".to_owned() };
        if one.is_shared() && !self.is_models {
            self.models.insert(&one.name);
        }
        one.name.clone()
    }

    fn enumeration<'v>(&mut self, one: &Type<'_>, name: &str, values: impl Iterator<Item = &'v str>) {
        self.wire.extend(["OtherText", "StringEnum"]);
        self.body.push_str(&format!("\n/// {} The set is open.\n", sentence(name)));
        self.line("#[derive(Clone, StringEnum)]");
        self.line("#[wire(rename_all = \"SCREAMING_SNAKE_CASE\")]");
        self.line("#[non_exhaustive]");
        // The words are the gateway's.
        self.line("#[allow(clippy::enum_variant_names)]");
        self.line(&format!("pub enum {} {{", one.name));
        let mut variants = Variants::default();
        for value in values {
            let (variant, is_renamed) = variants.name(value);
            self.line(&format!("    /// `{value}`."));
            if is_renamed {
                self.line(&format!("    #[wire(rename = \"{value}\")]"));
            }
            self.line(&format!("    {variant},"));
        }
        self.line("    /// A word that is not listed here.");
        self.line("    Other(OtherText),");
        self.line("}");
    }

    fn codes(&mut self, api: &Api<'_>) {
        let name = api.method.name();
        let _ = write!(
            self.body,
            "\nalipay_wire::codes! {{\n    /// Codes of `{name}`.\n    pub mod code;\n    own {{}}\n}}\n"
        );
    }
}

fn dialect(is_antom: bool) -> &'static str {
    if is_antom { "Antom" } else { "OpenPlatform" }
}

/// What a person must decide. Everything below it compiles as it is.
const DECIDE: &str = "\
// DECIDE, by the page of this API; until then nothing is required and nothing is repeated:
// * safety: `Query` if it only reads. `Keyed` if the gateway knows a repetition by your own number:
//   then `impl Keyed` names it. `Unkeyed` is not repeated once it may have been sent.
// * required members: take their `Option` away. Money: `Yuan` or `Amount` in place of `String`.
// * rules between members, and what the answer echoes: `impl Rules`.
// * codes: `NAME = \"ACQ.NAME\" F \"What to do.\";` in `own` below.
// * what the members mean: their names stand where that should.
";

/// What the gateway writes into every answer.
const VERDICT: &[(&str, &str, &str)] = &[
    ("code", "The gateway's code, `10000` here. Only `gateway.do` writes it into the answer.", "Code"),
    ("msg", "The gateway's words for `code`.", "String"),
    ("sub_code", "The code of a business failure. Never there in a success.", "Code"),
    ("sub_msg", "The gateway's words for `sub_code`.", "String"),
];

/// `use path::{names};`, broken where rustfmt breaks it.
fn import<'n>(keyword: &str, path: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_unstable();
    if let [one] = names[..] {
        return format!("{keyword} {path}::{one};\n");
    }
    let line = format!("{keyword} {path}::{{{}}};\n", names.join(", "));
    // rustfmt keeps a little room where a list goes on.
    if line.trim_end().len() <= WIDTH - 2 {
        return line;
    }
    let mut text = format!("{keyword} {path}::{{\n");
    let mut line = "   ".to_owned();
    let last = names.last().copied();
    for name in names {
        let width = if Some(name) == last { WIDTH } else { WIDTH - 1 };
        if line.len() + name.len() + 2 > width {
            text.push_str(&line);
            text.push('\n');
            line = "   ".to_owned();
        }
        line.push_str(&format!(" {name},"));
    }
    text.push_str(&line);
    text.push_str("\n};\n");
    text
}
