//! The team's key: made once, kept in a file that only its owner reads, and the public half that others check with.
//!
//! The file is PKCS#8 in PEM, as `openssl genpkey -algorithm ed25519` writes it.

use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::Error;
use crate::hash::{Hash, hex};
use crate::whole::{folder, private, readable, sync_folder};

/// The most bytes that a file of a key may have.
const LARGEST: u64 = 16 << 10;

/// A key that signs.
pub struct Key(SigningKey);

impl Key {
    /// Makes a key and keeps it at `path`, readable by its owner alone.
    ///
    /// ```
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("مفتاح.pem");
    /// let key = musnad_seal::Key::generate(&path).unwrap();
    /// assert_eq!(musnad_seal::Key::load(&path).unwrap().public(), key.public());
    /// assert!(musnad_seal::Key::generate(&path).unwrap_err().is_exists());
    /// ```
    ///
    /// # Errors
    /// [`Error::is_exists`] where something stands at `path`; [`Error::is_io`] where it cannot be written.
    pub fn generate(path: &Path) -> Result<Key, Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|e| Error::key("the system gives no random bytes").because(e.to_string()))?;
        let pair = KeypairBytes {
            secret_key: secret,
            public_key: None,
        };
        let pem = pair
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|e| Error::key("the key cannot be written as PEM").because(e.to_string()))?;
        let io = |e| Error::io(path, "write the key", e);
        // without its name, and its owner's alone, until it is whole: half a key would be in the way of the next one
        let mut file = private(folder(path)).map_err(io)?;
        let written = file.write_all(pem.as_bytes());
        written.and_then(|()| file.as_file().sync_all()).map_err(io)?;
        file.persist_noclobber(path).map_err(|e| io(e.error))?;
        sync_folder(path).map_err(io)?;
        Ok(Key(SigningKey::from_bytes(&secret)))
    }

    /// Reads the key at `path`.
    ///
    /// # Errors
    /// [`Error::is_key`] where it is no Ed25519 key in PKCS#8 PEM, or one that others than its owner may read;
    /// [`Error::is_io`] where it cannot be read.
    pub fn load(path: &Path) -> Result<Key, Error> {
        let io = |e| Error::io(path, "read the key", e);
        let file = File::open(path).map_err(io)?;
        refuse_shared(path, &file)?;
        let mut pem = String::new();
        file.take(LARGEST).read_to_string(&mut pem).map_err(io)?;
        SigningKey::from_pkcs8_pem(&pem).map(Key).map_err(|e| {
            Error::key(format!("{}: no Ed25519 key in PKCS#8 PEM", path.display())).because(e.to_string())
        })
    }

    /// The half that others check with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.public())
    }
}

/// A key that checks what another has signed; shown as its fingerprint.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a public key in PEM, as in a bundle's `signature/public.pem`.
    ///
    /// # Errors
    /// [`Error::is_key`] where it is no public Ed25519 key.
    pub fn from_pem(pem: &str) -> Result<PublicKey, Error> {
        VerifyingKey::from_public_key_pem(pem)
            .map(PublicKey)
            .map_err(|e| Error::key("no public Ed25519 key in PEM").because(e.to_string()))
    }

    /// The key in PEM.
    ///
    /// # Errors
    /// None that is known; the form allows for one.
    pub fn to_pem(&self) -> Result<String, Error> {
        self.0
            .to_public_key_pem(LineEnding::LF)
            .map_err(|e| Error::key("the public key cannot be written as PEM").because(e.to_string()))
    }

    /// Writes the key to `path` in PEM, whole or not at all, in place of what stands there.
    ///
    /// # Errors
    /// [`Error::is_io`] where it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let io = |e| Error::io(path, "write the public key", e);
        let mut file = readable(folder(path)).map_err(io)?;
        file.write_all(self.to_pem()?.as_bytes()).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(path).map_err(|e| io(e.error))?;
        sync_folder(path).map_err(io)
    }

    /// The first 32 digits of the SHA-256 of the key in DER: short enough to read out on the telephone, too long to
    /// make another key for. `openssl pkey -pubin -in public.pem -outform DER | sha256sum` begins with it.
    pub fn fingerprint(&self) -> String {
        // a public Ed25519 key in DER is these twelve bytes and the key, RFC 8410
        const HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
        let der = [&HEAD[..], self.0.as_bytes()].concat();
        hex(&Hash::of(&der).0[..16])
    }

    /// Whether this key's owner signed `bytes` so.
    pub(crate) fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        // strict: no weak keys, and one form alone of each signature
        Signature::from_slice(signature).is_ok_and(|s| self.0.verify_strict(bytes, &s).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// Refuses a key that others than its owner may read or write.
#[cfg(unix)]
fn refuse_shared(path: &Path, file: &File) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt;
    let mode = file
        .metadata()
        .map_err(|e| Error::io(path, "read the key", e))?
        .mode()
        & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Error::key(format!(
        "{path}: others can read or write this key (mode {mode:03o}); chmod 600 it, and make a new one if it may \
         have been read"
    )))
}

#[cfg(not(unix))]
fn refuse_shared(_: &Path, _: &File) -> Result<(), Error> {
    Ok(())
}
