//! Whether a signed form can be read in one way only.
//!
//! The text that the Open Platform signs escapes nothing: `a=1&b=2` are two parameters, or one called `a` with the value
//! `1&b=2`. The signature holds for both, so anyone who has seen a genuine form can move parameters into a value and out of one.

use alipay_sign::Pairs;

use super::{ReceiveError, signed_form::is_name};
use crate::FieldInfo;

/// The parameters that one kind of form has.
#[derive(Clone, Copy, Debug)]
pub struct FormNames {
    fields: &'static [FieldInfo],
    texts: &'static [&'static str],
}

impl FormNames {
    /// These parameters. `texts` are those among them whose values may hold any text: titles, descriptions, JSON. The others
    /// are ids, words, times and amounts, which never hold a `&`.
    pub const fn new(fields: &'static [FieldInfo], texts: &'static [&'static str]) -> Self {
        Self { fields, texts }
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        let own = self.fields.iter().flat_map(FieldInfo::spellings);
        own.chain(self.texts.iter().copied()).chain(COMMON.iter().copied())
    }

    fn is_text(&self, name: &[u8]) -> bool {
        self.texts.iter().any(|text| text.as_bytes() == name)
    }
}

/// What forms of every kind have. None of it is text of others.
const COMMON: [&str; 10] = [
    "alipay_cert_sn",
    "app_id",
    "auth_app_id",
    "charset",
    "notify_id",
    "notify_time",
    "notify_type",
    "sign",
    "sign_type",
    "version",
];

/// Refuses a form that could be cut into parameters in another way.
///
/// No value may hold `&name=` with a name that this kind of form knows: by `names`, or because every form has it. Without
/// `names` any word is such a name. A value that is no text holds no `&` at all. And no value may hold an unknown name where
/// a parameter of that name could stand, since names are sorted. So of all the ways to cut one text, one at most passes.
///
/// What this cannot see is a parameter that is missing in the genuine form and was written into a value of it: refuse `&` in
/// text that you send and that comes back in notifications.
///
/// # Errors
/// [`ReceiveError::Ambiguous`].
pub fn one_reading(pairs: &Pairs, names: Option<&FormNames>) -> Result<(), ReceiveError> {
    let is_known = |word: &[u8]| names.is_none_or(|names| names.all().any(|name| name.as_bytes() == word));
    let is_ambiguous = |(name, value): (&[u8], &[u8])| {
        let next = pairs.iter().map(|(next, _)| next).filter(|next| *next > name && is_known(next)).min();
        let could_stand_here = |word: &[u8]| word > name && next.is_none_or(|next| word < next);
        let is_word = names.map_or_else(|| is_common(name), |names| is_known(name) && !names.is_text(name));
        is_word && value.contains(&b'&') || names_within(value).any(|word| is_known(word) || could_stand_here(word))
    };
    if pairs.iter().any(is_ambiguous) { Err(ReceiveError::Ambiguous) } else { Ok(()) }
}

/// As far as that can be said of a form of any kind.
pub(super) fn common_parameters_stand_alone(pairs: &Pairs) -> Result<(), ReceiveError> {
    let holds_one = |value| names_within(value).any(is_common);
    if pairs.iter().any(|(_, value)| holds_one(value)) { Err(ReceiveError::Ambiguous) } else { Ok(()) }
}

fn is_common(name: &[u8]) -> bool {
    COMMON.iter().any(|common| common.as_bytes() == name)
}

/// Every word that stands in `value` between a `&` and a `=`.
fn names_within(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b'&').skip(1).filter_map(|part| {
        let end = part.iter().position(|&byte| byte == b'=')?;
        part.get(..end).filter(|word| is_name(word))
    })
}
