//! Where nonces come from.

use std::cell::RefCell;

use alipay_sign::SignError;
use alipay_wire::Nonce;

/// How many nonces are asked for at a time: as many as the system gives in one piece.
const STOCK: usize = 16;

thread_local! {
    /// Of this thread: the system is asked once for many attempts.
    static NONCES: RefCell<Vec<Nonce>> = const { RefCell::new(Vec::new()) };
}

/// A nonce from the randomness of the operating system.
///
/// # Errors
/// [`SignError::Backend`] when there is none to be had.
pub(crate) fn fresh() -> Result<Nonce, SignError> {
    // A thread that is ending has no stock.
    NONCES.try_with(|nonces| next(&mut nonces.borrow_mut())).unwrap_or_else(|_| next(&mut Vec::new()))
}

fn next(stock: &mut Vec<Nonce>) -> Result<Nonce, SignError> {
    if let Some(nonce) = stock.pop() {
        return Ok(nonce);
    }
    let mut bytes = [[0; 16]; STOCK];
    getrandom::getrandom(bytes.as_flattened_mut()).map_err(|_| SignError::Backend)?;
    stock.extend(bytes.map(Nonce::from_random));
    stock.pop().ok_or(SignError::Backend)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn none_comes_twice() {
        let made = || (0..10 * STOCK).map(|_| fresh().unwrap().to_string()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(made)).collect();
        let all: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 40 * STOCK);
    }
}
