//! The frame of every page: head, ways through the archive, choices of language, digits and months.

use crate::app::App;
use crate::ask::Ask;
use crate::assets;
use crate::detail;
use crate::problem::Problem;
use crate::show::eastern;
use crate::words::{Language, Words};
use maud::{DOCTYPE, Markup, html};

/// A page before its frame.
#[derive(Debug)]
pub(crate) struct Page {
    /// The title in the browser's list of windows.
    pub(crate) title: String,
    /// The way that is marked as the present one: an address of [`WAYS`].
    pub(crate) way: &'static str,
    pub(crate) body: Markup,
    /// The forms in which the same can be had.
    pub(crate) forms: &'static [&'static str],
    /// The address of what comes behind it.
    pub(crate) next: Option<String>,
}

/// The ways through the archive: address, and key of the words for it.
const WAYS: &[(&str, &str)] = &[
    ("/stories", "stories"),
    ("/events", "way.events"),
    ("/search", "way.search"),
    ("/actors", "way.actors"),
    ("/places", "way.places"),
    ("/outlets", "way.outlets"),
    ("/quotes", "quotes"),
    ("/review", "way.review"),
    ("/rules", "way.rules"),
    ("/quality", "way.quality"),
    ("/paste", "way.paste"),
];

impl Page {
    pub(crate) fn new(title: impl Into<String>, way: &'static str, body: Markup) -> Page {
        Page {
            title: title.into(),
            way,
            body,
            forms: &[],
            next: None,
        }
    }

    /// The page that tells of a problem.
    pub(crate) fn of_problem(words: &Words, problem: &Problem) -> Page {
        let key = format!("problem.{}", problem.code);
        let title = words.get(&key).to_owned();
        let body = html! {
            h1 { (title) }
            p.hint { (detail::shown(words.language, &problem.detail)) }
        };
        Page::new(title.clone(), "", body)
    }

    /// It in its frame.
    pub(crate) fn html(&self, app: &App, ask: &Ask) -> String {
        let words = app.words(ask.language);
        let page = html! {
            (DOCTYPE)
            html lang=(ask.language.code()) dir=(ask.language.direction()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · " (words.get("name-of-program")) }
                    link rel="stylesheet" href=(assets::address("style.css"));
                    @for font in assets::FONTS {
                        link rel="preload" as="font" type="font/woff2" crossorigin="" href=(assets::address(font));
                    }
                    link rel="icon" href=(assets::address("icon.svg"));
                    @if self.forms.contains(&"atom") {
                        link rel="alternate" type="application/atom+xml" href=(ask.address(Some("atom"), &[]));
                    }
                    script type="module" src=(assets::address("app.js")) {}
                }
                body {
                    a.skip href="#main" { (words.get("skip")) }
                    header.top {
                        a.mark href="/" { (words.get("name-of-program")) }
                        form.find role="search" action="/search" {
                            input type="search" name="q" dir="auto" aria-label=(words.get("way.search"))
                                placeholder=(words.get("search.hint")) value=[ask.get("q").filter(|_| ask.path == "/search")];
                        }
                        (choices(app, ask))
                        nav aria-label=(words.get("ways")) {
                            @for (address, key) in WAYS {
                                a href=(address) aria-current=[(self.way == *address).then_some("page")] { (words.get(key)) }
                            }
                        }
                    }
                    @if app.settings.demonstration {
                        p.banner { (words.get("demonstration")) }
                    }
                    main #main { (self.body) }
                    footer {
                        p { (words.get("footer")) }
                        @if !self.forms.is_empty() {
                            p.forms {
                                (words.get("forms")) " "
                                @for form in self.forms {
                                    a href=(ask.address(Some(form), &[])) { bdi dir="ltr" { "." (form) } } " "
                                }
                            }
                        }
                        p { a href="/api" { (words.get("way.api")) } " · " bdi dir="ltr" { (app.settings.version) } }
                    }
                }
            }
        };
        page.into_string()
    }
}

/// Who is in, and the ways in and out.
fn person(words: &Words, ask: &Ask) -> Markup {
    let to = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("to", &ask.address(None, &[]))
        .finish();
    html! {
        @match &ask.person {
            Some(person) if person.has_key() => {
                bdi { (crate::show::still(&person.name)) }
                form method="post" action="/leave" { button.plain { (words.get("leave")) } }
            },
            Some(person) => bdi { (crate::show::still(&person.name)) },
            None => a href=(format!("/enter?{to}")) rel="nofollow" { (words.get("enter")) },
        }
    }
}

/// Language, digits and months, each a link that comes back to this page.
fn choices(app: &App, ask: &Ask) -> Markup {
    let here = ask.address(None, &[("lang", "")]);
    let to = |name: &str, value: &str| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair(name, value)
            .append_pair("to", &here)
            .finish();
        format!("/choose?{query}")
    };
    let other = app.words(match ask.language {
        Language::Arabic => Language::English,
        Language::English => Language::Arabic,
    });
    let (words, language) = (app.words(ask.language), other.language);
    html! {
        div.choices {
            (person(words, ask))
            a lang=(language.code()) dir=(language.direction()) hreflang=(language.code()) href=(to("lang", language.code())) {
                (other.get("language.own"))
            }
            a href=(to("digits", if ask.eastern { "latn" } else { "arab" })) title=(words.get("digits")) {
                bdi { (if ask.eastern { "123".to_owned() } else { eastern("123") }) }
            }
            @if ask.language == Language::Arabic {
                a href=(to("months", if ask.egyptian { "levant" } else { "egypt" })) title=(words.get("months")) {
                    (words.get(if ask.egyptian { "month.levant.1" } else { "month.egypt.1" }))
                }
            }
        }
    }
}
