//! Rules are data: loading and compiling the TOML files that say what to read.
