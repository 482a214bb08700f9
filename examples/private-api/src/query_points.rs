//! `queryPoints`: how many points a customer has.

use alipay_wire::{Dws, Mismatch, Text, dws::CustomerId, signed_header::ResultInfo};

alipay_wire::request! {
    /// Asks how many points a customer has. Changes nothing.
    pub struct QueryPoints {
        required {
            /// Whose points.
            "customerId" customer_id: CustomerId [max 32],
        }
        optional {
            /// Counts only what is valid on this day, as `2026-01-31`. All points without it.
            "validOn" valid_on: String as Text [max 10] {show},
        }
    }
}

alipay_wire::text! {
    /// What a customer has risen to. The set is open.
    pub struct Tier show {
        /// From the first point.
        SILVER = "SILVER";
        /// From a thousand points.
        GOLD = "GOLD";
    }
}

alipay_wire::response! {
    /// The points of a customer.
    pub struct QueryPointsResponse {
        required {
            /// The verdict.
            "result" result: ResultInfo {show},
            /// Whose points.
            "customerId" customer_id: CustomerId [max 32],
            /// How many.
            "points" points: i64 as Text,
        }
        optional {
            /// What the customer has risen to. Absent without any points.
            "tier" tier: Tier,
        }
    }
}

alipay_wire::api! {
    QueryPoints => QueryPointsResponse {
        dialect: Dws,
        name: "queryPoints",
        route: POST "/ams/api/v1/loyalty/queryPoints",
        safety: Query,
        codes: {
            NO_LOYALTY_ACCOUNT F "The customer takes no part. Offer it to them.";
        },
        correlate: |query, answer| Mismatch::unless_same("customerId", &query.customer_id, Some(&answer.customer_id)),
        serve: |query, _world| match query.customer_id.as_str() {
            known @ "2162265049047338" => {
                Ok(QueryPointsResponse::new(ResultInfo::success(), known, 1250).tier(Tier::GOLD))
            }
            _ => Err(code::NO_LOYALTY_ACCOUNT.into()),
        },
    }
}
