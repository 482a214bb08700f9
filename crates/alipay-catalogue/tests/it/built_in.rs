//! What is built in.

use alipay_catalogue::{Catalogue, Kind, Repeat};

const OPEN_PLATFORM: &[u8] = include_bytes!("../../data/open-platform.z");
const ANTOM: &[u8] = include_bytes!("../../data/antom.z");

#[test]
fn every_line_is_understood() {
    for packed in [OPEN_PLATFORM, ANTOM] {
        Catalogue::read(packed).unwrap();
    }
}

#[test]
fn all_that_the_official_sdks_have_is_there() {
    let catalogue = Catalogue::open_platform().unwrap();
    assert_eq!(catalogue.source(), "alipay-sdk-python 3.7.1411");
    assert_eq!((catalogue.methods().count(), catalogue.models().count()), (9_568, 17_447));
    let antom = Catalogue::antom().unwrap();
    assert_eq!(antom.source(), "global-open-sdk-python 1.7.1");
    assert_eq!(antom.methods().count(), 154);
}

#[test]
fn it_is_small() {
    assert!(OPEN_PLATFORM.len() + ANTOM.len() <= 1 << 20);
    let memory = allocation_counter::measure(|| drop(Catalogue::read(OPEN_PLATFORM)));
    assert!(memory.bytes_max <= 16 << 20, "{memory:?}");
}

#[test]
fn a_request_is_a_tree() {
    let method = Catalogue::open_platform().unwrap().method("alipay.trade.create").unwrap();
    assert_eq!(method.request_model().unwrap().name(), "AlipayTradeCreateModel");
    assert_eq!(method.request().count(), 35);
    let goods = method.request().get("goods_detail").unwrap();
    assert_eq!(goods.repeat, Repeat::List);
    let Kind::Model(model) = goods.kind else { panic!("{goods:?}") };
    assert_eq!(model.name(), "GoodsDetail");
    assert!(matches!(model.members().get("goods_name").unwrap().kind, Kind::Text));
    let names: Vec<_> = method.answer().map(|member| member.name).collect();
    assert_eq!(names, ["out_trade_no", "trade_no"]);
    assert!(!method.is_textual());
}

#[test]
fn requests_without_biz_content_and_files_are_told_apart() {
    let catalogue = Catalogue::open_platform().unwrap();
    assert!(catalogue.method("alipay.system.oauth.token").unwrap().is_textual());
    let upload = catalogue.method("alipay.open.file.upload").unwrap();
    assert!(upload.is_textual());
    let files: Vec<_> = upload.request().filter(|member| matches!(member.kind, Kind::File)).collect();
    assert_eq!(files.len(), 1, "{upload:?}");
    let nothing = catalogue.method("aft.aifin.newtest.query").unwrap();
    assert_eq!((nothing.request().count(), nothing.is_textual()), (0, false));
}
