//! Types for methods, as source text in the form that the SDK's own APIs have.

mod name;
mod plan;
mod write;

use crate::Method;

/// A file of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceFile {
    /// Its name, such as `trade_create.rs`.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// The request that is declared in it. `None` for what several methods share, and for `mod.rs`.
    pub request: Option<String>,
}

/// Writes types for methods: a file for each, `models.rs` for what several of them share, and `mod.rs` for all of them.
///
/// The files compile as they are, in a crate that has `alipay-wire` and `serde_json`. What the catalogue does not know, and a
/// person must decide, stands in one marked place before each request: until then nothing is required, and the request is
/// `Unkeyed`, which no client repeats once it may have been sent. What a member means, only its page says.
///
/// A model within itself is boxed. Names are in Rust's case, with the name on the wire where that cannot be told from it.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use alipay_catalogue::{Catalogue, rust};
///
/// let close = Catalogue::open_platform()?.method("alipay.trade.close").ok_or("no such method")?;
/// let files = rust::generate(&[close]);
/// let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
/// assert_eq!(names, ["trade_close.rs", "mod.rs"]);
/// assert!(files[0].text.contains("pub struct TradeClose {\n    /// Extend params.\n    pub extend_params: Option<CloseExtendParams>,\n"));
/// # Ok(())
/// # }
/// ```
pub fn generate(methods: &[Method<'_>]) -> Vec<SourceFile> {
    write::files(&plan::Plan::of(methods))
}
