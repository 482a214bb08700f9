//! Looking methods up.

use std::{fmt, sync::OnceLock};

use crate::{
    Damaged, Enum, Kind, Method, Model,
    data::{Data, name_of},
    member::parse,
    method::name_of_path,
    search::{self, words},
};

/// The methods of one gateway.
pub struct Catalogue(Data);

impl Catalogue {
    /// The methods of the Open Platform.
    ///
    /// # Errors
    /// [`Damaged`] when this program was built with damaged data.
    pub fn open_platform() -> Result<&'static Self, Damaged> {
        static BUILT_IN: OnceLock<Result<Catalogue, Damaged>> = OnceLock::new();
        built_in(&BUILT_IN, include_bytes!("../data/open-platform.z"))
    }

    /// The methods of Antom, by their paths.
    ///
    /// # Errors
    /// [`Damaged`] when this program was built with damaged data.
    pub fn antom() -> Result<&'static Self, Damaged> {
        static BUILT_IN: OnceLock<Result<Catalogue, Damaged>> = OnceLock::new();
        built_in(&BUILT_IN, include_bytes!("../data/antom.z"))
    }

    /// Reads data of the same form, such as `cargo xtask catalogue` makes.
    ///
    /// # Errors
    /// [`Damaged`] says what is wrong with it.
    pub fn read(packed: &[u8]) -> Result<Self, Damaged> {
        let catalogue = Self(Data::unpack(packed)?);
        catalogue.check()?;
        Ok(catalogue)
    }

    /// Looks at every line: what is built in is known to be right, and lines of it are read when they are asked for.
    fn check(&self) -> Result<(), Damaged> {
        let mut number = 1;
        for (section, columns, is_of_members) in
            [(&self.0.enums, 2, false), (&self.0.models, 2, true), (&self.0.methods, 4, true)]
        {
            number += 1;
            let mut last = "";
            for line in section.lines() {
                number += 1;
                if line.split('\t').count() != columns {
                    return Err(Damaged::at("has the wrong columns", number));
                }
                if name_of(line) <= last {
                    return Err(Damaged::at("is not in order", number));
                }
                if is_of_members && !self.is_understood(line) {
                    return Err(Damaged::at("has a member of no known kind", number));
                }
                last = name_of(line);
            }
        }
        Ok(())
    }

    /// Whether all members in the columns behind the name are what members can be.
    fn is_understood(&self, line: &str) -> bool {
        let is_verb = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
        line.split('\t').skip(1).filter(|column| !is_verb(column)).all(|column| match column.strip_prefix('=') {
            Some(model) => self.model(model).is_some(),
            None => column.split_ascii_whitespace().all(|text| parse(self, text).is_some()),
        })
    }

    /// From which package the facts are, and its version.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// All methods, by name.
    pub fn methods(&self) -> impl Iterator<Item = Method<'_>> {
        self.0.methods.lines().map(|line| Method { catalogue: self, line })
    }

    /// The method of this name.
    pub fn method(&self, name: &str) -> Option<Method<'_>> {
        self.0.methods.find(name).map(|line| Method { catalogue: self, line })
    }

    /// The method with this HTTP method and path in the REST protocol of the Open Platform (v3).
    pub fn method_at(&self, verb: &str, path: &str) -> Option<Method<'_>> {
        let method = self.method(&name_of_path(path)?)?;
        method.rest().filter(|(known, at)| *known == verb && at == path).map(|_| method)
    }

    /// The methods whose names begin like this.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = Method<'a>> {
        let lines = self.0.methods.from(prefix).take_while(move |line| line.starts_with(prefix));
        lines.map(|line| Method { catalogue: self, line })
    }

    /// The methods in which every word of `text` is found: first those that have them in their names, then those that have some
    /// of them in the names of their members.
    pub fn search(&self, text: &str) -> Vec<Method<'_>> {
        let words = words(text);
        if words.is_empty() {
            return Vec::new();
        }
        let (mut by_name, mut by_member) = (Vec::new(), Vec::new());
        for method in self.methods() {
            let name = method.name().to_lowercase();
            let mut other = words.iter().filter(|word| !name.contains(*word)).peekable();
            if other.peek().is_none() {
                by_name.push(method);
            } else if other.all(|word| has_member(method, word)) {
                by_member.push(method);
            }
        }
        by_name.append(&mut by_member);
        by_name
    }

    /// Names of methods like `name`, most alike first: for one that is misspelt.
    pub fn nearest(&self, name: &str) -> Vec<&str> {
        search::nearest(name, self.0.methods.lines().map(name_of))
    }

    /// All models, by name.
    pub fn models(&self) -> impl Iterator<Item = Model<'_>> {
        self.0.models.lines().map(|line| Model { catalogue: self, line })
    }

    /// The model of this name.
    pub fn model(&self, name: &str) -> Option<Model<'_>> {
        self.0.models.find(name).map(|line| Model { catalogue: self, line })
    }

    /// What a value of this type is.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind<'_>> {
        let values = || self.0.enums.find(name).map(|line| Kind::Enum(Enum { line }));
        self.model(name).map(Kind::Model).or_else(values)
    }
}

fn built_in(
    place: &'static OnceLock<Result<Catalogue, Damaged>>,
    packed: &[u8],
) -> Result<&'static Catalogue, Damaged> {
    let unpacked = place.get_or_init(|| Data::unpack(packed).map(Catalogue));
    unpacked.as_ref().map_err(Clone::clone)
}

fn has_member(method: Method<'_>, word: &str) -> bool {
    method.request().chain(method.answer()).any(|member| member.name.to_lowercase().contains(word))
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Catalogue({})", self.source())
    }
}
