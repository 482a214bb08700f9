//! Which API a method and a path mean, and how a request is read from path, query and body.

use alipay_sandbox::Sandbox;
use alipay_wire::{Extra, Model, OpenPlatform, Request, Response, Text};

use crate::rest_v3::client::{Ask, get, post};

macro_rules! echo {
    ($request:ident => $response:ident, $name:literal, $route:literal) => {
        /// Says something about a thing.
        #[derive(Clone, PartialEq, Request)]
        #[request(OpenPlatform, name = $name, route = $route, safety = Query, answer = $response, codes = &[])]
        struct $request {
            #[wire(with = Text)]
            thing_id: String,
            #[wire(with = Text)]
            note: Option<String>,
            place: Option<Place>,
            count: Option<alipay_wire::Yuan>,
            extra: Extra,
        }

        /// Says it back.
        #[derive(Clone, PartialEq, Response)]
        #[response(OpenPlatform)]
        struct $response {
            /// Which API answered.
            #[wire(with = Text)]
            api: String,
            #[wire(with = Text)]
            thing_id: String,
            /// A code of its own, which is none of the gateway's.
            #[wire(with = Text)]
            code: Option<String>,
            #[wire(with = Text)]
            note: Option<String>,
            place: Option<Place>,
            extra: Extra,
        }

        impl $request {
            fn teach(sandbox: &Sandbox) {
                sandbox.on(|asked: &Self, _| {
                    let mut answer = $response::new($name, asked.thing_id.clone()).code("OF_ITS_OWN");
                    (answer.note, answer.place) = (asked.note.clone(), asked.place.clone());
                    Ok(answer)
                });
            }
        }
    };
}

/// A place, which is asked for and said back.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform)]
struct Place {
    /// Its name.
    #[wire(with = Text)]
    name: String,
    extra: Extra,
}

echo!(ThingQuery => ThingFound, "test.thing.query", "GET /v3/test/thing/{thing_id}");
echo!(ThingDrop => ThingDropped, "test.thing.drop", "DELETE /v3/test/thing/{thing_id}");
echo!(ThingSpecial => SpecialFound, "test.thing.special", "GET /v3/test/thing/special");
echo!(ThingModify => ThingModified, "test.thing.modify", "PATCH /v3/test/thing/{thing_id}/modify");
echo!(ThingMake => ThingMade, "test.thing.make", "POST /v3/test/thing");

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::empty();
    ThingQuery::teach(&sandbox);
    ThingDrop::teach(&sandbox);
    ThingSpecial::teach(&sandbox);
    ThingModify::teach(&sandbox);
    ThingMake::teach(&sandbox);
    sandbox
}

fn patch(target: &str, body: &str) -> Ask {
    Ask { method: "PATCH", ..post(target, body) }
}

#[tokio::test]
async fn a_request_is_read_from_path_query_and_body() {
    let sandbox = sandbox();
    let delete = Ask { method: "DELETE", ..get("/v3/test/thing/7?note=%E9%BE%99%E4%BA%95") };
    for (ask, api, thing, note, place) in [
        (get("/v3/test/thing/a%2Fb?note=1%2B1+%26%20more"), "test.thing.query", "a/b", Some("1+1 & more"), None),
        (get("/v3/test/thing/7?place=%7B%22name%22%3A%22here%22%7D"), "test.thing.query", "7", None, Some("here")),
        (get("/v3/test/thing/7?auth_token=of-the-user"), "test.thing.query", "7", None, None),
        (get("/v3/test/thing/special?thing_id=s"), "test.thing.special", "s", None, None),
        (delete, "test.thing.drop", "7", Some("龙井"), None),
        (patch("/v3/test/thing/7/modify", r#"{"note":"new"}"#), "test.thing.modify", "7", Some("new"), None),
        (
            post("/v3/test/thing", r#"{"thing_id":"9","place":{"name":"there"}}"#),
            "test.thing.make",
            "9",
            None,
            Some("there"),
        ),
    ] {
        let answer = ask.send(&sandbox).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        let body = answer.json();
        let told =
            (body["api"].as_str(), body["thing_id"].as_str(), body["note"].as_str(), body["place"]["name"].as_str());
        assert_eq!(told, (Some(api), Some(thing), note, place));
        assert_eq!(body["code"], "OF_ITS_OWN", "only the gateway's own codes are left out");
        let entry = sandbox.ledger().pop().unwrap();
        assert_eq!((entry.api.as_str(), entry.processed), (api, true));
    }
}

#[tokio::test]
async fn other_requests_are_refused() {
    let sandbox = sandbox();
    let delete = Ask { method: "DELETE", ..get("/v3/test/thing") };
    for (ask, status, code) in [
        (get("/v3/test/thing"), 404, "invalid-method"),
        (get("/v3/test/thing/7/"), 404, "invalid-method"),
        (delete, 404, "invalid-method"),
        (get("/v3/test/thing/7?thing_id=8"), 400, "invalid-parameter"),
        (get("/v3/test/thing/7?note=1&note=2"), 400, "invalid-parameter"),
        (get("/v3/test/thing/%FF"), 404, "invalid-method"),
        (patch("/v3/test/thing/7/modify", r#"{"thing_id":"8"}"#), 400, "illegal-json"),
        (post("/v3/test/thing", r#"["thing_id"]"#), 400, "illegal-json"),
        (post("/v3/test/thing", r#"{"thing_id":"1","thing_id":"2"}"#), 400, "illegal-json"),
        (post("/v3/test/thing", "{}"), 400, "illegal-json"),
    ] {
        let answer = ask.send(&sandbox).await;
        assert_eq!((answer.status(), answer.code().as_str()), (status, code), "{} {}", ask.method, ask.target);
        assert!(!sandbox.ledger().pop().unwrap().processed);
    }
}
