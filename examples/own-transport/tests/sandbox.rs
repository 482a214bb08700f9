//! The client against a gateway on a socket that verifies, signs, keeps a ledger and misbehaves on demand.

use std::{error::Error, fs, net::SocketAddr, process::Command};

use alipay_dws_accounts::{QueryAccountAndBenefit, QueryAccountAndBenefitResponse};
use alipay_dws_topups::{ApplyTopup, TopupDetail, TopupMethodType, apply_topup::code::LOWER_EXCEED_AMOUNT_LIMIT};
use alipay_sandbox::{Fault, Listener, Sandbox};
use alipay_sign::{PrivateKey, PublicKey};
use alipay_wire::{Amount, Currency, dws::Env, signed_header::code};
use own_transport::Gateway;
use tokio::runtime::Runtime;

/// The sandbox serves as long as its runtime is there.
struct Server {
    sandbox: Sandbox,
    listener: Listener,
    _runtime: Runtime,
}

fn server() -> Server {
    let runtime = Runtime::new().unwrap();
    let sandbox = Sandbox::new();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = runtime.block_on(sandbox.listen(address, false)).unwrap();
    Server { sandbox, listener, _runtime: runtime }
}

impl Server {
    fn gateway(&self) -> Gateway {
        let key = PrivateKey::from_text(self.sandbox.client_private_key_pem()).unwrap();
        let alipay_key = PublicKey::from_text(self.sandbox.gateway_public_key_pem()).unwrap();
        Gateway::new(self.listener.endpoints().dws(), key, alipay_key)
    }

    fn processed(&self) -> usize {
        self.sandbox.ledger().iter().filter(|entry| entry.processed).count()
    }
}

const CUSTOMER: &str = "2165210039309494";

/// A call that moves money.
fn topup(id: &str) -> ApplyTopup {
    let amount = Amount::new(Currency::SGD, 10_000);
    let detail = TopupDetail::new(CUSTOMER, amount, TopupMethodType::Mixedcard);
    ApplyTopup::new(id, [detail], Env::new())
}

#[test]
fn a_balance_arrives() {
    let server = server();
    let answer = server.gateway().send(&QueryAccountAndBenefit::new("2162265049047338")).unwrap();
    let QueryAccountAndBenefitResponse::Balance(balance) = answer else { panic!("a challenge: {answer:?}") };
    assert_eq!(balance.accounts[0].available_amount.unwrap().to_major().unwrap(), "0.23");
}

#[test]
fn the_effect_is_what_the_gateway_may_have_done() {
    let server = server();
    let gateway = server.gateway();
    gateway.send(&topup("sent")).unwrap();

    #[rustfmt::skip]
    let table = [
        (Fault::Throttled, "none", 0),
        (Fault::Busy("1"), "none", 0),
        (Fault::Refused, "refused", 0),
        (Fault::Code(LOWER_EXCEED_AMOUNT_LIMIT), "refused", 0),
        (Fault::DropBefore, "unknown", 0),
        (Fault::Status(502), "unknown", 0),
        (Fault::UnsignedFailure, "unknown", 0),
        (Fault::UnsignedCode(code::UNKNOWN_EXCEPTION), "unknown", 0),
        (Fault::DropAfter, "unknown", 1),
        (Fault::Unknown, "unknown", 1),
        (Fault::WrongKey, "unknown", 1),
        (Fault::Unsigned, "unknown", 1),
        (Fault::PartialSignature, "unknown", 1),
        (Fault::Tampered, "unknown", 1),
        (Fault::Swapped, "unknown", 1),
        (Fault::Oversized(2 << 20), "unknown", 1),
        (Fault::Unreadable, "accepted", 1),
    ];
    for (number, (fault, effect, processed)) in table.into_iter().enumerate() {
        let before = server.processed();
        server.sandbox.inject(fault);
        let failed = gateway.send(&topup(&format!("topup-{number}"))).unwrap_err();
        assert_eq!(failed.effect.as_str(), effect, "{fault:?}: {failed}, {:?}", failed.source());
        assert_eq!(server.processed() - before, processed, "{fault:?}");
    }
}

#[test]
fn nothing_is_sent_where_nobody_listens() {
    let Server { sandbox, listener, _runtime } = server();
    let endpoint = listener.endpoints().dws();
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    let gateway = Gateway::new(endpoint, key, PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap());
    drop((listener, _runtime));
    let failed = gateway.send(&topup("unsent")).unwrap_err();
    assert_eq!(failed.effect.as_str(), "none", "{failed}, {:?}", failed.source());
}

#[test]
fn the_program_shows_what_is_in_a_wallet() {
    let server = server();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (private, public) = (folder.join("private.pem"), folder.join("public.pem"));
    fs::write(&private, server.sandbox.client_private_key_pem()).unwrap();
    fs::write(&public, server.sandbox.gateway_public_key_pem()).unwrap();

    let run = |customer: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_own-transport"));
        program.args([server.listener.endpoints().origin(), Sandbox::DWS_CLIENT_ID]);
        program.args([&private, &public]).arg(customer).output().unwrap()
    };
    let shown = run("2162265049047338");
    assert!(shown.status.success(), "{shown:?}");
    assert!(String::from_utf8(shown.stdout).unwrap().ends_with(" 0.23\n"));
    let refused = run("2100000000000000");
    assert!(!refused.status.success() && refused.stdout.is_empty());
}
