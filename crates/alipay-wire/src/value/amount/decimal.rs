//! Amounts as decimals of the crate `rust_decimal`, in major units.

use rust_decimal::Decimal;

use super::{Amount, AmountError, Currency};

/// In major units, with all decimals of the currency.
impl TryFrom<Amount> for Decimal {
    type Error = AmountError;

    fn try_from(amount: Amount) -> Result<Self, AmountError> {
        let decimals = amount.currency.exponent()?;
        Self::try_from_i128_with_scale(amount.value, decimals.into()).map_err(|_| AmountError::TooLarge)
    }
}

/// From major units. Decimals the currency does not have must be zero, since nothing is rounded.
impl TryFrom<(Currency, Decimal)> for Amount {
    type Error = AmountError;

    fn try_from((currency, major): (Currency, Decimal)) -> Result<Self, AmountError> {
        let decimals = currency.exponent()?;
        let major = major.normalize();
        let missing =
            u32::from(decimals).checked_sub(major.scale()).ok_or(AmountError::TooPrecise { currency, decimals })?;
        let value = 10_i128.checked_pow(missing).and_then(|factor| major.mantissa().checked_mul(factor));
        value.map(|value| Self::new(currency, value)).ok_or(AmountError::TooLarge)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_are_converted_exactly() {
        for (currency, text, value) in [
            (Currency::SGD, "12.34", 1_234),
            (Currency::SGD, "12.3400", 1_234),
            (Currency::SGD, "-0.05", -5),
            (Currency::JPY, "100.0", 100),
            (Currency::JPY, "0", 0),
        ] {
            let decimal: Decimal = text.parse().unwrap();
            assert_eq!(Amount::try_from((currency, decimal)), Ok(Amount::new(currency, value)), "{text}");
        }
        let decimal = Decimal::try_from(Amount::new(Currency::SGD, 1_200)).unwrap();
        assert_eq!(decimal.to_string(), "12.00");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let half: Decimal = "0.5".parse().unwrap();
        let error = AmountError::TooPrecise { currency: Currency::JPY, decimals: 0 };
        assert_eq!(Amount::try_from((Currency::JPY, half)), Err(error));
        assert_eq!(Decimal::try_from(Amount::new(Currency::JPY, i128::MAX)), Err(AmountError::TooLarge));
        let unknown = Currency::new("QQQ").unwrap();
        assert_eq!(Amount::try_from((unknown, half)), Err(AmountError::UnknownCurrency(unknown)));
        assert_eq!(Decimal::try_from(Amount::new(unknown, 1)), Err(AmountError::UnknownCurrency(unknown)));
    }

    proptest! {
        #[test]
        fn there_and_back(value: i64, code in "SGD|JPY|KWD|CLF") {
            let amount = Amount::new(Currency::new(&code).unwrap(), value);
            let decimal = Decimal::try_from(amount).unwrap();
            prop_assert_eq!(decimal.to_string(), amount.to_major().unwrap());
            prop_assert_eq!(Amount::try_from((amount.currency, decimal)), Ok(amount));
        }
    }
}
