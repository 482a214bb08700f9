//! `alipay api`, and what the catalogue says of `alipay call`.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{DWS, Gateway, OPEN_PLATFORM, Ran, SandboxProcess, WORLDFIRST, alipay};

fn api(arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    Ran::of(alipay(folder.path()).arg("api").args(arguments))
}

#[track_caller]
fn printed(arguments: &[&str]) -> String {
    let ran = api(arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn a_method_is_shown_as_a_tree() {
    let shown = printed(&["show", "alipay.trade.create"]);
    let head = "alipay.trade.create\n  REST    POST /v3/alipay/trade/create\n  typed   no: call it by name\n\nrequest: 35 members\n";
    assert!(shown.starts_with(head), "{shown}");
    let (request, answer) = shown.split_once("\nanswer: ").unwrap();
    let is_member = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    assert_eq!(request.lines().skip(3).filter(is_member).count(), 35);
    for line in [
        "  goods_detail            list of GoodsDetail",
        "    goods_name       text",
        "  query_options           list of text",
        // Three levels down.
        "      channel  text",
    ] {
        let indent = line.len() - line.trim_start().len();
        let is_same = |shown: &str| {
            shown.starts_with(&line[..indent + 1]) && shown.split_whitespace().eq(line.split_whitespace())
        };
        assert!(request.lines().any(is_same), "{line:?} is not in {shown}");
    }
    assert_eq!(answer, "2 members\n  out_trade_no  text\n  trade_no      text\n");

    let flat = printed(&["show", "alipay.trade.create", "--depth", "1"]);
    assert_eq!(flat.lines().filter(|line| line.starts_with("    ")).count(), 0, "{flat}");
    assert_eq!(printed(&["show", "POST /v3/alipay/trade/create"]), shown);
    assert_eq!(printed(&["show", "/v3/alipay/trade/create"]), shown);
    assert!(printed(&["show", "alipay.trade.query"]).contains("  typed   yes: the SDK has types for it\n"));
    assert!(printed(&["show", "alipay.acquire.query"]).contains("without biz_content"));
    let antom = printed(&["show", "/ams/api/v1/payments/capture"]);
    assert!(antom.contains("\n  captureRequestId  text, at most 64 characters\n"), "{antom}");
    assert!(antom.contains("\n    resultStatus   ResultStatusType: S, F, U\n"), "{antom}");
}

#[test]
fn a_method_is_shown_as_json() {
    let shown: Value = serde_json::from_str(&printed(&["show", "alipay.trade.create", "--json"])).unwrap();
    assert_eq!(shown["rest"], json!({ "method": "POST", "path": "/v3/alipay/trade/create" }));
    assert_eq!((&shown["typed"], &shown["biz_content"]), (&json!(false), &json!(true)));
    let request = shown["request"].as_array().unwrap();
    assert_eq!(request.len(), 35);
    let goods = request.iter().find(|member| member["name"] == "goods_detail").unwrap();
    assert_eq!(
        (&goods["kind"], &goods["repeat"], &goods["model"]),
        (&json!("model"), &json!("list"), &json!("GoodsDetail"))
    );
    assert!(goods["members"].as_array().unwrap().contains(&json!({ "name": "body", "kind": "text", "repeat": "one" })));
    let flat: Value =
        serde_json::from_str(&printed(&["show", "alipay.trade.create", "--json", "--depth", "1"])).unwrap();
    assert!(flat["request"].as_array().unwrap().iter().all(|member| member.get("members").is_none()));
    let antom: Value = serde_json::from_str(&printed(&["show", "/ams/api/v1/payments/capture", "--json"])).unwrap();
    let id = json!({ "name": "captureRequestId", "kind": "text", "repeat": "one", "max_length": 64 });
    assert!(antom["request"].as_array().unwrap().contains(&id), "{antom}");
}

#[test]
fn methods_are_listed_and_found() {
    assert_eq!(printed(&["list"]).lines().filter(|name| name.starts_with("alipay.")).count(), 7_777);
    assert_eq!(printed(&["list", "alipay.trade.fastpay.r"]), "alipay.trade.fastpay.refund.query\n");
    assert!(printed(&["list", "/ams/api/v1/payments/p"]).contains("/ams/api/v1/payments/pay\n"));
    // Of ours, which is in no catalogue.
    assert_eq!(printed(&["list", WORLDFIRST.api]), format!("{}\n", WORLDFIRST.api));
    assert!(printed(&["search", "fastpay", "refund"]).starts_with("alipay.trade.fastpay.refund.query\n"));
    assert!(printed(&["search", "captureRequestId"]).contains("/ams/api/v1/payments/capture\n"));

    for (arguments, expected) in [
        (&["list", "nothing.begins.so"][..], "no method begins so"),
        (&["search", "wordthatnobodyuses"], "no method has all these words"),
        (&["show", "alipay.trade.creat"], "did you mean alipay.trade.create?"),
        (&["show", "/ams/api/v1/payment/pay"], "did you mean /ams/api/v1/payments/pay?"),
        (&["show", WORLDFIRST.api], "has types here, and is not in the catalogue"),
        (&["show", "alipay.trade.create", "--depth", "0"], "must be a whole number, from 1"),
    ] {
        api(arguments).refuses(&[expected], [""; 0]);
    }
}

/// `alipay call` or `alipay page`, sent to a gateway.
fn call(gateway: &Gateway, api: &str, data: &str, more: &[&str]) -> Ran {
    Ran::of(gateway.keys.call(&OPEN_PLATFORM, &gateway.origin(), api).args(["--data", data]).args(more))
}

#[test]
fn a_misspelt_method_is_told_with_the_nearest() {
    let gateway = Gateway::start();
    let warning = "warning: the catalogue has no such method; did you mean alipay.trade.create?\n";
    let ran = call(&gateway, "alipay.trade.creat", "{}", &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.starts_with(warning), "{}", ran.stderr);
    assert_eq!(gateway.sandbox.ledger().len(), 1);

    let ran = call(&gateway, "alipay.trade.creat", "{}", &["--json"]);
    let told: Value = serde_json::from_str(ran.stderr.lines().next().unwrap()).unwrap();
    let message = "the catalogue has no such method";
    assert_eq!(told, json!({ "warning": { "message": message, "nearest": ["alipay.trade.create"] } }));

    let ran = call(&gateway, "alipay.trade.creat", "{}", &["--strict"]);
    ran.refuses(&["did you mean alipay.trade.create?", "--strict"], [""; 0]);
    for (path, meant) in [
        ("/v3/alipay/trade/creat", "POST /v3/alipay/trade/create"),
        ("GET /v3/alipay/trade/create", "POST /v3/alipay/trade/create"),
    ] {
        call(&gateway, path, "{}", &["--protocol", "v3", "--strict"]).refuses(&[meant], [""; 0]);
    }
    assert_eq!(gateway.sandbox.ledger().len(), 2);
}

#[test]
fn a_misspelt_member_is_told_with_the_nearest() {
    let gateway = Gateway::start();
    let data = r#"{"subjet":"a secret","goods_detail":[{"goods_nam":"b","price":1},{"quantiti":2}],"extend_params":7}"#;
    let ran = call(&gateway, "alipay.trade.create", data, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for expected in [
        "warning: --data: the catalogue has no member subjet; did you mean subject?\n",
        "warning: --data: the catalogue has no member goods_detail.goods_nam; did you mean goods_name?\n",
        "warning: --data: the catalogue has no member goods_detail.quantiti; did you mean quantity?\n",
    ] {
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
    assert_eq!(ran.stderr.matches("warning").count(), 3, "{}", ran.stderr);
    assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);

    // A value in the place of a name is not shown.
    let ran = call(&gateway, "alipay.trade.create", r#"{"6222021234567890":1}"#, &["--strict"]);
    ran.refuses(&["of that name, which is not shown"], ["6222021234567890"]);
    assert_eq!(gateway.sandbox.ledger().len(), 1);
    // Nor is one that types read.
    let data = r#"{"out_trade_no":"1","trade_noo":"2"}"#;
    call(&gateway, "alipay.trade.query", data, &["--strict"]).refuses(&["trade_noo; did you mean trade_no?"], [""; 0]);

    let mut page = alipay(gateway.keys.folder());
    page.args(["page", "alipay.trade.page.pay", "--data", r#"{"subjekt":"x"}"#, "--strict", "--app-id", "1"]);
    page.args(["--gateway", &OPEN_PLATFORM.url(&gateway.origin())]);
    page.args(["--private-key", "private.pem", "--alipay-public-key", "public.pem"]);
    Ran::of(&mut page).refuses(&["subjekt; did you mean subject?"], [""; 0]);
}

#[test]
fn what_is_right_or_in_no_catalogue_is_not_remarked() {
    let gateway = Gateway::start();
    for (dialect, api, data) in [
        (OPEN_PLATFORM, OPEN_PLATFORM.api, OPEN_PLATFORM.data),
        (OPEN_PLATFORM, "alipay.trade.create", r#"{"goods_detail":[{"goods_id":"1"}],"extend_params":{}}"#),
        (DWS, DWS.api, DWS.data),
        (WORLDFIRST, WORLDFIRST.api, r#"{"currency":"CNY","whatever":{}}"#),
    ] {
        let mut command = gateway.keys.call(&dialect, &gateway.origin(), api);
        let ran = Ran::of(command.args(["--data", data, "--strict", "--json"]));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
}

#[test]
fn members_are_parameters_of_their_own_where_the_method_has_it_so() {
    let gateway = Gateway::start();
    let ran = call(&gateway, "alipay.acquire.query", r#"{"out_trade_no":1}"#, &["--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    // As text, which it is in a form.
    assert_eq!(gateway.sandbox.ledger()[0].body, r#"{"out_trade_no":"1"}"#);
}

#[test]
fn the_sandbox_answers_any_method_and_with_what_is_in_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alipay.trade.create.json");
    std::fs::write(&file, r#"{"trade_no":"mine"}"#).unwrap();
    let sandbox = SandboxProcess::start(&["--answers", folder.path().to_str().unwrap()]);
    let ask = |api| {
        let ran = sandbox.call(&crate::support::Dialect { api, ..OPEN_PLATFORM }, "{}");
        assert_eq!(ran.code, 0, "{ran:?}");
        serde_json::from_slice::<Value>(&ran.stdout).unwrap()["trade_no"].clone()
    };
    assert_eq!(ask("alipay.trade.create"), "mine");
    assert_eq!(ask("alipay.trade.royalty.relation.batchquery"), Value::Null);
    std::fs::write(&file, r#"{"trade_no":"another"}"#).unwrap();
    assert_eq!(ask("alipay.trade.create"), "another");

    std::fs::write(&file, "{").unwrap();
    let mut start = alipay(folder.path());
    start.args(["sandbox", "--keys-dir", "keys", "--answers", "."]);
    Ran::of(&mut start).refuses(&["--answers", "alipay.trade.create.json", "line 1"], [""; 0]);
}

#[test]
fn types_are_written_for_a_crate_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| Ran::of(alipay(folder.path()).args(["api", "rust"]).args(arguments));
    let one = run(&["alipay.trade.create"]);
    assert!(one.code == 0 && String::from_utf8(one.stdout).unwrap().contains("pub struct TradeCreate {"));

    let two = ["alipay.trade.create", "alipay.trade.precreate", "alipay.trade.create", "--out", "src/alipay"];
    let ran = run(&two);
    assert_eq!(ran.code, 0, "{ran:?}");
    let written = String::from_utf8(ran.stdout).unwrap();
    let names: Vec<_> = written.lines().map(|path| path.strip_prefix("src/alipay/").unwrap()).collect();
    assert_eq!(names, ["trade_create.rs", "trade_precreate.rs", "models.rs", "mod.rs"]);
    let models = std::fs::read_to_string(folder.path().join("src/alipay/models.rs")).unwrap();
    assert!(models.contains("pub struct GoodsDetail {"), "{models}");

    std::fs::write(folder.path().join("src/alipay/models.rs"), "mine").unwrap();
    run(&two).refuses(&["src/alipay/trade_create.rs", "--force"], [""; 0]);
    assert_eq!(run(&[&two[..], &["--force"]].concat()).code, 0);
    run(&["alipay.trade.create", "alipay.trade.precreate"]).refuses(&["--out"], [""; 0]);
    run(&["alipay.trade.creat"]).refuses(&["did you mean alipay.trade.create?"], [""; 0]);
}

#[test]
fn shells_complete_commands_and_methods() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let ran = Ran::of(alipay(folder.path()).args(["completions", shell]));
        let script = String::from_utf8(ran.stdout).unwrap();
        assert!(ran.code == 0 && script.contains("ALIPAY_COMPLETE") && script.contains("alipay"), "{script}");
    }
    Ran::of(alipay(folder.path()).args(["completions", "tcsh"])).refuses(&["bash, zsh, fish"], [""; 0]);

    let complete = |words: &[&str]| {
        let mut command = alipay(folder.path());
        command.env("ALIPAY_COMPLETE", "bash").env("_CLAP_IFS", "\n");
        command.env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string()).arg("--").args(words);
        String::from_utf8(Ran::of(&mut command).stdout).unwrap()
    };
    assert_eq!(complete(&["alipay", "comp"]), "completions");
    let methods = complete(&["alipay", "call", "open-platform", "alipay.trade.cr"]);
    assert!(methods.lines().any(|name| name == "alipay.trade.create"), "{methods}");
    assert!(methods.lines().all(|name| name.starts_with("alipay.trade.cr")), "{methods}");
    assert_eq!(complete(&["alipay", "call", "worldfirst", "inquiryB"]), "inquiryBalance");
    assert!(complete(&["alipay", "api", "show", "/ams/api/v1/payments/pa"]).contains("/ams/api/v1/payments/pay"));
    assert!(complete(&["alipay", "page", "alipay.trade.page"]).contains("alipay.trade.page.pay"));
}

/// As a shell does it.
#[cfg(unix)]
#[test]
fn bash_takes_the_script() {
    let folder = tempfile::tempdir().unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_alipay"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let script = "source <(alipay completions bash); COMP_WORDS=(alipay api show alipay.trade.crea); COMP_CWORD=3; COMP_TYPE=9; \
                  _clap_complete_alipay alipay alipay.trade.crea show; echo \"${COMPREPLY[*]}\"";
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-c", script]).env("PATH", path).current_dir(folder.path());
    let ran = Ran::of(&mut bash);
    assert_eq!(String::from_utf8(ran.stdout).unwrap().trim(), "alipay.trade.create", "{}", ran.stderr);
}
