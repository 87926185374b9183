//! Review: the claims that are least sure and that nobody judged yet, one at a time, with their sentence and the text
//! around it.

use super::claim::{around, open_card, sentence, with_claim};
use super::edit;
use crate::answer::Answer;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, encoded, outside};
use maud::{Markup, html};
use musnad_archive::store::Store;
use musnad_extract::{EventType, stands_alone};
use musnad_record::correction::Agreement;
use musnad_search::{Facet, Filter, Hits, Kind, Query, Sort};

/// Of so many of the least sure, the one nearest to the threshold of its type comes first.
const AHEAD: usize = 24;
/// So many that were skipped are remembered in the address.
const SKIPPED: usize = 200;

pub(crate) fn page(look: &Look<'_>) -> Result<Answer, Problem> {
    let show = &look.show;
    let skipped = look.ask.all("skip");
    let waiting = waiting(look, skipped.len())?;
    let next = next(look, &waiting, &skipped)?;
    if look.ask.form == Some("json") {
        let ids: Vec<&str> = waiting.hits.iter().map(|h| h.id.as_str()).collect();
        let json = serde_json::json!({ "waiting": waiting.total, "next": next, "least_sure": ids });
        return Ok(Answer::Data("application/json", json.to_string().into_bytes()));
    }
    let size = look.archive.store().size()?;
    let agreement = look.archive.agreement()?;
    let judged = agreement.judged;
    let body = html! {
        h1 { (show.word("way.review")) }
        p.progress {
            progress max=(judged + waiting.total) value=(judged) aria-label=(show.word("review.progress")) {} " "
            (show.word("review.judged")) " " (show.number(judged)) " · " (show.word("review.waiting")) " " (show.number(waiting.total))
        }
        @match &next {
            None => p.hint { (show.word(if size.claims == 0 { "claims.none" } else { "review.done" })) },
            Some(id) => (one(look, id, &skipped)?),
        }
        (latest(look)?)
        (agreed(show, &agreement))
    };
    let mut page = Page::new(show.word("way.review"), "/review", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// Claims that nobody judged, the least sure first.
fn waiting(look: &Look<'_>, skipped: usize) -> Result<Hits, Problem> {
    let judged = Filter {
        facet: Facet::Status,
        values: ["accepted", "rejected", "corrected"].map(str::to_owned).to_vec(),
        exclude: true,
    };
    let query = Query {
        kind: Some(Kind::Claim),
        filters: vec![judged],
        doubtful: true,
        sort: Sort::Unsure,
        size: skipped.min(SKIPPED) + AHEAD,
        ..Query::default()
    };
    Ok(look.app.search()?.ask(&query)?)
}

/// The one that is nearest to the threshold of its type.
fn next(look: &Look<'_>, waiting: &Hits, skipped: &[String]) -> Result<Option<String>, Problem> {
    if let Some(asked) = look.ask.get("claim") {
        return Ok(Some(asked.to_owned()));
    }
    let mut best: Option<(f32, String)> = None;
    for hit in waiting
        .hits
        .iter()
        .filter(|h| !skipped.contains(&h.id))
        .take(AHEAD)
    {
        let Some(far) = distance(look, &hit.id)? else {
            continue;
        };
        if best.as_ref().is_none_or(|(least, _)| far < *least) {
            best = Some((far, hit.id.clone()));
        }
    }
    Ok(best.map(|(_, id)| id))
}

/// How far a claim's confidence is from the threshold of its type; nothing where somebody judged it since the index was
/// brought up.
fn distance(look: &Look<'_>, id: &str) -> Result<Option<f32>, Problem> {
    let found = with_claim(look, id, |_, records, _, told| {
        let alone = stands_alone(&records.document.page());
        let kind = EventType::from_name(&told.claim.r#type);
        let reader = &look.app.settings.reader;
        let threshold = kind.and_then(|k| reader.threshold(k, alone)).unwrap_or(0.5);
        Ok(told
            .status
            .is_none()
            .then(|| (told.claim.confidence - threshold).abs()))
    });
    match found {
        Err(problem) if problem.code == "missing" => Ok(None),
        other => other,
    }
}

fn one(look: &Look<'_>, id: &str, skipped: &[String]) -> Result<Markup, Problem> {
    let show = &look.show;
    with_claim(look, id, |row, records, _, told| {
        let (before, after) = around(
            &records.document.text,
            told.claim.sentence.start,
            told.claim.sentence.end,
        );
        let document = format!("/documents/{}", encoded(&row.id));
        let on = look.ask.address(None, &[("claim", "")]);
        let skips: Vec<&str> = skipped
            .iter()
            .rev()
            .take(SKIPPED)
            .map(String::as_str)
            .chain([id])
            .collect();
        let skip = look
            .ask
            .address(None, &[("skip", &skips.join(",")), ("claim", "")]);
        Ok(html! {
            section.reviewing {
                p.about { (super::document::link(show, row)) }
                (sentence(show, &before, &told.claim, &after))
                div.deciding {
                    (open_card(look, told, &document))
                    (edit::judge_by_name(look, id, told.status, &on))
                    p { a.skip-claim href=(skip) { (show.word("review.skip")) } }
                    p.hint { (show.word("review.keys")) }
                }
            }
        })
    })
}

/// What was said last, with a way to take it back.
fn latest(look: &Look<'_>) -> Result<Markup, Problem> {
    let all = look.archive.store().corrections(None)?;
    let last = all
        .into_iter()
        .rev()
        .find(|c| c.kind != "undo" && c.follows.is_none());
    let shown = look.archive.shown(last.into_iter().collect())?;
    Ok(match shown.first().filter(|c| c.undone.is_none()) {
        Some(_) => edit::history(look, &shown),
        None => html! {},
    })
}

/// How far people agree.
fn agreed(show: &Show<'_>, agreement: &Agreement) -> Markup {
    let verdicts: Vec<_> = agreement.pairs.iter().filter(|p| p.field == "verdict").collect();
    html! {
        section {
            h2 { (show.word("review.agreement")) }
            p.about { (show.word("review.twice")) " " (show.number(agreement.twice)) }
            @if !verdicts.is_empty() {
                div.wide { table {
                    thead { tr { th scope="col" { (show.word("who")) } th scope="col" { (show.word("review.both")) } th scope="col" { (show.word("review.same")) } th scope="col" { bdi dir="ltr" lang="en" { "κ" } } } }
                    tbody { @for pair in verdicts { tr {
                        td { (outside(&pair.a, None)) " · " (outside(&pair.b, None)) }
                        td { (show.number(pair.both)) }
                        td { (show.number(pair.same)) }
                        td { bdi dir="ltr" { @match pair.kappa { Some(k) => (show.digits(&format!("{k:.2}"))), None => "—" } } }
                    } } }
                } }
            }
        }
    }
}
