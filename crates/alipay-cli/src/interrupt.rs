//! When the program is asked to end.

use std::{future::pending, io};

/// Ends when the user or the system wants the program to end.
#[cfg(unix)]
pub(crate) fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
pub(crate) fn interrupted() -> io::Result<impl Future<Output = ()>> {
    Ok(ctrl_c())
}

/// Ends when the user presses Ctrl-C. From its first poll on, that does not end the program any more.
pub(crate) async fn ctrl_c() {
    // Without a signal handler the system ends the program by itself.
    if tokio::signal::ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}
