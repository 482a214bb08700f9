#![allow(unused_imports)]

use alipay_wire::StringEnum;

/// A colour.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "snake_case")]
pub enum Colour {
    /// Red.
    Red,
}

fn main() {}
