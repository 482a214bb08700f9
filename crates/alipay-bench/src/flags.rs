//! The command line.
#![allow(missing_docs, unreachable_pub)] // written by the macro

xflags::xflags! {
    /// Measures the client beside a hand-written lower bound. Tables are Markdown.
    cmd alipay-bench {
        /// Both sides over loopback: calls a second, processor time, latency, memory.
        cmd e2e {
            /// One of `http1`, `http1-tls`, `http2`, `http2-tls`; all by default.
            optional --wire wire: String
            /// One of `worldfirst`, `dws`, `open-platform`; the first by default.
            optional --dialect dialect: String
            /// How many calls are in flight; 1, 8, 64 and 1024 by default.
            optional --in-flight calls: usize
            /// Who signs: `ring` (the default), or `stored` for nobody.
            optional --backend backend: String
            /// The SDK signs where it does by default; otherwise inline, as the lower bound does.
            optional --default-placement
            /// How many rounds: 20 by default.
            optional --rounds rounds: usize
            /// A short try, whose numbers mean little.
            optional --quick
        }
        /// Where to sign: throughput, latency and the delay of a neighbour on the same runtime.
        cmd placement {
            /// Who signs: `ring` (the default).
            optional --backend backend: String
            /// How many calls are in flight; 1, 8, 64 and 1024 by default.
            optional --in-flight calls: usize
            /// How many rounds: 10 by default.
            optional --rounds rounds: usize
            /// A short try, whose numbers mean little.
            optional --quick
        }
        /// The memory of a client over 100,000 calls.
        cmd memory {
            /// How many calls: 100,000 by default.
            optional --calls calls: usize
        }
        /// The first call of a client, cold and warmed up.
        cmd cold {
            /// How many rounds: 30 by default.
            optional --rounds rounds: usize
        }
        /// Calls in memory, without a socket: for profilers that count instructions or allocations.
        cmd attempt {
            /// `sdk` or `bound`.
            required side: String
            /// One of `worldfirst`, `dws`, `open-platform`; the first by default.
            optional --dialect dialect: String
            /// How many calls: 1000 by default.
            optional --calls calls: usize
            /// Who signs: `stored` (the default), or a backend.
            optional --backend backend: String
        }
        /// One side alone in a fresh process; prints the most memory it held, in KiB.
        cmd peak {
            /// `sdk` or `bound`.
            required side: String
            required wire: String
            required in_flight: usize
            required calls: usize
            required backend: String
        }
        /// The gateway the others call.
        cmd serve {
            optional --tls
            optional --closing
            optional --core core: usize
        }
    }
}
