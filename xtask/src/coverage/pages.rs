//! What `docs/spec/fields.json` lists: the APIs and fields that their pages document.

use serde_json::Value;

use crate::Result;

/// From the root of the workspace.
pub(super) const FILE: &str = "docs/spec/fields.json";

/// What a page documents.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) api: String,
    pub(super) dialect: String,
    pub(super) method: String,
    pub(super) path: String,
    /// Names, each with its other spellings.
    pub(super) request: Vec<Vec<String>>,
    pub(super) response: Vec<Vec<String>>,
    /// Name and members.
    pub(super) models: Vec<(String, Vec<Vec<String>>)>,
    pub(super) codes: Vec<String>,
    /// Codes of the gateway itself.
    pub(super) gateway_codes: Vec<String>,
    /// Parameters beside those of the API.
    pub(super) common_request: Vec<String>,
}

pub(super) fn read(json: &str) -> Result<Vec<Page>> {
    let pages: Value = serde_json::from_str(json).map_err(|error| format!("{FILE}: {error}"))?;
    let pages = pages.get("apis").and_then(Value::as_array).ok_or_else(|| format!("{FILE} has no list `apis`"))?;
    pages.iter().map(page).collect()
}

fn page(page: &Value) -> Result<Page> {
    let api = page["api"].as_str().ok_or_else(|| format!("{FILE}: an entry has no `api`"))?;
    let missing = |what: &str| format!("{FILE}: {api} has no {what}");
    let text = |key: &str| page[key].as_str().map(str::to_owned).ok_or_else(|| missing(key));
    // A list of names, or of objects that have one.
    let list = |value: &Value, what: &str, key: &str| -> Result<Vec<String>> {
        let names = value.as_array().into_iter().flatten();
        names.map(|name| Ok(name.as_str().or(name[key].as_str()).ok_or_else(|| missing(what))?.to_owned())).collect()
    };
    let fields = |value: &Value, what: &str| -> Result<Vec<Vec<String>>> {
        let names = list(value, what, "name")?;
        Ok(names.iter().map(|name| name.split('|').map(str::to_owned).collect()).collect())
    };
    let models = page["models"].as_object().into_iter().flatten();
    Ok(Page {
        api: api.to_owned(),
        dialect: text("dialect")?,
        method: text("method")?,
        path: text("path")?,
        request: fields(&page["request"], "request")?,
        response: fields(&page["response"], "response")?,
        models: models
            .map(|(name, members)| {
                // `TopupMethodDetail (JSON text)`
                let bare = name.split_whitespace().next().unwrap_or(name);
                Ok((bare.to_owned(), fields(members, name)?))
            })
            .collect::<Result<_>>()?,
        codes: list(&page["codes"], "codes", "code")?,
        gateway_codes: list(&page["gateway_codes"], "gateway_codes", "code")?,
        common_request: list(&page["common_request"], "common_request", "name")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_pages() {
        let json = r#"{"apis": [{
            "api": "a", "dialect": "dws", "method": "POST", "path": "/a",
            "request": [{"name": "x"}], "response": [{"name": "y|z"}],
            "models": {"M (JSON text)": ["m", "n|o"]}, "codes": [{"code": "C", "status": "F"}],
            "gateway_codes": ["10000"], "common_request": [{"name": "app_id"}]
        }]}"#;
        let pages = read(json).unwrap();
        let [page] = pages.as_slice() else { panic!("{pages:?}") };
        assert_eq!((page.request.concat().join(" "), page.response[0].join(" ")), ("x".to_owned(), "y z".to_owned()));
        assert_eq!((page.models[0].0.as_str(), page.models[0].1.concat().join(" ")), ("M", "m n o".to_owned()));
        assert_eq!(
            (&page.codes[0], &page.gateway_codes[0], &page.common_request[0]),
            (&"C".into(), &"10000".into(), &"app_id".into())
        );
    }

    #[test]
    fn a_page_says_what_it_is_of() {
        for json in ["{}", r#"{"apis": [{}]}"#, r#"{"apis": [{"api": "a", "dialect": "dws", "method": "POST"}]}"#, "{"]
        {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
