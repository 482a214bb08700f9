//! Answers that are given, instead of made from state.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Sandbox, locked, routes::Route, untyped::dialect_of};

/// So many answers can be given.
const MOST: usize = 1_000;

/// The given answers, and what answered before.
#[derive(Default)]
pub(crate) struct Canned(BTreeMap<String, (Value, Option<Route>)>);

impl Sandbox {
    /// Answers an API with this from now on: a method name, or a path.
    pub(crate) fn can(&self, api: &str, answer: Value) -> Result<(), ()> {
        let Canned(canned) = &mut *locked(&self.control.canned);
        if canned.len() >= MOST && !canned.contains_key(api) {
            return Err(());
        }
        let before = match canned.remove(api) {
            Some((_, before)) => before,
            None => locked(&self.routes).find(dialect_of(api), api),
        };
        let given = answer.clone();
        self.on_untyped(api, move |_, _| Ok(given.clone()));
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
