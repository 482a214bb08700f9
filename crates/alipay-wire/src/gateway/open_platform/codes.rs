//! The gateway's own codes.

crate::codes! {
    /// Gateway codes of the Open Platform: the `code` of every node.
    pub mod code;
    own {
        SUCCESS = "10000" S "The call was taken. Look at the business fields.";
        IN_PROGRESS = "10003" S "An order was made and its payment is in progress. Query it; do not send it again.";
        SERVICE_UNAVAILABLE = "20000" U "The outcome is unknown. Repeat a query; for anything else query first, or repeat with the same request number.";
        AUTHORISATION_INSUFFICIENT = "20001" F "The token is invalid or expired. Refresh it, then call again.";
        MISSING_PARAMETER = "40001" F "A parameter is missing. The sub-code says which one.";
        INVALID_PARAMETER = "40002" F "A parameter is wrong. The sub-code says which one.";
        CONDITION_NOT_MET = "40003" F "A condition is not met, such as a key that was never uploaded. The sub-code says which one.";
        BUSINESS_FAILED = "40004" F "A business rule failed. The sub-code says which one.";
        CALL_LIMITED = "40005" U "Too many calls: this one was not processed. Call again, later and slower.";
        INSUFFICIENT_PERMISSION = "40006" F "The application or the user may not do this. The sub-code says which one.";
    }
}
