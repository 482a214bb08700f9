//! Calls in memory, for profilers.

use std::{sync::Arc, time::Duration};

use alipay_bench::{
    bound::{Bound, Keys},
    case::Case,
    gateway::InMemory,
    keys::Crypto,
};
use alipay_transport::Client;
use alipay_wire::Api;

use super::{block_on, crypto, of_dialect};
use crate::{Result, flags::Attempt};

pub(crate) fn run(flags: &Attempt) -> Result {
    let crypto = crypto(flags.backend.as_deref(), Crypto::Stored)?;
    let calls = flags.calls.unwrap_or(1000);
    of_dialect!(flags.dialect, calls_of(&flags.side, crypto, calls))
}

fn calls_of<C: Case>(side: &str, crypto: Crypto, calls: usize) -> Result {
    const ORIGIN: &str = "https://gateway.example";
    let request = C::request();
    block_on(async {
        match side {
            "sdk" => {
                let protocol = C::protocol(ORIGIN);
                let client = Client::builder(protocol).credentials(crypto.credentials()).http(InMemory::default());
                let client = client.freshness(Duration::MAX).build()?;
                for _ in 0..calls {
                    client.send(&request).await?;
                }
            }
            "bound" => {
                let bound = Arc::new(Bound::new(InMemory::default(), Keys::new(crypto), C::format(ORIGIN)));
                for _ in 0..calls {
                    bound.send::<<C::Request as Api>::Response>(&request).await;
                }
            }
            _ => return Err("the side is `sdk` or `bound`".into()),
        }
        Ok(())
    })
}
