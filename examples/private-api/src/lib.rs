//! Loyalty points: the APIs under `/ams/api/v1/loyalty`, which one wallet has and the SDK has not.

alipay_wire::apis! {
    query_points: QueryPoints;
}

pub use query_points::{QueryPoints, QueryPointsResponse, Tier};
