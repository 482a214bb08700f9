//! Types for methods, as source text.

use alipay_catalogue::{Catalogue, rust};

use crate::read;

/// Two methods that share a model, one within itself, names that Rust does not take, and every kind.
const MADE_UP: &str = "alipay-catalogue 1\tmade up\n\n\
    Colour\tRED DARK_BLUE light-green\n\nDo\tshared=Shared\n\
    Leaf\tvalue+\nNode\tleft=Node leaf=Leaf[] right=Pair\nOption\ttype\nPair\tnode=Node\nShared\tcolour=Colour extra self\n\n\
    alipay.one.do\tPUT\t=Do\tany* flag! name<8 names[] number# shared=Shared unknown? whole+\n\
    alipay.two.do\t\tby_name{} file@ options=Option[]\tnode=Node shared=Shared";

fn files(names: &[&str]) -> Vec<(String, String)> {
    let catalogue = read(MADE_UP).unwrap();
    let methods: Vec<_> = names.iter().map(|name| catalogue.method(name).unwrap()).collect();
    rust::generate(&methods).into_iter().map(|file| (file.name, file.text)).collect()
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
}

#[test]
fn each_method_has_a_file_and_what_is_shared_is_there_once() {
    let files = files(&["alipay.one.do", "alipay.two.do"]);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["one_do.rs", "two_do.rs", "models.rs", "mod.rs"]);
    let [one, two, models, all] = [0, 1, 2, 3].map(|at| files[at].1.as_str());
    has(
        one,
        &[
            "name = \"alipay.one.do\",\n    route = \"PUT /v3/alipay/one/do\",\n    safety = Unkeyed,\n    answer = OneDoResponse,\n    codes = code::ALL\n)]",
            "use super::models::Shared;\n",
            "// DECIDE, ",
            "    /// Flag.\n    pub flag: Option<bool>,\n",
            "    #[wire(with = Text, max = 8)]\n    pub name: Option<String>,\n",
            "    #[wire(with = OneOrMany)]\n    pub names: Option<Vec<String>>,\n",
            "    pub number: Option<Number>,\n",
            "    /// Unknown. Of unknown kind.\n    pub unknown: Option<Value>,\n",
            "    pub whole: Option<i64>,\n",
        ],
    );
    has(
        two,
        &[
            "    codes = code::ALL,\n    textual\n)]",
            "use std::collections::BTreeMap;\n",
            "    pub by_name: Option<BTreeMap<String, String>>,\n",
            "    pub file: Option<Upload>,\n",
            // A model whose name means something else in Rust.
            "    pub options: Option<Vec<OptionModel>>,\n",
            "    pub r#type: Option<String>,\n",
            // What would be endless is boxed, and what is in a list is not.
            "    pub left: Option<Box<Node>>,\n",
            "    pub right: Option<Box<Pair>>,\n",
            "    pub node: Option<Box<Node>>,\n",
            "    pub leaf: Option<Vec<Leaf>>,\n",
        ],
    );
    assert_eq!(two.matches("Box<").count(), 3, "{two}");
    has(
        models,
        &[
            "pub enum Colour {\n    /// `RED`.\n    Red,\n    /// `DARK_BLUE`.\n    DarkBlue,\n    /// `light-green`.\n    #[wire(rename = \"light-green\")]\n    LightGreen,\n",
            "    #[wire(rename = \"extra\", with = Text)]\n    pub extra_: Option<String>,\n",
            "    #[wire(rename = \"self\", with = Text)]\n    pub self_: Option<String>,\n",
            // Both sent and received.
            "#[derive(Clone, PartialEq, Model)]\n#[model(OpenPlatform)]\n",
        ],
    );
    assert!(!one.contains("enum Colour") && !two.contains("struct Shared"));
    has(all, &["pub mod models;\npub mod one_do;\npub mod two_do;\n", "pub use one_do::{OneDo, OneDoResponse};\n"]);
}

#[test]
fn a_method_alone_has_all_in_its_file() {
    let files = files(&["alipay.one.do"]);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["one_do.rs", "mod.rs"]);
    has(&files[0].1, &["pub struct Shared {", "pub enum Colour {"]);
}

#[test]
fn antom_is_written_in_its_own_case() {
    let pay = Catalogue::antom().unwrap().method("/ams/api/v1/payments/pay").unwrap();
    let files = rust::generate(&[pay]);
    assert_eq!((files[0].name.as_str(), files[0].request.as_deref()), ("payments_pay.rs", Some("PaymentsPay")));
    has(
        &files[0].text,
        &[
            "#[request(\n    Antom,\n    name = \"pay\",\n    route = \"POST /ams/api/v1/payments/pay\",\n",
            "    #[wire(with = Text, max = 64)]\n    pub payment_request_id: Option<String>,\n",
            "#[wire(rename = \"merchantMCC\", with = Text",
            "pub struct PaymentsPayResponse {\n",
            "    pub cross_sell: Option<Box<Goods>>,\n",
        ],
    );
}
