//! What is logged of calls: docs/guide/going-live.md tells whom to wake by it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::events;
use crate::payout;
use crate::support;

use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::Client;
use alipay_wire::Dws;
use events::Events;
use payout::{CUSTOMER, DwsPayout, Payout};
use support::{client, error};

fn gateway() -> (Sandbox, Client<Dws>) {
    let sandbox = Sandbox::empty();
    DwsPayout::teach(&sandbox);
    let client = client(&sandbox, sandbox.endpoints().dws());
    (sandbox, client)
}

#[tokio::test]
async fn a_success_is_told_once() {
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    let (_, client) = gateway();
    client.send(&DwsPayout::numbered("1")).await.unwrap();
    assert_eq!(events.with("call api="), ["call api=\"payOut\" dialect=\"dws\" "]);
    assert_eq!(events.with("call succeeded"), ["message=call succeeded attempts=1 "]);
    assert!(events.with("call failed").is_empty());
}

/// Also where only the answer's reader can tell that the call failed: such a failure is the one to wake somebody for.
#[tokio::test(start_paused = true)]
async fn a_failure_is_told_once_with_its_effect() {
    let failures: [(&[Fault], &str, &str, u32); 6] = [
        (&[Fault::Refused], "api", "refused", 1),
        (&[Fault::WrongKey], "verify", "unknown", 1),
        (&[Fault::Unreachable; 3], "transport", "none", 3),
        (&[Fault::Unreadable], "decode", "accepted", 1),
        (&[Fault::DropAfter, Fault::Unreadable], "decode", "accepted", 2),
        (&[Fault::Swapped], "verify", "unknown", 1),
    ];
    for (faults, kind, effect, attempts) in failures {
        // Before anything is said: what is said first where nobody listens is not said again.
        let events = Events::default();
        let _guard = tracing::subscriber::set_default(events.clone());
        let (sandbox, client) = gateway();
        client.send(&DwsPayout::numbered("another")).await.unwrap();
        faults.iter().for_each(|fault| sandbox.inject(*fault));
        let failure = error(client.send(&DwsPayout::numbered("1")).await);
        assert_eq!((failure.kind(), failure.effect().as_str(), failure.attempts()), (kind, effect, attempts));
        let said = events.with("call failed");
        assert_eq!(said.len(), 1, "{faults:?}: {said:?}");
        for field in [format!("kind={kind:?}"), format!("effect={effect:?}"), format!("attempts={attempts} ")] {
            assert!(said[0].contains(&field), "{faults:?}: {said:?}");
        }
        assert!(events.with("call api=").iter().all(|span| span.contains("\"payOut\" dialect=\"dws\"")));
    }
}

#[tokio::test]
async fn a_call_that_cannot_be_made_is_told_once() {
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    let (_, client) = gateway();
    let invalid = DwsPayout::numbered(&"x".repeat(65));
    for attempt in 1..=3 {
        match attempt {
            1 => _ = error(client.send(&invalid).await),
            2 => _ = error(client.request(&invalid).send().await),
            _ => _ = error(client.request(&invalid).send_detached()),
        }
        assert_eq!(events.with("call api=").len(), attempt);
        let said = events.with("call failed");
        assert_eq!(said.len(), attempt);
        assert!(said.iter().all(|event| event.contains("kind=\"invalid\" effect=\"none\" attempts=0")), "{said:?}");
    }
    assert!(events.with(CUSTOMER).is_empty());
}
