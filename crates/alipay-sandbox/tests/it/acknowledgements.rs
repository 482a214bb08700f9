//! What the gateways take for an acknowledgement, and how notifications travel.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_sandbox::{NotAcknowledged, Sandbox};
use alipay_sign::{PrivateKey, Sign};
use alipay_wire::inbound::Reply;
use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::json;

const SUCCESS: &str = r#"{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}"#;
const URL: &str = "http://127.0.0.1:9/notify?shop=7";

fn to(sandbox: &Sandbox, client_id: &str) -> Request<Bytes> {
    sandbox.notification(URL).signed_headers(client_id, &json!({ "transferId": "1" })).unwrap()
}

/// An acknowledgement as anyone who holds the key signs it.
fn signed(key: &PrivateKey, path: &str, client_id: &str, body: &'static str) -> Response<Bytes> {
    let time = "2026-03-20T10:48:51+08:00";
    let reply = Reply::signed_headers(&Method::POST, path, client_id, time, Sign::key(key), body);
    let signature = key.sign(reply.message()).unwrap();
    reply.seal(&signature).unwrap()
}

fn client(sandbox: &Sandbox) -> PrivateKey {
    PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().version(1)
}

#[test]
fn the_open_platform_wants_one_word_and_nothing_else() {
    let sandbox = Sandbox::new();
    let notification = sandbox.notification(URL).form([("notify_id", "7")]).unwrap();
    let judge = |status: u16, body: &'static str| {
        sandbox.judge(&notification, &Response::builder().status(status).body(body.into()).unwrap())
    };
    assert_eq!(judge(200, "success"), Ok(()));
    for body in ["", "\"success\"", "success\n", " success", "SUCCESS", "fail", SUCCESS] {
        assert_eq!(judge(200, body), Err(NotAcknowledged::Word), "{body:?}");
    }
    for status in [201, 204, 302, 403, 500] {
        assert_eq!(judge(status, "success"), Err(NotAcknowledged::Status), "{status}");
    }
}

#[test]
fn the_wallet_wants_a_result_and_checks_a_signature_that_is_there() {
    let sandbox = Sandbox::new();
    let notification = to(&sandbox, Sandbox::DWS_CLIENT_ID);
    let judge = |body: &'static str| sandbox.judge(&notification, &Response::new(body.into()));
    assert_eq!(judge(SUCCESS), Ok(()));
    for body in
        ["", "success", "{}", r#"{"result":{}}"#, r#"{"result":{"resultStatus":"U"}}"#, r#"{"resultStatus":"S"}"#]
    {
        assert_eq!(judge(body), Err(NotAcknowledged::Result), "{body:?}");
    }
    let answer = signed(&client(&sandbox), "/notify", Sandbox::DWS_CLIENT_ID, SUCCESS);
    assert_eq!(sandbox.judge(&notification, &answer), Ok(()));
    let mut tampered = answer;
    *tampered.body_mut() = SUCCESS.replace("success", "Success").into();
    assert_eq!(sandbox.judge(&notification, &tampered), Err(NotAcknowledged::NotAuthentic));
}

#[test]
fn worldfirst_wants_it_signed_by_the_client_over_the_path_without_its_query() {
    let sandbox = Sandbox::new();
    let notification = to(&sandbox, Sandbox::WORLDFIRST_CLIENT_ID);
    let judge = |answer: &Response<Bytes>| sandbox.judge(&notification, answer);
    let (key, id) = (client(&sandbox), Sandbox::WORLDFIRST_CLIENT_ID);
    assert_eq!(judge(&signed(&key, "/notify", id, SUCCESS)), Ok(()));
    let refused = r#"{"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U"}}"#;
    assert_eq!(judge(&signed(&key, "/notify", id, refused)), Err(NotAcknowledged::Result));
    assert_eq!(judge(&Response::new(SUCCESS.into())), Err(NotAcknowledged::Unsigned));

    let stranger = alipay_sign::generate().unwrap().private_key().version(1);
    let mut without_time = signed(&key, "/notify", id, SUCCESS);
    without_time.headers_mut().remove("response-time");
    for answer in [
        signed(&stranger, "/notify", id, SUCCESS),
        signed(&key, "/notify?shop=7", id, SUCCESS),
        signed(&key, "/other", id, SUCCESS),
        signed(&key, "/notify", Sandbox::DWS_CLIENT_ID, SUCCESS),
        signed(&key.clone().version(2), "/notify", id, SUCCESS),
        without_time,
    ] {
        assert_eq!(judge(&answer), Err(NotAcknowledged::NotAuthentic), "{answer:?}");
    }
}

#[test]
fn reasons_are_told_in_words() {
    use NotAcknowledged::{NotAuthentic, Result, Status, Unsigned, Word};
    let told = [Status, Word, Result, Unsigned, NotAuthentic].map(|reason| reason.to_string());
    assert!(told.iter().all(|text| text.len() > 20));
    assert!(told.iter().enumerate().all(|(at, text)| !told[..at].contains(text)));
}

#[cfg(feature = "listen")]
mod on_the_way {
    use std::io::ErrorKind;

    use alipay_sandbox::{NotDelivered, Sandbox};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    /// Takes one request, answers it with this text, and gives it.
    async fn receiver(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/notify?shop=7", socket.local_addr().unwrap());
        let received = tokio::spawn(async move {
            let (mut stream, _) = socket.accept().await.unwrap();
            let mut request = Vec::new();
            while !is_whole(&request) {
                assert!(stream.read_buf(&mut request).await.unwrap() > 0);
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(request).unwrap()
        });
        (url, received)
    }

    fn is_whole(request: &[u8]) -> bool {
        let request = String::from_utf8_lossy(request);
        let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        body.len() == length.parse::<usize>().unwrap()
    }

    #[tokio::test]
    async fn a_notification_is_posted_and_its_answer_comes_back() {
        let sandbox = Sandbox::new();
        let (url, received) = receiver("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsuccess").await;
        let notification = sandbox.notification(&url).form([("notify_id", "7")]).unwrap();
        let answer = sandbox.deliver(&notification).await.unwrap();
        assert_eq!(sandbox.judge(&notification, &answer), Ok(()));
        let received = received.await.unwrap();
        let host = url.split('/').nth(2).unwrap();
        assert!(received.starts_with("POST /notify?shop=7 HTTP/1.1\r\n"), "{received}");
        assert!(received.contains(&format!("host: {host}\r\n")), "{received}");
        assert!(received.contains("content-type: application/x-www-form-urlencoded; charset=utf-8\r\n"), "{received}");
        assert!(received.ends_with(std::str::from_utf8(notification.body()).unwrap()), "{received}");
    }

    #[tokio::test]
    async fn a_receiver_that_is_not_there_or_not_plain_is_an_error() {
        let sandbox = Sandbox::new();
        let (url, received) = receiver("").await;
        received.abort();
        let _ = received.await;
        let gone = deliver(&sandbox, &url).await;
        assert!(
            matches!(&gone, NotDelivered::Unreachable(error) if error.kind() == ErrorKind::ConnectionRefused),
            "{gone:?}"
        );
        for url in ["https://127.0.0.1:9/notify", "/notify"] {
            assert!(matches!(deliver(&sandbox, url).await, NotDelivered::Url), "{url}");
        }
    }

    async fn deliver(sandbox: &Sandbox, url: &str) -> NotDelivered {
        let notification = sandbox.notification(url).form([("notify_id", "7")]).unwrap();
        let failure = sandbox.deliver(&notification).await.unwrap_err();
        assert!(!failure.to_string().is_empty());
        failure
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_or_does_not_end_is_none() {
        let sandbox = Sandbox::new();
        let endless = String::from("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n") + &"a".repeat(100_000);
        for answer in [endless.leak(), "", "220 no HTTP here\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsucc"] {
            let (url, _received) = receiver(answer).await;
            let failure = deliver(&sandbox, &url).await;
            assert!(matches!(failure, NotDelivered::NoAnswer(_)), "{failure:?}");
        }
    }
}
