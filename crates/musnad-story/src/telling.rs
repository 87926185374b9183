//! Tellings: what one document says of one event, as far as it is compared with what others say.

use crate::profile::seconds;
use crate::same::may_be_one;
use crate::stem::{Stem, Stemmer, hashed};
use musnad_record::v1::{self, Claim, Records};

/// All claims of a document that tell one event.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    /// The document's number.
    pub(crate) document: u32,
    /// When it was published, in seconds since 1970.
    pub(crate) published: i64,
    /// The event's number in the document.
    pub(crate) event: u32,
    /// Places of its claims among those of the document.
    pub(crate) claims: Vec<usize>,
    /// PLOVER's type.
    pub(crate) kind: u32,
    /// PLOVER's modes.
    pub(crate) modes: Vec<u32>,
    /// When it is said to have been: narrowest first.
    pub(crate) times: Vec<Moment>,
    /// Where it is said to have been: finest first.
    pub(crate) places: Vec<Spot>,
    /// Where the news of its document is, where it names no place.
    pub(crate) scene: Vec<Spot>,
    /// Who is said to have done it, and to whom.
    pub(crate) parties: Vec<Side>,
    /// How many.
    pub(crate) counts: Vec<Counted>,
    /// Stems of its sentences, sorted, each once.
    pub(crate) words: Vec<Stem>,
    /// Stems of its triggers.
    pub(crate) triggers: Vec<Stem>,
    /// Hashes of its sentences.
    pub(crate) sentences: Vec<u32>,
    /// Whether it stands in the title or the first paragraph.
    pub(crate) leads: bool,
    /// Stems of its places and of those it was done to: what tells it from others of its kind.
    pub(crate) about: Vec<Stem>,
    /// Tellings of its type in its document.
    pub(crate) among: usize,
    /// Stems of its document's title, sorted, each once.
    pub(crate) title: Vec<Stem>,
    /// The lengths of words, of what it is about and of the title, as weighed at a reckoning of rarity.
    pub(crate) lengths: (u32, [f32; 3]),
    /// Whether it is told as history, or as not come yet.
    pub(crate) past: bool,
    pub(crate) future: bool,
    /// Whether it is told to be another one than one before.
    pub(crate) another: bool,
    /// Whether its figures are said to have risen.
    pub(crate) risen: bool,
    /// Whether it is something said, which is another one where another says it.
    pub(crate) spoken: bool,
    /// Whether it is told as what was before the news of its document, or what that answers.
    pub(crate) before: bool,
    /// The part of the day that its sentence begins with.
    pub(crate) part: Option<usize>,
    /// Whether it counts over a time since something began.
    pub(crate) sums: bool,
}

/// A stated time, in seconds since 1970, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

/// A place.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// Its entry in the gazetteer, by hash.
    pub(crate) id: Option<u32>,
    /// Stems of its words.
    pub(crate) words: Vec<Stem>,
    pub(crate) at: Option<(f64, f64)>,
    pub(crate) country: Option<u32>,
    pub(crate) admin1: Option<u32>,
    /// Its words are none of its name's: «المدينة».
    pub(crate) pointed: bool,
    /// 0 a point, 1 a town, 2 a district, 3 what is larger or vague.
    pub(crate) coarse: u8,
}

/// A party.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) actor: bool,
    pub(crate) id: Option<u32>,
    pub(crate) country: Option<u32>,
    pub(crate) sector: Option<u32>,
    /// Whether it is of a state, or fights one.
    pub(crate) camp: Option<Camp>,
    pub(crate) words: Vec<Stem>,
}

/// Those of a state, and those who fight one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Camp {
    State,
    Against,
}

impl Camp {
    fn of(sector: &str) -> Option<Camp> {
        match sector {
            "GOV" | "MIL" | "COP" | "SPY" | "JUD" => Some(Camp::State),
            "REB" | "UAF" | "CRM" => Some(Camp::Against),
            _ => None,
        }
    }
}

impl Side {
    /// Whether two are of one side: the same one, or fighters of states, or of those against them, that no country
    /// tells apart.
    pub(crate) fn is_of_side(&self, other: &Side) -> bool {
        if self.id.is_some() && self.id == other.id {
            return true;
        }
        let one_country = self.country.zip(other.country).is_none_or(|(a, b)| a == b);
        self.camp.is_some() && self.camp == other.camp && one_country
    }
}

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) outcome: u32,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) cumulative: bool,
    /// Who gives it, by hash.
    pub(crate) by: u32,
}

/// A sentence, as far as the tellings in it need it.
struct Sentence {
    /// Where it starts in its document, in code points.
    start: usize,
    /// Its stems, sorted, each once.
    words: Vec<Stem>,
    hash: u32,
}

impl Sentence {
    fn of(stemmer: &Stemmer, claim: &Claim<'_>) -> Sentence {
        let mut words = stemmer.stems(&claim.sentence.quote);
        words.sort_unstable();
        words.dedup();
        Sentence {
            start: claim.sentence.start,
            words,
            hash: hashed(&musnad_text::key(&claim.sentence.quote)),
        }
    }
}

impl Telling {
    /// The tellings of a document, in the order of its events.
    pub(crate) fn all(
        stemmer: &Stemmer,
        records: &Records<'_>,
        document: u32,
        published: i64,
    ) -> Vec<Telling> {
        let lead = lead_end(&records.document);
        let mut title = stemmer.stems(records.document.title.as_deref().unwrap_or_default());
        title.sort_unstable();
        title.dedup();
        let (mut out, mut sentence) = (Vec::<Telling>::new(), None::<Sentence>);
        for (n, claim) in records
            .claims
            .iter()
            .enumerate()
            .filter(|(_, c)| !records.is_doubtful(c))
        {
            // claims of one sentence follow each other
            let read = match sentence.take() {
                Some(read) if read.start == claim.sentence.start => read,
                _ => Sentence::of(stemmer, claim),
            };
            let one = Telling::of(stemmer, claim, &read, n, document, published, lead);
            sentence = Some(read);
            // a reader's number for an event is no more than a hint
            let fits = |t: &&mut Telling| t.event == claim.event && t.kind == one.kind && may_be_one(t, &one);
            match out.iter_mut().find(fits) {
                Some(t) => t.join(one),
                None => out.push(one),
            }
        }
        let mut out = crate::same::own(out);
        let kinds: Vec<u32> = out.iter().map(|t| t.kind).collect();
        let placed = || out.iter().filter(|t| !t.places.is_empty());
        let news = placed().find(|t| t.leads).or_else(|| placed().next());
        let scene: Vec<Spot> = news.and_then(|t| t.places.first()).cloned().into_iter().collect();
        for t in &mut out {
            if t.places.is_empty() {
                t.scene.clone_from(&scene);
            }
            t.title.clone_from(&title);
            t.among = kinds.iter().filter(|k| **k == t.kind).count();
        }
        out
    }

    /// Some of its claims as a telling of their own; nothing of no claims.
    pub(crate) fn part(&self, stemmer: &Stemmer, records: &Records<'_>, claims: &[usize]) -> Option<Telling> {
        let lead = lead_end(&records.document);
        let one = |n: &usize| {
            let claim = records.claims.get(*n)?;
            Some(Telling::of(
                stemmer,
                claim,
                &Sentence::of(stemmer, claim),
                *n,
                self.document,
                self.published,
                lead,
            ))
        };
        let mut all = claims.iter().filter_map(one);
        let mut out = all.next()?;
        all.for_each(|t| out.join(t));
        if out.places.is_empty() {
            out.scene.clone_from(&self.scene);
        }
        out.title.clone_from(&self.title);
        out.among = self.among;
        Some(out)
    }

    fn of(
        stemmer: &Stemmer,
        claim: &Claim<'_>,
        sentence: &Sentence,
        n: usize,
        document: u32,
        published: i64,
        lead: usize,
    ) -> Telling {
        let by = claim
            .attribution
            .first()
            .and_then(|s| s.text.as_deref())
            .map_or(0, |t| hashed(&musnad_text::key(t)));
        let hurt = claim
            .actors
            .iter()
            .filter(|a| a.role == "recipient")
            .map(|a| &a.text);
        let mut about: Vec<Stem> = hurt
            .chain(claim.place.iter().map(|p| &p.text))
            .flat_map(|t| stemmer.stems(t))
            .collect();
        about.sort_unstable();
        about.dedup();
        let sum = |c: &v1::Count<'_>| c.outcome != "participants" && stemmer.asides.is_sum(claim, &c.span);
        let sums = claim.toll.iter().any(sum);
        let mut dead = claim.toll.iter().filter(|c| c.outcome == "killed");
        let died = dead.any(|c| c.who.as_deref().is_some_and(|w| stemmer.is_hurt(w)))
            || stemmer.asides.is_of_wounds(claim);
        Telling {
            about,
            title: Vec::new(),
            scene: Vec::new(),
            lengths: (0, [0.0; 3]),
            among: 1,
            another: another(stemmer, claim),
            risen: claim.toll.iter().any(|c| c.cumulative),
            past: claim.modality == "historical",
            future: matches!(
                claim.modality.as_ref(),
                "planned" | "demanded" | "conditional" | "possible"
            ),
            document,
            published,
            event: claim.event,
            claims: vec![n],
            kind: kind(claim, sums),
            sums,
            spoken: matches!(
                claim.r#type.as_ref(),
                "ACCUSE" | "REQUEST" | "REJECT" | "THREATEN" | "AGREE" | "SUPPORT"
            ),
            before: stemmer.asides.is_before(claim),
            part: stemmer.asides.part_of_day(claim),
            modes: claim.mode.as_deref().map(hashed).into_iter().collect(),
            times: (claim
                .time
                .as_ref()
                .filter(|_| !died && !stemmer.asides.is_time_of_telling(claim))
                .and_then(|t| moment(t, published)))
            .into_iter()
            .collect(),
            places: (claim.place.iter().filter(|_| !died).map(|p| spot(stemmer, p))).collect(),
            parties: claim.actors.iter().map(|a| side(stemmer, a)).collect(),
            counts: wholes(claim).filter_map(|c| counted(c, by)).collect(),
            words: sentence.words.clone(),
            triggers: stemmer.stems(&claim.trigger.quote),
            sentences: vec![sentence.hash],
            leads: claim.trigger.start < lead,
        }
    }

    pub(crate) fn join(&mut self, other: Telling) {
        fn add<T: PartialEq>(into: &mut Vec<T>, from: Vec<T>) {
            for x in from {
                if !into.contains(&x) {
                    into.push(x);
                }
            }
        }
        add(&mut self.claims, other.claims);
        add(&mut self.modes, other.modes);
        add(&mut self.times, other.times);
        add(&mut self.counts, other.counts);
        add(&mut self.triggers, other.triggers);
        add(&mut self.sentences, other.sentences);
        self.words.extend(other.words);
        self.words.sort_unstable();
        self.words.dedup();
        self.places.extend(other.places);
        self.parties.extend(other.parties);
        self.leads |= other.leads;
        self.about.extend(other.about);
        self.about.sort_unstable();
        self.about.dedup();
        self.another |= other.another;
        self.risen |= other.risen;
        self.past &= other.past;
        self.future &= other.future;
        self.before &= other.before;
        self.part = self.part.or(other.part);
        self.times
            .sort_by_key(|t| (t.end.saturating_sub(t.start), t.start));
        self.places.sort_by_key(|p| (p.coarse, p.id.is_none()));
    }
}

/// Whether the words next to the trigger say that it is another event: «اقتحام جديد», «ثاني اقتحام».
fn another(stemmer: &Stemmer, claim: &Claim<'_>) -> bool {
    const NEAR: usize = 2;
    let sentence = &claim.sentence.quote;
    let part = |from: usize, to: usize| {
        sentence
            .chars()
            .skip(from)
            .take(to.saturating_sub(from))
            .collect::<String>()
    };
    let (start, end) = (
        claim.trigger.start.saturating_sub(claim.sentence.start),
        claim.trigger.end.saturating_sub(claim.sentence.start),
    );
    let before = part(0, start);
    let after = part(end, sentence.chars().count());
    let words = after
        .split_whitespace()
        .take(NEAR)
        .chain(before.split_whitespace().next_back());
    words.into_iter().any(|w| stemmer.is_another(w))
}

/// What sort of event: the type, and the mode where events of one type with other modes are other events, as a raid
/// and the arrests in it, an abduction and the killing of a guard. A sum over a time is no telling of what was last.
fn kind(claim: &Claim<'_>, sums: bool) -> u32 {
    if sums {
        return hashed(&format!("{} sum", claim.r#type));
    }
    match (claim.r#type.as_ref(), claim.mode.as_deref()) {
        ("COERCE", Some(mode)) => hashed(mode),
        ("PROTEST", Some("strike")) => hashed("strike"),
        ("ASSAULT", Some("abduct")) => hashed("abduct"),
        (kind, _) => hashed(kind),
    }
}

/// Where the first paragraph ends, in code points.
fn lead_end(document: &v1::Document<'_>) -> usize {
    let first = document
        .blocks
        .iter()
        .find(|b| !matches!(b.kind.as_ref(), "title" | "caption"));
    first.map_or(0, |b| b.span.end)
}

/// A stated time; one without an end goes on until it was told.
fn moment(time: &v1::Time<'_>, published: i64) -> Option<Moment> {
    let start = time.start.as_deref().and_then(bound)?;
    let end = time
        .end
        .as_deref()
        .and_then(bound)
        .unwrap_or(published.max(start));
    Some(Moment { start, end })
}

/// The beginning of a day or a moment, as the contract's times tell them.
fn bound(text: &str) -> Option<i64> {
    const NOON: i64 = 12 * 3600;
    match text.len() {
        10 => seconds(text).map(|s| s - NOON),
        // «2025-01-15T06:00+02:00» has no seconds
        22 => seconds(&format!("{}:00{}", text.get(..16)?, text.get(16..)?)),
        _ => seconds(text),
    }
}

fn spot(stemmer: &Stemmer, place: &v1::Place<'_>) -> Spot {
    let words = stemmer.stems(&place.text);
    let name = place.name_ar.as_deref().map(|n| stemmer.stems(n));
    Spot {
        pointed: name.is_some_and(|n| !n.iter().any(|w| words.contains(w))),
        id: place.id.as_deref().map(hashed),
        words,
        at: place.lat.zip(place.lon),
        country: place.country.as_deref().map(hashed),
        admin1: place.admin1.as_deref().map(hashed),
        coarse: match place.precision.as_ref() {
            "point" => 0,
            "town" => 1,
            "district" => 2,
            _ => 3,
        },
    }
}

fn side(stemmer: &Stemmer, actor: &v1::Actor<'_>) -> Side {
    Side {
        actor: actor.role == "actor",
        id: actor.id.as_deref().map(hashed),
        country: actor.country.as_deref().map(hashed),
        sector: actor.sector.as_deref().map(hashed),
        camp: actor.sector.as_deref().and_then(Camp::of),
        words: stemmer.stems(&actor.text),
    }
}

/// The figures of a claim without those that count some of what one before them counts.
fn wholes<'c, 'r>(claim: &'c Claim<'r>) -> impl Iterator<Item = &'c v1::Count<'r>> {
    let all = claim.toll.iter().enumerate();
    let whole = |(n, c): &(usize, &v1::Count<'_>)| {
        !claim.toll[..*n]
            .iter()
            .any(|o| o.outcome == c.outcome && o.min >= c.min)
    };
    all.filter(whole).map(|(_, c)| c)
}

fn counted(count: &v1::Count<'_>, by: u32) -> Option<Counted> {
    Some(Counted {
        outcome: hashed(&count.outcome),
        min: count.min.or(count.max)?,
        max: count.max,
        cumulative: count.cumulative,
        by,
    })
}
