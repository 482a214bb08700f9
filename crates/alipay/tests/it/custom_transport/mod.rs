//! The client over transports of one's own.

mod transports;

use alipay::{
    Amount, BuildError, Client, Credentials, Currency, Dws, PrivateKey, PublicKey, SignedHeader,
    dws::{
        Env,
        accounts::{QueryAccountAndBenefit, QueryAccountAndBenefitResponse},
        topups::{ApplyTopup, TopupDetail, TopupMethodType},
    },
    transport::BoxError,
};
use alipay_sandbox::{Fault, Listener, Sandbox};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use transports::{over_a_function, over_hyper};

/// Stands for a client of another kind.
async fn carry(mut request: http::Request<Bytes>) -> Result<http::Response<Full<Bytes>>, BoxError> {
    let authority = request.uri().authority().ok_or("no host")?.clone();
    let stream = TcpStream::connect(authority.as_str()).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    *request.uri_mut() = request.uri().path().parse()?;
    request.headers_mut().insert("host", authority.as_str().parse()?);
    let (head, body) = sender.send_request(request.map(Full::new)).await?.into_parts();
    Ok(http::Response::from_parts(head, Full::new(body.collect().await?.to_bytes())))
}

type Build = fn(SignedHeader<Dws>, Credentials) -> Result<Client<Dws>, BuildError>;

async fn listener(sandbox: &Sandbox) -> Listener {
    sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap()
}

fn credentials(sandbox: &Sandbox) -> Credentials {
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    Credentials::new(key, PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap()).unwrap()
}

/// A call that moves money.
fn topup(id: &str) -> ApplyTopup {
    let amount = Amount::new(Currency::SGD, 10_000);
    ApplyTopup::new(id, [TopupDetail::new("2165210039309494", amount, TopupMethodType::Mixedcard)], Env::new())
}

#[tokio::test]
async fn any_service_is_a_transport() {
    let sandbox = Sandbox::new();
    let listener = listener(&sandbox).await;
    for build in [over_hyper as Build, over_a_function] {
        let client = build(listener.endpoints().dws(), credentials(&sandbox)).unwrap();
        let answer = client.send(&QueryAccountAndBenefit::new("2162265049047338")).await.unwrap();
        assert!(matches!(answer, QueryAccountAndBenefitResponse::Balance(_)));

        // Processed, and the answer lost: the client asks again, with the same key.
        sandbox.inject(Fault::DropAfter);
        let reply = client.request(&topup("again")).send().await.unwrap();
        assert_eq!(reply.attempts(), 2);
    }
}

#[tokio::test]
async fn what_takes_the_body_decides_what_counts_as_sent() {
    let sandbox = Sandbox::new();
    let endpoints = listener(&sandbox).await.endpoints(); // and nobody listens any more
    let effect = async |build: Build| {
        let client = build(endpoints.dws(), credentials(&sandbox)).unwrap();
        let error = client.request(&topup("nowhere")).attempts(1).send().await.unwrap_err();
        error.effect().as_str()
    };
    assert_eq!(effect(over_hyper).await, "none", "it connects first");
    assert_eq!(effect(over_a_function).await, "unknown", "the body was taken before there was a connection");
}
