//! Amounts of money.

use alipay_wire::{Amount, Currency, Yuan, decode};

use crate::{
    Ending,
    oracle::{digits, quotes_nothing, variant},
    peek::verified,
};

/// Any text as an amount: three letters of a currency, then major units. Nothing is rounded, lost or added.
pub fn amounts(data: &[u8]) -> Ending {
    let Ok(text) = std::str::from_utf8(data) else { return Ending::of("not text") };
    let (code, text) = text.split_at_checked(3).unwrap_or((text, ""));
    let ending = match Currency::new(code) {
        Ok(currency) => match Amount::from_major(currency, text) {
            Ok(amount) => {
                let written = amount.to_major().expect("a currency that was read can be written");
                assert_eq!(digits(&written), digits(text), "the amount changed");
                assert_eq!(Amount::from_major(currency, &written), Ok(amount));
                let json = serde_json::to_vec(&amount).expect("an amount can be written");
                assert_eq!(decode::<Amount>(&verified(&json)), Ok(amount));
                Ending::of("amount")
            }
            Err(error) => {
                quotes_nothing(data, &error);
                Ending::of(variant(&error))
            }
        },
        Err(error) => Ending::of(error),
    };
    match text.parse::<Yuan>() {
        Ok(yuan) => {
            let written = yuan.to_string();
            assert_eq!(digits(&written), digits(text), "the amount changed");
            assert_eq!(written.parse(), Ok(yuan));
            let json = serde_json::to_vec(&yuan).expect("an amount can be written");
            assert_eq!(decode::<Yuan>(&verified(&json)), Ok(yuan));
            ending.and("yuan")
        }
        Err(error) => ending.and(error),
    }
}
