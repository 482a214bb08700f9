//! The gateway's side of an API: what it answers, and from which state.
//!
//! An API's own file implements [`Serve`] beside its types; a gateway such as `alipay-sandbox` collects them through
//! [`Catalog`].

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
};

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Api, CodeInfo, Model, Request};

/// An API that a gateway in this process can answer.
pub trait Serve: Api<Response: Serialize + Model> + Model + DeserializeOwned {
    /// Answers a verified, well-formed request from the state of the world.
    ///
    /// # Errors
    /// [`Refusal`] with one of the API's documented codes.
    fn serve(&self, world: &mut World) -> Result<Self::Response, Refusal>;
}

/// A documented failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal(CodeInfo);

impl Refusal {
    /// The code to answer with.
    pub fn code(&self) -> &CodeInfo {
        &self.0
    }
}

impl From<CodeInfo> for Refusal {
    fn from(code: CodeInfo) -> Self {
        Self(code)
    }
}

/// What a gateway knows: one value of each type, made when first asked for.
///
/// An API keeps its state in a type of its own, whose `Default` holds the parties of its page's samples.
#[derive(Default)]
pub struct World(HashMap<TypeId, Box<dyn Any + Send>>);

impl World {
    /// The value of type `T`.
    pub fn get<T: Default + Send + 'static>(&mut self) -> &mut T {
        let slot = self.0.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(T::default()));
        match slot.downcast_mut() {
            Some(value) => value,
            None => unreachable!("a value is stored under the key of its own type"),
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "World({} kinds of state)", self.0.len())
    }
}

/// The content of the files of the request that is being answered, as far as the gateway keeps it: a value of the
/// [`World`]. The request itself has their names, lengths and digests.
#[derive(Default)]
pub struct ReceivedFiles(HashMap<String, Bytes>);

impl ReceivedFiles {
    /// The content of the file in the field called `name`. `None` when there is no such file, or it was too long to keep.
    pub fn get(&self, name: &str) -> Option<&Bytes> {
        self.0.get(name)
    }
}

impl FromIterator<(String, Bytes)> for ReceivedFiles {
    fn from_iter<I: IntoIterator<Item = (String, Bytes)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl fmt::Debug for ReceivedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceivedFiles({})", self.0.len())
    }
}

/// Takes one API after the other: implemented by what wants to know all APIs of a crate. Each product crate has a function
/// `catalog` that shows its own.
pub trait Catalog {
    /// Takes the API whose request is `R`.
    fn add<R: Serve>(&mut self);

    /// Takes a request that is signed and never sent, a page or an order string: no gateway answers it in the same exchange.
    fn add_page<R: Request + Model>(&mut self) {}
}
