//! The library in four lines, as README.md shows them.

fn main() -> Result<(), musnad_extract::Error> {
    let reader = musnad_extract::Reader::builtin()?;
    let document = musnad_page::read(
        "قُتل 12 شخصا في غارة على صور.".as_bytes(),
        &musnad_page::Hints::default(),
    );
    for claim in reader.read(&document).claims {
        println!("{} {}", claim.kind.name(), claim.trigger.of(&document.text));
    }
    Ok(())
}
