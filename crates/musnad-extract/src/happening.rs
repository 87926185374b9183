//! Happenings: claims of one document that tell one happening share a number.

use crate::claim::{BlockPlace, Claim, Count, EventType, Modality, Outcome, Place, PlacePrecision, Role};
use crate::features::lemma;
use crate::frame::View;
use crate::lexical::{Tag, Tok};
use musnad_text::Span;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash as _, Hasher as _};
use std::rc::Rc;

/// A word that tells something.
#[derive(Debug)]
struct Word {
    span: Span,
    /// Its lemma by hash.
    lemma: u64,
    definite: bool,
    /// It is a kind of place.
    place_kind: bool,
    /// It is a word for the dead or hurt.
    casualty: bool,
}

/// The words of a sentence that tell something.
#[derive(Debug)]
struct Words {
    list: Vec<Word>,
    /// Their lemmas.
    set: FxHashSet<u64>,
}

/// What a claim is compared by, beside itself.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    place: BlockPlace,
    /// Its sentence's number in the document.
    sentence: usize,
    words: Rc<Words>,
}

impl Ground {
    /// That of the claims of a sentence, the document's `sentence`-th.
    pub(crate) fn of(view: &View<'_, '_>, place: BlockPlace, sentence: usize) -> Ground {
        let article = view.sent.lang.lexicon.article();
        let toks = view.sent.toks.iter().enumerate();
        let telling = toks.filter(|(_, t)| matches!(t.tag, Tag::Verb | Tag::Noun | Tag::Adj | Tag::Name));
        let word = |(at, tok): (usize, &Tok)| {
            let word = match tok.tag {
                Tag::Name => tok.key(),
                _ => lemma(view, at),
            };
            let mut hasher = FxHasher::default();
            word.strip_prefix(article).unwrap_or(word).hash(&mut hasher);
            Word {
                span: tok.span,
                lemma: hasher.finish(),
                definite: tok.reading().is_some_and(musnad_lexicon::Reading::is_definite),
                casualty: view.sent.is(at, &view.sent.lang.class.casualty),
                place_kind: tok.tag == Tag::Noun && view.sent.is(at, &view.sent.lang.class.place_noun),
            }
        };
        let list: Vec<_> = telling.map(word).collect();
        let set = list.iter().map(|w| w.lemma).collect();
        let words = Rc::new(Words { list, set });
        Ground {
            place,
            sentence,
            words,
        }
    }

    /// Whether claim `n` stands more than two sentences before the `sentence`-th.
    pub(crate) fn is_far(grounds: &[Ground], n: usize, sentence: usize) -> bool {
        grounds.get(n).is_none_or(|g| g.sentence + 2 < sentence)
    }

    /// The words within a span.
    fn within(&self, span: Span) -> impl Iterator<Item = &Word> + Clone {
        let all = self.words.list.iter();
        all.filter(move |w| w.span.overlaps(span))
    }

    /// How many of the fewer words of two sentences stand in both, as a share.
    fn likeness(&self, other: &Ground) -> f32 {
        let (p, q) = (&self.words.set, &other.words.set);
        p.intersection(q).count() as f32 / p.len().min(q.len()).max(1) as f32
    }
}

/// What a happening is to a claim, by those of its claims that the claim was compared with.
#[derive(Debug, Default)]
struct Happening {
    points: f32,
    members: f32,
    /// One of them is at its place.
    here: bool,
    /// One of them is at another town.
    elsewhere: bool,
}

impl Happening {
    fn mean(&self) -> f32 {
        let other = self.elsewhere && !self.here;
        self.points / self.members - if other { OTHER_TOWN } else { 0.0 }
    }
}

/// A claim with its ground.
type Told<'a> = (&'a Claim, &'a Ground);

/// Numbers the claims of a document so that tellings of one happening share a number.
pub(crate) fn number(claims: &mut [Claim], grounds: &[Ground]) {
    let mut next = 0;
    let mut among: FxHashMap<(EventType, bool), usize> = FxHashMap::default();
    for claim in claims.iter() {
        *among.entry((claim.kind, claim.doubtful)).or_default() += 1;
    }
    for n in 0..claims.len() {
        let claim = &claims[n];
        let mine = among[&(claim.kind, claim.doubtful)];
        let before = (0..n)
            .rev()
            .filter(|m| may_be_one(&claims[*m], claim))
            .take(COMPARED);
        let mut happenings: FxHashMap<u32, Happening> = FxHashMap::default();
        for m in before {
            let so_far = happenings.entry(claims[m].event).or_default();
            so_far.points += points((&claims[m], &grounds[m]), (claim, &grounds[n]), mine);
            so_far.members += 1.0;
            if let Some((p, q)) = spot(&claims[m]).zip(spot(claim)) {
                so_far.here |= p.id.is_some() && p.id == q.id;
                so_far.elsewhere |= two_towns(p, q);
            }
        }
        let means = happenings.into_iter().map(|(event, h)| (h.mean(), event));
        let best = means.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        claims[n].event = match best.filter(|(points, _)| *points > 0.0) {
            Some((_, event)) => event,
            None => {
                next += 1;
                next
            }
        };
    }
}

/// Whether two claims can be of one happening at all.
fn may_be_one(a: &Claim, b: &Claim) -> bool {
    same_kind(a.kind, b.kind) && a.sentence != b.sentence && a.doubtful == b.doubtful
}

/// A claim is compared with so many before it, the last of them.
const COMPARED: usize = 200;
/// Points before anything is compared: a claim is of the happening whose claims before it have most on average, if more
/// than none.
const BIAS: f32 = -2.8;
/// Points for two claims at two towns.
const TWO_TOWNS: f32 = -1.4;
/// What it takes off besides where a happening's claims are at another town and none at this.
const OTHER_TOWN: f32 = 1.0;
/// What it adds where the later claim is no more than a further figure of the earlier.
const LINE: f32 = 1.0;
/// So many sentences further on nothing more is taken off.
const FAR: usize = 8;

/// Points for two claims being of one happening, of which `a` stands first and `among` are of their type; fitted on
/// the articles of the dev half and rounded.
fn points((a, x): Told<'_>, (b, y): Told<'_>, among: usize) -> f32 {
    let far = y.sentence.saturating_sub(x.sentence).min(FAR) as f32 / FAR as f32;
    let history = [a.modality, b.modality].contains(&Modality::Historical);
    let modes = (a.mode.as_deref().zip(b.mode.as_deref())).map(|(p, q)| p == q);
    let known = y.within(b.trigger).next().is_some_and(|w| w.definite);
    BIAS + 1.6 * x.likeness(y)
        + 2.2 / among.max(1) as f32
        + 1.6 * on(x.place == BlockPlace::Head)
        + 0.9 * on(a.kind == EventType::Assault)
        - 0.4 * on(is_said(a.kind))
        - 2.7 * far
        + 1.4 * on(meet(x.within(a.trigger), y.within(b.trigger)))
        + 0.5 * on(family(a) == family(b))
        + 0.5 * on(known)
        + if a.modality == b.modality {
            0.5
        } else {
            -1.2 * on(history)
        }
        + modes.map_or(0.0, |same| if same { 0.9 } else { -1.0 })
        + places((a, x), (b, y))
        + actors((a, x), (b, y))
        + recipients((a, x), (b, y))
        + if is_line_of(a, (b, y)) { LINE } else { tolls(a, b) }
        + days(a, b)
}

fn on(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

/// Whether two runs of words have a lemma in common.
fn meet<'w>(a: impl Iterator<Item = &'w Word>, b: impl Iterator<Item = &'w Word> + Clone) -> bool {
    let mut a = a;
    a.any(|word| b.clone().any(|other| word.lemma == other.lemma))
}

/// Whether it is something said, which is said more than once.
fn is_said(kind: EventType) -> bool {
    use EventType::{Accuse, Consult, Request, Sanction, Support};
    matches!(kind, Accuse | Request | Consult | Support | Sanction)
}

/// Rules of one family read one construction with several words.
fn family(claim: &Claim) -> Option<&str> {
    claim.rule.rsplit_once('.').map(|(family, _)| family)
}

/// Where it happened, or where it led.
fn spot(claim: &Claim) -> Option<&Place> {
    claim.place.as_ref().or(claim.to.as_ref())
}

fn places((a, x): Told<'_>, (b, y): Told<'_>) -> f32 {
    let Some((p, q)) = spot(a).zip(spot(b)) else {
        return 0.0;
    };
    // «مخيم البريج» and «مخيم المغازي» are no more one than two other camps
    let words = meet(
        x.within(p.span).filter(|w| !w.place_kind),
        y.within(q.span).filter(|w| !w.place_kind),
    );
    match compare_places(a, b) {
        Some(true) => 0.4 + 0.4 * on(words),
        _ if words => 0.8,
        _ if two_towns(p, q) => TWO_TOWNS,
        Some(false) => -1.0,
        None => -0.8,
    }
}

/// Whether both are known towns, and not one.
fn two_towns(p: &Place, q: &Place) -> bool {
    let town = |p: &Place| p.precision == PlacePrecision::Town;
    town(p) && town(q) && p.id.is_some() && q.id.is_some() && p.id != q.id
}

fn actors((a, x): Told<'_>, (b, y): Told<'_>) -> f32 {
    let Some(words) = parties_meet((a, x), (b, y), Role::Actor) else {
        return 0.0;
    };
    match compare_parties(a, b, Role::Actor) {
        Some(true) => 0.4 + 0.5 * on(words),
        Some(false) if !words => -0.7,
        _ => 0.5 * on(words),
    }
}

fn recipients((a, x): Told<'_>, (b, y): Told<'_>) -> f32 {
    match parties_meet((a, x), (b, y), Role::Recipient) {
        None => 0.0,
        Some(true) => 1.6,
        Some(false) => match compare_parties(a, b, Role::Recipient) {
            Some(true) => 0.4,
            Some(false) => -0.9,
            None => -0.5,
        },
    }
}

/// Whether the parties on one side of both have a word in common; nothing where one has none.
fn parties_meet((a, x): Told<'_>, (b, y): Told<'_>, role: Role) -> Option<bool> {
    let of_role = |c: &Claim| -> Vec<Span> {
        let mine = c.actors.iter().filter(|p| p.role == role);
        mine.map(|p| p.span).collect()
    };
    let (p, q) = (of_role(a), of_role(b));
    let any = p
        .iter()
        .any(|p| q.iter().any(|q| meet(x.within(*p), y.within(*q))));
    (!p.is_empty() && !q.is_empty()).then_some(any)
}

fn tolls(a: &Claim, b: &Claim) -> f32 {
    let outcomes = [Outcome::Killed, Outcome::Injured, Outcome::Detained];
    let mut compared = outcomes
        .map(|o| compare_tolls(&a.toll, &b.toll, o))
        .into_iter()
        .flatten();
    match (compared.next(), compared.all(|same| same)) {
        (Some(true), true) => 1.4,
        (Some(_), _) => -0.9,
        (None, _) => -1.1 * on(!a.toll.is_empty() && !b.toll.is_empty()),
    }
}

/// «القتلى: 12»، «الجرحى: 30»: a count of other people that tells of no doer, time or place.
fn is_line_of(a: &Claim, (b, y): Told<'_>) -> bool {
    let counts = |c: &Claim, o: Outcome| c.toll.iter().any(|t| t.outcome == o);
    let bare = b.place.is_none() && b.time.is_none() && b.actors.iter().all(|p| p.role != Role::Actor);
    bare && y.within(b.trigger).all(|w| w.casualty)
        && !b.toll.is_empty()
        && b.toll.iter().all(|t| !counts(a, t.outcome))
}

fn days(a: &Claim, b: &Claim) -> f32 {
    fn day(c: &Claim) -> Option<&str> {
        let start = c.time.as_ref()?.start.as_deref()?;
        Some(start.get(..10).unwrap_or(start))
    }
    match day(a).zip(day(b)) {
        Some((s, t)) => -1.1 * on(!s.starts_with(t) && !t.starts_with(s)),
        None => 0.0,
    }
}

/// One happening may be told as the sending of fighters and as the help that they bring.
fn same_kind(a: EventType, b: EventType) -> bool {
    let sent = |k| matches!(k, EventType::Aid | EventType::Mobilize);
    a == b || sent(a) && sent(b)
}

fn compare_parties<'c>(a: &'c Claim, b: &'c Claim, role: Role) -> Option<bool> {
    let of = |c: &'c Claim| c.actors.iter().filter(move |x| x.role == role);
    if of(a).next().is_none() || of(b).next().is_none() {
        return None;
    }
    let mut contrary = true;
    for x in of(a) {
        for y in of(b) {
            if x.id.is_some() && x.id == y.id {
                return Some(true);
            }
            let country = x.country.is_some() && x.country == y.country;
            // one civilian is not another
            let sector = x.sector.as_deref().is_some_and(|s| s != "CVL") && x.sector == y.sector;
            if country && (sector || x.sector.is_none() || y.sector.is_none())
                || sector && (x.country.is_none() || y.country.is_none())
            {
                return Some(true);
            }
            let differ = |p: &Option<String>, q: &Option<String>| p.is_some() && q.is_some() && p != q;
            contrary &= differ(&x.country, &y.country) || differ(&x.sector, &y.sector);
        }
    }
    contrary.then_some(false)
}

fn compare_places(a: &Claim, b: &Claim) -> Option<bool> {
    let (x, y) = (spot(a)?, spot(b)?);
    if x.country.is_some() && y.country.is_some() && x.country != y.country {
        return Some(false);
    }
    let (x_id, y_id) = (x.id.as_ref()?, y.id.as_ref()?);
    if x_id == y_id {
        return Some(true);
    }
    (x.precision == y.precision && x.admin1 != y.admin1).then_some(false)
}

fn compare_tolls<'c>(a: &'c [Count], b: &'c [Count], outcome: Outcome) -> Option<bool> {
    let of = |list: &'c [Count]| list.iter().find(|c| c.outcome == outcome);
    let (x, y) = (of(a)?, of(b)?);
    let below = |p: &Count, q: &Count| matches!((p.max, q.min), (Some(max), Some(min)) if max < min);
    Some(!(below(x, y) || below(y, x)))
}
