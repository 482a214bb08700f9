//! What is stored and read back by another process: somebody may have changed it.

use std::time::Duration;

use alipay_wire::{
    Antom, Call, CallOptions, Dialect, Dws, Evidence, FormV2, OpenPlatform, PreparedCall, Protocol, RestV3,
    SignedHeader, Stamp, WorldFirst,
    inquiry::{Inquiry, Next, Record},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Ending,
    oracle::{quotes_nothing, refusal, variant},
    peek::Anything,
    requests::{Arrives, arrives_as_form, arrives_with_headers, draft_arrives},
    rest_v3::arrives_signed,
};

/// Any JSON as a record of evidence. Stored again, it proves the same.
pub fn stored_evidence(data: &[u8]) -> Ending {
    let evidence: Evidence = match serde_json::from_slice(data) {
        Ok(evidence) => evidence,
        Err(error) => return Ending::of(refusal(&error)),
    };
    let _ = format!("{evidence:?}");
    let again: Evidence = stored(&evidence);
    match (evidence.verify(&Anything), again.verify(&Anything)) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first.conclusion, second.conclusion, "stored again, it proves something else");
            assert_eq!(first.payload, second.payload, "stored again, it proves something else");
            Ending::of(format_args!("{:?}", first.conclusion.outcome))
        }
        (Err(first), Err(second)) => {
            assert_eq!(first, second, "stored again, it fails otherwise");
            quotes_nothing(data, &first);
            Ending::of(variant(&first))
        }
        (first, second) => panic!("stored again, it proves something else: {first:?}, {second:?}"),
    }
}

/// Any JSON as a prepared call. However it was changed, it goes to the gateway, and arrives as it was signed.
pub fn stored_call(data: &[u8]) -> Ending {
    let prepared: PreparedCall = match serde_json::from_slice(data) {
        Ok(prepared) => prepared,
        Err(error) => return Ending::of(refusal(&error)),
    };
    let _ = format!("{prepared:?}");
    let prepared = stored(&prepared);
    let identity =
        || -> Option<String> { Some(serde_json::to_value(&prepared).ok()?["identity"].as_str()?.to_owned()) };
    let identity = identity().expect("a prepared call has an identity");
    let ends = [
        sent::<OpenPlatform>(
            &prepared,
            &identity,
            data,
            FormV2::new("https://openapi.alipay.com/gateway.do", &identity),
            arrives_as_form,
        ),
        sent::<OpenPlatform>(
            &prepared,
            &identity,
            data,
            RestV3::new("https://openapi.alipay.com", &identity),
            |request, _, signed| _ = arrives_signed(request, signed),
        ),
        sent::<Dws>(
            &prepared,
            &identity,
            data,
            SignedHeader::<Dws>::new("https://dws.example", &identity),
            arrives_with_headers,
        ),
        sent::<Antom>(
            &prepared,
            &identity,
            data,
            SignedHeader::<Antom>::new("https://antom.example", &identity),
            arrives_with_headers,
        ),
        sent::<WorldFirst>(
            &prepared,
            &identity,
            data,
            SignedHeader::<WorldFirst>::new("https://wf.example", &identity),
            arrives_with_headers,
        ),
    ];
    ends.into_iter().fold(Ending::of(""), |ending, end| ending.and(end))
}

fn sent<D: Dialect>(
    prepared: &PreparedCall,
    identity: &str,
    data: &[u8],
    protocol: Result<impl Protocol, alipay_wire::Invalid>,
    arrives: Arrives,
) -> String {
    let call: Call = match prepared.call::<D>(identity, CallOptions::default()) {
        Ok(call) => call,
        Err(error) => {
            quotes_nothing(data, &error);
            return error.rule().to_owned();
        }
    };
    assert_eq!((call.key(), call.safety()), (prepared.key(), prepared.safety()));
    if let Some(route) = &call.api().route {
        let by_method = D::untyped(&format!("{} {}", route.method, route.path));
        let same = by_method.or_else(|_| D::untyped(&route.path)).ok().and_then(|api| api.route);
        assert_eq!(same.as_ref(), Some(route), "a stored call goes where no call may go");
    }
    let Ok(protocol) = protocol else { return "no identity of this dialect".to_owned() };
    draft_arrives(&protocol, &call, arrives).unwrap_or_else(|error| variant(&error))
}

/// Any JSON as a stored inquiry. However often it is asked from here on, no more queries go out than the schedule has.
pub fn stored_inquiry(data: &[u8]) -> Ending {
    let mut inquiry: Inquiry = match serde_json::from_slice(data) {
        Ok(inquiry) => inquiry,
        Err(error) => return Ending::of(refusal(&error)),
    };
    let _ = format!("{inquiry:?}");
    let steps = inquiry.schedule().steps();
    let mut ending = Ending::of("inquiry").times(inquiry.queries()).times(steps);
    let mut now = Stamp::from_unix_millis(1_700_000_000_000).expect("2023 is in the calendar");
    // Each round claims, waits, or ends it. A lost answer costs one wait more.
    for round in 0..3 * steps + 3 {
        match inquiry.next(now) {
            Next::Wait(until) => {
                assert!(until > now, "it waits for what has been");
                now = until;
            }
            Next::Ask(_, step) => {
                assert!(inquiry.queries() <= steps, "more queries than the schedule has");
                if !round.is_multiple_of(3) {
                    inquiry.observe(step, Record::unknown(), now).expect("a step that was asked can be observed");
                    assert!(inquiry.observe(step, Record::not_found(), now).is_err(), "a record was replaced");
                }
            }
            Next::Done(ended) => return ending.and(format_args!("{ended:?}")),
            Next::Escalate(findings) => return ending.and("escalated").times(findings.steps().len()),
        }
        let revision = inquiry.revision();
        inquiry = stored(&inquiry);
        assert_eq!(inquiry.revision(), revision);
        ending = ending.and(now.unix_millis() == i64::MAX);
    }
    let waited = Duration::from_millis(u64::try_from(now.unix_millis()).unwrap_or_default());
    panic!("it neither ends nor escalates, {} days on", waited.as_secs() / 86400)
}

/// Written and read back; written again, it is the same.
fn stored<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let text = serde_json::to_string(value).expect("what was read can be stored");
    let again: T = serde_json::from_str(&text).expect("what was stored can be read");
    let same: Value = serde_json::from_str(&text).expect("what was stored is JSON");
    assert_eq!(serde_json::to_value(&again).expect("what was read can be stored"), same, "stored, it is not the same");
    again
}
