//! Result codes: open sets, with what is known about each.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A result code as the gateway wrote it.
///
/// The set is open: gateways add codes without notice. Compare with the documented constants, which are [`CodeInfo`].
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// A code known at compile time.
    pub const fn from_static(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// The code as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Codes are short words. Anything else is not shown, since it may be a value that strayed into the field.
    fn is_word(&self) -> bool {
        let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let long_number = self.0.len() > 8 && self.0.bytes().all(|b| b.is_ascii_digit());
        self.0.len() <= 96 && self.0.bytes().all(word) && !long_number
    }
}

impl From<&str> for Code {
    fn from(code: &str) -> Self {
        Self(Cow::Owned(code.to_owned()))
    }
}

impl From<String> for Code {
    fn from(code: String) -> Self {
        Self(Cow::Owned(code))
    }
}

impl From<&CodeInfo> for Code {
    fn from(info: &CodeInfo) -> Self {
        Self::from_static(info.code)
    }
}

impl From<CodeInfo> for Code {
    fn from(info: CodeInfo) -> Self {
        Self::from_static(info.code)
    }
}

impl PartialEq<CodeInfo> for Code {
    /// By the documented name or one of its former names.
    fn eq(&self, other: &CodeInfo) -> bool {
        self.0 == other.code || other.former.contains(&self.as_str())
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_word() { &self.0 } else { "<malformed code>" })
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::model::codec::text(deserializer).map(Self::from)
    }
}

impl crate::Field for Code {
    fn length(&self) -> Option<usize> {
        Some(self.0.chars().count())
    }
}

/// What a code says about the call. The three-state `resultStatus` of the global gateways, used for all dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Accepted.
    S,
    /// Failed. Nothing was done.
    F,
    /// Unknown.
    U,
}

impl Status {
    /// The letter used on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::F => "F",
            Self::U => "U",
        }
    }
}

/// A documented result code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeInfo {
    /// The code as sent.
    pub code: &'static str,
    /// What older pages call the same code. A [`Code`] of such a name equals this one, and reads as it was sent.
    pub former: &'static [&'static str],
    /// What it says about the call.
    pub status: Status,
    /// What to do next.
    pub action: &'static str,
    /// What it says beyond its status.
    pub meaning: Meaning,
}

/// What a code says beyond its status. Ask of every code of a page: about what does it speak, this call or its key?
///
/// A caller may have died and come back: what a call meets at the gateway may be its own earlier attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Meaning {
    /// No more than its status: an `F` says that *this* call did nothing.
    Plain,
    /// An `F` that settles every attempt with the same idempotency key: none of them did anything, and none will. Only
    /// where the page says so of the key itself.
    FinalForKey,
    /// An `F` because the key, or what can be used once only, is taken: the order is paid, the number was used with other
    /// fields, the trade is closed, more is asked for than is left. Perhaps by an earlier attempt of the caller's own, so
    /// that its effect is unknown: ask by the key, and take a new one only after that.
    KeyTaken,
    /// Accepted, and in progress: a success whose end is told later, whatever its letter. It is not sent again.
    InProgress,
}

impl CodeInfo {
    /// A documented code.
    pub const fn new(code: &'static str, status: Status, action: &'static str) -> Self {
        Self { code, former: &[], status, action, meaning: Meaning::Plain }
    }

    /// Names what older pages call the same code.
    #[must_use]
    pub const fn formerly(mut self, names: &'static [&'static str]) -> Self {
        self.former = names;
        self
    }

    /// Marks [`Meaning::FinalForKey`].
    #[must_use]
    pub const fn final_for_key(self) -> Self {
        self.meaning(Meaning::FinalForKey)
    }

    /// Marks [`Meaning::KeyTaken`].
    #[must_use]
    pub const fn key_taken(self) -> Self {
        self.meaning(Meaning::KeyTaken)
    }

    /// Marks [`Meaning::InProgress`].
    #[must_use]
    pub const fn in_progress(self) -> Self {
        self.meaning(Meaning::InProgress)
    }

    const fn meaning(mut self, meaning: Meaning) -> Self {
        self.meaning = meaning;
        self
    }
}

impl PartialEq<Code> for CodeInfo {
    fn eq(&self, other: &Code) -> bool {
        other == self
    }
}

/// The result part of an answer: its codes and the gateway's own words.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// `resultCode` or `code`.
    pub code: Code,
    /// `sub_code`, where the dialect has one.
    pub sub_code: Option<Code>,
    /// The gateway's message. May quote what was sent, so it is neither in `Debug` nor in any error text. `None` when the answer has
    /// none.
    pub message: Option<String>,
}

impl Answer {
    /// An answer with a code and nothing else.
    pub fn new(code: impl Into<Code>) -> Self {
        Self { code: code.into(), sub_code: None, message: None }
    }

    /// Sets the sub-code.
    #[must_use]
    pub fn sub_code(mut self, sub_code: Option<Code>) -> Self {
        self.sub_code = sub_code;
        self
    }

    /// Sets the gateway's message.
    #[must_use]
    pub fn message(mut self, message: Option<String>) -> Self {
        self.message = message;
        self
    }

    /// The code that says most: the sub-code when there is one that is not blank.
    pub fn leading(&self) -> &Code {
        self.sub_code.as_ref().filter(|code| !code.is_blank()).unwrap_or(&self.code)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("code", &self.code).field("sub_code", &self.sub_code).finish_non_exhaustive()
    }
}

/// Declares the documented result codes of an API: one constant a code, and `ALL` with every one of them.
///
/// `shared` names codes that several pages document alike; they come from the module given. `own` declares the rest:
/// name, former names behind `|`, status, and what to do next, which becomes the documentation. Behind it, what the code
/// says beyond its status, see [`Meaning`](crate::Meaning):
///
/// * `key_taken`: the key, or what can be used once, is taken. The advice is to ask by the key; it never says "take a new
///   key" before the query has said so. An `F` without it promises that no attempt of the caller's can be behind it.
/// * `in_progress`: accepted, and in progress, also with the letter `U`: the call succeeds, and is not sent again.
/// * `final_for_key`: settles every attempt with the same key, since the page says so of the key.
///
/// A code that is no name in Rust is given one: `TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST" F "..";`.
#[macro_export]
macro_rules! codes {
    (
        $(#[$meta:meta])*
        $vis:vis mod $module:ident;
        $(shared $from:path { $($shared:ident),* $(,)? })?
        own { $( $own:ident $(= $code:literal)? $(| $former:literal)* $status:ident $action:literal $($meaning:ident)? ;)* }
    ) => {
        $(#[$meta])*
        $vis mod $module {
            $(
                #[allow(unused_imports)]
                pub use $from::{$($shared),*};
            )?
            $(
                #[doc = concat!("Status `", stringify!($status), "`. ", $action $(, " Older pages call it `", $former, "`.")*)]
                pub const $own: $crate::CodeInfo =
                    $crate::CodeInfo::new($crate::__code!($own $($code)?), $crate::Status::$status, $action)
                        .formerly(&[$($former),*])
                        $(.$meaning())?;
            )*
            /// Every code of this set.
            pub const ALL: &[$crate::CodeInfo] = &[$($($shared,)*)? $($own,)*];
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __code {
    ($own:ident) => {
        stringify!($own)
    };
    ($own:ident $code:literal) => {
        $code
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strayed_value_is_not_shown() {
        assert_eq!(Code::from("isv.invalid-app-id").to_string(), "isv.invalid-app-id");
        assert_eq!(Code::from("2162265049047338").to_string(), "<malformed code>");
        assert_eq!(Code::from("no code\n").to_string(), "<malformed code>");
    }

    #[test]
    fn a_blank_sub_code_says_nothing() {
        let leading = |sub_code: Option<&str>| {
            Answer::new("20000").sub_code(sub_code.map(Code::from)).leading().as_str().to_owned()
        };
        assert_eq!([leading(None), leading(Some("")), leading(Some(" "))], ["20000"; 3]);
        assert_eq!(leading(Some("isp.unknow-error")), "isp.unknow-error");
    }

    #[test]
    fn compares_with_its_constant() {
        const KNOWN: CodeInfo = CodeInfo::new("KNOWN", Status::F, "Nothing.");
        assert_eq!(Code::from("KNOWN"), KNOWN);
        assert_eq!(KNOWN, Code::from("KNOWN"));
        assert_ne!(KNOWN, Code::from("known"));
    }

    #[test]
    fn a_former_name_is_the_same_code_and_reads_as_sent() {
        const KNOWN: CodeInfo = CodeInfo::new("NEW_NAME", Status::F, "Nothing.").formerly(&["OLD_NAME"]);
        let sent = Code::from("OLD_NAME");
        assert_eq!(sent, KNOWN);
        assert_eq!(sent.as_str(), "OLD_NAME");
        assert_ne!(sent, Code::from("NEW_NAME"), "two texts are two codes");
    }
}
