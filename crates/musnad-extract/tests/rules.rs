//! Every rule held to its own examples and near misses, as `musnad rules test` does.

#[test]
fn rules_read_their_examples_and_stay_silent_on_their_near_misses() {
    let report = musnad_extract::check_rules(&[]);
    let failed = report.failures.len();
    assert!(
        failed == 0,
        "{failed} checks failed, {} passed:\n{}",
        report.passed,
        report.failures.join("\n")
    );
    assert!(report.passed > 0, "no rule was checked");
}
