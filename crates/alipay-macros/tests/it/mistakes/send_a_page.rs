#![allow(unused_imports)]

use alipay_wire::{Api, Extra, OpenPlatform, Request};

/// Shows a page.
#[derive(Clone, PartialEq, Request)]
#[request(OpenPlatform, name = "alipay.test.page.show", safety = Unkeyed)]
pub struct ShowPage {
    /// Members this type has no field for.
    pub extra: Extra,
}

fn send<R: Api>(_: &R) {}

fn main() {
    send(&ShowPage::new());
}
