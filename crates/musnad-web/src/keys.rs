//! Keys: who may read a closed archive and who may change one. They are random, shown once, and kept as hashes in a
//! file of their own in the archive's folder.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The file's name.
const FILE: &str = "keys.json";

/// What whoever holds a key may do; each may do what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read.
    Reader,
    /// Accept, reject and correct.
    Editor,
    /// Everything.
    Admin,
}

impl Role {
    /// All, the least first.
    pub const ALL: [Role; 3] = [Role::Reader, Role::Editor, Role::Admin];

    /// Its name: `editor`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Editor => "editor",
            Role::Admin => "admin",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// A key, without its secret.
#[derive(Clone, Debug, Deserialize)]
pub struct Key {
    /// Its id, which the key begins with.
    pub id: String,
    /// Who holds it; changes bear this name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// When it was made, RFC 3339 in UTC.
    pub made: String,
    hash: String,
}

impl Key {
    fn written(&self) -> Value {
        json!({ "id": self.id, "name": self.name, "role": self.role.name(), "made": self.made, "hash": self.hash })
    }

    /// Whether `key` is this key. It costs much time and memory by design.
    pub(crate) fn is(&self, key: &str) -> bool {
        PasswordHash::new(&self.hash)
            .is_ok_and(|hash| Argon2::default().verify_password(key.as_bytes(), &hash).is_ok())
    }
}

/// Why keys could not be read or kept.
#[derive(Debug)]
pub struct KeyError(String);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeyError {}

/// The keys of an archive.
#[derive(Debug)]
pub struct Keys {
    path: PathBuf,
    all: Vec<Key>,
}

impl Keys {
    /// The keys of the archive in `folder`.
    ///
    /// # Errors
    /// If their file cannot be read.
    pub fn read(folder: &Path) -> Result<Keys, KeyError> {
        let path = folder.join(FILE);
        let told = |e: &dyn fmt::Display| KeyError(format!("{}: {e}", path.display()));
        let all = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| told(&e))?,
            Err(e) if e.kind() == ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(told(&e)),
        };
        Ok(Keys { all, path })
    }

    /// All of them, the first made first.
    pub fn all(&self) -> &[Key] {
        &self.all
    }

    /// Makes a key and gives it back; it cannot be shown again. `at` is the present, RFC 3339 in UTC.
    ///
    /// # Errors
    /// If the name is empty or has a key already, or the key cannot be kept.
    pub fn add(&mut self, name: &str, role: Role, at: &str) -> Result<String, KeyError> {
        let name = name.trim();
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(KeyError("a key needs the name of whoever holds it".to_owned()));
        }
        if self.all.iter().any(|k| k.name == name) {
            return Err(KeyError(format!("“{name}” has a key already: remove it first")));
        }
        let (id, salt) = (random::<4>()?, random::<16>()?);
        let id = hexadecimal(&id);
        let key = format!("{id}-{}", hexadecimal(&random::<32>()?));
        let hash = Argon2::default()
            .hash_password_with_salt(key.as_bytes(), &salt)
            .map_err(|e| KeyError(e.to_string()))?;
        self.all.push(Key {
            id,
            name: name.to_owned(),
            role,
            made: at.to_owned(),
            hash: hash.to_string(),
        });
        self.keep()?;
        Ok(key)
    }

    /// Takes a key away, by its id or its name; whoever entered with it is out.
    ///
    /// # Errors
    /// If there is no such key, or the others cannot be kept.
    pub fn remove(&mut self, which: &str) -> Result<(), KeyError> {
        let before = self.all.len();
        self.all.retain(|k| k.id != which && k.name != which);
        match self.all.len() == before {
            true => Err(KeyError(format!("there is no key “{which}”"))),
            false => self.keep(),
        }
    }

    fn keep(&self) -> Result<(), KeyError> {
        let told = |e: &dyn fmt::Display| KeyError(format!("{}: {e}", self.path.display()));
        let folder = self.path.parent().unwrap_or(Path::new("."));
        // the file is its owner's alone, and whole before it has its name
        let part = folder.join(format!(".{FILE}.part"));
        let all: Vec<Value> = self.all.iter().map(Key::written).collect();
        let bytes = serde_json::to_vec_pretty(&all).map_err(|e| told(&e))?;
        let write = || {
            let _ = std::fs::remove_file(&part);
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&part)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            std::fs::rename(&part, &self.path)
        };
        write().map_err(|e| told(&e))
    }
}

/// So many random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| KeyError(format!("no random bytes: {e}")))?;
    Ok(bytes)
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
