//! The `musnad` program.

/// Reading makes and drops many small texts on several threads, which the usual allocator takes a quarter of the time
/// for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    musnad::cli::main()
}
