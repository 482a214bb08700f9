//! What one source file declares: models, lists of codes, APIs, notifications, and the names it takes from elsewhere.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenTree};

use super::declared::{Api, Codes, Field, api, codes, model};
use crate::{
    Result,
    tokens::{Tokens, ident, inside, is_ident, is_punct, path, paths, split, string, tokens, without_attributes},
};

/// A path as it is written, segment by segment.
pub(super) type Path = Vec<String>;

#[derive(Debug, Default)]
pub(super) struct Module {
    /// From the root of the workspace.
    pub(super) file: String,
    pub(super) models: BTreeMap<String, Vec<Field>>,
    /// Types that are read as another one.
    pub(super) aliases: BTreeMap<String, Path>,
    pub(super) codes: BTreeMap<String, Codes>,
    pub(super) imports: Vec<Import>,
    pub(super) apis: Vec<Api>,
    pub(super) notifications: Vec<Notification>,
    /// The requests that `apis!` lists for gateways.
    pub(super) listed: Vec<String>,
    /// Every string literal outside of tests.
    pub(super) literals: Vec<String>,
    /// Every path in the code outside of tests.
    pub(super) paths: Vec<Path>,
}

/// `use path as name`; the name is `*` where all names are meant.
#[derive(Debug, PartialEq)]
pub(super) struct Import {
    pub(super) name: String,
    pub(super) path: Path,
}

/// What `impl Notification` says.
#[derive(Debug)]
pub(super) struct Notification {
    pub(super) model: String,
    pub(super) dialect: String,
    pub(super) name: String,
}

impl Module {
    /// Reads a source file.
    pub(super) fn read(file: &str, text: &str) -> Result<Self> {
        let tokens = tokens(text).map_err(|error| format!("{file} {error}"))?;
        let mut module = Self { file: file.to_owned(), ..Self::default() };
        collect(&tokens, &mut module);
        let code = without_attributes(&tokens);
        let mut rest = code.as_slice();
        while !rest.is_empty() {
            rest = module.item(rest).map_err(|error| format!("{file}: {error}"))?;
        }
        Ok(module)
    }

    /// Reads the item, or the part of one, at the beginning. Gives what follows.
    fn item<'a>(&mut self, tokens: &'a [TokenTree]) -> Result<&'a [TokenTree]> {
        match tokens {
            [name, bang, body, rest @ ..] if is_punct(bang, '!') => {
                if let (Some(name), Some(body)) = (ident(name), inside(body, Delimiter::Brace)) {
                    self.declaration(&name, &without_attributes(&body))?;
                }
                Ok(rest)
            }
            [keyword, rest @ ..] if is_ident(keyword, "use") => {
                let end = rest.iter().position(|token| is_punct(token, ';')).ok_or("a `use` has no end")?;
                let (tree, rest) = rest.split_at_checked(end).ok_or("a `use` has no end")?;
                self.import(&[], tree);
                Ok(rest)
            }
            [keyword, rest @ ..] if is_ident(keyword, "impl") => {
                let end = rest.iter().position(|token| inside(token, Delimiter::Brace).is_some());
                let (head, rest) = rest.split_at_checked(end.unwrap_or(0)).unwrap_or_default();
                if let Some(body) = rest.first().and_then(|body| inside(body, Delimiter::Brace)) {
                    self.implementation(head, &body);
                }
                Ok(rest)
            }
            [_, rest @ ..] => Ok(rest),
            [] => Ok(tokens),
        }
    }

    fn declaration(&mut self, name: &str, body: &[TokenTree]) -> Result {
        match name {
            "request" | "response" | "model" => {
                let (name, fields) = model(body)?;
                self.models.insert(name, fields);
            }
            "codes" => {
                let (name, codes) = codes(body)?;
                self.codes.insert(name, codes);
            }
            "api" => {
                let mut api = api(body)?;
                if let (Some(own), Some([name])) = (api.own_codes.take(), api.codes.as_deref()) {
                    self.codes.insert(name.clone(), own);
                }
                self.apis.push(api);
            }
            // `module: Request;`
            "apis" => self.listed.extend(split(body, ';').iter().filter_map(|line| ident(line.last()?))),
            _ => {}
        }
        Ok(())
    }

    /// `a::b`, `a as b`, `a::*` or `a::{..}`.
    fn import(&mut self, before: &[String], tree: &[TokenTree]) {
        let Some((path, mut rest)) = path(tree) else { return };
        let path = [before, &path].concat();
        while let [colon, behind @ ..] = rest
            && is_punct(colon, ':')
        {
            rest = behind;
        }
        match rest {
            [star, ..] if is_punct(star, '*') => self.imports.push(Import { name: "*".to_owned(), path }),
            [group, ..] if inside(group, Delimiter::Brace).is_some() => {
                let inner = inside(group, Delimiter::Brace).unwrap_or_default();
                for tree in split(&inner, ',') {
                    self.import(&path, tree);
                }
            }
            _ => {
                // `a::{self}` is `a`.
                let path = path.strip_suffix(&["self".to_owned()]).filter(|path| !path.is_empty()).unwrap_or(&path);
                let renamed = rest.get(1).filter(|_| rest.first().is_some_and(|word| is_ident(word, "as")));
                if let Some(name) = renamed.and_then(ident).or_else(|| path.last().cloned()) {
                    self.imports.push(Import { name, path: path.to_vec() });
                }
            }
        }
    }

    fn implementation(&mut self, head: &[TokenTree], body: &[TokenTree]) {
        let Some(middle) = head.iter().position(|token| is_ident(token, "for")) else { return };
        let (of, model) = head.split_at(middle);
        let of = path(behind_generics(of)).and_then(|(mut path, _)| path.pop());
        let Some(model) = model.get(1..).and_then(path).and_then(|(mut path, _)| path.pop()) else { return };
        // The value behind `= ` in the item that has this name.
        let value = |name: &str| {
            let items = split(body, ';');
            let item = items.into_iter().find(|item| item.iter().any(|token| is_ident(token, name)))?;
            let equals = item.iter().rposition(|token| is_punct(token, '='))?;
            item.get(equals + 1..).map(<[TokenTree]>::to_vec)
        };
        match of.as_deref() {
            // Written by hand, and read as another type: `Wire::deserialize(deserializer)`.
            Some("Deserialize") => {
                let mut inner = Self::default();
                collect(body, &mut inner);
                let read = inner.paths.into_iter().find_map(|path| match path.as_slice() {
                    [type_ @ .., method] if method == "deserialize" && !type_.is_empty() => Some(type_.to_vec()),
                    _ => None,
                });
                self.aliases.extend(read.map(|type_| (model, type_)));
            }
            Some("Notification") => {
                let dialect = value("Dialect").and_then(|value| path(&value)?.0.pop());
                let name = value("NAME").and_then(|value| string(value.first()?));
                if let (Some(dialect), Some(name)) = (dialect, name) {
                    self.notifications.push(Notification { model, dialect, name });
                }
            }
            _ => {}
        }
    }
}

/// What follows `<..>`.
fn behind_generics(tokens: &[TokenTree]) -> &[TokenTree] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            _ if is_punct(token, '<') => depth += 1,
            _ if is_punct(token, '>') => depth = depth.saturating_sub(1),
            _ if depth == 0 => return tokens.get(at..).unwrap_or_default(),
            _ => {}
        }
    }
    &[]
}

/// Collects literals and paths, at any depth.
fn collect(tokens: &[TokenTree], module: &mut Module) {
    let code = without_attributes(tokens);
    module.paths.extend(paths(&code));
    let mut rest = code.as_slice();
    while let [token, behind @ ..] = rest {
        // A module of tests.
        if let [keyword, name, _, behind @ ..] = rest
            && is_ident(keyword, "mod")
            && is_ident(name, "tests")
        {
            rest = behind;
            continue;
        }
        if let TokenTree::Group(group) = token {
            collect(&group.stream().into_iter().collect::<Tokens>(), module);
        }
        module.literals.extend(string(token));
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"//! `listThings`: things. `request! { not this }`
        use std::collections::BTreeMap;
        use alipay_wire::{Text, dws::{self, Env as Device}, prelude::*};

        alipay_wire::request! {
            /// Asks, says "this".
            pub struct ListThings {
                required {
                    /// Whose.
                    "ownerId" | "ownerID" owner_id: String as Text [max 1_0] {show},
                }
                optional {
                    #[allow(dead_code)]
                    "pages" pages: BTreeMap<String, dws::Page> {show},
                }
                private new blank
            }
        }

        pub struct Wrapped(inner::Answer);
        impl<T: Into<String>> From<T> for Plain { fn from(_: T) -> Self { other("literal") } }
        impl<'de> Deserialize<'de> for Wrapped {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let answer = { inner::Answer::deserialize(deserializer)? };
                Ok(Self(answer))
            }
        }
        impl alipay_wire::Notification for Wrapped {
            type Dialect = Dws;
            const NAME: &'static str = "notifyThings";
            fn event(&self) -> Option<String> { let x = 1; None }
        }

        alipay_wire::codes! {
            /// Codes.
            pub mod code;
            shared alipay_wire::signed_header::code { SUCCESS, PROCESS_FAIL, }
            own {
                GONE F "It is gone; ask.";
                LATE = "ACQ.LATE" | "OLD.LATE" U "Later." final_for_key;
            }
        }

        alipay_wire::api! {
            ListThings => ListThingsResponse {
                dialect: Dws,
                name: "listThings",
                route: POST "/ams/api/v1/things/listThings",
                safety: Query,
                codes: code::ALL,
                correlate: |list, answer| { let name: u8 = 1; Ok(()) },
            }
        }

        #[cfg(test)]
        mod tests { const X: &str = "only in tests"; }
    "#;

    fn read() -> Module {
        Module::read("crates/x/src/list_things.rs", SOURCE).unwrap()
    }

    #[test]
    fn reads_models() {
        let module = read();
        assert_eq!(module.models.len(), 1);
        let [owner, pages] = module.models["ListThings"].as_slice() else { panic!("{module:?}") };
        assert_eq!(
            (&owner.names[..], owner.required, owner.max),
            (&["ownerId", "ownerID"].map(str::to_owned)[..], true, Some(10))
        );
        assert_eq!((&pages.names[0], pages.required, pages.max), (&"pages".to_owned(), false, None));
        assert!(pages.types.contains(&vec!["dws".to_owned(), "Page".to_owned()]));
        assert_eq!(module.aliases["Wrapped"], ["inner", "Answer"]);
    }

    #[test]
    fn reads_apis_and_notifications() {
        let module = read();
        let [api] = module.apis.as_slice() else { panic!("{module:?}") };
        assert_eq!(
            (api.request.join("::"), api.name.as_str(), api.dialect.as_str()),
            ("ListThings".into(), "listThings", "Dws")
        );
        assert_eq!(api.response.as_ref().unwrap().join("::"), "ListThingsResponse");
        assert_eq!(api.route, Some(("POST".to_owned(), "/ams/api/v1/things/listThings".to_owned())));
        assert_eq!((api.safety.as_str(), api.codes.as_ref().unwrap().join("::")), ("Query", "code::ALL".to_owned()));
        let [notification] = module.notifications.as_slice() else { panic!("{module:?}") };
        assert_eq!((notification.model.as_str(), notification.name.as_str()), ("Wrapped", "notifyThings"));
        assert_eq!(notification.dialect, "Dws");

        let page =
            "api! { p::ShowPage { dialect: OpenPlatform, name: \"show\", safety: Keyed, key: |p| Some(&p.no), } }";
        let module = Module::read("x.rs", page).unwrap();
        assert_eq!((module.apis[0].request.join("::"), &module.apis[0].response), ("p::ShowPage".to_owned(), &None));
        assert_eq!((&module.apis[0].route, &module.apis[0].codes), (&None, &None));
        assert_eq!(Module::read("lib.rs", "apis! { a: A; b_c: BC; }").unwrap().listed, ["A", "BC"]);
    }

    #[test]
    fn reads_codes() {
        let module = read();
        let codes = &module.codes["code"];
        let (from, shared) = codes.shared.as_ref().unwrap();
        assert_eq!(
            (from.join("::"), shared.join(" ")),
            ("alipay_wire::signed_header::code".into(), "SUCCESS PROCESS_FAIL".into())
        );
        assert_eq!(codes.own["GONE"], ["GONE"]);
        assert_eq!(codes.own["LATE"], ["ACQ.LATE", "OLD.LATE"]);

        let in_place =
            "api! { A => B { dialect: Dws, name: \"a\", safety: Query, codes: { GONE F \"Ask; wait.\"; }, } }";
        let module = Module::read("x.rs", in_place).unwrap();
        assert_eq!(module.codes["code"].own["GONE"], ["GONE"]);
        assert_eq!(module.apis[0].codes.as_ref().unwrap().join("::"), "code");
    }

    #[test]
    fn reads_imports_and_literals() {
        let module = read();
        let imports: Vec<_> =
            module.imports.iter().map(|import| format!("{}={}", import.name, import.path.join("::"))).collect();
        let expected = [
            "BTreeMap=std::collections::BTreeMap",
            "Text=alipay_wire::Text",
            "dws=alipay_wire::dws",
            "Device=alipay_wire::dws::Env",
            "*=alipay_wire::prelude",
        ];
        assert_eq!(imports, expected);
        assert!(module.literals.iter().any(|literal| literal == "literal"));
        assert!(!module.literals.iter().any(|literal| literal == "only in tests"));
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for source in [
            "request! { pub struct A { required {} } }",
            "request! { pub struct A { required { name: String, } optional {} } }",
            "codes! { pub mod code; }",
            "api! { A => B { dialect: Dws, safety: Query, codes: &[], } }",
            "api! { A => B { dialect: Dws, name: \"a\", codes: &[], } }",
        ] {
            assert!(Module::read("x.rs", source).is_err(), "{source}");
        }
    }
}
