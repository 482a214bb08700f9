//! `alipay doctor --online`, against servers on this machine.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread,
};

use alipay_sandbox::{Listener, Sandbox};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc2822};

use crate::{
    doctor_clinic::{Clinic, bad, the},
    support::any_port,
};

/// A sandbox with TLS.
struct Gateway {
    sandbox: Sandbox,
    listener: Listener,
    _runtime: tokio::runtime::Runtime,
}

impl Gateway {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = Sandbox::new();
        let listener = runtime.block_on(sandbox.listen(any_port(), true)).unwrap();
        Self { sandbox, listener, _runtime: runtime }
    }

    fn origin(&self) -> String {
        self.listener.endpoints().origin().to_owned()
    }

    fn ca(&self) -> &str {
        self.listener.ca_pem().unwrap()
    }
}

/// A server that gives the same answer to every connection, and hands on what it was asked.
fn server(answer: String) -> (SocketAddr, mpsc::Receiver<String>) {
    let socket = TcpListener::bind(any_port()).unwrap();
    let address = socket.local_addr().unwrap();
    let (asked, heard) = mpsc::channel();
    thread::spawn(move || {
        for mut client in socket.incoming().flatten() {
            let lines = BufReader::new(client.try_clone().unwrap()).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let _ = asked.send(head.join("\n"));
            let _ = client.write_all(answer.as_bytes());
        }
    });
    (address, heard)
}

fn nobody() -> SocketAddr {
    TcpListener::bind(any_port()).unwrap().local_addr().unwrap()
}

fn quoted(text: impl std::fmt::Display) -> String {
    format!("\"{text}\"")
}

/// As servers write it.
fn date(ahead: Duration) -> String {
    let at = (OffsetDateTime::now_utc() + ahead).format(&Rfc2822).unwrap();
    format!("HTTP/1.1 404 Not Found\r\ndate: {}\r\ncontent-length: 0\r\n\r\n", at.replace("+0000", "GMT"))
}

#[test]
fn a_gateway_that_is_well() {
    let gateway = Gateway::start();
    let mut clinic = Clinic::new();
    clinic.write("ca.pem", gateway.ca());
    let (origin, path) = (quoted(gateway.origin()), quoted(gateway.listener.endpoints().gateway()));
    clinic.profile("wallet", "dws", &[("base_url", &origin), ("ca_file", "\"ca.pem\"")]);
    clinic.profile("mainland", "open-platform", &[("gateway", &path), ("ca_file", "\"ca.pem\"")]);
    let findings = clinic.findings(&["--online"]);
    for (profile, field) in [("wallet", "base_url"), ("mainland", "gateway")] {
        assert_eq!(bad(&findings, profile), []);
        for code in ["reachable", "clock"] {
            assert_eq!(the(&findings, profile, code)["field"], field);
        }
    }
    // What it received is no call: nobody said who they are, and nothing was signed.
    for entry in gateway.sandbox.ledger() {
        assert!(!entry.processed && entry.identity.is_empty() && entry.signature.is_empty(), "{entry:?}");
    }
    assert!(clinic.findings(&[]).iter().all(|finding| finding["code"] != "reachable"), "only when it is asked for");
}

#[test]
fn tls_that_is_not_trusted() {
    let (gateway, stranger) = (Gateway::start(), Gateway::start());
    let mut clinic = Clinic::new();
    clinic.write("ca.pem", gateway.ca());
    clinic.write("other.pem", stranger.ca());
    let origin = quoted(gateway.origin());
    let (plain, _) = server("220 no TLS here\r\n".to_owned());
    clinic.profile("other", "dws", &[("base_url", &origin), ("ca_file", "\"other.pem\"")]);
    clinic.profile("built_in", "dws", &[("base_url", &origin)]);
    clinic.profile("plain", "dws", &[("base_url", &quoted(format!("https://{plain}")))]);
    let findings = clinic.findings(&["--online"]);
    assert_eq!(bad(&findings, "other"), [("error", "untrusted-tls", "ca_file")]);
    assert_eq!(bad(&findings, "built_in"), [("error", "untrusted-tls", "base_url")]);
    assert_eq!(bad(&findings, "plain"), [("error", "untrusted-tls", "base_url")]);
    assert_eq!(the(&findings, "plain", "untrusted-tls")["problem"], "the TLS handshake failed");
}

/// All of 127.0.0.0/8 is this machine there, and the certificate is for 127.0.0.1.
#[cfg(target_os = "linux")]
#[test]
fn tls_for_another_host() {
    let gateway = Gateway::start();
    let mut clinic = Clinic::new();
    clinic.write("ca.pem", gateway.ca());
    let relay = TcpListener::bind("127.0.0.2:0").unwrap();
    let address = relay.local_addr().unwrap();
    let to = gateway.listener.address();
    thread::spawn(move || {
        for client in relay.incoming().flatten() {
            let server = std::net::TcpStream::connect(to).unwrap();
            for (mut from, mut into) in [
                (client.try_clone().unwrap(), server.try_clone().unwrap()),
                (server.try_clone().unwrap(), client.try_clone().unwrap()),
            ] {
                thread::spawn(move || std::io::copy(&mut from, &mut into));
            }
        }
    });
    let origin = quoted(format!("https://{address}"));
    clinic.profile("name", "dws", &[("base_url", &origin), ("ca_file", "\"ca.pem\"")]);
    let findings = clinic.findings(&["--online"]);
    assert_eq!(bad(&findings, "name"), [("error", "untrusted-tls", "base_url")]);
    assert_eq!(the(&findings, "name", "untrusted-tls")["problem"], "its TLS certificate is for another host");
}

#[test]
fn gateways_that_cannot_be_reached() {
    let mut clinic = Clinic::new();
    let (refusing, heard) = server("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n".to_owned());
    let https = quoted(format!("https://{}", nobody()));
    let dead = quoted(format!("http://{}", nobody()));
    let refusing = quoted(format!("http://{refusing}"));
    clinic.profile("dead", "dws", &[("base_url", &https)]);
    clinic.profile("dead_proxy", "dws", &[("base_url", &https), ("proxy", &dead)]);
    clinic.profile("refused", "dws", &[("base_url", &https), ("proxy", &refusing)]);
    // What is wrong with these is told already, and nobody is asked.
    clinic.profile("wrong", "dws", &[("base_url", "\"http://gateway.invalid\"")]);
    clinic.profile("none", "dws", &[("base_url", "")]);
    let findings = clinic.findings(&["--online"]);
    assert_eq!(bad(&findings, "dead"), [("error", "unreachable", "base_url")]);
    assert!(the(&findings, "dead", "unreachable")["problem"].as_str().unwrap().contains("refused"));
    assert_eq!(bad(&findings, "dead_proxy"), [("error", "proxy-failed", "proxy")]);
    assert_eq!(bad(&findings, "refused"), [("error", "proxy-failed", "proxy")]);
    assert_eq!(bad(&findings, "wrong"), [("error", "plain-http", "base_url")]);
    assert_eq!(bad(&findings, "none"), [("error", "missing-setting", "base_url")]);
    assert!(heard.recv().unwrap().starts_with("CONNECT 127.0.0.1:"));
}

#[test]
fn clocks_that_disagree() {
    let mut clinic = Clinic::new();
    let answers = [
        ("same", date(Duration::ZERO)),
        ("behind", date(Duration::seconds(150))),
        ("ahead", date(Duration::hours(-3))),
        ("silent", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned()),
        ("odd", "HTTP/1.1 200 OK\r\ndate: SENTINEL\r\ncontent-length: 0\r\n\r\n".to_owned()),
    ];
    let mut heard = Vec::new();
    for (name, answer) in answers {
        let (address, asked) = server(answer);
        clinic.profile(name, "dws", &[("base_url", &quoted(format!("http://{address}")))]);
        heard.push(asked);
    }
    let findings = clinic.findings(&["--online"]);
    assert_eq!(bad(&findings, "same"), []);
    assert_eq!(bad(&findings, "behind"), [("warning", "clock-skew", "base_url")]);
    assert_eq!(bad(&findings, "ahead"), [("error", "clock-skew", "base_url")]);
    assert_eq!(bad(&findings, "silent"), [("warning", "no-date", "base_url")]);
    assert_eq!(bad(&findings, "odd"), [("warning", "no-date", "base_url")]);
    let problem = |profile| the(&findings, profile, "clock-skew")["problem"].as_str().unwrap();
    assert_eq!(problem("behind"), "the clock of this machine is 2 minutes behind the gateway's");
    assert!(problem("ahead").ends_with("hours ahead of the gateway's"), "{}", problem("ahead"));

    // One question without credentials.
    for asked in heard {
        let head: Vec<String> = asked.recv().unwrap().lines().map(str::to_ascii_lowercase).collect();
        assert_eq!(head[0], "head / http/1.1");
        assert_eq!(head.len(), 2, "{head:?}");
        assert!(head[1].starts_with("host: 127.0.0.1:"), "{head:?}");
        assert!(asked.try_recv().is_err(), "asked once");
    }
}
