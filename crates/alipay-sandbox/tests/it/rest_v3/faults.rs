//! What the faults mean over REST.

use alipay_sandbox::{Fault, Sandbox};
use alipay_wire::{CodeInfo, Status};

use crate::rest_v3::client::{ACCOUNT, Answer, STRANGER, gateway_key, get};

const UNSURE: CodeInfo = CodeInfo::new("SYSTEM_ERROR", Status::U, "Query.");

/// How an answer is signed.
#[derive(Debug, PartialEq)]
enum Signed {
    Well,
    Badly,
    No,
}

fn signed(answer: &Answer, sandbox: &Sandbox) -> Signed {
    match (answer.header("alipay-signature"), answer.is_signed_by(&gateway_key(sandbox))) {
        (None, _) => Signed::No,
        (Some(_), true) => Signed::Well,
        (Some(_), false) => Signed::Badly,
    }
}

#[tokio::test]
async fn faults_have_a_status_and_a_code() {
    use Fault::*;
    let sandbox = Sandbox::new().with_signed_failures();
    for (fault, status, code, is_signed, is_processed) in [
        (Throttled, 429, "app-call-limited", Signed::Well, false),
        (Refused, 400, "insufficient-isv-permissions", Signed::Well, false),
        (Code(UNSURE), 500, "SYSTEM_ERROR", Signed::Well, false),
        (UnsignedCode(UNSURE), 500, "SYSTEM_ERROR", Signed::No, false),
        (Unknown, 500, "unknow-error", Signed::Well, true),
        (UnknownInGbk, 500, "unknow-error", Signed::Well, true),
        (UnsignedUnknown, 500, "unknow-error", Signed::No, true),
        (UnsignedFailure, 400, "KEY_NOT_FOUND", Signed::No, false),
        (FalseFailure, 400, "insufficient-isv-permissions", Signed::No, true),
        (WrongKey, 200, "", Signed::Badly, true),
        (Tampered, 200, "", Signed::Badly, true),
        (Unsigned, 200, "", Signed::No, true),
        (Unreadable, 200, "", Signed::Well, true),
        (StaleTime, 200, "", Signed::Well, true),
    ] {
        sandbox.inject(fault);
        let answer = get(ACCOUNT).send(&sandbox).await;
        assert_eq!((answer.status(), signed(&answer, &sandbox)), (status, is_signed), "{fault:?}");
        if !code.is_empty() {
            assert_eq!(answer.code(), code, "{fault:?}");
        }
        assert_eq!(sandbox.ledger().pop().unwrap().processed, is_processed, "{fault:?}");
    }
}

#[tokio::test]
async fn without_a_word_failures_stay_unsigned() {
    let sandbox = Sandbox::new();
    for fault in [Fault::Throttled, Fault::Refused, Fault::Unknown, Fault::Code(UNSURE)] {
        sandbox.inject(fault);
        let answer = get(ACCOUNT).send(&sandbox).await;
        assert!(answer.status() >= 400 && !answer.is_signed(), "{fault:?}: {answer:?}");
    }
    // A failure that is signed after all, by somebody else.
    sandbox.inject(Fault::WrongKey);
    assert_eq!(signed(&get(STRANGER).send(&sandbox).await, &sandbox), Signed::Badly);
}

#[tokio::test]
async fn signatures_lose_a_part_of_themselves() {
    let sandbox = Sandbox::new();
    for (fault, lost) in [(Fault::PartialSignature, "alipay-timestamp"), (Fault::StrippedSignature, "alipay-signature")]
    {
        sandbox.inject(fault);
        let answer = get(ACCOUNT).send(&sandbox).await;
        for name in ["alipay-timestamp", "alipay-nonce", "alipay-signature"] {
            assert_eq!(answer.header(name).is_none(), name == lost, "{fault:?}: {name}");
        }
    }
}

#[tokio::test]
async fn answers_are_swapped_and_dated_back() {
    let sandbox = Sandbox::new();
    let first = get(ACCOUNT).send(&sandbox).await;
    sandbox.inject(Fault::Swapped);
    let other = ACCOUNT.replace("ACCTRANS_ACCOUNT", "TRUSTEESHIP_ACCOUNT") + "&account_product_code=DING_ACCOUNT";
    let swapped = get(&other).send(&sandbox).await;
    assert_eq!((first.0.body(), first.header("alipay-nonce")), (swapped.0.body(), swapped.header("alipay-nonce")));
    sandbox.inject(Fault::StaleTime);
    let stale = get(ACCOUNT).send(&sandbox).await;
    let time = |answer: &Answer| answer.header("alipay-timestamp").unwrap().parse::<i64>().unwrap();
    assert!(time(&first) - time(&stale) > 80_000_000, "a day back");
}
