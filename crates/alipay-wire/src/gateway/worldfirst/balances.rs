//! The prefunding balances of a gateway in this process.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{Amount, Currency};

/// The prefunding balances a gateway knows, one a currency. At first CNY 50000 as on the page of `inquiryBalance`, and
/// some of USD, EUR, JPY and GBP.
///
/// Every API that shows or moves prefunded money uses this one ledger, and clones are the same ledger: a transfer keeps
/// one, to give the money back when it fails.
#[derive(Clone)]
pub struct PrefundingBalances(Arc<Mutex<BTreeMap<Currency, i128>>>);

/// Why a balance does not cover an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortage {
    /// There is no balance in this currency.
    NoBalance,
    /// The balance is smaller, or the amount is negative.
    TooLittle,
}

impl PrefundingBalances {
    /// The balance in `currency`. `None` where there is no business in it.
    pub fn get(&self, currency: Currency) -> Option<Amount> {
        self.locked().get(&currency).map(|value| Amount::new(currency, *value))
    }

    /// Sets the balance in the currency of `balance`.
    pub fn insert(&self, balance: Amount) {
        self.locked().insert(balance.currency, balance.value);
    }

    /// Ends the business in `currency`.
    pub fn remove(&self, currency: Currency) {
        self.locked().remove(&currency);
    }

    /// Adds a deposit that has arrived, or money that comes back.
    pub fn deposit(&self, deposit: Amount) {
        let mut balances = self.locked();
        let balance = balances.entry(deposit.currency).or_default();
        *balance = balance.saturating_add(deposit.value);
    }

    /// Takes `amount` away.
    ///
    /// # Errors
    /// [`Shortage`] when the balance does not cover it. Nothing is taken then.
    pub fn withdraw(&self, amount: Amount) -> Result<(), Shortage> {
        let mut balances = self.locked();
        let balance = balances.get_mut(&amount.currency).ok_or(Shortage::NoBalance)?;
        if amount.value < 0 || *balance < amount.value {
            return Err(Shortage::TooLittle);
        }
        *balance = balance.saturating_sub(amount.value);
        Ok(())
    }

    /// A panic elsewhere leaves whole numbers behind, so the balances are as good as before.
    fn locked(&self) -> MutexGuard<'_, BTreeMap<Currency, i128>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for PrefundingBalances {
    fn default() -> Self {
        let balances = [
            (Currency::CNY, 50_000),
            (Currency::USD, 1_250_000),
            (Currency::EUR, 830_000),
            (Currency::JPY, 4_000_000),
            (Currency::GBP, 0),
        ];
        Self(Arc::new(Mutex::new(balances.into())))
    }
}

impl fmt::Debug for PrefundingBalances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrefundingBalances({} currencies)", self.locked().len())
    }
}
