//! `alipay sandbox trigger`: what it sends is genuine, and what is made of the answer is told.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use alipay::{
    AlipayCertificates, Certificate, Credentials, PrivateKey, PublicKey, RootCertificates, Yuan,
    dws::topups::NotifyTopup,
    notify::{MemoryInbox, Notifies, Parties, Party, Receiver, SignedHeaders},
    trade::{Expected, Seller, TradeNotification, UncheckedTradeNotification},
    wire::{MoneyOutcome, Notification},
    worldfirst::transfer::NotifyTransfer,
};
use alipay_sandbox::{GatewayCertificate, Sandbox};
use bytes::Bytes;
use http::{Request, Response};

use crate::support::{Ran, alipay, any_port};

/// A server that takes requests and answers each with what `answer` makes of it.
struct Server {
    url: String,
    received: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Server {
    fn start(answer: impl Fn(&Request<Bytes>) -> Response<Bytes> + Send + 'static) -> Self {
        let socket = TcpListener::bind(any_port()).unwrap();
        let url = format!("http://{}/notify?shop=7", socket.local_addr().unwrap());
        let received = Arc::<Mutex<Vec<Request<Bytes>>>>::default();
        let kept = Arc::clone(&received);
        thread::spawn(move || {
            for mut stream in socket.incoming().flatten() {
                let request = read(&mut stream);
                let answer = answer(&request);
                kept.lock().unwrap().push(request);
                write(&mut stream, &answer);
            }
        });
        Self { url, received }
    }

    /// A server that processes notifications as `T`.
    fn receiving<T>(
        receiver: impl FnOnce(Parties) -> Receiver<T::Dialect>,
        party: Party,
        check: impl Fn(&T) + Send + Sync + 'static,
    ) -> Self
    where
        T: Notification<Dialect: Notifies> + Send + Sync + 'static,
    {
        let parties = Parties::new();
        for identity in [Sandbox::APP_ID, Sandbox::DWS_CLIENT_ID, Sandbox::WORLDFIRST_CLIENT_ID] {
            parties.insert(identity, party.clone());
        }
        let (receiver, inbox) = (receiver(parties), MemoryInbox::new());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self::start(move |request| {
            let delivery = match receiver.read::<T>(request) {
                Ok(delivery) => delivery,
                Err(refusal) => return refusal.into_response(),
            };
            let answer = runtime.block_on(delivery.process(&inbox, async |event| {
                check(&event.notification);
                Ok::<_, String>(())
            }));
            answer.map_or_else(|refusal| refusal.into_response(), |done| done.into_response())
        })
    }

    fn trigger(&self, arguments: &[&str]) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let mut command = alipay(folder.path());
        Ran::of(command.args(["sandbox", "trigger"]).args(arguments).args(["--forward-to", &self.url]))
    }

    fn bodies(&self) -> Vec<String> {
        let received = self.received.lock().unwrap();
        received.iter().map(|request| String::from_utf8(request.body().to_vec()).unwrap()).collect()
    }
}

/// Where the server receives.
fn at_notify<D: Notifies<Format = SignedHeaders>>(parties: Parties) -> Receiver<D> {
    Receiver::at("/notify", parties)
}

fn read(stream: &mut TcpStream) -> Request<Bytes> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let length = stream.read(&mut chunk).unwrap();
        assert!(length > 0, "the request ends early");
        bytes.extend_from_slice(&chunk[..length]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let target = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
        let mut request = Request::post(target);
        for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
            request = request.header(name, value);
        }
        let request = request.body(Bytes::copy_from_slice(&bytes[end + 4..])).unwrap();
        let length: usize = request.headers()["content-length"].to_str().unwrap().parse().unwrap();
        if request.body().len() == length {
            return request;
        }
    }
}

fn write(stream: &mut TcpStream, answer: &Response<Bytes>) {
    let mut head = format!("HTTP/1.1 {}\r\ncontent-length: {}\r\n", answer.status().as_u16(), answer.body().len());
    for (name, value) in answer.headers() {
        head += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    stream.write_all(&[head.as_bytes(), b"\r\n", answer.body()].concat()).unwrap();
}

/// With the files that `alipay sandbox` writes.
fn party() -> Party {
    let sandbox = Sandbox::empty();
    let client = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().version(1);
    let gateway = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    Party::signing(Credentials::new(client, gateway).unwrap())
}

fn certified_party() -> Party {
    let sandbox = Sandbox::empty();
    let old = Certificate::from_text(sandbox.gateway_certificate_pem(GatewayCertificate::Old)).unwrap();
    Party::new(AlipayCertificates::new(old, RootCertificates::from_text(sandbox.root_certificates_pem()).unwrap()))
}

#[track_caller]
fn is_acknowledged(ran: &Ran, event: &str) {
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = String::from_utf8(ran.stdout.clone()).unwrap();
    assert_eq!(text, format!("{event} sent\nstatus   200\nverdict  acknowledged\n"));
}

/// The order every trade event is about.
fn order() -> Expected {
    let seller = Seller::Id("2088101106499364".into());
    Expected::new(Sandbox::APP_ID, Yuan::from_fen(2645), "order-1", seller)
}

#[test]
fn trades_are_told_in_each_of_their_states() {
    type IsSo = fn(&TradeNotification) -> bool;
    let cases: [(&str, IsSo); 5] = [
        ("trade-wait-buyer-pay", |trade| trade.outcome() == MoneyOutcome::Pending),
        ("trade-success", |trade| trade.outcome() == MoneyOutcome::Moved && !trade.is_refund()),
        ("trade-finished", |trade| trade.trade_status.as_str() == "TRADE_FINISHED" && trade.gmt_payment.is_some()),
        ("trade-closed", |trade| trade.outcome() == MoneyOutcome::NotMoved && trade.gmt_close.is_some()),
        ("trade-refunded", |trade| trade.is_refund() && trade.refund_fee == Some(Yuan::from_fen(1000))),
    ];
    for (event, is_so) in cases {
        for (flags, party) in [(&[][..], party()), (&["--gbk"], party()), (&["--certificates"], certified_party())] {
            let server = Server::receiving(Receiver::new, party, move |notification: &UncheckedTradeNotification| {
                let trade = notification.check(&order()).unwrap();
                assert!(is_so(trade), "{trade:?}");
                assert_eq!(trade.subject.as_deref(), Some("茶叶"));
            });
            is_acknowledged(&server.trigger(&[&[event], flags].concat()), event);
            let [body] = &server.bodies()[..] else { panic!("not one") };
            assert_eq!(body.contains("alipay_cert_sn="), flags.contains(&"--certificates"), "{body}");
            assert_eq!(body.contains("charset=GBK"), flags.contains(&"--gbk"), "{body}");
        }
    }
}

#[test]
fn topups_and_transfers_are_told() {
    for (event, outcome) in [
        ("topup-process", MoneyOutcome::Pending),
        ("topup-success", MoneyOutcome::Moved),
        ("topup-failed", MoneyOutcome::NotMoved),
    ] {
        let server =
            Server::receiving(at_notify, party(), move |topup: &NotifyTopup| assert_eq!(topup.outcome(), outcome));
        is_acknowledged(&server.trigger(&[event]), event);
    }
    for (event, outcome) in [("transfer-success", MoneyOutcome::Moved), ("transfer-failed", MoneyOutcome::NotMoved)] {
        let server = Server::receiving(at_notify, party(), move |transfer: &NotifyTransfer| {
            assert_eq!(transfer.outcome(), outcome)
        });
        is_acknowledged(&server.trigger(&[event]), event);
    }
}

#[test]
fn fields_can_be_given() {
    let server = Server::receiving(Receiver::new, party(), |notification: &UncheckedTradeNotification| {
        let trade = notification.skip_check();
        assert_eq!((trade.out_trade_no.as_str(), trade.subject.as_deref()), ("a=b", Some("x")));
        assert_eq!(trade.passback_params.as_deref(), Some("1"));
    });
    let fields = ["--set", "out_trade_no=a=b", "--set", "subject=x", "--set", "passback_params=1"];
    is_acknowledged(&server.trigger(&[&["trade-success"], &fields[..]].concat()), "trade-success");

    let server = Server::receiving(at_notify, party(), |topup: &NotifyTopup| {
        assert_eq!(topup.topup_request_id.as_ref().unwrap().as_str(), "mine");
        assert_eq!(topup.topup_amount.unwrap().value, 7);
    });
    let fields = ["--set", "topupRequestId=mine", "--set", r#"topupAmount={"currency":"SGD","value":"7"}"#];
    is_acknowledged(&server.trigger(&[&["topup-success"], &fields[..]].concat()), "topup-success");
}

#[test]
fn what_acknowledges_nothing_is_told_with_its_reason() {
    let answer = |status: u16, body: &'static str| {
        Server::start(move |_| Response::builder().status(status).body(body.into()).unwrap())
    };
    let result = r#"{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}"#;
    for (event, server, status, reason) in [
        ("trade-success", answer(500, "success"), 500, "status"),
        ("trade-success", answer(302, ""), 302, "status"),
        ("trade-success", answer(200, "\"success\""), 200, "exactly `success`"),
        ("topup-success", answer(200, "success"), 200, "resultStatus"),
        ("transfer-success", answer(200, result), 200, "signed acknowledgements only"),
    ] {
        let ran = server.trigger(&[event]);
        assert_eq!((ran.code, ran.stderr.as_str()), (3, ""), "{ran:?}");
        let text = String::from_utf8(ran.stdout).unwrap();
        assert!(text.contains("not acknowledged") && text.contains(reason), "{text}");

        let ran = server.trigger(&[event, "--json"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (3, ""), "{ran:?}");
        let told: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!((told["event"].as_str(), told["status"].as_u64()), (Some(event), Some(status)));
        assert_eq!(told["acknowledged"], false);
        assert!(told["reason"].as_str().unwrap().contains(reason), "{told}");
    }
    let ran = Server::receiving(at_notify, party(), |_: &NotifyTransfer| {}).trigger(&["transfer-success", "--json"]);
    assert_eq!(ran.stdout, b"{\"event\":\"transfer-success\",\"status\":200,\"acknowledged\":true}\n");
}

#[test]
fn a_server_that_does_not_answer_is_told() {
    let socket = TcpListener::bind(any_port()).unwrap();
    let address = socket.local_addr().unwrap();
    let silent = Server { url: format!("http://{address}/"), received: Arc::default() };
    let closer = thread::spawn(move || drop(socket.accept().unwrap()));
    let ran = silent.trigger(&["trade-success"]);
    closer.join().unwrap();
    assert_eq!((ran.code, ran.stdout.len()), (4, 0), "{ran:?}");
    assert!(ran.stderr.contains("gave no answer"), "{ran:?}");

    // And now nobody is there.
    let ran = silent.trigger(&["trade-success"]);
    assert_eq!((ran.code, ran.stdout.len()), (6, 0), "{ran:?}");
    assert!(ran.stderr.contains("cannot be reached"), "{ran:?}");
    let ran = silent.trigger(&["trade-success", "--json"]);
    assert_eq!(ran.error(6)["kind"], "delivery");
}

#[test]
fn what_is_wrong_on_the_command_line_is_told_without_quoting_it() {
    const SECRET: &str = "2162265049047338";
    let server = Server::start(|_| Response::new("success".into()));
    for (arguments, named) in [
        (&[][..], "EVENT"),
        (&["no-such-event"], "trade-success"),
        (&["trade-success", "--set", SECRET], "--set"),
        (&["trade-success", "--set", "=2162265049047338"], "--set"),
        (&["topup-success", "--set", "topupAmount={2162265049047338"], "--set"),
        (&["trade-success", "--gbk", "--set", "subject=2162265049047338😀"], "subject"),
    ] {
        server.trigger(arguments).refuses(&[named], [SECRET]);
    }
    let folder = tempfile::tempdir().unwrap();
    for url in ["https://127.0.0.1/2162265049047338", "2162265049047338", "http://", "ftp://127.0.0.1/", "/notify"] {
        let mut command = alipay(folder.path());
        let ran = Ran::of(command.args(["sandbox", "trigger", "trade-success", "--forward-to", url]));
        ran.refuses(&["--forward-to"], [SECRET]);
    }
    let mut command = alipay(folder.path());
    Ran::of(command.args(["sandbox", "trigger", "trade-success"])).refuses::<&str>(&["--forward-to"], []);
    assert!(server.bodies().is_empty());
}

#[test]
fn help_lists_the_events() {
    let folder = tempfile::tempdir().unwrap();
    let ran = Ran::of(alipay(folder.path()).args(["sandbox", "trigger", "--help"]));
    let help = String::from_utf8(ran.stdout).unwrap();
    for event in ["trade-success", "trade-wait-buyer-pay", "trade-refunded", "topup-process", "transfer-failed"] {
        assert!(help.contains(event), "{event} is not in: {help}");
    }
    assert!(help.contains("notifyTopup") && help.contains("notifyTransfer"), "{help}");
}
