//! A new crate for a family of APIs, and the places that name every family.

use super::{
    Files,
    edit::{beside, into_block, into_list, into_table, with_line},
    name::Dialect,
};
use crate::Result;

/// What all product crates have alike is taken from this one.
const LIKE: &str = "crates/alipay-fund-account";

/// A family of APIs that is to have a crate.
#[derive(Debug)]
struct Family<'a> {
    dialect: Dialect,
    /// The crate.
    package: &'a str,
    /// `fund-account`, `topups`.
    name: &'a str,
}

/// The crate, and the lines by which workspace, sandbox and facade know it. The command line knows what the sandbox knows.
pub(super) fn begin(files: &mut Files<'_>, dialect: Dialect, package: &str) -> Result {
    let family = Family { dialect, package, name: dialect.family(package)? };
    let place = |file: &str| format!("crates/{package}/{file}");
    files.create(place("Cargo.toml"), family.manifest(&files.read(&format!("{LIKE}/Cargo.toml"))?))?;
    files.create(place("README.md"), family.readme())?;
    files.create(place("src/lib.rs"), family.library(&files.read(&format!("{LIKE}/src/lib.rs"))?))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        if files.has(&format!("{LIKE}/{licence}")) {
            files.create(place(licence), files.read(&format!("{LIKE}/{licence}"))?)?;
        }
    }

    files.change("Cargo.toml", |text| family.workspace(text))?;
    files.change("crates/alipay-sandbox/Cargo.toml", |text| {
        into_table(text, "dependencies", &format!("{package} = {{ workspace = true, features = [\"server\"] }}"))
    })?;
    files.change("crates/alipay-sandbox/src/lib.rs", |text| {
        into_block(text, "pub fn catalog(", &format!("    {}::catalog(catalog);", family.library_name()))
    })?;
    files.change("crates/alipay/Cargo.toml", |text| family.facade_manifest(text))?;
    files.change("crates/alipay/src/lib.rs", |text| family.facade(text))
}

impl Family<'_> {
    fn library_name(&self) -> String {
        self.package.replace('-', "_")
    }

    /// The feature of the facade.
    fn feature(&self) -> &str {
        self.package.strip_prefix("alipay-").unwrap_or(self.package)
    }

    /// What it holds, as the gateway writes it.
    fn scope(&self) -> String {
        let path = self.dialect.family_path(self.name);
        path.unwrap_or_else(|| format!("alipay.{}.*", self.name.replace('-', ".")))
    }

    fn description(&self) -> String {
        let gateway = match self.dialect {
            Dialect::OpenPlatform => "the Alipay Open Platform",
            Dialect::Dws => "Ant's Digital Wallet gateway",
            Dialect::WorldFirst => "WorldFirst",
        };
        format!("{}: APIs of {gateway}", self.scope())
    }

    fn manifest(&self, like: &str) -> String {
        let lines = like.lines().map(|line| match line.split_once(" = ") {
            Some(("name", _)) => format!("name = \"{}\"\n", self.package),
            Some(("description", _)) => format!("description = \"{}\"\n", self.description()),
            _ => format!("{line}\n"),
        });
        lines.collect()
    }

    fn readme(&self) -> String {
        let (package, description) = (self.package, self.description());
        format!(
            "\
# {package}

{description}, as data types.

No sockets, no runtime, no cryptography: `alipay-transport` sends the requests and verifies the answers, `alipay-wire` serves a
transport of your own. Feature `server` adds the gateway's side, for `alipay-sandbox`.

Licensed under MIT or Apache-2.0, at your choice.
"
        )
    }

    fn library(&self, like: &str) -> String {
        let attributes: String =
            like.lines().filter(|line| line.starts_with("#![")).map(|line| format!("{line}\n")).collect();
        let attributes = if attributes.is_empty() { attributes } else { format!("{attributes}\n") };
        let description = self.description().replacen(&self.scope(), &format!("`{}`", self.scope()), 1);
        format!(
            "\
//! {description}.
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.

{attributes}alipay_wire::apis! {{}}
"
        )
    }

    /// The version of all crates is that of `alipay-wire`.
    fn workspace(&self, text: &str) -> Result<String> {
        let wire = text.lines().find(|line| line.starts_with("alipay-wire = ")).ok_or("there is no alipay-wire")?;
        into_table(text, "workspace.dependencies", &wire.replace("alipay-wire", self.package))
    }

    fn facade_manifest(&self, text: &str) -> Result<String> {
        let (package, feature) = (self.package, self.feature());
        let text = into_table(text, "dependencies", &format!("{package} = {{ workspace = true, optional = true }}"))?;
        let text = beside(&text, "products = [", &format!("{feature} = [\"dep:{package}\"]"), true)?;
        into_list(&text, "products = [", "]", &format!("\"{feature}\""))
    }

    fn facade(&self, text: &str) -> Result<String> {
        let (scope, feature, library) = (self.scope(), self.feature(), self.library_name());
        let text = into_list(text, "//! | `products` | ", " | types to compile | ", &format!("`{feature}`"))?;
        let item = |indent: &str, kind: &str, name: &str| {
            let gate = format!("{indent}#[cfg(feature = \"{feature}\")]");
            format!("{indent}/// `{scope}`{kind}.\n{gate}\n{indent}pub use {library} as {name};")
        };
        match self.dialect {
            Dialect::OpenPlatform => {
                let item = item("", " of the Open Platform", &feature.replace('-', "_"));
                beside(&text, "/// What the APIs of the Open Platform share.", &format!("{item}\n"), false)
            }
            Dialect::Dws => into_block(&text, "pub mod dws {", &item("    ", "", &self.name.replace('-', "_"))),
            Dialect::WorldFirst => {
                into_block(&text, "pub mod worldfirst {", &item("    ", "", &self.name.replace('-', "_")))
            }
        }
    }
}

/// Lists `module` in the library of a crate: in `apis!`, and among what it exports.
pub(super) fn list(library: &str, module: &str, request: &str, response: &str) -> Result<String> {
    if library.lines().any(|line| line.trim_start().starts_with(&format!("{module}: "))) {
        return Err(format!("`apis!` lists {module} already").into());
    }
    // As rustfmt leaves a list without an API.
    let library = library.replace("alipay_wire::apis! {}\n", "alipay_wire::apis! {\n}\n");
    let text = into_block(&library, "alipay_wire::apis! {", &format!("    {module}: {request};"))?;
    let export = format!("pub use {module}::{{{request}, {response}}};");
    let lines: Vec<&str> = text.lines().collect();
    let exports = lines.windows(2).position(|pair| match pair {
        // One with an attribute above it is not a place to put something before.
        [above, line] => line.starts_with("pub use ") && !above.starts_with("#["),
        _ => false,
    });
    if let Some(before) = exports {
        return Ok(with_line(&text, before + 1, &export));
    }
    let apis = lines.iter().position(|line| line.starts_with("alipay_wire::apis! {")).unwrap_or(0);
    let end = lines.iter().skip(apis).position(|line| *line == "}").unwrap_or(0);
    Ok(with_line(&text, apis + end + 1, &format!("\n{export}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_is_listed_and_exported() {
        let library = "//! A crate.\n\nalipay_wire::apis! {\n    b: B;\n}\n\n#[cfg(feature = \"server\")]\npub use b::Bs;\npub use c::C;\n";
        let listed = list(library, "a", "A", "AResponse").unwrap();
        let expected = library.replace("    b: B;\n", "    b: B;\n    a: A;\n");
        assert_eq!(listed, expected.replace("pub use c::C;", "pub use a::{A, AResponse};\npub use c::C;"));
        assert!(list(&listed, "a", "A", "AResponse").unwrap_err().to_string().contains("already"));

        let empty = "//! A crate.\n\nalipay_wire::apis! {}\n\nmod more;\n";
        let listed = list(empty, "a", "A", "AResponse").unwrap();
        assert_eq!(
            listed,
            "//! A crate.\n\nalipay_wire::apis! {\n    a: A;\n}\n\npub use a::{A, AResponse};\n\nmod more;\n"
        );
        assert!(list("mod a;\n", "a", "A", "AResponse").is_err());
    }
}
