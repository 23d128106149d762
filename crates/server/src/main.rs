//! The binary `xueyu`.

fn main() {}
