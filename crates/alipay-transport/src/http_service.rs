//! What a transport has to be.

use bytes::{Buf, Bytes};
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use tower::{Service, ServiceExt};

use crate::{Body, SharedService};

/// Any error, boxed.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a response, whatever transport it came from.
pub type ResponseBody = UnsyncBoxBody<Bytes, BoxError>;

/// A transport of unknown type.
pub type SharedHttpService = SharedService<http::Request<Body>, http::Response<ResponseBody>, BoxError>;

/// A transport: any cloneable `tower::Service` from `http::Request<Body>` to `http::Response`.
///
/// An alias for those bounds, implemented for everything that meets them. hyper-util's client does as it is; for others a
/// `tower::service_fn` around a closure is enough. The transport must send URL, headers and body exactly as given, and
/// must not follow redirects: the signature covers what was signed, not what was meant.
pub trait HttpService: Clone + Send + Sync + 'static {
    /// Hides the type.
    fn share(self) -> SharedHttpService;
}

impl<S, B> HttpService for S
where
    S: Service<http::Request<Body>, Response = http::Response<B>, Error: Into<BoxError>, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    fn share(self) -> SharedHttpService {
        let unify = |response: http::Response<B>| {
            response.map(|body| {
                let bytes = body.map_frame(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining())));
                bytes.map_err(Into::into).boxed_unsync()
            })
        };
        SharedService::new(self.map_response(unify).map_err(Into::into))
    }
}

/// Whether an address is on this machine: `localhost`, or a loopback address. An embedded gateway is; a real one is not.
pub fn is_loopback(address: &http::Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let ip = host.trim_matches(['[', ']']).parse();
    host == "localhost" || ip.is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}
