//! Both sides of the comparison, ready to call.

use std::{sync::Arc, time::Duration};

use alipay_transport::{Client, ClientBuilder, HttpTransport};
use alipay_wire::Api;
use bytes::Bytes;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as HttpClient, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_pki_types::{CertificateDer, pem::PemObject};

use crate::{
    bound::{Bound, Keys},
    case::Case,
    gateway::{Gateway, Settings},
    keys::Crypto,
    load::Caller,
    machine,
};

/// How both sides reach the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// HTTP/1.1 with keep-alive.
    Http1,
    /// The same over TLS.
    Http1Tls,
    /// HTTP/2 that both sides know of beforehand. No gateway speaks it, and so the SDK's default transport does not
    /// either: both sides are given the same client of hyper-util.
    Http2,
    /// HTTP/2 over TLS.
    Http2Tls,
}

impl Wire {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Http1, Self::Http1Tls, Self::Http2, Self::Http2Tls];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http1 => "http1",
            Self::Http1Tls => "http1-tls",
            Self::Http2 => "http2",
            Self::Http2Tls => "http2-tls",
        }
    }

    /// The wire of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wire| wire.name() == name)
    }

    /// The gateway for it, on the last processor.
    pub fn settings(self) -> Settings {
        let core = machine::cores().checked_sub(1);
        Settings { tls: matches!(self, Self::Http1Tls | Self::Http2Tls), closing: false, core }
    }

    fn is_http2(self) -> bool {
        matches!(self, Self::Http2 | Self::Http2Tls)
    }
}

/// The SDK's client as its builder makes it, but for the transport where the wire needs one.
pub fn sdk<C: Case>(gateway: &Gateway, wire: Wire, crypto: Crypto) -> ClientBuilder<C::Dialect> {
    let builder = Client::builder(C::protocol(&gateway.origin())).credentials(crypto.credentials());
    // The gateway answers what was recorded once.
    let builder = builder.freshness(Duration::MAX);
    match wire {
        Wire::Http2 => builder.http(http_client(gateway, wire)),
        _ => builder.http(transport(gateway, wire)),
    }
}

/// The SDK's default transport, for a gateway of our own.
pub fn transport(gateway: &Gateway, wire: Wire) -> HttpTransport {
    let builder = HttpTransport::builder();
    let builder = if gateway.ca_pem.is_empty() { builder } else { builder.ca_pem(gateway.ca_pem.as_str()) };
    let builder = if wire.is_http2() { builder } else { builder.http1_only() };
    builder.build().expect("a transport")
}

/// Calls with the SDK.
pub fn sdk_caller<C: Case>(client: Client<C::Dialect>) -> Caller {
    let request = C::request();
    Arc::new(move || {
        let answer = client.send(&request);
        Box::pin(async move {
            answer.await.expect("a successful call");
        })
    })
}

/// Calls with the lower bound.
pub fn bound_caller<C: Case>(gateway: &Gateway, wire: Wire, crypto: Crypto) -> Caller {
    let http = http_client::<Full<Bytes>>(gateway, wire);
    let bound = Arc::new(Bound::new(http, Keys::new(crypto), C::format(&gateway.origin())));
    let request = Arc::new(C::request());
    Arc::new(move || {
        let (bound, request) = (Arc::clone(&bound), Arc::clone(&request));
        Box::pin(async move {
            bound.send::<<C::Request as Api>::Response>(&*request).await;
        })
    })
}

/// hyper-util's client, set up as the SDK's default transport sets it up.
fn http_client<B>(gateway: &Gateway, wire: Wire) -> HttpClient<HttpsConnector<HttpConnector>, B>
where
    B: http_body::Body + Send + Unpin,
    B::Data: Send,
{
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(gateway.ca_pem.as_bytes()) {
        roots.add(certificate.expect("a certificate")).expect("a certificate to trust");
    }
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks them")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http();
    let connector = match wire {
        Wire::Http2Tls => https.enable_all_versions().wrap_connector(tcp),
        _ => https.enable_http1().wrap_connector(tcp),
    };
    let mut client = HttpClient::builder(TokioExecutor::new());
    client.pool_timer(TokioTimer::new()).http2_only(wire == Wire::Http2).build(connector)
}
