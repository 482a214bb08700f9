//! Two transports for the client of the SDK.

use alipay::{Body, BuildError, Client, Credentials, Dws, SignedHeader};
use hyper_util::{
    client::legacy::{Client as Hyper, connect::HttpConnector},
    rt::TokioExecutor,
};

use super::carry;

/// hyper's own client, with your own connector.
pub(crate) fn over_hyper(protocol: SignedHeader<Dws>, credentials: Credentials) -> Result<Client<Dws>, BuildError> {
    let mut hyper = Hyper::builder(TokioExecutor::new());
    // The SDK knows what may be repeated.
    let http = hyper.retry_canceled_requests(false).build::<_, Body>(HttpConnector::new());
    Client::builder(protocol).credentials(credentials).http(http).build()
}

/// Any other client, behind a function.
pub(crate) fn over_a_function(
    protocol: SignedHeader<Dws>,
    credentials: Credentials,
) -> Result<Client<Dws>, BuildError> {
    let http = tower::service_fn(|request: http::Request<Body>| async {
        let (head, body) = request.into_parts();
        let body = body.into_bytes()?; // from here on the request counts as sent
        carry(http::Request::from_parts(head, body)).await
    });
    Client::builder(protocol).credentials(credentials).http(http).build()
}
