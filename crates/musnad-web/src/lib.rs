//! The web app: an archive on the screen, and as an interface for programs.
//!
//! An archive's folder and a reader come in; a server goes out that shows stories, documents, events and what people
//! say of them, in Arabic and English. Every page is made here and can be read without scripts; what runs in the
//! browser (`front/`) makes it livelier. The page is the interface: the same address with `.json`, `.csv`, … gives the
//! same in that form. It never says that something happened: it says who said so.

mod access;
mod answer;
mod app;
mod ask;
mod assets;
mod change;
mod day;
mod detail;
mod give;
mod held;
mod kept;
mod keys;
mod layout;
mod limit;
mod live;
mod marks;
mod outside;
mod problem;
mod routes;
mod screens;
mod setting;
mod show;
mod words;

pub use app::{Settings, Site};
pub use keys::{Key, KeyError, Keys, Role};
pub use outside::{Fetched, Outside, Unfetched, Watched};
pub use setting::{Setting, said};
pub use words::{Language, Words};
