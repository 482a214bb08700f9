//! What a field of an object is, and how it is read and written.

pub mod codec;
pub(crate) mod derived;
pub(crate) mod extra;
pub(crate) mod field;
pub(crate) mod invalid;
pub(crate) mod key;

#[cfg(test)]
mod tests {
    use crate::{Extra, Field, Model, Text};

    /// A model with everything.
    #[derive(Clone, PartialEq, Model)]
    #[model(Dws)]
    struct Thing {
        #[wire(with = Text, max = 3)]
        id: String,
        #[wire(alias = "oldName", show)]
        new_name: Option<String>,
        inner: Option<Vec<Inner>>,
        extra: Extra,
    }

    /// A model in a model.
    #[derive(Clone, PartialEq, Model)]
    #[model(Dws)]
    struct Inner {
        #[wire(max = 1)]
        code: Option<String>,
        extra: Extra,
    }

    fn read(json: &str) -> Result<Thing, String> {
        crate::json::from_slice(json.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn spellings_may_agree_but_not_differ() {
        assert_eq!(read(r#"{"id":1,"oldName":"a"}"#), Ok(Thing::new("1").new_name("a")));
        assert_eq!(read(r#"{"id":"1","oldName":"a","newName":"a"}"#), Ok(Thing::new("1").new_name("a")));
        let error = read(r#"{"id":"1","oldName":"a","newName":"SECRET"}"#).unwrap_err();
        assert!(error.contains("expected both spellings of the field to agree"), "{error}");
    }

    #[test]
    fn what_is_missing_null_or_unknown() {
        assert_eq!(read("{}"), Err("id is missing (line 1, column 2)".to_owned()));
        assert_eq!(read(r#"{"id":null}"#), Err("id is missing (line 1, column 11)".to_owned()));
        let thing = read(r#"{"id":"1","newName":null,"more":[1]}"#).unwrap();
        assert_eq!(thing, Thing::new("1").extra("more", vec![1]));
        assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"id":"1","more":[1]}"#);
    }

    #[test]
    fn errors_name_the_place() {
        let error = read(r#"{"id":"1","inner":[{},{"code":["SECRET"]}]}"#).unwrap_err();
        assert!(error.starts_with("inner[1].code: expected a string"), "{error}");
    }

    #[test]
    fn checks_reach_nested_models() {
        let rule = |thing: Thing| thing.check().map_err(|error| error.to_string());
        assert_eq!(rule(Thing::new("世界和")), Ok(()));
        assert_eq!(rule(Thing::new("1234")), Err("id: has 4 characters, 3 are allowed".to_owned()));
        assert_eq!(rule(Thing::new("")), Err("id: is required and must not be empty".to_owned()));
        let nested = Thing::new("1").inner([Inner::new(), Inner::new().code("12")]);
        assert_eq!(rule(nested), Err("inner[1].code: has 2 characters, 1 are allowed".to_owned()));
        let twice = Thing::new("1").extra("oldName", "a");
        assert!(rule(twice).unwrap_err().starts_with("oldName: has a field of its own"));
    }

    #[test]
    fn debug_hides_what_is_not_marked() {
        let thing = Thing::new("1").new_name("shown").inner([Inner::new()]);
        let text = format!("{thing:?}");
        assert_eq!(
            text,
            "Thing { id: <redacted>, new_name: Some(\"shown\"), inner: Some(<redacted>), extra: Extra(0 members) }"
        );
    }
}
