//! However a gateway writes an answer, it means the same.
//!
//! For the answers of every API with a page of its own: a document in the form its page gives, and the same document
//! written with the leniencies that are documented, in any mixture, decode to the same value. What may differ is what
//! [`writer::Leniency`] lists, and nothing else.

mod document;
mod shapes;
mod tape;
mod writer;

use std::{collections::BTreeSet, fmt::Debug};

use alipay::{
    Sealed, Verify, VerifyError,
    dws::{
        accounts::QueryAccountAndBenefitResponse,
        topups::{ConsultTopupResponse, consult_topup},
    },
    fund_account::FundAccountQueryResponse,
    sign::KeyId,
    wire::{DecodeError, decode},
    worldfirst::fund::InquiryBalanceResponse,
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use shapes::Shape;
use tape::Tape;
use writer::{Leniency, UNKNOWN, Writer};

/// Reads an answer as a client does: it must be verified first.
fn read<T: DeserializeOwned>(json: &str) -> Result<T, DecodeError> {
    struct Trusting;
    impl Verify for Trusting {
        fn verify(&self, _: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
            Ok(())
        }
    }
    let sealed = Sealed::framed("", json.as_bytes().to_vec(), "", vec![1], None);
    decode(&sealed.verify(&Trusting).map_err(|(error, _)| error).unwrap())
}

/// The value without the members no type knows.
fn known(value: &impl Serialize) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !name.starts_with(UNKNOWN));
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(value).unwrap();
    strip(&mut value);
    value
}

fn means_the_same<T>(shape: &Shape, document: &[u8], mutations: &[u8], unknown: bool) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let document = document::generate(shape, &mut Tape::new(document));
    let plain = document.to_string();
    let value: T = read(&plain).map_err(|error| TestCaseError::fail(format!("{plain}: {error}")))?;

    let mut writer = Writer::new(Tape::new(mutations), unknown);
    let text = writer.write(shape, &document);
    let lenient: T = read(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    prop_assert_eq!(known(&lenient), known(&value), "{}", text);
    if !unknown {
        prop_assert_eq!(lenient, value, "{}", text);
    }
    Ok(())
}

macro_rules! means_the_same {
    ($($name:ident: $type:ty = $shape:expr;)*) => {
        proptest! {
            $(
                #[test]
                fn $name(document in tape(), mutations in tape(), unknown: bool) {
                    means_the_same::<$type>(&$shape, &document, &mutations, unknown)?;
                }
            )*
        }

        const SHAPES: &[fn() -> Shape] = &[$(|| $shape),*];
    };
}

/// Choices. The shorter, the plainer.
fn tape() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..1_500)
}

means_the_same! {
    query_account_and_benefit: QueryAccountAndBenefitResponse = shapes::query_account_and_benefit();
    consult_topup: ConsultTopupResponse = shapes::consult_topup();
    topup_method_detail: consult_topup::TopupMethodDetail = shapes::topup_method_detail();
    topup_option_detail: consult_topup::TopupOptionDetail = shapes::topup_option_detail();
    balance_info: consult_topup::BalanceInfo = shapes::balance_info();
    inquiry_balance: InquiryBalanceResponse = shapes::inquiry_balance();
    fund_account_query: FundAccountQueryResponse = shapes::fund_account_query();
}

/// The properties above would hold for a writer that changes nothing.
#[test]
fn every_leniency_is_used() {
    let mut used = BTreeSet::new();
    let mut random = 1_u32;
    let mut tape = || -> Vec<u8> {
        std::iter::repeat_with(|| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 24) as u8
        })
        .take(1_500)
        .collect()
    };
    for shape in SHAPES.iter().map(|shape| shape()) {
        for _ in 0..40 {
            let document = document::generate(&shape, &mut Tape::new(&tape()));
            let mutations = tape();
            let mut writer = Writer::new(Tape::new(&mutations), true);
            writer.write(&shape, &document);
            used.append(&mut writer.used);
        }
    }
    assert_eq!(used, BTreeSet::from(Leniency::ALL));
}
