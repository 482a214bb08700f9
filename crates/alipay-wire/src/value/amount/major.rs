//! Amounts in major units, such as `12.34`: exact both ways, without rounding and without floating point.

use super::{Amount, Currency};

/// An amount in major units cannot be converted. Names the currency, never the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// Neither the gateways nor ISO 4217 know the currency, so nobody knows its smallest unit.
    #[error("{0} is no currency of ISO 4217: give the amount in its smallest unit")]
    UnknownCurrency(Currency),
    /// ISO 4217 gives the currency no minor unit.
    #[error("{0} has no minor unit in ISO 4217: give the amount in its smallest unit")]
    NoMinorUnit(Currency),
    /// The text is no decimal number.
    #[error("an amount in major units is digits, with a point and more digits where needed, such as 12.34")]
    Malformed,
    /// The amount has more decimals than the currency.
    #[error("the amount has more decimals than the {decimals} of {currency}, and nothing is rounded")]
    TooPrecise {
        /// Which currency.
        currency: Currency,
        /// How many decimals it has.
        decimals: u8,
    },
    /// The amount is too large for the type it is converted to.
    #[error("the amount is too large")]
    TooLarge,
}

impl Amount {
    /// Reads an amount in major units: `12.34` of SGD is 1234 of its smallest unit.
    ///
    /// Takes digits, with a point and more digits where needed, and a minus sign before them. Decimals the currency does
    /// not have must be zero, since nothing is rounded.
    ///
    /// ```
    /// use alipay_wire::{Amount, Currency};
    ///
    /// assert_eq!(Amount::from_major(Currency::SGD, "12.34")?, Amount::new(Currency::SGD, 1234));
    /// assert_eq!(Amount::from_major(Currency::JPY, "100.00")?, Amount::new(Currency::JPY, 100));
    /// assert!(Amount::from_major(Currency::JPY, "100.50").is_err());
    /// # Ok::<(), alipay_wire::AmountError>(())
    /// ```
    ///
    /// # Errors
    /// [`AmountError`] when the text is no such number, has decimals the currency does not have, or it is not known how
    /// many the currency has.
    pub fn from_major(currency: Currency, text: &str) -> Result<Self, AmountError> {
        let decimals = currency.exponent()?;
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits_only(whole) || !digits_only(fraction) {
            return Err(AmountError::Malformed);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > usize::from(decimals) {
            return Err(AmountError::TooPrecise { currency, decimals });
        }
        let value = format!("{sign}{whole}{fraction:0<width$}", width = usize::from(decimals));
        // Only digits are left, so what fails to be read is too large.
        value.parse().map(|value: i128| Self::new(currency, value)).map_err(|_| AmountError::TooLarge)
    }

    /// The amount in major units, with all decimals of the currency: `100.00`.
    ///
    /// # Errors
    /// [`AmountError`] when it is not known how many decimals the currency has.
    pub fn to_major(&self) -> Result<String, AmountError> {
        let decimals = usize::from(self.currency.exponent()?);
        let sign = if self.value < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.value.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        Ok(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::new(code).unwrap()
    }

    #[test]
    fn smallest_units_are_written_in_major_units() {
        for (code, value, text) in [
            ("MYR", 23, "0.23"),
            ("CNY", 50_000, "500.00"),
            ("VND", 999, "999"),
            ("USD", -105, "-1.05"),
            ("USD", -5, "-0.05"),
            ("USD", 0, "0.00"),
            ("KWD", 1_234, "1.234"),
            ("CLF", 1, "0.0001"),
        ] {
            assert_eq!(Amount::new(currency(code), value).to_major().as_deref(), Ok(text));
        }
    }

    #[test]
    fn major_units_are_read_exactly() {
        for (code, text, value) in [
            ("SGD", "12.34", 1_234),
            ("SGD", "12.3", 1_230),
            ("SGD", "12", 1_200),
            ("SGD", "0012.34", 1_234),
            ("SGD", "-0.05", -5),
            ("SGD", "-0", 0),
            ("JPY", "100", 100),
            ("KWD", "1.2", 1_200),
            ("IDR", "1000", 100_000),
        ] {
            assert_eq!(
                Amount::from_major(currency(code), text),
                Ok(Amount::new(currency(code), value)),
                "{code} {text}"
            );
        }
    }

    #[test]
    fn decimals_beyond_the_currency_must_be_zero() {
        assert_eq!(Amount::from_major(Currency::SGD, "12.3400"), Ok(Amount::new(Currency::SGD, 1_234)));
        assert_eq!(Amount::from_major(Currency::JPY, "100.000"), Ok(Amount::new(Currency::JPY, 100)));
        let zeros = format!("1.{}", "0".repeat(1_000));
        assert_eq!(Amount::from_major(Currency::SGD, &zeros), Ok(Amount::new(Currency::SGD, 100)));
        for (currency, text, decimals) in
            [(Currency::SGD, "12.345", 2), (Currency::SGD, "0.009", 2), (Currency::JPY, "0.5", 0)]
        {
            assert_eq!(
                Amount::from_major(currency, text),
                Err(AmountError::TooPrecise { currency, decimals }),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "", "-", ".", "1.", ".5", "+1", "--1", "1,000", "1e2", " 1", "1 ", "0x1", "1.2.3", "١", "12.3-", "NaN",
            "1_0",
        ] {
            assert_eq!(Amount::from_major(Currency::USD, text), Err(AmountError::Malformed), "{text}");
        }
        assert_eq!(Amount::from_major(Currency::USD, &"9".repeat(40)), Err(AmountError::TooLarge));
    }

    #[test]
    fn nothing_is_converted_where_the_unit_is_not_known() {
        for (code, error) in
            [("XXX", AmountError::NoMinorUnit(currency("XXX"))), ("QQQ", AmountError::UnknownCurrency(currency("QQQ")))]
        {
            assert_eq!(Amount::from_major(currency(code), "1"), Err(error));
            assert_eq!(Amount::new(currency(code), 1).to_major(), Err(error));
        }
    }

    proptest! {
        #[test]
        fn there_and_back(value: i128, code in "SGD|JPY|KWD|CLF|IDR") {
            let amount = Amount::new(currency(&code), value);
            prop_assert_eq!(Amount::from_major(amount.currency, &amount.to_major().unwrap()), Ok(amount));
        }

        #[test]
        fn nothing_panics_and_no_error_quotes(text: String, code in "[A-Z]{3}") {
            if let Err(error) = Amount::from_major(currency(&code), &text) {
                prop_assert!(text.len() < 5 || !error.to_string().contains(&text));
            }
        }
    }
}
