//! The command line.
#![allow(missing_docs, unreachable_pub)] // written by the macro

xflags::xflags! {
    /// Checks of this workspace.
    cmd xtask {
        /// Runs every check, cheapest first; stops at the first that fails.
        cmd ci {
            /// Runs only the steps whose name starts with this.
            optional --only name: String
        }
        /// Checks what each crate may name, how large its tree may be, and what its sources may not contain.
        cmd layers {}
        /// Makes the golden vectors from their inputs with openssl, then checks them.
        cmd vectors {
            /// Only checks: every stage present, unspoilt and truly signed.
            optional --check
        }
        /// Lists the commands.
        cmd help {}
    }
}
