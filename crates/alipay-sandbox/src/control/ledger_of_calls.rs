//! The latest calls, bounded in number and in bytes.

use std::{collections::VecDeque, sync::Arc};

use super::Call;

const CALLS: usize = 10_000;
const BYTES: usize = 64 << 20;

#[derive(Default)]
pub(super) struct Calls {
    calls: VecDeque<Arc<Call>>,
    bytes: usize,
    given: u64,
}

impl Calls {
    pub(super) fn add(&mut self, mut call: Call) {
        self.given += 1;
        call.id = self.given;
        self.bytes += call.bytes();
        self.calls.push_back(Arc::new(call));
        while self.calls.len() > CALLS || (self.bytes > BYTES && self.calls.len() > 1) {
            let forgotten = self.calls.pop_front();
            self.bytes -= forgotten.map_or(0, |call| call.bytes());
        }
    }

    pub(super) fn all(&self) -> Vec<Arc<Call>> {
        self.calls.iter().cloned().collect()
    }

    /// Numbers go on: who looks on sees that it is another call.
    pub(super) fn clear(&mut self) {
        (self.calls, self.bytes) = (VecDeque::new(), 0);
    }
}
