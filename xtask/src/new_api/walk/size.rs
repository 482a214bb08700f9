//! How long the file of an API is.

/// The lines of an API: without remarks, documentation, blank lines, tests, and the types of its fields.
pub(super) fn lines(source: &str) -> usize {
    let (mut count, mut inside, mut responses) = (0, None::<bool>, 0);
    for line in source.lines() {
        // An item begins at the left, and ends with a brace there.
        if inside.is_none() && line.ends_with('{') {
            responses += usize::from(line.starts_with("alipay_wire::response! "));
            let of_a_field =
                ["alipay_wire::text! ", "alipay_wire::model! ", "mod tests "].iter().any(|item| line.starts_with(item));
            // The first is the answer itself.
            inside = Some(!of_a_field && (responses < 2 || !line.starts_with("alipay_wire::response! ")));
        }
        let text = line.trim_start();
        let counts = !text.is_empty() && !text.starts_with("//") && text != "#[cfg(test)]";
        count += usize::from(counts && inside.unwrap_or(true));
        if line == "}" {
            inside = None;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::super::{
        name::{Api, Dialect},
        skeleton,
    };
    use super::*;

    #[test]
    fn what_counts() {
        let source = "//! An API.\n\nuse a::B;\n\nalipay_wire::request! {\n    /// Asks.\n    pub struct A {\n        // Why.\n        x\n    }\n}\n";
        assert_eq!(lines(source), 6);
        let nested = "alipay_wire::text! {\n    /// T.\n    pub struct T;\n}\n";
        let response = "alipay_wire::response! {\n    pub struct R {}\n}\n";
        assert_eq!(lines(&format!("{source}{nested}{response}")), 9);
        assert_eq!(lines(&format!("{source}{response}{response}{source}")), 6 + 3 + 6);
        assert_eq!(lines(&format!("{source}#[cfg(test)]\nmod tests {{\n    fn f() {{\n    }}\n}}\n")), 6);
    }

    /// Eight fields, in blocks that are no longer empty, and two codes.
    #[test]
    fn an_api_of_eight_fields_has_room() {
        for (dialect, name, package) in [
            (Dialect::OpenPlatform, "alipay.zoo.animal.query", "alipay-zoo-animal"),
            (Dialect::Dws, "queryAnimal", "alipay-dws-animals"),
            (Dialect::WorldFirst, "inquiryAnimal", "alipay-worldfirst-animals"),
        ] {
            let source = skeleton::source(&Api::new(dialect, name, package).unwrap());
            let opened = source.matches("required {}").count() + source.matches("optional {}").count();
            let route = usize::from(!source.contains("        route: ") || source.contains("path: route: "));
            // Of a gateway with signed headers, `result` is one of the eight.
            let fields = 8 - usize::from(source.contains("\"result\""));
            assert!(lines(&source) + opened + route + fields + 2 <= super::super::MOST_LINES, "{}", lines(&source));
        }
    }
}
