//! Versions of one page, and the difference between two texts, word by word.

use super::document::link;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{outside, still};
use maud::{Markup, html};
use musnad_archive::store::{Document, Store};
use musnad_record::v1::{self, Records};
use musnad_story::Version;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// So long two texts may be compared; what is not told apart by then is told roughly.
const PATIENCE: Duration = Duration::from_millis(500);
/// Longer texts are not compared word by word, in bytes.
const LONGEST: usize = 1 << 20;

fn version(document: &Document) -> Version<'_> {
    Version {
        id: &document.id,
        outlet: document.outlet.as_deref(),
        url: document.url.as_deref(),
        fetched: document.fetched.as_deref(),
    }
}

/// The other versions of a document's page, each with a way to see the difference.
pub(super) fn of_page(look: &Look<'_>, row: &Document) -> Result<Markup, Problem> {
    let Some(url) = row.url.as_deref() else {
        return Ok(html! {});
    };
    let mut all = look.archive.store().at(url)?;
    all.retain(|d| version(d).is_of_page(&version(row)));
    all.sort_by(|a, b| a.fetched.cmp(&b.fetched));
    let show = &look.show;
    Ok(html! {
        @if all.len() > 1 {
            h2 { (show.count("n.versions", all.len() as u64)) }
            ol.versions {
                @for one in &all {
                    li aria-current=[(one.n == row.n).then_some("true")] {
                        @if let Some(fetched) = &one.fetched { span.when { (show.word("fetched")) " " (show.moment(fetched)) } " " }
                        (link(show, one))
                        @if one.n != row.n {
                            " · " a href=(look.ask.address(None, &[("with", &one.id)])) { (show.word("difference")) }
                        }
                    }
                }
            }
        }
    })
}

/// What was taken out of the other text and put into this one.
pub(super) fn difference(
    look: &Look<'_>,
    document: &v1::Document<'_>,
    other: &str,
) -> Result<Markup, Problem> {
    let row = look.archive.store().document(other)?;
    let row = row.ok_or_else(|| Problem::missing(format!("there is no document “{other}”")))?;
    let lines = look.archive.lines(&row.id)?;
    let before = Records::read(&lines)?.document;
    let show = &look.show;
    let is_long = before.text.len().max(document.text.len()) > LONGEST;
    Ok(html! {
        section.difference {
            h2 { (show.word("difference.from")) " " @match &row.fetched { Some(fetched) => (show.moment(fetched)), None => (outside(&row.id, None)) } }
            @if is_long { p.hint { (show.word("difference.long")) } }
            @else { (words(&before.text, &document.text)) }
            p { a href=(look.ask.address(None, &[("with", "")])) { (show.word("difference.close")) } }
        }
    })
}

/// Two texts as one: words that went, words that came, inline and in their order.
fn words(before: &str, after: &str) -> Markup {
    let difference = TextDiff::configure().timeout(PATIENCE).diff_words(before, after);
    let mut paragraphs: Vec<Vec<Markup>> = vec![Vec::new()];
    for change in difference.iter_all_changes() {
        for (n, part) in change.value().split('\n').enumerate() {
            if n > 0 {
                paragraphs.push(Vec::new());
            }
            if let (Some(paragraph), false) = (paragraphs.last_mut(), part.is_empty()) {
                paragraph.push(match change.tag() {
                    ChangeTag::Equal => html! { (still(part)) },
                    ChangeTag::Delete => html! { del { (still(part)) } },
                    ChangeTag::Insert => html! { ins { (still(part)) } },
                });
            }
        }
    }
    html! { @for paragraph in paragraphs.iter().filter(|p| !p.is_empty()) { p dir="auto" lang="ar" { @for part in paragraph { (part) } } } }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_that_went_and_came_stand_in_order() {
        let shown = words("قتل ثلاثة في سراقب", "قتل خمسة في سراقب").into_string();
        assert_eq!(
            shown,
            "<p dir=\"auto\" lang=\"ar\">قتل <del>ثلاثة</del><ins>خمسة</ins> في سراقب</p>"
        );
    }
}
