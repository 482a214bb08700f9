//! Types that `alipay api rust` writes for some methods: compiled, and sent by the tests. Never published.
//!
//! Few of them, unless `ALIPAY_SOAK` is set: then 300 that `ALIPAY_SEED` chooses, and the 50 largest.

use alipay_wire::{Api, Dialect, Field, Model};
use serde::{Serialize, de::DeserializeOwned};

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

/// Something that is done with each API.
pub trait Visit<D: Dialect> {
    /// Does it with one.
    fn visit<R>(&mut self)
    where
        R: Api<Dialect = D, Response: Serialize + Model + Sync> + Model + Field + DeserializeOwned;
}
