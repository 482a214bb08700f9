//! The sources of the crates as modules, in which names can be looked up.

use std::collections::{BTreeMap, BTreeSet};

use xshell::Shell;

use super::{
    declared::{Codes, Field},
    module::{Module, Path},
};
use crate::{Result, files};

/// A type whose members are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Type {
    pub(super) name: String,
    /// The module with the model it is read as, and the name of that: its own, unless it is read by hand.
    module: Path,
    model: String,
}

/// Modules by crate and path: `["alipay-wire", "dws", "env"]`.
#[derive(Debug, Default)]
pub(super) struct Sources(BTreeMap<Path, Module>);

/// What a name stands for.
enum Found {
    Module(Path),
    /// The module it stands in, and its name there.
    Item(Path, String),
}

/// No chain of names is longer, unless it is a circle.
const LONGEST: usize = 16;

impl Sources {
    /// Reads what git tracks, and what it would track.
    pub(super) fn read(sh: &Shell) -> Result<Self> {
        let paths = files::tracked(sh, "crates/*.rs")?.into_iter();
        let files = paths.map(|path| sh.read_file(&path).map(|text| (path, text)));
        Self::of(files.collect::<std::result::Result<Vec<_>, _>>()?)
    }

    /// The modules of these files: paths from the root of the workspace, and texts.
    pub(super) fn of(files: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        let mut modules = BTreeMap::new();
        for (file, text) in files {
            if let Some(path) = module_path(&file) {
                modules.insert(path, Module::read(&file, &text)?);
            }
        }
        Ok(Self(modules))
    }

    /// Every module with its path.
    pub(super) fn modules(&self) -> impl Iterator<Item = (&Path, &Module)> {
        self.0.iter()
    }

    /// Every module of a crate, or below one of its modules.
    pub(super) fn below<'a>(&'a self, path: &'a [&'a str]) -> impl Iterator<Item = &'a Module> {
        self.0
            .iter()
            .filter(move |(known, _)| path.iter().zip(known.iter()).filter(|(a, b)| a == b).count() == path.len())
            .map(|(_, module)| module)
    }

    /// The type that a path means.
    pub(super) fn type_(&self, from: &[String], path: &[String]) -> Option<Type> {
        let Found::Item(mut module, name) = self.resolve(from, path, LONGEST)? else { return None };
        let mut model = name.clone();
        for _ in 0..LONGEST {
            let declared = self.0.get(&module)?;
            if declared.models.contains_key(&model) {
                return Some(Type { name, module, model });
            }
            let alias = declared.aliases.get(&model)?;
            let Found::Item(next, read_as) = self.resolve(&module, alias, LONGEST)? else { return None };
            (module, model) = (next, read_as);
        }
        None
    }

    pub(super) fn fields(&self, type_: &Type) -> &[Field] {
        self.0.get(&type_.module).and_then(|module| module.models.get(&type_.model)).map_or(&[], Vec::as_slice)
    }

    /// The types that members of this one have, and theirs; itself first.
    pub(super) fn reached(&self, type_: &Type) -> Vec<Type> {
        let mut reached = vec![type_.clone()];
        let mut known = BTreeSet::from([type_.clone()]);
        let mut next = 0;
        while let Some(type_) = reached.get(next).cloned() {
            let named = self.fields(&type_).iter().flat_map(|field| &field.types);
            let inner: Vec<_> = named.filter_map(|path| self.type_(&type_.module, path)).collect();
            reached.extend(inner.into_iter().filter(|type_| known.insert(type_.clone())));
            next += 1;
        }
        reached
    }

    /// Every spelling of every code of the list that a path means, a code each.
    pub(super) fn codes(&self, from: &[String], path: &[String]) -> Option<Vec<Vec<String>>> {
        // `code::ALL` is the list `code`.
        let path = path.strip_suffix(&["ALL".to_owned()]).unwrap_or(path);
        let (module, list) = self.list(from, path)?;
        let mut codes: Vec<_> = list.own.values().cloned().collect();
        if let Some((shared, names)) = &list.shared {
            for name in names {
                codes.push(self.code(module, shared, name, LONGEST)?);
            }
        }
        Some(codes)
    }

    /// The spellings of a constant, of the list itself or of one that it shares.
    fn code(&self, from: &[String], path: &[String], constant: &str, steps: usize) -> Option<Vec<String>> {
        let (module, list) = self.list(from, path)?;
        list.own.get(constant).cloned().or_else(|| {
            let (shared, names) = list.shared.as_ref()?;
            let steps = steps.checked_sub(1)?;
            names.iter().any(|name| name == constant).then(|| self.code(module, shared, constant, steps))?
        })
    }

    fn list(&self, from: &[String], path: &[String]) -> Option<(&Path, &Codes)> {
        let Found::Item(module, name) = self.resolve(from, path, LONGEST)? else { return None };
        let (path, module) = self.0.get_key_value(&module)?;
        Some((path, module.codes.get(&name)?))
    }

    /// Follows a path from the module it is written in.
    fn resolve(&self, from: &[String], path: &[String], steps: usize) -> Option<Found> {
        let (first, rest) = path.split_first()?;
        let steps = steps.checked_sub(1)?;
        let mut found = match first.as_str() {
            "crate" => Found::Module(from.get(..1)?.to_vec()),
            "self" => Found::Module(from.to_vec()),
            "super" => Found::Module(from.split_last()?.1.to_vec()),
            _ => self.look_up(from, first, steps).or_else(|| {
                let root = vec![first.replace('_', "-")];
                self.0.contains_key(&root).then_some(Found::Module(root))
            })?,
        };
        for name in rest {
            found = match found {
                Found::Module(module) if name == "super" => Found::Module(module.split_last()?.1.to_vec()),
                Found::Module(module) => self.look_up(&module, name, steps)?,
                // A member of the item.
                Found::Item(..) => return Some(found),
            };
        }
        Some(found)
    }

    /// What a name means in a module: its own item, a module below it, or an import.
    fn look_up(&self, module: &[String], name: &str, steps: usize) -> Option<Found> {
        let declared = self.0.get(module)?;
        let own = declared.models.contains_key(name) || declared.aliases.contains_key(name);
        if own || declared.codes.contains_key(name) {
            return Some(Found::Item(module.to_vec(), name.to_owned()));
        }
        let below = [module, &[name.to_owned()]].concat();
        if self.0.contains_key(&below) {
            return Some(Found::Module(below));
        }
        let steps = steps.checked_sub(1)?;
        let imports = || declared.imports.iter();
        let mut named = imports().filter(|import| import.name == name);
        named.find_map(|import| self.resolve(module, &import.path, steps)).or_else(|| {
            imports().filter(|import| import.name == "*").find_map(|import| {
                match self.resolve(module, &import.path, steps)? {
                    Found::Module(other) => self.look_up(&other, name, steps),
                    Found::Item(..) => None,
                }
            })
        })
    }
}

/// The crate and module of a source file; `None` for files that users do not compile.
fn module_path(file: &str) -> Option<Path> {
    let mut parts = file.strip_prefix("crates/")?.strip_suffix(".rs")?.split('/');
    let package = parts.next()?;
    if parts.next()? != "src" {
        return None;
    }
    let inner: Vec<_> = parts.collect();
    if inner.contains(&"tests") {
        return None;
    }
    let inner = match inner.as_slice() {
        ["lib"] | ["main"] => &[],
        [inner @ .., "mod"] => inner,
        inner => inner,
    };
    Some([&[package], inner].concat().into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        text.split("::").map(str::to_owned).collect()
    }

    fn sources() -> Sources {
        let files = [
            ("crates/alipay-wire/src/lib.rs", "pub mod dws; pub use dws::env::*; pub use a::Round; "),
            ("crates/alipay-wire/src/a.rs", "pub use crate::Round;"),
            ("crates/alipay-wire/src/dws/mod.rs", "pub use env::Env; codes! { pub mod code; own { GONE = \"G\" F \"\"; } }"),
            ("crates/alipay-wire/src/dws/env.rs", "model! { pub struct Env { required { \"ip\" ip: String, } optional {} } }"),
            ("crates/alipay-wire/src/dws/tests.rs", "this is not even Rust {"),
            ("crates/alipay-wire/tests/env.rs", "neither is this {"),
            (
                "crates/alipay-x/src/lib.rs",
                "pub use a::code; codes! { pub mod more; shared alipay_wire::dws::code { GONE } own { LATE F \"\"; } }
                 codes! { pub mod most; shared more { GONE, LATE, } own {} }",
            ),
            (
                "crates/alipay-x/src/a.rs",
                "use alipay_wire::dws::{self, Env as Device}; pub use alipay_wire::dws::code; 
                 impl<'de> Deserialize<'de> for Shut { fn deserialize() { List::deserialize() } }
                 request! { pub struct List { required { \"d\" d: Vec<Device>, \"l\" l: super::a::List, } optional {} } }",
            ),
        ];
        Sources::of(files.map(|(path, text)| (path.to_owned(), text.to_owned()))).unwrap()
    }

    #[test]
    fn names_are_followed() {
        let sources = sources();
        let a = path("alipay-x::a");
        let type_ = |name: &str, module: &str, model: &str| {
            Some(Type { name: name.to_owned(), module: path(module), model: model.to_owned() })
        };
        for (written, expected) in [
            ("Device", type_("Env", "alipay-wire::dws::env", "Env")),
            ("dws::Env", type_("Env", "alipay-wire::dws::env", "Env")),
            ("alipay_wire::dws::env::Env", type_("Env", "alipay-wire::dws::env", "Env")),
            ("alipay_wire::Env", type_("Env", "alipay-wire::dws::env", "Env")),
            ("List", type_("List", "alipay-x::a", "List")),
            ("self::List", type_("List", "alipay-x::a", "List")),
            ("super::a::List", type_("List", "alipay-x::a", "List")),
            ("crate::a::List", type_("List", "alipay-x::a", "List")),
            ("Shut", type_("Shut", "alipay-x::a", "List")),
            ("String", None),
            ("dws", None),
            ("crate::List", None),
            ("alipay_wire::Round", None),
            ("super::super::super::List", None),
        ] {
            assert_eq!(sources.type_(&a, &path(written)), expected, "{written}");
        }
        let list = type_("List", "alipay-x::a", "List").unwrap();
        assert_eq!(sources.reached(&list).iter().map(|type_| type_.name.as_str()).collect::<Vec<_>>(), ["List", "Env"]);
    }

    #[test]
    fn codes_are_followed() {
        let sources = sources();
        let root = path("alipay-x");
        let codes = |written| sources.codes(&root, &path(written));
        assert_eq!(codes("code::ALL"), Some(vec![vec!["G".to_owned()]]));
        assert_eq!(codes("crate::more::ALL").unwrap().concat(), ["LATE", "G"]);
        assert_eq!(codes("most::ALL").unwrap().concat(), ["G", "LATE"]);
        assert_eq!(codes("none::ALL"), None);
    }

    #[test]
    fn files_are_modules() {
        for (file, module) in [
            ("crates/alipay/src/lib.rs", Some("alipay")),
            ("crates/alipay-cli/src/main.rs", Some("alipay-cli")),
            ("crates/alipay-trade/src/pay/codes.rs", Some("alipay-trade::pay::codes")),
            ("crates/alipay-trade/src/trades/mod.rs", Some("alipay-trade::trades")),
            ("crates/alipay-trade/tests/pay.rs", None),
            ("crates/alipay-wire/src/json/tests.rs", None),
            ("xtask/src/main.rs", None),
        ] {
            assert_eq!(module_path(file), module.map(path), "{file}");
        }
    }
}
