//! The encoder says what the program that trained it says, to the precision that its arithmetic allows.
#![allow(clippy::unwrap_used, reason = "tests")]

use musnad_encoder::{Encoder, Found};
use musnad_text::Span;
use serde_json::Value;

/// A sentence of ours with what `tools/encoder` gave for it.
fn expected() -> Value {
    serde_json::from_str(include_str!("expected.json")).unwrap()
}

fn found(encoder: &Encoder, expected: &Value, text: &str) -> Vec<Found> {
    let each = expected["found"].as_array().unwrap().iter();
    each.map(|f| {
        let words = f["words"].as_str().unwrap();
        let at = text.find(words).unwrap();
        Found {
            words: Span::new(at, at + words.len()),
            kind: kind(encoder, f["kind"].as_str().unwrap()),
            confidence: f["confidence"].as_f64().unwrap() as f32,
        }
    })
    .collect()
}

fn kind(encoder: &Encoder, name: &str) -> usize {
    encoder.kinds().iter().position(|k| k == name).unwrap()
}

fn near(mine: f32, right: &Value) -> bool {
    (f64::from(mine) - right.as_f64().unwrap()).abs() < 2e-3
}

#[test]
fn what_it_says_of_words_is_what_was_trained() {
    let (encoder, expected) = (Encoder::builtin().unwrap(), expected());
    let text = expected["text"].as_str().unwrap();
    let told = encoder.read(text, &found(&encoder, &expected, text));
    let words = expected["words"].as_array().unwrap();
    assert_eq!(told.words().len(), words.len());
    for (n, word) in words.iter().enumerate() {
        assert_eq!(told.words()[n].of(text), word["word"].as_str().unwrap());
        for (name, p) in word["tells"].as_object().unwrap() {
            let mine = told.tells(n, kind(&encoder, name));
            assert!(near(mine, p), "{word}: {name} {mine}");
        }
        for (name, p) in word["right"].as_object().unwrap() {
            let mine = told.right(n, kind(&encoder, name));
            assert!(near(mine, p), "{word}: {name} {mine}");
        }
    }
    for row in expected["roles"].as_array().unwrap() {
        let trigger = row["trigger"].as_u64().unwrap() as usize;
        for (word, by_role) in row["probabilities"].as_array().unwrap().iter().enumerate() {
            for (role, p) in by_role.as_array().unwrap().iter().enumerate() {
                let mine = told.role(trigger, word, role).unwrap();
                assert!(near(mine, p), "{trigger} {word} {role}: {mine} {p}");
            }
        }
    }
}

#[test]
fn any_text_is_read() {
    let encoder = Encoder::builtin().unwrap();
    let nothing = encoder.read(" \n ", &[]);
    assert!(nothing.words().is_empty());
    // a word of thousands of letters, signs of all kinds, and more words than one window holds
    let long = "ا".repeat(5_000);
    let many = "قصف\u{200F} 🙂 xyz ".repeat(700);
    let told = encoder.read(&format!("{long} {many}"), &[]);
    assert_eq!(told.words().len(), 2_101);
    assert!((0..told.words().len()).all(|w| (0.0..=1.0).contains(&told.tells(w, 0))));
    assert_eq!(told.role(0, 2_000, 0), None);
    let beyond = Found {
        words: Span::new(90, 95),
        kind: 99,
        confidence: 2.0,
    };
    assert_eq!(encoder.read("قصف", &[beyond]).words().len(), 1);
}
