//! Whether an amount keeps within the limits a `consultTopup` answer shows, before the top-up is applied for.
//!
//! **This is advice, the gateway decides.** What is left of a limit changes with every top-up, also those made
//! elsewhere; a limit the answer does not show may be there all the same. So an amount that breaks no limit here can be
//! refused, and one that breaks a limit here is refused in all likelihood, but not for certain.
//!
//! An answer shows limits in two places, and both apply to a top-up by an option:
//!
//! | limits | in | asked by |
//! |---|---|---|
//! | of the customer, whatever the means | `amountLimitInfo` of the answer | [`ConsultTopupResponse::advise`] |
//! | of an option, by currency | `amountLimitInfoMap` of the option, the entry of the amount's currency | [`TopupOption::advise`] |
//!
//! The page shows no limits of methods that are bound already. [`LimitAdvice::and`] puts two pieces of advice together.
//!
//! ```
//! use alipay_dws_topups::{AmountLimit, AmountLimitInfo, TopupOption, limits::{Bound, Limit}};
//! use alipay_wire::{Amount, Currency};
//!
//! let sgd = |value: i128| Amount::new(Currency::SGD, value);
//! let a_day = AmountLimit::new().max_amount(sgd(50_000)).remain_amount(sgd(8_000));
//! let option = TopupOption::new()
//!     .amount_limit_info_map([(Currency::SGD, AmountLimitInfo::new().day_limit(a_day))]);
//!
//! assert!(option.advise(sgd(8_000)).is_clear());
//! let advice = option.advise(sgd(10_000));
//! let [broken] = advice.broken() else { panic!("one limit is broken") };
//! assert_eq!((broken.limit(), broken.bound(), broken.by()), (Limit::Day, Bound::Remaining, sgd(2_000)));
//! ```

use std::fmt;

use alipay_wire::Amount;

use crate::consult_topup::{AmountLimitInfo, ConsultTopupResponse, TopupOption};

/// What can be said beforehand about an amount and the limits of an answer. See the [module](self).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct LimitAdvice {
    broken: Vec<BrokenLimit>,
    not_compared: Vec<Place>,
}

/// A limit that an amount breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenLimit {
    place: Place,
    amount: Amount,
    threshold: Amount,
}

/// Where in an answer a threshold stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    scope: Scope,
    limit: Limit,
    bound: Bound,
}

/// Whose limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// The customer's, whatever the means: `amountLimitInfo` of the answer.
    Overall,
    /// An option's: `amountLimitInfoMap` of the option, the entry of the amount's currency.
    Option,
}

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// For one top-up: `singleLimit`.
    Single,
    /// For all of a day: `dayLimit`.
    Day,
    /// For all of a month: `monthLimit`.
    Month,
}

/// Which bound of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The least that is taken: `minAmount`.
    Min,
    /// The most that is taken: `maxAmount`.
    Max,
    /// What is left: `remainAmount`.
    Remaining,
}

impl ConsultTopupResponse {
    /// Compares `amount` with the customer's limits, whatever the means. Without such limits there is nothing to break.
    pub fn advise(&self, amount: Amount) -> LimitAdvice {
        LimitAdvice::of(Scope::Overall, self.amount_limit_info.as_ref(), amount)
    }
}

impl TopupOption {
    /// Compares `amount` with this option's limits in the amount's currency. Without such limits there is nothing to
    /// break. Whether the option takes the currency at all is said by `supportedCurrencies`.
    pub fn advise(&self, amount: Amount) -> LimitAdvice {
        let limits = self.amount_limit_info_map.as_ref().and_then(|by_currency| by_currency.get(&amount.currency));
        LimitAdvice::of(Scope::Option, limits, amount)
    }
}

impl LimitAdvice {
    /// Whether no limit was found broken. The gateway may refuse all the same.
    pub fn is_clear(&self) -> bool {
        self.broken.is_empty()
    }

    /// Every limit the amount breaks: single before day before month, and in each the least, the most, what is left.
    pub fn broken(&self) -> &[BrokenLimit] {
        &self.broken
    }

    /// Thresholds in another currency than the amount's. Nothing is converted, so nothing can be said about them.
    pub fn not_compared(&self) -> &[Place] {
        &self.not_compared
    }

    /// This advice and the other.
    pub fn and(mut self, other: Self) -> Self {
        self.broken.extend(other.broken);
        self.not_compared.extend(other.not_compared);
        self
    }

    fn of(scope: Scope, limits: Option<&AmountLimitInfo>, amount: Amount) -> Self {
        let mut advice = Self::default();
        let Some(limits) = limits else { return advice };
        let by_limit = [
            (Limit::Single, &limits.single_limit),
            (Limit::Day, &limits.day_limit),
            (Limit::Month, &limits.month_limit),
        ];
        for (limit, thresholds) in by_limit {
            let Some(thresholds) = thresholds else { continue };
            let by_bound = [
                (Bound::Min, thresholds.min_amount),
                (Bound::Max, thresholds.max_amount),
                (Bound::Remaining, thresholds.remain_amount),
            ];
            for (bound, threshold) in by_bound {
                let Some(threshold) = threshold else { continue };
                advice.compare(Place { scope, limit, bound }, threshold, amount);
            }
        }
        advice
    }

    fn compare(&mut self, place: Place, threshold: Amount, amount: Amount) {
        if threshold.currency != amount.currency {
            self.not_compared.push(place);
        } else if place.bound.is_broken(threshold, amount) {
            self.broken.push(BrokenLimit { place, amount, threshold });
        }
    }
}

impl BrokenLimit {
    /// Whose limit.
    pub fn scope(&self) -> Scope {
        self.place.scope
    }

    /// Which limit.
    pub fn limit(&self) -> Limit {
        self.place.limit
    }

    /// Which bound of it.
    pub fn bound(&self) -> Bound {
        self.place.bound
    }

    /// Where it stands in the answer.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The least, the most, or what is left.
    pub fn threshold(&self) -> Amount {
        self.threshold
    }

    /// By how much the amount is too large or, for the least, too small. Always more than nothing.
    pub fn by(&self) -> Amount {
        // Saturates where no gateway's amount reaches.
        let difference = self.amount.value.abs_diff(self.threshold.value);
        Amount::new(self.amount.currency, i128::try_from(difference).unwrap_or(i128::MAX))
    }
}

impl Place {
    /// Whose limit.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Which limit.
    pub fn limit(&self) -> Limit {
        self.limit
    }

    /// Which bound of it.
    pub fn bound(&self) -> Bound {
        self.bound
    }
}

impl Bound {
    fn is_broken(self, threshold: Amount, amount: Amount) -> bool {
        match self {
            Self::Min => amount.value < threshold.value,
            Self::Max | Self::Remaining => amount.value > threshold.value,
        }
    }
}

/// Names the threshold as the answer does, without its value: `amountLimitInfo.dayLimit.remainAmount`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = match self.scope {
            Scope::Overall => "amountLimitInfo",
            Scope::Option => "amountLimitInfoMap",
        };
        let limit = match self.limit {
            Limit::Single => "singleLimit",
            Limit::Day => "dayLimit",
            Limit::Month => "monthLimit",
        };
        let bound = match self.bound {
            Bound::Min => "minAmount",
            Bound::Max => "maxAmount",
            Bound::Remaining => "remainAmount",
        };
        write!(f, "{scope}.{limit}.{bound}")
    }
}

/// Names the limit and shows no amount.
impl fmt::Display for BrokenLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the amount breaks {}, as far as the answer shows; the gateway decides", self.place)
    }
}
