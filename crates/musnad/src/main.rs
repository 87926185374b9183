//! The `musnad` program.

fn main() -> std::process::ExitCode {
    musnad::cli::main()
}
