//! A gateway in certificate mode.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use alipay_sign::{Credentials, Sign};
use alipay_transport::{Body, BoxError, Client, ClientBuilder};
use alipay_wire::{FixedClock, FormV2, OpenPlatform, Stamp};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use tokio::sync::watch;
use tower::service_fn;

use crate::key_discovery::{
    DOWNLOAD,
    authority::{ca, credentials, held, key, serial},
};

/// What the gateway does when it is asked for a certificate.
#[derive(Clone)]
pub(crate) enum Download {
    /// Gives this file of the authority.
    Give(&'static str),
    /// Gives this text under this status.
    Say(u16, String),
    /// Ends the connection.
    Disconnect,
    /// Says nothing until the gate opens, and then gives this file.
    Wait(&'static str),
}

/// A gateway that signs with the key of one certificate, and keeps answers until the gate opens.
#[derive(Clone)]
pub(crate) struct Gateway {
    certificate: &'static str,
    download: Arc<Mutex<Download>>,
    calls: Arc<AtomicUsize>,
    downloads: Arc<AtomicUsize>,
    /// For downloads that wait.
    pub(crate) gate: watch::Sender<bool>,
    /// For calls.
    pub(crate) answers: watch::Sender<bool>,
}

impl Gateway {
    /// Signs with the key of `certificate`, gives it when asked, and answers at once.
    pub(crate) fn new(certificate: &'static str) -> Self {
        Self {
            certificate,
            download: Arc::new(Mutex::new(Download::Give(certificate))),
            calls: Arc::default(),
            downloads: Arc::default(),
            gate: watch::channel(false).0,
            answers: watch::channel(true).0,
        }
    }

    pub(crate) fn downloading(self, download: Download) -> Self {
        *self.download.lock().unwrap() = download;
        self
    }

    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.calls.load(Ordering::SeqCst), self.downloads.load(Ordering::SeqCst))
    }

    pub(crate) fn builder(&self, credentials: Credentials) -> ClientBuilder<OpenPlatform> {
        let gateway = self.clone();
        let http = service_fn(move |request| gateway.clone().receive(request));
        let protocol = FormV2::new("https://gateway.invalid/gateway.do", "2014072300007148").unwrap();
        // In 2030, whenever this runs.
        let clock = FixedClock(Stamp::from_unix_millis(1_900_000_000_000).unwrap());
        Client::builder(protocol).credentials(credentials).http(http).clock(clock)
    }

    pub(crate) fn client(&self) -> Client<OpenPlatform> {
        self.builder(credentials(held())).build().unwrap()
    }

    async fn receive(self, request: Request<Body>) -> Result<Response<Full<Bytes>>, BoxError> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let app = serial("app");
        assert!(query.contains(&format!("app_cert_sn={app}")) && query.contains("sign="), "{query}");
        let body = request.into_body().collect().await?.to_bytes();
        if !query.contains(&format!("method={DOWNLOAD}")) {
            self.calls.fetch_add(1, Ordering::SeqCst);
            let mut answers = self.answers.subscribe();
            answers.wait_for(|open| *open).await?;
            return Ok(Response::new(self.signed(r#"{"code":"10000","msg":"Success"}"#, "test_payout_response")));
        }
        self.downloads.fetch_add(1, Ordering::SeqCst);
        assert!(String::from_utf8_lossy(&body).contains(&serial(self.certificate)), "asked for another certificate");
        let download = self.download.lock().unwrap().clone();
        let file = match download {
            Download::Disconnect => return Err("the connection ended".into()),
            Download::Say(status, text) => {
                return Ok(Response::builder().status(status).body(Full::new(text.into()))?);
            }
            Download::Give(file) => file,
            Download::Wait(file) => {
                let mut gate = self.gate.subscribe();
                gate.wait_for(|open| *open).await?;
                file
            }
        };
        Ok(Response::new(Full::new(certificate_answer(&ca(file)).into())))
    }

    /// An answer as certificate mode has it.
    pub(crate) fn signed(&self, node: &str, name: &str) -> Full<Bytes> {
        let signer = match self.certificate {
            "gateway_new" | "gateway_old" => "gateway_private.pem",
            _ => "gateway_next_private.pem",
        };
        let sign = STANDARD.encode(key(signer).sign(node.as_bytes()).unwrap().as_bytes());
        let serial = serial(self.certificate);
        Full::new(format!(r#"{{"{name}":{node},"alipay_cert_sn":"{serial}","sign":"{sign}"}}"#).into())
    }
}

/// The answer to a download: unsigned, and the file in base64.
fn certificate_answer(file: &str) -> String {
    let node = json!({ "code": "10000", "msg": "Success", "alipay_cert_content": STANDARD.encode(file) });
    json!({ "alipay_open_app_alipaycert_download_response": node }).to_string()
}
