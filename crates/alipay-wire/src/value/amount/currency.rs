//! Currencies, and how many decimals each has.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::AmountError;
use crate::{
    Field,
    model::codec::{Read, Text},
};

/// An ISO 4217 currency code: three capital letters.
///
/// The constants are the currencies Antom lists; [`new`](Currency::new) takes any.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// Not three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three capital letters, such as SGD")]
pub struct CurrencyError;

impl Currency {
    /// The currency with this code.
    ///
    /// # Errors
    /// [`CurrencyError`] when it is not three capital letters.
    pub const fn new(code: &str) -> Result<Self, CurrencyError> {
        match code.as_bytes() {
            &[a, b, c] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_uppercase() => {
                Ok(Self([a, b, c]))
            }
            _ => Err(CurrencyError),
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        // Only capital letters are ever in there.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals the major unit has: 2 for SGD, 0 for JPY, 3 for KWD.
    ///
    /// As Antom publishes it for the currencies it lists, as in ISO 4217 for all others.
    ///
    /// # Errors
    /// [`AmountError::UnknownCurrency`] when it is in neither; [`AmountError::NoMinorUnit`] for gold, drawing rights and
    /// the like, which ISO 4217 gives no minor unit.
    pub fn exponent(self) -> Result<u8, AmountError> {
        if let Some(exponent) = self.listed() {
            return Ok(exponent);
        }
        let known = iso_currency::Currency::from_code(self.as_str()).ok_or(AmountError::UnknownCurrency(self))?;
        known.exponent().and_then(|exponent| exponent.try_into().ok()).ok_or(AmountError::NoMinorUnit(self))
    }
}

macro_rules! currencies {
    ($($code:ident $exponent:literal $name:literal;)*) => {
        impl Currency {
            $(
                #[doc = concat!($name, ", ", stringify!($exponent), " decimals.")]
                pub const $code: Self = match Self::new(stringify!($code)) {
                    Ok(currency) => currency,
                    Err(_) => panic!("a currency code of this list is malformed"),
                };
            )*

            /// The decimals Antom publishes.
            const fn listed(self) -> Option<u8> {
                match self {
                    $(Self::$code => Some($exponent),)*
                    _ => None,
                }
            }

            #[cfg(test)]
            const LISTED: &[Self] = &[$(Self::$code),*];
        }
    };
}

currencies! {
    AUD 2 "Australian dollar";
    BDT 2 "Bangladeshi taka";
    BRL 2 "Brazilian real";
    CAD 2 "Canadian dollar";
    CLP 0 "Chilean peso";
    CNY 2 "Chinese yuan";
    EUR 2 "Euro";
    GBP 2 "Pound sterling";
    HKD 2 "Hong Kong dollar";
    IDR 2 "Indonesian rupiah";
    JPY 0 "Japanese yen";
    KRW 0 "South Korean won";
    MXN 2 "Mexican peso";
    MYR 2 "Malaysian ringgit";
    NZD 2 "New Zealand dollar";
    PEN 2 "Peruvian sol";
    PHP 2 "Philippine peso";
    PKR 2 "Pakistani rupee";
    PLN 2 "Polish złoty";
    SGD 2 "Singapore dollar";
    THB 2 "Thai baht";
    TWD 2 "New Taiwan dollar";
    USD 2 "United States dollar";
    VND 0 "Vietnamese dong";
}

impl std::str::FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(code: &str) -> Result<Self, CurrencyError> {
        Self::new(code)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({self})")
    }
}

impl Field for Currency {
    fn length(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = &"a currency of three capital letters";
        let code: String = Text::read(deserializer)?;
        Self::new(&code).map_err(|_| D::Error::invalid_value(serde::de::Unexpected::Other("a string"), expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::new(code).unwrap()
    }

    #[test]
    fn iso_agrees_with_what_antom_lists() {
        for listed in Currency::LISTED {
            let iso = iso_currency::Currency::from_code(listed.as_str()).unwrap();
            assert_eq!(iso.exponent(), listed.listed().map(u16::from), "{listed}");
        }
        assert_eq!(Currency::LISTED.len(), 24);
    }

    /// What ISO 4217 gives other than two decimals, in groups of equal decimals.
    #[test]
    fn other_currencies_are_those_of_iso_4217() {
        for (exponent, codes) in [
            (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
            (2, "AED CHF CZK DKK HUF ILS INR MGA MRU NOK RON SEK TRY ZAR XCD XCG"),
            (3, "BHD IQD JOD KWD LYD OMR TND"),
            (4, "CLF UYW"),
        ] {
            for code in codes.split(' ') {
                assert_eq!(currency(code).exponent(), Ok(exponent), "{code}");
            }
        }
    }

    #[test]
    fn what_has_no_minor_unit_or_is_no_currency() {
        for code in ["XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XDR", "XSU", "XUA", "XBA"] {
            assert_eq!(currency(code).exponent(), Err(AmountError::NoMinorUnit(currency(code))));
        }
        for code in ["AAA", "ZZZ", "BTC"] {
            assert_eq!(currency(code).exponent(), Err(AmountError::UnknownCurrency(currency(code))));
        }
    }

    #[test]
    fn a_code_is_three_capital_letters() {
        for code in ["", "SG", "sgd", "SGDD", "S1D", "ÄBC"] {
            assert_eq!(code.parse::<Currency>(), Err(CurrencyError), "{code}");
        }
    }
}
