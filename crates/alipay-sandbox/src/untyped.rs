//! APIs without types: those that users answer, in code or in files, and those that are answered by shape.

#[cfg(not(feature = "catalogue"))]
use std::borrow::Cow;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use alipay_wire::{
    ApiMeta, CodeInfo, Dialect, Dws, OpenPlatform, Route as RouteMeta, Status, WorldFirst,
    open_platform::code,
    server::{Refusal, World},
    signed_header::ResultInfo,
};
use http::Method;
use serde_json::{Value, json};

use crate::{
    Sandbox, locked,
    open_platform::DIALECT,
    routes::{Failure, Route},
};

impl Sandbox {
    /// Answers the API called `name`, which needs no types, with `answer`, from now on: `alipay.trade.create`, or a path such as
    /// `/ams/api/v1/payments/pay` or `GET /v3/alipay/thing/{thing_id}`.
    ///
    /// `answer` gets the request as a JSON object, and gives what is in the answer. Success is added where it does not say so. A
    /// [`Refusal`] is written as the dialect writes failures. The world is locked meanwhile: use the one given, not
    /// [`with_state`](Self::with_state).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use alipay_sandbox::Sandbox;
    /// use alipay_transport::Client;
    /// use alipay_wire::Safety;
    /// use serde_json::{Value, json};
    ///
    /// let gateway = Sandbox::new();
    /// gateway.on_untyped("alipay.shop.thing.query", |request, _| Ok(json!({ "thing_id": request["thing_id"], "size": 3 })));
    /// let client = Client::builder(gateway.endpoints().open_platform())
    ///     .credentials(gateway.credentials())
    ///     .http(gateway.clone())
    ///     .build()?;
    ///
    /// let question = json!({ "thing_id": "t_1" });
    /// let reply = client.send_untyped("alipay.shop.thing.query", &question, Safety::Query).await?;
    /// assert_eq!(reply.json::<Value>()?, json!({ "code": "10000", "msg": "Success", "thing_id": "t_1", "size": 3 }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_untyped(
        &self,
        name: &str,
        answer: impl Fn(&Value, &mut World) -> Result<Value, Refusal> + Send + Sync + 'static,
    ) {
        let dialect = dialect_of(name);
        let answer = move |request: &Value, world: &mut World| {
            let answer = answer(request, world).map_err(|refusal| Failure::Refused(*refusal.code()))?;
            concluded(dialect, answer)
        };
        locked(&self.routes).insert_route(dialect, name.to_owned(), Route::untyped(meta(dialect, name), answer));
    }

    /// Answers APIs with what is in the files of `folder`: `alipay.trade.create.json` is the answer to that method, and
    /// `ams/api/v1/payments/pay.json` to that path, whatever is asked. They come before all other answers. A file is read at each
    /// call; one that cannot be read then is told in the answer.
    ///
    /// ```no_run
    /// # use alipay_sandbox::Sandbox;
    /// let gateway = Sandbox::new().with_answers("tests/answers")?;
    /// # Ok::<(), alipay_sandbox::BadAnswer>(())
    /// ```
    ///
    /// # Errors
    /// [`BadAnswer`] when one cannot be read now.
    pub fn with_answers(mut self, folder: impl AsRef<Path>) -> Result<Self, BadAnswer> {
        check_all(folder.as_ref())?;
        self.answers = Some(folder.as_ref().into());
        Ok(self)
    }

    /// The API of this dialect that has this name, or this path where it has no name.
    pub(crate) fn api(&self, dialect: &'static str, place: &str) -> Option<Route> {
        // Rehearsals at Antom have a path of their own.
        let place = &*place.replacen("/ams/sandbox/api/", "/ams/api/", 1);
        let from_file = || self.answered_by_file(dialect, place);
        let known = || locked(&self.routes).find(dialect, place);
        from_file().or_else(known).or_else(|| self.answered_by_shape(dialect, place))
    }

    /// The API of the Open Platform that has this method and path over REST.
    pub(crate) fn api_at(&self, method: &Method, path: &str) -> Option<Route> {
        let known = locked(&self.routes).find_path(DIALECT, method, path);
        let meta = known.as_ref().map(|known| known.meta.clone()).or_else(|| self.routed_by_catalogue(method, path))?;
        let route = known.or_else(|| self.api(DIALECT, &meta.name));
        let mut route = self.answered_by_file(DIALECT, &meta.name).or(route)?;
        route.meta = meta;
        Some(route)
    }

    fn answered_by_file(&self, dialect: &'static str, place: &str) -> Option<Route> {
        let file = self.answers.as_ref()?.join(file_name(place)?);
        let exists = file.is_file();
        let answer = move |_: &Value, _: &mut World| match read(&file) {
            Ok(answer) => concluded(dialect, answer),
            Err(problem) => Err(Failure::Told(unreadable(dialect, &problem))),
        };
        exists.then(|| Route::untyped(meta(dialect, place), answer))
    }
}

#[cfg(not(feature = "catalogue"))]
impl Sandbox {
    fn answered_by_shape(&self, _: &'static str, _: &str) -> Option<Route> {
        None
    }

    fn routed_by_catalogue(&self, _: &Method, _: &str) -> Option<Cow<'static, ApiMeta>> {
        None
    }
}

/// The dialect of an API of this name.
fn dialect_of(name: &str) -> &'static str {
    match name {
        _ if name.starts_with("/ams/") => Dws::NAME,
        _ if name.starts_with("/aps/") => WorldFirst::NAME,
        _ => DIALECT,
    }
}

pub(crate) fn meta(dialect: &'static str, name: &str) -> ApiMeta {
    match dialect {
        DIALECT => OpenPlatform::untyped(name).unwrap_or_else(|_| ApiMeta::untyped(name, None)),
        _ => ApiMeta::untyped(name, Some(RouteMeta { method: Method::POST, path: name.to_owned().into() })),
    }
}

/// The answer as the gateway of this dialect gives it: a success, unless it says otherwise.
pub(crate) fn concluded(dialect: &'static str, mut answer: Value) -> Result<Value, Failure> {
    let is_failure = if dialect == DIALECT {
        // A code that is not the gateway's is a member of the answer.
        let code = answer.get("code").and_then(Value::as_str);
        code.is_some_and(|code| code::ALL.iter().any(|known| known.code == code && known.status != Status::S))
    } else {
        if let Value::Object(members) = &mut answer {
            members.entry("result").or_insert_with(|| json!(ResultInfo::success()));
        }
        answer.pointer("/result/resultStatus").is_some_and(|status| status != Status::S.as_str())
    };
    if is_failure { Err(Failure::Told(answer)) } else { Ok(answer) }
}

/// The failure that tells of a file.
fn unreadable(dialect: &'static str, problem: &BadAnswer) -> Value {
    if dialect == DIALECT {
        let code = code::BUSINESS_FAILED.code;
        let message = problem.to_string();
        return json!({ "code": code, "msg": "Business Failed", "sub_code": "sandbox.answer-file", "sub_msg": message });
    }
    let result = ResultInfo::of(&ANSWER_FILE).result_message(problem.to_string());
    json!({ "result": result })
}

const ANSWER_FILE: CodeInfo = CodeInfo::new("SANDBOX_ANSWER_FILE", Status::F, "Correct the file.");

/// A file with an answer cannot be read. See [`Sandbox::with_answers`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAnswer {
    file: PathBuf,
    problem: String,
}

impl BadAnswer {
    fn new(file: &Path, problem: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), problem: problem.to_string() }
    }
}

impl fmt::Display for BadAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer in {} cannot be read: {}", self.file.display(), self.problem)
    }
}

impl std::error::Error for BadAnswer {}

fn read(file: &Path) -> Result<Value, BadAnswer> {
    let json = fs::read(file).map_err(|error| BadAnswer::new(file, error))?;
    let answer: Value = serde_json::from_slice(&json).map_err(|error| BadAnswer::new(file, error))?;
    if answer.is_object() { Ok(answer) } else { Err(BadAnswer::new(file, "it is no JSON object")) }
}

/// Reads every file, to tell of a bad one before it is asked for.
fn check_all(folder: &Path) -> Result<(), BadAnswer> {
    let entries = fs::read_dir(folder).map_err(|error| BadAnswer::new(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| BadAnswer::new(folder, error))?.path();
        if path.is_dir() {
            check_all(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            read(&path)?;
        }
    }
    Ok(())
}

/// The file of an API within the folder. `None` for names that could lead out of it.
fn file_name(place: &str) -> Option<String> {
    let is_plain = |part: &str| {
        let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        !part.starts_with('.') && !part.is_empty() && part.bytes().all(letter)
    };
    let name = place.strip_prefix('/').unwrap_or(place);
    (name.len() <= 200 && name.split('/').all(is_plain)).then(|| format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        assert_eq!(file_name("alipay.trade.create").as_deref(), Some("alipay.trade.create.json"));
        assert_eq!(file_name("/ams/api/v1/payments/pay").as_deref(), Some("ams/api/v1/payments/pay.json"));
        for name in ["", "/", "//etc/passwd", "..", "../a", "a/../b", "a/..", "a\\b", "c:d", "a b", ".hidden", "a\0"] {
            assert_eq!(file_name(name), None, "{name}");
        }
        assert_eq!(file_name(&"a".repeat(201)), None);
    }
}
