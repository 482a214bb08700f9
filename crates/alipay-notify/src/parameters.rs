//! Form notifications without a type.

use std::{collections::BTreeMap, fmt};

use alipay_wire::{Notification, OpenPlatform};
use serde::Deserialize;

/// The parameters of any notification of the Open Platform, for kinds without a type here.
///
/// Recognised by `notify_id`, which stays the same however often a notification is delivered. `Debug` shows the names
/// only.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// The parameter called `name`. `None` when there is none, or it is blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All parameters by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Notification for Parameters {
    type Dialect = OpenPlatform;
    const NAME: &'static str = "notify";

    fn event(&self) -> Option<String> {
        self.get("notify_id").map(str::to_owned)
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
