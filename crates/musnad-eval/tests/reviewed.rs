//! What people reviewed in an archive becomes gold that the parser of gold reads.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use musnad_eval::{gold, reviewed};
use musnad_extract::Reader;
use musnad_page::{Hints, read};
use musnad_record::v1::Records;

const TEXT: &str = "قصف الجيش السوري بلدة سراقب صباح الاثنين\n\nقتل ثلاثة مدنيين في قصف للجيش السوري على بلدة سراقب صباح الاثنين، وفق مصدر طبي.\n\nواعتقلت الشرطة العراقية عشرات المتظاهرين في بغداد.";

#[test]
fn records_come_back_as_gold() {
    let hints = Hints {
        outlet: Some("المرفأ"),
        published: Some("2024-12-02T10:00:00+03:00"),
        ..Hints::default()
    };
    let document = read(TEXT.as_bytes(), &hints);
    let reading = Reader::builtin().unwrap().read(&document);
    let mut records = Records::of(&document, &reading);
    assert!(records.claims.len() >= 3, "{:?}", records.claims);
    // a person's word
    records.claims[0].modality = "denied".into();
    let text = reviewed::write(&records).unwrap();
    let (items, _) = gold::parse(&[("a.toml".to_owned(), text.clone())]).unwrap();
    let item = &items[0];
    assert_eq!(
        (item.id.as_str(), item.outlet.as_deref()),
        (document.id.as_str(), Some("المرفأ"))
    );
    assert_eq!(item.text, document.text);
    let sure: Vec<_> = records
        .claims
        .iter()
        .filter(|c| !records.is_doubtful(c))
        .collect();
    assert_eq!(item.claims.len(), sure.len());
    for (gold, claim) in item.claims.iter().zip(sure) {
        assert_eq!(
            (gold.kind.as_str(), gold.modality.as_str()),
            (&*claim.r#type, &*claim.modality)
        );
        assert_eq!(gold.mode.as_deref(), claim.mode.as_deref());
        assert_eq!(gold.trigger, [claim.trigger.quote.to_string()]);
        assert_eq!(item.text.matches(&gold.near).count(), 1, "{}", gold.near);
        assert!(gold.near.contains(&gold.trigger[0]));
        let parties = |role: &str| claim.actors.iter().filter(|a| a.role == role).count();
        assert_eq!(
            (gold.actor.len(), gold.recipient.len()),
            (parties("actor"), parties("recipient"))
        );
        assert_eq!(
            gold.place.as_ref().map(|p| p.text.as_str()),
            claim.place.as_ref().map(|p| &*p.text)
        );
        assert_eq!(
            gold.time.as_ref().and_then(|t| t.start.as_deref()),
            claim.time.as_ref().and_then(|t| t.start.as_deref())
        );
        for (a, b) in gold.toll.iter().zip(&claim.toll) {
            assert_eq!(
                (a.value, a.bound.as_str(), a.range()),
                (b.value, &*b.bound, Some((b.min, b.max)))
            );
        }
    }
    // read again as gold is, the article scores as what was read
    assert!(
        item.claims
            .iter()
            .any(|c| !c.toll.is_empty() && !c.sources.is_empty())
    );
}

#[test]
fn an_article_without_claims_is_silent() {
    let document = read("افتتح المعرض أبوابه أمس.".as_bytes(), &Hints::default());
    let reading = musnad_extract::Reading::default();
    let text = reviewed::write(&Records::of(&document, &reading)).unwrap();
    let (items, _) = gold::parse(&[("b.toml".to_owned(), text)]).unwrap();
    assert!(items[0].register.starts_with("silent") && items[0].claims.is_empty());
}
