//! Prints the readings of the words given on the command line.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = musnad_lexicon::Lexicon::builtin()?;
    for arg in std::env::args().skip(1) {
        let word = lexicon.read(&arg);
        println!("{} {}", word.plain, word.key);
        for r in &word.readings {
            let lemma = r.lexeme.map_or("—", |l| lexicon.lexeme(l).lemma.as_str());
            println!("  {lemma} {:?} {:?} {:?} {:?}", r.pos, r.clitics, r.pron, r.feats);
        }
    }
    Ok(())
}
