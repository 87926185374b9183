//! Prints every written form of one lexicon line:
//! `paradigm verb قال قول 1 a-u قول`, `paradigm noun قتيل m قتلى`, `paradigm adj كبير كبار`, `paradigm nisba سوري`.

use musnad_morph::{Case, Gender, Mood, State, Verb, Voice, Written};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let forms = match words[..] {
        ["verb", lemma, root, form, vowels, ref masdars @ ..] => {
            let vowels = vowels
                .split(',')
                .filter(|v| *v != "-")
                .map(str::parse)
                .collect::<Result<_, _>>()?;
            let verb = Verb {
                lemma,
                root,
                form: form.parse()?,
                vowels,
                masdars: masdars.to_vec(),
            };
            let mut all = musnad_morph::conjugate(&verb)?;
            all.extend(musnad_morph::participles(&verb)?);
            all.extend(musnad_morph::masdars(&verb)?);
            all
        }
        ["noun", lemma, gender, ref plurals @ ..] => {
            let gender = match gender {
                "f" => Gender::Fem,
                "mf" => Gender::Both,
                _ => Gender::Masc,
            };
            musnad_morph::decline_noun(lemma, plurals, gender)
        }
        ["adj", lemma, ref plurals @ ..] => musnad_morph::decline_adjective(lemma, plurals),
        ["nisba", lemma, ref plurals @ ..] => musnad_morph::nisba(lemma, plurals),
        _ => return Err("paradigm verb|noun|adj|nisba …".into()),
    };
    for form in forms {
        println!("{}\t{}", form.text, describe(&form));
    }
    Ok(())
}

fn describe(form: &Written) -> String {
    let f = form.feats;
    let mut parts = vec![format!("{:?}", form.pos)];
    if let Some(aspect) = f.aspect() {
        parts.push(format!("{aspect:?}"));
        if f.voice() == Voice::Passive {
            parts.push("Passive".to_owned());
        }
    }
    for mood in [Mood::Indicative, Mood::Subjunctive, Mood::Jussive] {
        if f.has_mood(mood) {
            parts.push(format!("{mood:?}"));
        }
    }
    parts.extend(f.person().map(|p| p.to_string()));
    parts.extend(f.gender().map(|g| format!("{g:?}")));
    parts.extend(f.number().map(|n| format!("{n:?}")));
    for case in [Case::Nom, Case::Acc, Case::Gen] {
        if f.has_case(case) {
            parts.push(format!("{case:?}"));
        }
    }
    for state in [State::Free, State::Construct, State::Pron] {
        if f.has_state(state) {
            parts.push(format!("{state:?}"));
        }
    }
    if f.is_indefinite() {
        parts.push("Indefinite".to_owned());
    }
    parts.join(" ")
}
