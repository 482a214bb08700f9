//! Which APIs the gateway answers.

use std::{borrow::Cow, collections::HashMap, fmt, sync::Arc};

use alipay_wire::{
    Api, ApiMeta, CodeInfo, Dialect, Field, Request, Safety,
    open_platform::rest_v3::is_route_of,
    server::{Refusal, World},
};
use http::Method;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::open_platform::multipart::Files;

/// What happened to a well-signed request.
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
    /// An API without types answered with this failure.
    Told(Value),
}

type Handler = Arc<dyn Fn(&[u8], &Files, &mut World) -> Handled + Send + Sync>;

/// One API: what it is, and its handler.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) meta: Cow<'static, ApiMeta>,
    /// Whether this is a request of the API.
    pub(crate) is_request: fn(&[u8]) -> bool,
    /// Whether this request of the API is more than a query.
    pub(crate) changes: fn(&[u8]) -> bool,
    handler: Handler,
}

impl Route {
    /// An API without types: its request is any JSON object, with any files.
    pub(crate) fn untyped(
        meta: ApiMeta,
        answer: impl Fn(&Value, &mut World) -> Result<Value, Failure> + Send + Sync + 'static,
    ) -> Self {
        let read = |body: &[u8]| serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
        let handler = move |body: &[u8], files: &Files, world: &mut World| {
            let request = read(body).ok_or(Failure::Malformed);
            let result = request.and_then(|request| files.lent_to(world, |world| answer(&request, world)));
            Handled { key: None, result: result.map(|answer| answer.to_string().into()) }
        };
        Self { meta: Cow::Owned(meta), is_request: |_| true, changes: |_| false, handler: Arc::new(handler) }
    }

    /// An API that changes something, whose JSON its handler reads.
    pub(crate) fn raw(meta: ApiMeta, answer: impl Fn(&[u8], &mut World) -> Handled + Send + Sync + 'static) -> Self {
        let handler = move |body: &[u8], _: &Files, world: &mut World| answer(body, world);
        Self { meta: Cow::Owned(meta), is_request: |_| true, changes: |_| true, handler: Arc::new(handler) }
    }

    pub(crate) fn handle(&self, body: &[u8], files: &Files, world: &mut World) -> Handled {
        (self.handler)(body, files, world)
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
        let handler =
            Arc::new(move |body: &[u8], files: &Files, world: &mut World| handle(&answer, body, files, world));
        let is_request = |body: &[u8]| serde_json::from_slice::<R>(body).is_ok();
        let changes =
            |body: &[u8]| serde_json::from_slice::<R>(body).is_ok_and(|request| request.safety() != Safety::Query);
        let place = (<R as Request>::Dialect::NAME, place::<R>());
        self.0.insert(place, Route { meta: Cow::Borrowed(R::META), is_request, changes, handler });
    }

    pub(crate) fn insert_route(&mut self, dialect: &'static str, place: String, route: Route) {
        self.0.insert((dialect, place), route);
    }

    /// Puts back what an inserted route has replaced, which may be nothing.
    pub(crate) fn put_back(&mut self, dialect: &'static str, place: &str, route: Option<Route>) {
        let place = (dialect, place.to_owned());
        match route {
            Some(route) => self.0.insert(place, route),
            None => self.0.remove(&place),
        };
    }

    /// The facts about all APIs.
    pub(crate) fn metas(&self) -> impl Iterator<Item = (&'static str, &ApiMeta)> {
        self.0.iter().map(|((dialect, _), route)| (*dialect, &*route.meta))
    }

    pub(crate) fn find(&self, dialect: &'static str, place: &str) -> Option<Route> {
        self.0.get(&(dialect, place.to_owned())).cloned()
    }

    /// The API of this dialect that has this method and path. One whose path is written out comes before one with
    /// `{names}` in it.
    pub(crate) fn find_path(&self, dialect: &'static str, method: &Method, path: &str) -> Option<Route> {
        let of_dialect = self.0.iter().filter(|((of, _), _)| *of == dialect).map(|(_, route)| route);
        let routed = of_dialect.filter_map(|route| Some((route, route.meta.route.as_ref()?)));
        let fitting = routed.filter(|(_, known)| is_route_of(known, method, path));
        fitting.min_by_key(|(_, known)| known.path.matches('{').count()).map(|(route, _)| route.clone())
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
    files: &Files,
    world: &mut World,
) -> Handled
where
    R: Api<Response: Serialize> + Field + DeserializeOwned,
{
    let request = serde_json::from_slice::<R>(body).ok();
    // No file is only described, and none is sent for nothing.
    let Some(request) = request.filter(|request| files.are_in(&request.files())) else {
        return Handled { key: None, result: Err(Failure::Malformed) };
    };
    let key = request.idempotency_key().map(str::to_owned);
    // Lengths and required fields only: what the documentation forbids beyond them, the gateways let pass.
    let result = match request.check() {
        Err(_) => Err(Failure::Rule),
        Ok(()) => match files.lent_to(world, |world| answer(&request, world)) {
            Ok(response) => serde_json::to_vec(&response).map_err(|_| Failure::Malformed),
            Err(refusal) => Err(Failure::Refused(*refusal.code())),
        },
    };
    Handled { key, result }
}
