//! A merchant's server on a socket: the page that leads to the cashier, notifications, and the way back.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use alipay::{
    OpenPlatform, PublicKey, Yuan,
    notify::{BoxError, Delivery, Event, MemoryInbox, Parties, Party, Receiver, Refusal},
    trade::{Expected, Seller, TradeNotification, UncheckedTradeNotification},
};
use alipay_sandbox::Sandbox;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, task::AbortHandle};

pub(crate) const ORDER: &str = "order_1";
const SELLER: &str = "2088101106499364";

pub(crate) fn amount() -> Yuan {
    Yuan::from_fen(8_888)
}

/// Stops when dropped.
pub(crate) struct Shop {
    origin: String,
    desk: Arc<Desk>,
    task: AbortHandle,
}

struct Desk {
    receiver: Receiver<OpenPlatform>,
    inbox: MemoryInbox,
    /// What a browser is shown that asks for this page.
    checkout: Mutex<Response<String>>,
    told: Mutex<Vec<TradeNotification>>,
    returned: Mutex<Vec<String>>,
}

impl Shop {
    pub(crate) async fn open(sandbox: &Sandbox) -> Self {
        let key = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
        let desk = Arc::new(Desk {
            receiver: Receiver::new(Parties::new().with(Sandbox::APP_ID, Party::new(key))),
            inbox: MemoryInbox::new(),
            checkout: Mutex::default(),
            told: Mutex::default(),
            returned: Mutex::default(),
        });
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", socket.local_addr().unwrap());
        let serving = Arc::clone(&desk);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                let desk = Arc::clone(&serving);
                let service = service_fn(move |request| {
                    let desk = Arc::clone(&desk);
                    async move { Ok::<_, Infallible>(desk.serve(request).await.map(Full::new)) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { origin, desk, task: task.abort_handle() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Shows this at `/checkout` from now on.
    pub(crate) fn show(&self, page: Response<String>) {
        *self.desk.checkout.lock().unwrap() = page;
    }

    /// The notifications that were processed, once there are this many.
    pub(crate) async fn told(&self, count: usize) -> Vec<TradeNotification> {
        self.once(|desk| desk.told.lock().unwrap().clone(), count).await
    }

    /// The orders that browsers came back with, once there are this many.
    pub(crate) async fn returned(&self, count: usize) -> Vec<String> {
        self.once(|desk| desk.returned.lock().unwrap().clone(), count).await
    }

    async fn once<T>(&self, list: impl Fn(&Desk) -> Vec<T>, count: usize) -> Vec<T> {
        let there = async {
            loop {
                let list = list(&self.desk);
                if list.len() >= count {
                    return list;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), there).await.expect("they come within seconds")
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Desk {
    async fn serve(&self, request: Request<Incoming>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        match (&head.method, head.uri.path()) {
            (&Method::GET, "/checkout") => self.checkout.lock().unwrap().clone().map(Bytes::from),
            (&Method::POST, "/notify") => {
                let answered = self.notified(&Request::from_parts(head, body)).await;
                answered.unwrap_or_else(Refusal::into_response)
            }
            (&Method::GET, "/return") => {
                let query = head.uri.query().unwrap_or_default();
                let text = match self.receiver.check_return(query) {
                    Ok(back) => {
                        let order = back.out_trade_no().unwrap().to_owned();
                        self.returned.lock().unwrap().push(order);
                        "thank you"
                    }
                    Err(_) => "this is no genuine return",
                };
                Response::new(format!("<title>{text}</title>").into())
            }
            _ => Response::builder().status(404).body(Bytes::new()).unwrap(),
        }
    }

    async fn notified(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, Refusal> {
        let delivery: Delivery<UncheckedTradeNotification> = self.receiver.read(request)?;
        let book = |event: Event<UncheckedTradeNotification>| async move {
            let expected = Expected::new(Sandbox::APP_ID, amount(), ORDER, Seller::Id(SELLER.into()));
            let trade = event.notification.check(&expected)?.clone();
            self.told.lock().unwrap().push(trade);
            Ok::<_, BoxError>(())
        };
        Ok(delivery.process(self.inbox.clone(), book).await?.into_response())
    }
}
