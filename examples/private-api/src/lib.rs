//! Loyalty points: the APIs under `/ams/api/v1/loyalty`, which one wallet has and the SDK has not.

pub mod query_points;

use alipay_wire::server::Catalog;

pub use query_points::{QueryPoints, QueryPointsResponse, Tier};

/// Shows every API of this crate to `catalog`.
pub fn catalog(catalog: &mut impl Catalog) {
    catalog.add::<QueryPoints>();
}
