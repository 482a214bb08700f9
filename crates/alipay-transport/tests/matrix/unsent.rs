//! Calls that end before anything is sent.

use std::fmt::Debug;

use alipay_sandbox::Sandbox;
use alipay_transport::{CallBuilder, Client};
use alipay_wire::{
    Dialect, Dws, Safety, Speaks, WorldFirst, WorldFirstOptions,
    sign::{Credentials, KeyIdentity, PublicKey, Sign, SignError, Signature},
};
use serde_json::json;

use crate::{
    GUIDE, Report,
    cases::{End, SAFETIES, err},
    guide::Row,
    payout::{As, DwsPayout, Payout, WorldFirstPayout},
    run::by_hand,
};

const PATH: &str = "/ams/api/v1/payouts/payOut";

/// A key service that is down.
#[derive(Default)]
struct Silent(KeyIdentity);

impl Sign for Silent {
    fn key(&self) -> &KeyIdentity {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Err(SignError::Backend)
    }
}

pub(crate) async fn run(report: &mut Report) {
    for safety in SAFETIES {
        let sandbox = Sandbox::empty();
        DwsPayout::teach(&sandbox);
        let dws: Client<Dws> = client(&sandbox, sandbox.endpoints().dws(), sandbox.credentials());
        let worldfirst: Client<WorldFirst> = client(&sandbox, sandbox.endpoints().worldfirst(), sandbox.credentials());
        let gateway = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
        let mute = Credentials::new(Silent::default(), gateway).unwrap();
        let mute: Client<Dws> = client(&sandbox, sandbox.endpoints().dws(), mute);

        let mut add = |name: &str, wrong| report.add(format!("{name} {safety:?}"), Some(Row::Invalid), wrong);
        let request = As(DwsPayout::numbered(&"r".repeat(65)), safety);
        add("invalid field", ends(&sandbox, safety, err(0, 0), dws.request(&request)).await);
        add("no object", ends(&sandbox, safety, err(0, 0), dws.untyped(PATH, &json!([]), safety)).await);
        add("no path", ends(&sandbox, safety, err(0, 0), dws.untyped("payOut", &json!({}), safety)).await);
        let options = WorldFirstOptions::new().connected_customer_id("line\nbreak");
        let request = As(WorldFirstPayout::numbered("r-1"), safety);
        add("no header", ends(&sandbox, safety, err(1, 0), worldfirst.request(&request).options(options)).await);
        let request = As(DwsPayout::numbered("r-1"), safety);
        add("no signature", ends(&sandbox, safety, err(1, 0), mute.request(&request)).await);
    }
}

fn client<D: Dialect>(sandbox: &Sandbox, protocol: impl Speaks<D>, credentials: Credentials) -> Client<D> {
    Client::builder(protocol).credentials(credentials).http(sandbox.clone()).build().unwrap()
}

async fn ends<D: Dialect, T: Debug + Send + 'static>(
    sandbox: &Sandbox,
    safety: Safety,
    end: End,
    call: CallBuilder<D, T>,
) -> Vec<String> {
    by_hand(&GUIDE, Row::Invalid, safety, end, sandbox, call.tracked()).await
}
