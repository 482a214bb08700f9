//! Codes that mean the same and are spelt differently.

/// Whose fault it is, or which product speaks. Left out at times, and two of them stand together at others.
const PREFIXES: [&str; 5] = ["isv", "isp", "aop", "acq", "aqc"];

/// Spellings the gateway does not keep to.
const VARIANTS: [(&str, &str); 3] = [("unknow-", "unknown-"), ("encypt", "encrypt"), ("invailid", "invalid")];

/// Whether two codes differ in case, separators, prefix and known misspellings only.
pub(crate) fn is_spelt_alike(a: &str, b: &str) -> bool {
    canonical(a) == canonical(b)
}

/// The code as it would be spelt by one rule: lower case, hyphens, no prefix.
pub(crate) fn canonical(code: &str) -> String {
    let code = code.trim().to_ascii_lowercase().replace('_', "-");
    let mut bare = code.as_str();
    while let Some((prefix, rest)) = bare.split_once('.')
        && PREFIXES.contains(&prefix)
    {
        bare = rest;
    }
    VARIANTS.iter().fold(bare.to_owned(), |code, (variant, usual)| code.replace(variant, usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike() {
        for (a, b) in [
            ("ISV.INVALID_SIGNATURE", "isv.invalid-signature"),
            ("invalid-app-id", "isv.invalid-app-id"),
            ("AQC.SYSTEM_ERROR", "ACQ.SYSTEM_ERROR"),
            ("aop.ACQ.SYSTEM_ERROR", "SYSTEM_ERROR"),
            ("aop.unknown-error", "aop.unknow-error"),
            ("isv.missing-encypt-key", "isv.missing-encrypt-key"),
            ("INVAILID_ARGUMENTS", "INVALID_ARGUMENTS"),
        ] {
            assert!(is_spelt_alike(a, b), "{a} {b}");
        }
        for (a, b) in [("isv.missing-app-id", "isv.invalid-app-id"), ("x.SYSTEM_ERROR", "SYSTEM_ERROR"), ("", "x")] {
            assert!(!is_spelt_alike(a, b), "{a} {b}");
        }
    }
}
