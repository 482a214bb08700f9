//! Which APIs the gateway answers.

use std::{collections::HashMap, fmt, sync::Arc};

use alipay_wire::{
    Api, CodeInfo, Dialect, Field, Request,
    server::{Refusal, World},
};
use serde::{Serialize, de::DeserializeOwned};

/// What became of a well-signed request.
pub(crate) struct Handled {
    /// The idempotency key of the request.
    pub(crate) key: Option<String>,
    pub(crate) result: Result<Vec<u8>, Failure>,
}

/// Why a request is not answered with success.
pub(crate) enum Failure {
    /// It is not the JSON the API wants.
    Malformed,
    /// A field breaks a rule of its page.
    Rule,
    /// The API refused.
    Refused(CodeInfo),
}

type Handler = Arc<dyn Fn(&[u8], &mut World) -> Handled + Send + Sync>;

/// One API: its handler, and the codes it documents.
#[derive(Clone)]
pub(crate) struct Route {
    handler: Handler,
}

impl Route {
    pub(crate) fn handle(&self, body: &[u8], world: &mut World) -> Handled {
        (self.handler)(body, world)
    }
}

/// APIs by dialect and by method name or path.
#[derive(Default)]
pub(crate) struct Routes(HashMap<(&'static str, String), Route>);

impl Routes {
    pub(crate) fn insert<R>(
        &mut self,
        answer: impl Fn(&R, &mut World) -> Result<R::Response, Refusal> + Send + Sync + 'static,
    ) where
        R: Api<Response: Serialize> + Field + DeserializeOwned,
    {
        let handler = Arc::new(move |body: &[u8], world: &mut World| handle(&answer, body, world));
        self.0.insert((<R as Request>::Dialect::NAME, place::<R>()), Route { handler });
    }

    pub(crate) fn find(&self, dialect: &'static str, place: &str) -> Option<Route> {
        self.0.get(&(dialect, place.to_owned())).cloned()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Where requests of an API arrive: under the method name at `gateway.do`, else under the path.
fn place<R: Request>() -> String {
    match &R::META.route {
        Some(route) if R::Dialect::NAME != crate::open_platform::DIALECT => route.path.clone().into_owned(),
        _ => R::META.name.clone().into_owned(),
    }
}

fn handle<R>(
    answer: &impl Fn(&R, &mut World) -> Result<R::Response, Refusal>,
    body: &[u8],
    world: &mut World,
) -> Handled
where
    R: Api<Response: Serialize> + Field + DeserializeOwned,
{
    let Ok(request) = serde_json::from_slice::<R>(body) else {
        return Handled { key: None, result: Err(Failure::Malformed) };
    };
    let key = request.idempotency_key().map(str::to_owned);
    // Lengths and required fields only: what the documentation forbids beyond them, the gateways let pass.
    let result = match request.check() {
        Err(_) => Err(Failure::Rule),
        Ok(()) => match answer(&request, world) {
            Ok(response) => serde_json::to_vec(&response).map_err(|_| Failure::Malformed),
            Err(refusal) => Err(Failure::Refused(*refusal.code())),
        },
    };
    Handled { key, result }
}
