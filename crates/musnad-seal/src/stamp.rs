//! Time stamps by RFC 3161: the query that an authority is sent, and what its answer says. Whether the authority is
//! to be trusted is for `openssl ts -verify` and whoever knows its certificate.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Reader, SliceReader};

use crate::hash::Hash;

/// A query for a stamp on `hash`, in DER, with the authority's certificate asked for; without a nonce, so that the
/// same bundle has the same query.
pub(crate) fn query(hash: Hash) -> Vec<u8> {
    const HEAD: [u8; 24] = [
        0x30, 0x39, 2, 1, 1, // version 1
        0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, // SHA-256
        4, 32, // the hash
    ];
    const TAIL: [u8; 3] = [1, 1, 0xff]; // certReq
    [&HEAD[..], &hash.0, &TAIL].concat()
}

/// The time that an answer says for `hash`; what is wrong with it where it says none.
///
/// ```text
/// TimeStampResp { PKIStatusInfo { status … }, ContentInfo { id-signedData, [0] SignedData {
///     version, digestAlgorithms, { id-ct-TSTInfo, [0] OCTET STRING TSTInfo {
///         version, policy, { { sha256 … }, hash }, serialNumber, genTime … } } … } } }
/// ```
pub(crate) fn time(answer: &[u8], hash: Hash) -> Result<String, &'static str> {
    let (granted, content) = opened(answer).map_err(|_| "no answer by RFC 3161")?;
    if !granted {
        return Err("the authority granted no stamp");
    }
    let (stamped, time) = content
        .and_then(|c| told(c).ok())
        .ok_or("no signed stamp by RFC 3161")?;
    match stamped == hash.0 {
        true => Ok(time),
        false => Err("a stamp on something else"),
    }
}

/// Whether the answer grants a stamp, and the content that tells of it.
fn opened(answer: &[u8]) -> der::Result<(bool, Option<AnyRef<'_>>)> {
    let mut answer = inside(AnyRef::from_der(answer)?)?;
    let status: u8 = inside(answer.decode()?)?.decode()?;
    let content = match answer.is_finished() {
        true => None,
        false => Some(answer.decode()?),
    };
    answer.finish()?;
    Ok((status <= 1, content))
}

/// The hash that a signed stamp is on, and its time.
fn told(content: AnyRef<'_>) -> der::Result<(Vec<u8>, String)> {
    const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
    const STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
    const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
    let mut content = inside(content)?;
    is(&mut content, SIGNED_DATA)?;
    let mut signed = inside(inside(content.decode()?)?.decode()?)?;
    let _version: AnyRef<'_> = signed.decode()?;
    let _algorithms: AnyRef<'_> = signed.decode()?;
    let mut inner = inside(signed.decode()?)?;
    is(&mut inner, STAMP)?;
    let bytes: &OctetStringRef = inside(inner.decode()?)?.decode()?;
    let mut info = inside(AnyRef::from_der(bytes.as_bytes())?)?;
    let _version: AnyRef<'_> = info.decode()?;
    let _policy: AnyRef<'_> = info.decode()?;
    let mut imprint = inside(info.decode()?)?;
    is(&mut inside(imprint.decode()?)?, SHA256)?;
    let hash: &OctetStringRef = imprint.decode()?;
    let _serial: AnyRef<'_> = info.decode()?;
    let time: AnyRef<'_> = info.decode()?;
    let time = moment(time).ok_or(der::ErrorKind::DateTime)?;
    Ok((hash.as_bytes().to_vec(), time))
}

/// A time as RFC 3161 has it, `20260301080000.25Z`: DER's own times have no parts of a second, these may.
fn moment(time: AnyRef<'_>) -> Option<String> {
    let text = std::str::from_utf8(time.value()).ok()?.strip_suffix('Z')?;
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S%.f", text);
    time.ok().map(|time| format!("{time}Z"))
}

fn inside(any: AnyRef<'_>) -> der::Result<SliceReader<'_>> {
    SliceReader::new(any.value())
}

fn is(reader: &mut SliceReader<'_>, wanted: ObjectIdentifier) -> der::Result<()> {
    match reader.decode::<ObjectIdentifier>()? == wanted {
        true => Ok(()),
        false => Err(der::ErrorKind::Failed.into()),
    }
}
