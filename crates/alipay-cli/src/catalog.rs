//! The APIs this program knows: those the sandbox answers, which are all of the product crates.

use std::{any::Any, pin::Pin};

use alipay::{
    ApiMeta, CallBuilder, Client, Dialect, Error, OpenPlatform, Reply, Verified,
    wire::server::{Catalog, Serve},
};

use crate::{
    args::Request,
    data,
    failure::Failure,
    uploads::{self, Uploads},
};

/// A call under way.
pub(crate) type Pending = Pin<Box<dyn Future<Output = Result<Answered, Error>> + Send>>;

/// What is shown of an answer.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) body: Vec<u8>,
    pub(crate) attempts: u32,
    pub(crate) trace_id: Option<String>,
}

impl Answered {
    fn of<T>(reply: &Reply<T>) -> Self {
        Self {
            body: Verified::payload(reply.body()).to_vec(),
            attempts: reply.attempts(),
            trace_id: reply.trace_id().map(str::to_owned),
        }
    }
}

/// Reads a request as the API's own and sends it, with a `Client` of the API's dialect.
type Sender = fn(&dyn Any, &str, &Request, &Uploads) -> Result<Pending, Failure>;

/// One API that is known.
pub(crate) struct Known {
    dialect: &'static str,
    meta: &'static ApiMeta,
    send: Sender,
}

impl Known {
    /// The API that `name` means in this dialect: by its name, or by its path, before which the HTTP method may stand.
    pub(crate) fn find<D: Dialect>(name: &str) -> Option<Self> {
        let (method, path) = name.split_once(' ').map_or((None, name), |(method, path)| (Some(method), path));
        let is_path = |known: &Self| {
            let route = known.meta.route.as_ref();
            route.is_some_and(|route| route.path == path && method.is_none_or(|method| route.method == method))
        };
        Self::all().into_iter().find(|known| known.dialect == D::NAME && (known.meta.name == name || is_path(known)))
    }

    /// The paths of all APIs that go by their path.
    pub(crate) fn paths() -> Vec<String> {
        let routes = Self::all().into_iter().filter(|known| known.dialect != OpenPlatform::NAME);
        routes.filter_map(|known| Some(known.meta.route.as_ref()?.path.to_string())).collect()
    }

    /// The names of a dialect's APIs.
    pub(crate) fn names<D: Dialect>() -> Vec<&'static str> {
        Self::all().into_iter().filter(|known| known.dialect == D::NAME).map(|known| &*known.meta.name).collect()
    }

    fn all() -> Vec<Self> {
        let mut all = Collected(Vec::new());
        alipay_sandbox::catalog(&mut all);
        all.0
    }

    /// Reads `json` as this API's request, checks it, and sends it.
    pub(crate) fn send<D: Dialect>(
        &self,
        client: &Client<D>,
        json: &str,
        request: &Request,
        uploads: &Uploads,
    ) -> Result<Pending, Failure> {
        (self.send)(client, json, request, uploads)
    }
}

struct Collected(Vec<Known>);

impl Catalog for Collected {
    fn add<R: Serve>(&mut self) {
        self.0.push(Known { dialect: R::Dialect::NAME, meta: R::META, send: send::<R> });
    }
}

fn send<R: Serve>(client: &dyn Any, json: &str, request: &Request, uploads: &Uploads) -> Result<Pending, Failure> {
    // The dialect's name was compared, so this cannot fail; were two dialects to share a name, it would.
    let client = client.downcast_ref::<Client<R::Dialect>>();
    let client = client.ok_or_else(|| Failure::usage("the API belongs to another gateway"))?;
    let typed: R = data::parse(json)?;
    uploads.are_of(&typed.files())?;
    Ok(under_way(client.request(&typed), request, uploads))
}

/// Sends a call within the limits given.
pub(crate) fn under_way<D: Dialect, T: Send + 'static>(
    call: CallBuilder<D, T>,
    request: &Request,
    uploads: &Uploads,
) -> Pending {
    let (mut call, bar) = uploads.sent_with(call);
    if !uploads.is_empty() {
        let timeout = request.timeout.unwrap_or(uploads::TIMEOUT);
        call = call.timeout(timeout).attempt_timeout(timeout);
    } else if let Some(timeout) = request.timeout {
        call = call.timeout(timeout);
    }
    if let Some(attempts) = request.attempts {
        call = call.attempts(attempts);
    }
    Box::pin(async move {
        let reply = call.send().await;
        drop(bar);
        reply.map(|reply| Answered::of(&reply))
    })
}
