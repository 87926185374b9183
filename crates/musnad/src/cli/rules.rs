//! `musnad rules test`: rules held to their own examples.

use super::{Outcome, complain, print, tell};
use musnad_extract::check_rules;
use std::path::{Path, PathBuf};

/// Checks the rules in `paths`, or those that come with the program.
pub(super) fn test(paths: &[PathBuf]) -> Outcome {
    let mut files = Vec::new();
    for path in paths {
        if let Err(message) = collect(path, &mut files) {
            return complain(&message);
        }
    }
    if files.is_empty() && !paths.is_empty() {
        tell("musnad: no rule files (*.toml) there");
        return Outcome::WrongUsage;
    }
    let report = check_rules(&files);
    for warning in &report.warnings {
        tell(&format!("warning: {warning}"));
    }
    for failure in &report.failures {
        tell(failure);
    }
    let failed = report.failures.len();
    let printed = print(format!("{} passed, {failed} failed\n", report.passed).as_bytes());
    if failed > 0 { Outcome::SomeFailed } else { printed }
}

/// The TOML files at `path`, with what they hold, in the order of their names.
pub(super) fn collect(path: &Path, files: &mut Vec<(String, String)>) -> Result<(), String> {
    let told = |e: std::io::Error| format!("{}: {e}", path.display());
    if !path.is_dir() {
        let content = std::fs::read_to_string(path).map_err(told)?;
        files.push((path.display().to_string(), content));
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(told)?;
    let mut inside: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    inside.sort();
    inside
        .iter()
        .filter(|p| p.is_dir() || p.extension().is_some_and(|e| e == "toml"))
        .try_for_each(|p| collect(p, files))
}
