//! Keys and a gateway that cost next to nothing. They forge easily, which nobody here does.

use std::hash::{DefaultHasher, Hash, Hasher};

use alipay_transport::{Body, BoxError};
use alipay_wire::{
    WorldFirst, inbound,
    sign::{BoxFuture, Credentials, KeyId, KeyIdentity, SignAsync, SignError, Signature, Verify, VerifyError},
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};

use crate::storms::payout::WorldFirstPayout;

fn signature(secret: &str, message: &[u8]) -> Vec<u8> {
    let mut hasher = DefaultHasher::new();
    (secret, message).hash(&mut hasher);
    hasher.finish().to_be_bytes().to_vec()
}

/// A key of somebody, by its version. It is elsewhere: signing takes a while.
pub(crate) struct Key {
    secret: String,
    identity: KeyIdentity,
}

impl Key {
    pub(crate) fn new(owner: &str, version: u32) -> Self {
        Self { secret: format!("{owner} {version}"), identity: KeyIdentity::new().version(version) }
    }
}

impl SignAsync for Key {
    fn key(&self) -> &KeyIdentity {
        &self.identity
    }

    fn sign_async(&self, message: Bytes) -> BoxFuture<'static, Result<Signature, SignError>> {
        let signature = Signature::new(signature(&self.secret, &message));
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(signature)
        })
    }
}

/// Knows every key of one party, by the version a message names.
pub(crate) struct Keys {
    pub(crate) owner: String,
}

impl Verify for Keys {
    fn verify(&self, key: Option<&KeyId>, message: &[u8], given: &[u8]) -> Result<(), VerifyError> {
        let version = key.map_or("none", KeyId::as_str);
        let expected = signature(&format!("{} {version}", self.owner), message);
        (expected == given).then_some(()).ok_or(VerifyError::Mismatch)
    }
}

/// A client's own key of this version, and what it knows of the gateway's keys for it.
pub(crate) fn credentials(client: &str, version: u32) -> Credentials {
    let gateway = Keys { owner: format!("gateway of {client}") };
    Credentials::new(Key::new(client, version), gateway).unwrap()
}

/// A request whose signature was found to be that of the client it names.
pub(crate) struct Request {
    pub(crate) client: String,
    pub(crate) key_version: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
    path: String,
}

/// Receives a request, and checks its signature.
pub(crate) async fn receive(request: http::Request<Body>) -> Result<Request, BoxError> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let path = head.uri.path().to_owned();
    let received = inbound::signed_headers(&head.method, &path, &head.headers, body.clone())?;
    let client = received.identity;
    received.sealed.verify(&Keys { owner: client.clone() }).map_err(|_| format!("not signed by {client}"))?;
    let signature = head.headers["signature"].to_str()?;
    let key_version = signature.split("keyVersion=").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
    Ok(Request { client, key_version: key_version.to_owned(), headers: head.headers, body, path })
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Answers it with this JSON, signed with a key of this version.
    pub(crate) async fn answer(self, body: String, version: u32) -> Result<http::Response<Full<Bytes>>, BoxError> {
        let key = Key::new(&format!("gateway of {}", self.client), version);
        let time = self.header("request-time").to_owned();
        let method = http::Method::POST;
        let reply = inbound::Reply::signed_headers(&method, &self.path, &self.client, &time, key.key(), body);
        let signature = key.sign_async(reply.message().clone()).await?;
        Ok(reply.seal(&signature)?.map(Full::new))
    }

    /// What a payout is answered with.
    pub(crate) fn paid(&self) -> String {
        let request: WorldFirstPayout = serde_json::from_slice(&self.body).unwrap();
        let result = serde_json::json!({ "resultStatus": "S", "resultCode": "SUCCESS" });
        let id = request.request_id.as_str();
        serde_json::json!({ "result": result, "requestId": id, "payoutId": "p", "accountNo": "a" }).to_string()
    }
}

/// A protocol of WorldFirst for one client.
pub(crate) fn protocol(client: &str) -> alipay_wire::SignedHeader<WorldFirst> {
    alipay_wire::SignedHeader::new("https://gateway.invalid", client).unwrap()
}
