//! Generated types: what they send and read, and how they are written.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{fs, path::Path, process::Command};

use alipay_catalogue::{Catalogue, Kind, Member, Members, Method, Repeat};
use alipay_generated::{Visit, each_of_antom, each_of_open_platform};
use alipay_sandbox::Sandbox;
use alipay_transport::Client;
use alipay_wire::{Api, Dialect, Field, Model, Speaks, Upload};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

/// Sends each request with every member filled, and reads each answer.
struct Trip<D: Dialect> {
    client: Client<D>,
    runtime: tokio::runtime::Runtime,
    count: usize,
}

impl<D: Dialect> Trip<D> {
    fn new(sandbox: &Sandbox, protocol: impl Speaks<D>) -> Self {
        let client = Client::builder(protocol).credentials(sandbox.credentials()).http(sandbox.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { client: client.build().unwrap(), runtime, count: 0 }
    }
}

impl<D: Dialect> Visit<D> for Trip<D> {
    fn visit<R>(&mut self)
    where
        R: Api<Dialect = D, Response: Serialize + Model + Sync> + Model + Field + DeserializeOwned,
    {
        let method = method_of(R::META);
        let filled = Value::Object(filled(method.request(), &mut Vec::new()));
        assert_eq!(R::FIELDS.len(), method.request().count(), "{method:?}");
        let request: R = serde_json::from_value(filled.clone()).unwrap_or_else(|error| panic!("{method:?}: {error}"));
        // Files are beside the JSON.
        let files = request.files();
        if files.is_empty() {
            assert_eq!(serde_json::to_value(&request).unwrap(), filled, "{method:?}");
        }
        let mut call = self.client.request(&request);
        for file in files {
            call = call.file(file.name.clone(), Upload::from_bytes("a.txt", "content"));
        }
        let reply = self.runtime.block_on(call.send()).unwrap_or_else(|error| panic!("{method:?}: {error:?}"));
        let answer: Value = reply.json().unwrap();
        assert_eq!(serde_json::to_value(reply.value()).unwrap(), answer, "{method:?}");
        // All of it has a field.
        let fields: Vec<_> = R::Response::FIELDS.iter().map(|field| field.name).collect();
        assert!(answer.as_object().unwrap().keys().all(|name| fields.contains(&name.as_str())), "{method:?}");
        self.count += 1;
    }
}

fn method_of(meta: &alipay_wire::ApiMeta) -> Method<'static> {
    let path = meta.route.as_ref().map(|route| &*route.path);
    let by_path = || Catalogue::antom().unwrap().method(path?);
    Catalogue::open_platform().unwrap().method(&meta.name).or_else(by_path).unwrap()
}

/// An object with every member. A model within itself is left out.
fn filled<'a>(members: Members<'a>, models: &mut Vec<&'a str>) -> Map<String, Value> {
    let is_within =
        |kind: &Kind<'a>, models: &[&str]| matches!(kind, Kind::Model(model) if models.contains(&model.name()));
    let members = members.filter(|member| !is_within(&member.kind, models)).collect::<Vec<_>>();
    members.into_iter().map(|member| (member.name.to_owned(), repeated(member, models))).collect()
}

fn repeated<'a>(member: Member<'a>, models: &mut Vec<&'a str>) -> Value {
    let value = match member.kind {
        Kind::Model(model) => {
            models.push(model.name());
            let object = filled(model.members(), models);
            models.pop();
            Value::Object(object)
        }
        Kind::Number => json!(1.5),
        Kind::Integer => json!(7),
        Kind::Boolean => json!(true),
        Kind::File => {
            json!({ "file_name": "a.txt", "content_type": "text/plain", "length": 7, "sha256": "0".repeat(64) })
        }
        Kind::Enum(known) => known.values().next().unwrap().into(),
        _ => member.name.chars().take(member.max.map_or(usize::MAX, |max| max as usize)).collect::<String>().into(),
    };
    match member.repeat {
        Repeat::One => value,
        Repeat::List => json!([value]),
        Repeat::Map => json!({ "name": value }),
    }
}

#[test]
fn every_field_goes_out_and_every_member_comes_back() {
    let sandbox = Sandbox::new();
    let mut open_platform = Trip::new(&sandbox, sandbox.endpoints().open_platform());
    each_of_open_platform(&mut open_platform);
    let mut antom = Trip::new(&sandbox, sandbox.endpoints().antom());
    each_of_antom(&mut antom);
    assert!(open_platform.count + antom.count >= 12);
}

#[test]
fn the_files_are_formatted() {
    let folder = Path::new(env!("OUT_DIR")).join("api");
    // As in a crate that says nothing of its own.
    fs::write(folder.join("rustfmt.toml"), "").unwrap();
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let files = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let checked = Command::new("rustfmt").args(["--check", "--edition", "2024"]).args(files).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
