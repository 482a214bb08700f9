//! Methods.

use std::fmt;

use crate::{
    Catalogue, Members, Model,
    data::{column, name_of},
};

/// One method of a gateway.
#[derive(Clone, Copy)]
pub struct Method<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) line: &'a str,
}

impl<'a> Method<'a> {
    /// Its name: `alipay.trade.create`, or a path such as `/ams/api/v1/payments/pay`.
    pub fn name(&self) -> &'a str {
        name_of(self.line)
    }

    /// HTTP method and path in the REST protocol of the Open Platform (v3). `None` where none is known.
    pub fn rest(&self) -> Option<(&'a str, String)> {
        let verb = Some(column(self.line, 1)).filter(|verb| !verb.is_empty());
        verb.map(|verb| (verb, format!("{REST}{}", self.name().replace('.', "/"))))
    }

    /// The model of its request, where that has a name.
    pub fn request_model(&self) -> Option<Model<'a>> {
        self.catalogue.model(column(self.line, 2).strip_prefix('=')?)
    }

    /// The members of its request.
    pub fn request(&self) -> Members<'a> {
        match self.request_model() {
            Some(model) => model.members(),
            None => Members::new(self.catalogue, self.own_request()),
        }
    }

    /// Whether the members of its request are parameters of their own instead of one `biz_content`, as some methods of the
    /// Open Platform have it.
    pub fn is_textual(&self) -> bool {
        !self.name().starts_with('/') && !self.own_request().is_empty()
    }

    /// The members of its answer, without the ones that every answer of the Open Platform has.
    pub fn answer(&self) -> Members<'a> {
        Members::new(self.catalogue, column(self.line, 3))
    }

    fn own_request(&self) -> &'a str {
        Some(column(self.line, 2)).filter(|request| !request.starts_with('=')).unwrap_or_default()
    }
}

/// Where paths of the REST protocol begin.
const REST: &str = "/v3/";

/// The name of the method that would have this path in the REST protocol.
pub(crate) fn name_of_path(path: &str) -> Option<String> {
    path.strip_prefix(REST).map(|rest| rest.replace('/', "."))
}

impl fmt::Debug for Method<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Method({})", self.name())
    }
}
