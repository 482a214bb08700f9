//! Every method of the Alipay Open Platform and of Antom: its name, the members of its request and its answer, and what is
//! nested in them. Data and look-up: nothing is sent, read or written.
//!
//! ```
//! use alipay_catalogue::{Catalogue, Kind};
//!
//! # fn main() -> Result<(), alipay_catalogue::Damaged> {
//! let catalogue = Catalogue::open_platform()?;
//! let Some(method) = catalogue.method("alipay.trade.create") else { panic!("it is there") };
//! assert_eq!(method.request().count(), 35);
//! assert_eq!(method.rest(), Some(("POST", "/v3/alipay/trade/create".to_owned())));
//!
//! let goods = method.request().get("goods_detail").map(|member| member.kind);
//! let Some(Kind::Model(goods)) = goods else { panic!("it is an object") };
//! assert!(goods.members().get("goods_name").is_some());
//!
//! assert_eq!(catalogue.nearest("alipay.trade.creat"), ["alipay.trade.create"]);
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | start at |
//! |---|---|
//! | look a method up | [`Catalogue::method`], [`Catalogue::method_at`] |
//! | find one | [`Catalogue::with_prefix`], [`Catalogue::search`], [`Catalogue::nearest`] |
//! | see what it takes and gives | [`Method::request`], [`Method::answer`] |
//! | use other data, newer ones perhaps | [`Catalogue::read`] |
//!
//! A catalogue is unpacked when it is first asked for, and then stays: about 3 MB of text for the Open Platform. The gateways may
//! be newer than it, and know methods and members that it does not. Which members are required, it cannot say.

mod catalogue;
mod data;
mod member;
mod method;
mod search;

pub use catalogue::Catalogue;
pub use data::Damaged;
pub use member::{Enum, Kind, Member, Members, Model, Repeat};
pub use method::Method;

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
