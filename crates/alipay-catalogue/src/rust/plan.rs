//! Which types there are, where they stand, and what they are called.

use std::collections::{BTreeMap, BTreeSet};

use super::name::{self, Types};
use crate::{Enum, Kind, Members, Method, Model, Repeat};

/// A type is known by its gateway and its name in the catalogue.
type Key = (bool, String);

/// Everything that is to be written.
pub(super) struct Plan<'a> {
    pub(super) apis: Vec<Api<'a>>,
    pub(super) types: BTreeMap<Key, Type<'a>>,
}

/// One method.
pub(super) struct Api<'a> {
    pub(super) method: Method<'a>,
    /// Whether it is Antom's.
    pub(super) is_antom: bool,
    pub(super) module: String,
    pub(super) request: String,
    pub(super) response: String,
}

/// A model or an enumeration.
pub(super) struct Type<'a> {
    pub(super) name: String,
    pub(super) what: What<'a>,
    /// Whether it is in a request.
    pub(super) is_sent: bool,
    /// Whether it is in an answer.
    pub(super) is_received: bool,
    /// The methods that use it, by their place.
    users: BTreeSet<usize>,
}

#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Model(Model<'a>),
    Enum(Enum<'a>),
}

impl<'a> Plan<'a> {
    pub(super) fn of(methods: &[Method<'a>]) -> Self {
        let mut plan = Self { apis: Vec::new(), types: BTreeMap::new() };
        for (place, method) in methods.iter().enumerate() {
            let is_antom = method.name().starts_with('/');
            plan.collect(method.request(), is_antom, place, true);
            plan.collect(method.answer(), is_antom, place, false);
        }
        let mut types = Types::default();
        for method in methods {
            let words = name::words_of_method(method.name());
            let request = types.name(&name::upper_camel(&words));
            let response = types.name(&format!("{request}Response"));
            let module = words.join("_");
            // `mod` has two methods that differ in nothing else.
            let module = if plan.apis.iter().any(|api| api.module == module) { format!("{module}_") } else { module };
            plan.apis.push(Api {
                method: *method,
                is_antom: method.name().starts_with('/'),
                module,
                request,
                response,
            });
        }
        for ((_, in_catalogue), one) in &mut plan.types {
            one.name = types.name(&name::upper_camel(&name::words(in_catalogue)));
        }
        plan
    }

    fn collect(&mut self, members: Members<'a>, is_antom: bool, user: usize, is_sent: bool) {
        for member in members {
            let (name, what) = match member.kind {
                Kind::Model(model) => (model.name(), What::Model(model)),
                Kind::Enum(known) => (known.name(), What::Enum(known)),
                _ => continue,
            };
            let known = self.types.entry((is_antom, name.to_owned())).or_insert_with(|| Type {
                name: String::new(),
                what,
                is_sent: false,
                is_received: false,
                users: BTreeSet::new(),
            });
            let is_new = known.users.insert(user) | (if is_sent { !known.is_sent } else { !known.is_received });
            known.is_sent |= is_sent;
            known.is_received |= !is_sent;
            if let (true, What::Model(model)) = (is_new, what) {
                self.collect(model.members(), is_antom, user, is_sent);
            }
        }
    }

    pub(super) fn get(&self, is_antom: bool, name: &str) -> Option<&Type<'a>> {
        self.types.get(&(is_antom, name.to_owned()))
    }

    /// The types that one method alone uses; or, for `None`, that several do.
    pub(super) fn types_of(&self, user: Option<usize>) -> impl Iterator<Item = (bool, &Type<'a>)> {
        let is_of = move |one: &Type<'_>| match user {
            Some(user) => one.users.len() == 1 && one.users.contains(&user),
            None => one.users.len() > 1,
        };
        self.types.iter().filter(move |(_, one)| is_of(one)).map(|((is_antom, _), one)| (*is_antom, one))
    }
}

impl Type<'_> {
    pub(super) fn is_shared(&self) -> bool {
        self.users.len() > 1
    }
}

/// Whether a value of `from` holds one of `to` without a list or a box between them.
pub(super) fn holds(from: Model<'_>, to: &str) -> bool {
    fn look(from: Model<'_>, to: &str, seen: &mut Vec<String>) -> bool {
        if seen.iter().any(|name| name == from.name()) {
            return false;
        }
        seen.push(from.name().to_owned());
        from.members().any(|member| match member.kind {
            Kind::Model(model) if member.repeat == Repeat::One => model.name() == to || look(model, to, seen),
            _ => false,
        })
    }
    from.name() == to || look(from, to, &mut Vec::new())
}
