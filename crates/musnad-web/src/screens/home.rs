//! The first page: what the archive holds, and the stories that moved last.

use super::stories;
use crate::answer::Answer;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use maud::html;
use musnad_archive::store::Store;

/// So many stories are shown.
const NEWEST: usize = 12;

pub(crate) fn page(look: &Look<'_>) -> Result<Answer, Problem> {
    let size = look.archive.store().size()?;
    let newest = stories::newest(look, None, NEWEST)?;
    let show = &look.show;
    let counts = [
        ("/search?kind=document", "n.documents", size.documents),
        ("/stories", "n.stories", size.stories),
        ("/events", "n.events", size.events),
        ("/search?kind=claim", "n.claims", size.claims),
    ];
    let body = html! {
        section.welcome {
            h1 { (show.word("welcome")) }
            p { (show.word("not-said.app")) }
            ul.counts {
                @for (address, key, n) in counts {
                    li { a href=(address) { (show.count(key, n.unsigned_abs())) } }
                }
            }
        }
        section {
            h2 { (show.word("stories.newest")) }
            (stories::cards(look, &newest)?)
            p { a href="/stories" { (show.word("stories.all")) } }
        }
    };
    Ok(Answer::Page(Page::new(show.word("welcome"), "/", body)))
}
