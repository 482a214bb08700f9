//! The whole story without a browser: page, payment, notification, return, query, refunds.

use alipay::{Client, OpenPlatform};
use http::{Method, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{
    payment::Place,
    shop::{ORDER, Shop},
};

#[tokio::test]
async fn a_page_is_paid_and_refunded_over_gateway_do() {
    let place = Place::open().await;
    let client = place.client();
    pay(&place, &client).await;
    place.check_paid_and_refund(&client).await;
}

/// REST has no pages: its client signs those of `gateway.do`.
#[tokio::test]
async fn a_page_is_paid_and_refunded_over_rest() {
    let place = Place::open().await;
    let client = place.rest_client();
    pay(&place, &client).await;
    place.check_paid_and_refund(&client).await;
}

/// Goes to the cashier, presses the button, and follows where it leads.
async fn pay(place: &Place, client: &Client<OpenPlatform>) {
    let page = place.order(client).sign().await.unwrap();
    let cashier = browse(Method::GET, &page.url(), "").await;
    assert!(cashier.body().contains("88.88 yuan"), "{}", cashier.body());
    let button = format!("{}/cashier", place.listener.endpoints().origin());
    let back = browse(Method::POST, &button, &format!("out_trade_no={ORDER}&press=pay")).await;
    let location = back.headers()["location"].to_str().unwrap();
    returns(&place.shop, location).await;
    // Nobody paid for what was changed on the way.
    let forged = location.replace("total_amount=88.88", "total_amount=0.01");
    assert_ne!(forged, location);
    let answer = browse(Method::GET, &forged, "").await;
    assert!(answer.body().contains("no genuine return"), "{}", answer.body());
}

async fn returns(shop: &Shop, location: &str) {
    let answer = browse(Method::GET, location, "").await;
    assert!(answer.body().contains("thank you"), "{}", answer.body());
    assert_eq!(shop.returned(1).await, [ORDER]);
}

async fn browse(method: Method, url: &str, body: &str) -> Response<String> {
    let uri: Uri = url.parse().unwrap();
    let authority = uri.authority().unwrap();
    let stream = TcpStream::connect(authority.as_str()).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::builder().method(method).uri(uri.path_and_query().unwrap().as_str());
    let request = request.header("host", authority.as_str()).body(Full::<Bytes>::from(body.to_owned())).unwrap();
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Response::from_parts(head, String::from_utf8(body.to_vec()).unwrap())
}
