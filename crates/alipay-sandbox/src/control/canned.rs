//! Answers that are given, instead of made from state.

use std::collections::BTreeMap;

use alipay_wire::{Dialect, Dws, WorldFirst};
use serde_json::Value;

use crate::{
    Sandbox, locked, open_platform,
    routes::{Handled, Route},
};

/// So many answers can be given.
const MOST: usize = 1_000;

/// The given answers, and what answered before.
#[derive(Default)]
pub(crate) struct Canned(BTreeMap<String, (Value, Option<Route>)>);

impl Sandbox {
    /// Answers an API with this from now on: a method name, or a path.
    #[expect(clippy::result_unit_err, reason = "there is one reason")]
    pub(crate) fn can(&self, api: &str, answer: Value) -> Result<(), ()> {
        let Canned(canned) = &mut *locked(&self.control.canned);
        if canned.len() >= MOST && !canned.contains_key(api) {
            return Err(());
        }
        let dialect = dialect_of(api);
        let mut routes = locked(&self.routes);
        let before = match canned.remove(api) {
            Some((_, before)) => before,
            None => routes.find(dialect, api),
        };
        let bytes = answer.to_string().into_bytes();
        routes.insert_raw(dialect, api, move |_, _| Handled { key: None, result: Ok(bytes.clone()) });
        canned.insert(api.to_owned(), (answer, before));
        Ok(())
    }

    /// The answers that are given.
    pub(crate) fn canned(&self) -> BTreeMap<String, Value> {
        locked(&self.control.canned).0.iter().map(|(api, (answer, _))| (api.clone(), answer.clone())).collect()
    }

    /// Answers from state again.
    pub(crate) fn uncan(&self) {
        let Canned(canned) = std::mem::take(&mut *locked(&self.control.canned));
        let mut routes = locked(&self.routes);
        for (api, (_, before)) in canned {
            routes.put_back(dialect_of(&api), &api, before);
        }
    }
}

/// To whose gateway an API belongs, by what it is called.
pub(super) fn dialect_of(api: &str) -> &'static str {
    match api {
        _ if api.starts_with("/ams/") => Dws::NAME,
        _ if api.starts_with("/aps/") => WorldFirst::NAME,
        _ => open_platform::DIALECT,
    }
}
