//! The binary `xueyu`.

fn main() -> std::process::ExitCode {
    server::main()
}
