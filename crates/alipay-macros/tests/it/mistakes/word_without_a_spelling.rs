#![allow(unused_imports)]

use alipay_wire::{OtherText, StringEnum};

/// A colour.
#[derive(Clone, StringEnum)]
pub enum Colour {
    /// Red.
    Red,
    /// A word that is not listed here.
    Other(OtherText),
}

fn main() {
    println!("{}", Colour::Red);
}
