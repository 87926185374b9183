//! Participles and verbal nouns of a verb.

use crate::declension::Table;
use crate::feats::{Gender, Number};
use crate::nouns::decline_as;
use crate::pattern::{Build, NO_VOWELS, Slot, build, contract};
use crate::{Error, Form, Pos, Verb, Voice, Vowel, Vowels, Written, merge};

/// Active and passive participles in all genders, numbers, cases and states.
///
/// # Errors
/// As [`conjugate`](crate::conjugate).
pub fn participles(verb: &Verb) -> Result<Vec<Written>, Error> {
    let build = build(verb)?;
    let mut active = Table::new(Pos::ActivePart);
    let mut passive = Table::new(Pos::PassivePart);
    if verb.form == Form::I {
        active.adjective(&agent(&build));
        for stem in patients(&build, &verb.vowels) {
            passive.adjective(&stem);
        }
    } else {
        active.adjective(&derived(&build, Voice::Active));
        passive.adjective(&derived(&build, Voice::Passive));
    }
    active.out.append(&mut passive.out);
    Ok(merge(active.out))
}

/// «قاتل», «قائل», «جائي», «رامي», «راد».
fn agent(build: &Build) -> String {
    let middle = match (build.is_hollow(), build.radicals()[2]) {
        (true, 'ء') => "1Aءiي",
        (true, _) => "1Aءi3",
        _ => "1A2i3",
    };
    let stem = build.derived(middle);
    if build.is_doubled() && !build.is_defective() {
        contract(&stem)
    } else {
        stem
    }
}

/// «مقتول», «مقول», «مبيع», «مرمي», «مدعو».
fn patients(build: &Build, vowels: &[Vowels]) -> Vec<String> {
    let [_, c2, c3, _] = build.radicals();
    let from_i = vowels.iter().all(|v| v.perfect == Vowel::I);
    if build.is_hollow() && c2 == 'ي' {
        return vec![build.derived("مa1I3"), build.derived("مa12U3")];
    }
    if build.is_hollow() {
        return vec![build.derived("مa1U3")];
    }
    if !build.is_defective() {
        return vec![build.derived("مa12U3")];
    }
    if c3 == 'و' && !from_i {
        vec![build.as_rooted("مa12u33")]
    } else {
        vec![build.derived("مa12i33")]
    }
}

/// «مـ» before the stem of the imperfect, with `i` for the active.
fn derived(build: &Build, voice: Voice) -> String {
    let stem = build
        .stem(Slot {
            imperfect: true,
            voice,
            vowels: NO_VOWELS,
        })
        .vowel;
    let stem = ["مu", &stem].concat();
    let a_in_active = matches!(build.form, Form::V | Form::VI | Form::Q2);
    if voice == Voice::Passive || !a_in_active || build.is_doubled() {
        return stem;
    }
    match stem.rfind('a') {
        Some(at) => [&stem[..at], "i", &stem[at + 1..]].concat(),
        None => stem,
    }
}

/// Verbal nouns: the derived one for all forms but I, and whatever the lexicon lists.
///
/// # Errors
/// As [`conjugate`](crate::conjugate).
pub fn masdars(verb: &Verb) -> Result<Vec<Written>, Error> {
    let build = build(verb)?;
    let mut table = Table::new(Pos::Masdar);
    for stem in derived_masdars(&build) {
        let (bare, gender) = match stem.strip_suffix('ة') {
            Some(bare) => (bare, Gender::Fem),
            None => (stem.as_str(), Gender::Masc),
        };
        table.one(&stem, gender, Number::Sing, true);
        table.two(&stem, gender);
        table.women(bare.strip_suffix('a').unwrap_or(bare));
    }
    for listed in &verb.masdars {
        decline_as(&mut table, listed);
    }
    Ok(merge(table.out))
}

fn derived_masdars(build: &Build) -> Vec<String> {
    let templates: &[&str] = match build.form {
        Form::I => &[],
        Form::II if build.is_defective() => &["تa12i3aة"],
        Form::II if build.radicals()[2] == 'ء' => &["تa12i3aة", "تa12I3"],
        Form::II => &["تa12I3"],
        Form::III if build.is_defective() => &["مu1A2aيaة"],
        Form::III => &["مu1A2a3aة"],
        Form::V if build.is_swallowed() => &["Wi11a22u3"],
        Form::V => &["تa1a22u3"],
        Form::VI if build.is_swallowed() => &["Wi11A2u3"],
        Form::VI => &["تa1A2u3"],
        Form::Q1 => &["1a23a4aة"],
        Form::Q2 => &["تa1a23u4"],
        Form::IX => &["Wi12i3A3"],
        Form::Q4 => &["Wi12i34A4"],
        Form::IV => four(build),
        Form::VII | Form::VIII => seven_eight(build),
        Form::X => ten(build),
    };
    templates.iter().map(|template| finish(build, template)).collect()
}

fn four(build: &Build) -> &'static [&'static str] {
    if build.is_short() {
        &["ءi1Aءaة"]
    } else if build.is_hollow() {
        &["ءi1A3aة"]
    } else {
        &["ءi12A3"]
    }
}

fn seven_eight(build: &Build) -> &'static [&'static str] {
    if build.is_hollow() {
        &["WiPTiيA3"]
    } else {
        &["WiPTi2A3"]
    }
}

fn ten(build: &Build) -> &'static [&'static str] {
    if build.is_hollow() {
        &["Wiستi1A3aة"]
    } else {
        &["Wiستi12A3"]
    }
}

/// Weak ends: «إجراء», «تحدي», «مباراة»; one sound for two like radicals: «مضادة», «تضاد».
fn finish(build: &Build, template: &str) -> String {
    let mut stem = build.derived(template);
    if build.is_defective() {
        if stem.ends_with("Aي") {
            stem.truncate(stem.len() - "ي".len());
            stem.push('ء');
        } else if stem.ends_with("uي") {
            stem.truncate(stem.len() - "uي".len());
            stem.push_str("iي");
        } else if stem.ends_with("aيaة") {
            stem.truncate(stem.len() - "aيaة".len());
            stem.push_str("Aة");
        }
    } else if build.is_doubled() {
        stem = match build.form {
            Form::III => [&contract(stem.trim_end_matches("aة")), "aة"].concat(),
            Form::VI => contract(&stem),
            _ => stem,
        };
    }
    stem
}
