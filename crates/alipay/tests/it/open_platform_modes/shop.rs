//! A merchant's server: notifications in, over a socket, through the tower service.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use alipay::{
    Yuan,
    notify::{BoxError, Event, MemoryInbox, Parties, Party, Receiver, tower::NotifyLayer},
    sandbox::Sandbox,
    trade::{Expected, Seller, UncheckedTradeNotification},
};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{net::TcpListener, task::AbortHandle};
use tower::{Layer, service_fn};

pub(crate) const SELLER: &str = "2088101106499364";
pub(crate) const ORDER: &str = "order-1";

/// Stops when dropped.
pub(crate) struct Shop {
    address: SocketAddr,
    pub(crate) parties: Parties,
    booked: Arc<Mutex<Vec<String>>>,
    refused: Arc<Mutex<Vec<String>>>,
    task: AbortHandle,
}

impl Shop {
    /// Takes notifications for the sandbox's application that `party` can check.
    pub(crate) async fn open(party: Party) -> Self {
        let (booked, refused) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let parties = Parties::new().with(Sandbox::APP_ID, party);
        let receiver = Receiver::new(parties.clone());

        let book = Arc::clone(&booked);
        let handler = service_fn(move |event: Event<UncheckedTradeNotification>| {
            let booked = check(&event).map(|subject| book.lock().unwrap().push(subject));
            std::future::ready(booked)
        });
        let reasons = Arc::clone(&refused);
        let service = NotifyLayer::new(receiver, MemoryInbox::new())
            .on_refusal(move |refusal| reasons.lock().unwrap().push(format!("{:?}", refusal.reason())))
            .layer(handler);

        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                let service = TowerToHyperService::new(service.clone());
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { address, parties, booked, refused, task: task.abort_handle() }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/notify?shop=7", self.address)
    }

    /// The subjects of the payments that were booked, each as often as it was.
    pub(crate) fn booked(&self) -> Vec<String> {
        self.booked.lock().unwrap().clone()
    }

    pub(crate) fn last_refusal(&self) -> String {
        self.refused.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The subject of a payment of the order.
fn check(event: &Event<UncheckedTradeNotification>) -> Result<String, BoxError> {
    let expected = Expected::new(Sandbox::APP_ID, Yuan::from_fen(2645), ORDER, Seller::Id(SELLER.into()));
    let trade = event.notification.check(&expected)?;
    Ok(trade.subject.clone().unwrap_or_default())
}
