//! Members the types do not know.

use std::fmt;

use serde_json::{Map, Value};

use crate::{Field, Invalid};

/// Members of a JSON object that its type has no field for.
///
/// Numbers are kept as `serde_json` reads them, so what has more than 64 bits or trailing zeros is not kept to the digit:
/// the verified body is. Gateways add fields without notice. What arrives here is as verified as the rest; what is put here is sent.
/// `Debug` shows the names only.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(pub Map<String, Value>);

impl Extra {
    /// The member called `name`. `None` when there is none.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fails when a member carries the name of a field: it would be written twice.
    #[doc(hidden)]
    pub fn check(&self, fields: &[crate::FieldInfo]) -> Result<(), Invalid> {
        let named = |name: &&String| fields.iter().any(|field| field.spellings().any(|spelling| spelling == *name));
        match self.0.keys().find(named) {
            Some(name) => Err(Invalid::new(name.clone(), "has a field of its own: set that one instead of `extra`")),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extra({} members)", self.0.len())
    }
}

impl Field for Extra {}
