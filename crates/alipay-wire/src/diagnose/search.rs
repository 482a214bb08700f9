//! The search: keys at hand, then alterations, singly and in pairs.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use alipay_sign::{Algorithm, SignedDigest};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use super::{
    Alteration, Diagnosis, Finding, KeyRole, Keys, Message, NotGenuine, Step,
    alterations::{ALGORITHM, ALTERATIONS, Altered, GATEWAY_KEY, KEY_NAME, Level, OTHER_KEY, OWN_KEY, Undo},
    compare::{compare, refusal},
    diagnosis::{Texts, told},
    keys::Key,
    message::Place,
    reading::{Content, Form, Raw, Reading, Unread, read},
};

/// How many bytes are written and hashed at most: a fraction of a second's work, whatever the message is.
const BUDGET: usize = 40 << 20;

/// Longer than any message of a gateway, and than this can look through.
const MAX_LENGTH: usize = 1 << 20;

/// Of text, beside key and signature.
const MAX_STEPS: usize = 2;

pub(super) fn diagnose(message: &Message, keys: &Keys) -> Diagnosis {
    let Message { raw, place } = message;
    if raw.body.len() > MAX_LENGTH {
        return told(Finding::Unreadable, "it is longer than any message of a gateway", "");
    }
    let reading = read(raw, place);
    let is_sent = reading.as_ref().map_or(place.is_sent, |reading| reading.is_sent);
    let verified = message.verify(keys);
    if matches!(verified, Ok(()) | Err(NotGenuine::Unsigned | NotGenuine::Unreadable(_)))
        && let Some(compared) = refusal(&raw.body).map(|words| compare(&words, place.signed_text.as_deref()))
    {
        return compared;
    }
    if verified.is_ok() {
        return told(Finding::Verifies, "verifies as it is", "");
    }
    let mut search = Search::new(keys, place);
    let found = search.run(raw);
    let diagnosis = match found {
        Some(found) if found.steps.is_empty() => refused(message),
        Some(found) => near(found, reading.as_ref().ok()),
        None => match reading {
            Err(unread) => unreadable(unread),
            Ok(reading) => search.unknown(&reading),
        },
    };
    Diagnosis { is_sent, tried: search.tried, is_complete: search.budget > 0, ..diagnosis }
}

/// A text that verifies, and the way to it.
struct Found {
    steps: Vec<Step>,
    text: Bytes,
}

struct Search<'a> {
    keys: &'a Keys,
    place: &'a Place,
    budget: usize,
    tried: usize,
    /// Texts that were tried, with their signatures.
    seen: HashSet<u64>,
    /// What the keys find in a signature as it is written.
    signatures: HashMap<String, Vec<Signed<'a>>>,
    best: Option<Found>,
    /// What was found in any signature, and whether any was of a length that fits.
    signer: Option<&'a Key>,
    length: Option<usize>,
}

/// What one key finds in a signature, and what had to be done to the signature for that.
#[derive(Clone)]
struct Signed<'a> {
    steps: Vec<Step>,
    key: &'a Key,
    digest: SignedDigest,
}

/// A message on the way through the search.
enum State {
    Raw(Raw),
    Read(Reading),
}

impl<'a> Search<'a> {
    fn new(keys: &'a Keys, place: &'a Place) -> Self {
        Self {
            keys,
            place,
            budget: BUDGET,
            tried: 0,
            seen: HashSet::new(),
            signatures: HashMap::new(),
            best: None,
            signer: None,
            length: None,
        }
    }

    fn run(&mut self, raw: &Raw) -> Option<Found> {
        for depth in 0..=MAX_STEPS {
            self.seen.clear();
            self.visit(&State::Raw(raw.clone()), &[], depth, ALTERATIONS);
            // More alterations make no smaller answer.
            if self.is_done(depth + 1) {
                break;
            }
        }
        self.best.take()
    }

    /// Tries everything that is `depth` alterations away. Once the message is read, they are undone in the order of the list,
    /// which is that of the outer before the inner: `list` is what is left of it.
    fn visit(&mut self, state: &State, steps: &[Step], depth: usize, list: &'static [Alteration]) {
        if let State::Raw(raw) = state {
            self.whole(raw, steps, depth);
            if let Ok(reading) = read(raw, self.place) {
                self.visit(&State::Read(reading), steps, depth, list);
            }
            return;
        }
        let State::Read(reading) = state else { return };
        if depth == 0 {
            return self.check(reading, steps);
        }
        // Without a signature that a key knows there is nothing to find by changing the text.
        if self.signed(&reading.signature).is_empty() {
            return;
        }
        let length = reading.length();
        for (position, alteration) in list.iter().enumerate() {
            // Several parameters may be too many; everything else happens once, to all values or to one.
            let next = if matches!(alteration.undo, Undo::Form { .. }) { position } else { position + 1 };
            let rest = list.get(next..).unwrap_or_default();
            // To look for what could be undone costs less than to write and hash it.
            if !self.spend(length / 4) {
                return;
            }
            for (at, altered) in altered(reading, &alteration.undo, self.place) {
                if !self.spend(length) {
                    return;
                }
                let steps = [steps, &[Step::new(alteration, at)]].concat();
                self.visit(&State::Read(altered), &steps, depth - 1, rest);
                if self.is_done(steps.len()) {
                    return;
                }
            }
        }
    }

    /// Changes the message before it is read.
    fn whole(&mut self, raw: &Raw, steps: &[Step], depth: usize) {
        if depth == 0 {
            return;
        }
        for alteration in ALTERATIONS {
            let Undo::Text { at: Level::Whole | Level::Any, undo, .. } = alteration.undo else { continue };
            if !self.spend(raw.body.len() / 4) {
                return;
            }
            let Some(body) = undo(&raw.body) else { continue };
            if !self.spend(raw.body.len() + body.len()) {
                return;
            }
            let altered = Raw { head: raw.head.clone(), body: body.into() };
            let steps = [steps, &[Step::new(alteration, None)]].concat();
            self.visit(&State::Raw(altered), &steps, depth - 1, ALTERATIONS);
            if self.is_done(steps.len()) {
                return;
            }
        }
    }

    /// Spends of the budget what working on so many bytes costs. `false` when there is nothing left.
    fn spend(&mut self, bytes: usize) -> bool {
        self.budget = self.budget.saturating_sub(bytes + 64);
        self.budget > 0
    }

    /// Whether what was found is as near as anything can be that needs this many alterations of the text.
    fn is_done(&self, steps: usize) -> bool {
        self.best.as_ref().is_some_and(|best| best.steps.len() <= steps)
    }

    /// Compares what may have been signed with what was.
    fn check(&mut self, reading: &Reading, steps: &[Step]) {
        let signed = self.signed(&reading.signature);
        if signed.is_empty() {
            return;
        }
        for text in reading.texts() {
            if !self.spend(text.len()) {
                return;
            }
            let mut hasher = DefaultHasher::new();
            (&text, &reading.signature).hash(&mut hasher);
            if !self.seen.insert(hasher.finish()) {
                continue;
            }
            self.tried += 1;
            for signed in signed.iter().filter(|signed| signed.digest.is_of(&text)) {
                let steps = [steps, &signed.steps, &about_the_key(signed, reading)].concat();
                if self.best.as_ref().is_none_or(|best| steps.len() < best.steps.len()) {
                    self.best = Some(Found { steps, text: text.clone() });
                }
            }
        }
    }

    /// What the keys find in a signature, as it is and after what may have happened to it.
    fn signed(&mut self, signature: &str) -> Vec<Signed<'a>> {
        if let Some(known) = self.signatures.get(signature) {
            return known.clone();
        }
        let mut found = Vec::new();
        for (steps, bytes) in readings_of(signature) {
            self.length = self.length.max(Some(bytes.len()));
            for key in self.keys.iter() {
                if let Some(digest) = key.key.signed_digest(&bytes) {
                    self.signer = self.signer.or(Some(key));
                    found.push(Signed { steps: steps.clone(), key, digest });
                }
            }
        }
        self.signatures.insert(signature.to_owned(), found.clone());
        found
    }

    /// What is certain when nothing near verifies.
    fn unknown(&self, reading: &Reading) -> Diagnosis {
        if let Some(key) = self.signer {
            let says = format!(
                "it was signed with {}, but over another text: a value was changed, cut off or left out, in none of the ways \
                 that are known ({} were tried)",
                key.called, self.tried
            );
            let advice = if reading.is_sent {
                "sign the text that the documentation of the gateway describes, and send exactly that"
            } else {
                "compare it with the bytes as they came in, before anything reads or writes them"
            };
            return told(Finding::OtherText, says, advice);
        }
        if self.keys.iter().next().is_none() {
            return told(Finding::OtherKey, "there is no key to check it with", "give the gateway's public key");
        }
        let called: Vec<&str> = self.keys.iter().map(|key| key.called.as_str()).collect();
        let fits = self.keys.iter().any(|key| Some(key.key.bits().div_ceil(8)) == self.length);
        let says = match self.length {
            None => "its signature is damaged: it is no base64".to_owned(),
            Some(length) if !fits => {
                format!("its signature is damaged: it has {length} bytes, and none of the keys signs with so many")
            }
            Some(_) => {
                format!("nothing near it verifies: it was signed with none of the keys at hand ({})", called.join(", "))
            }
        };
        let named = reading.key.as_ref().filter(|id| !self.keys.iter().any(|key| key.id.as_ref() == Some(id)));
        let names = named.map(|id| format!("; it names the key {id}")).unwrap_or_default();
        told(Finding::OtherKey, says + &names, self.advice(reading, fits))
    }

    fn advice(&self, reading: &Reading, fits: bool) -> &'static str {
        if self.length.is_none() || !fits {
            "pass the signature as it was received, from its first to its last character"
        } else if self.keys.mixed_up().is_some() {
            "the key configured as the gateway's is your own: copy the one that the console shows as \"Alipay public key\""
        } else if reading.is_sent {
            "the public key in the console is not that of your private key: register its other half"
        } else {
            "the configured key is not that of this gateway: copy the public key that the console shows for the gateway (not \
             your application's), of the same application and environment"
        }
    }
}

/// The bytes of a signature, as it is written and after one or two things that may have happened to it.
fn readings_of(signature: &str) -> Vec<(Vec<Step>, Vec<u8>)> {
    let undone = |(steps, text): &(Vec<Step>, String)| -> Vec<(Vec<Step>, String)> {
        let undo = |alteration: &'static Alteration| match alteration.undo {
            Undo::Signature { undo, .. } => Some(([&steps[..], &[Step::new(alteration, None)]].concat(), undo(text)?)),
            _ => None,
        };
        ALTERATIONS.iter().filter_map(undo).collect()
    };
    let as_it_is = vec![(Vec::new(), signature.to_owned())];
    let once: Vec<_> = as_it_is.iter().flat_map(undone).collect();
    let twice: Vec<_> = once.iter().flat_map(undone).collect();
    let mut readings: Vec<(Vec<Step>, Vec<u8>)> = Vec::new();
    for (steps, text) in as_it_is.into_iter().chain(once).chain(twice) {
        if let Ok(bytes) = STANDARD.decode(&text)
            && !bytes.is_empty()
            && readings.iter().all(|(_, known)| *known != bytes)
        {
            readings.push((steps, bytes));
        }
    }
    readings
}

/// What is unusual about who signed, and how.
fn about_the_key(signed: &Signed<'_>, reading: &Reading) -> Vec<Step> {
    let key = signed.key;
    let called = || Some(key.called.clone());
    let is_other_name = key.id.is_some() && reading.key.is_some() && key.id != reading.key;
    let step = match (key.role, reading.is_sent) {
        (KeyRole::Gateway, false) if is_other_name => Some(Step::new(&KEY_NAME, called())),
        (KeyRole::Gateway, false) | (KeyRole::Own, true) => None,
        (KeyRole::Gateway, true) => Some(Step::new(&GATEWAY_KEY, called())),
        (KeyRole::Own, false) => Some(Step::new(&OWN_KEY, called())),
        (KeyRole::Other, _) => Some(Step::new(&OTHER_KEY, called())),
    };
    let algorithm = (signed.digest.algorithm() != Algorithm::Rsa2).then(|| Step::new(&ALGORITHM, None));
    step.into_iter().chain(algorithm).collect()
}

/// The message after one alteration: of all its values and of each, where it has several.
fn altered(reading: &Reading, undo: &Undo, place: &Place) -> Altered<Reading> {
    let with = |content| Reading { content, ..reading.clone() };
    match (undo, &reading.content) {
        (Undo::Text { at: Level::Any | Level::Value, undo, .. }, Content::Body { text, with_plain_slashes }) => {
            let altered = undo(text).map(|text| {
                let plain = with_plain_slashes.as_ref().and_then(|text| undo(text)).map(Bytes::from);
                (None, with(Content::Body { text: text.into(), with_plain_slashes: plain }))
            });
            altered.into_iter().collect()
        }
        (Undo::Text { at: Level::Any | Level::Value, undo, .. }, Content::Form(form)) => {
            let forms = altered_values(form, *undo).into_iter();
            forms.map(|(at, form)| (at, with(Content::Form(form)))).collect()
        }
        (Undo::Form { undo, .. }, Content::Form(form)) => {
            undo(form).into_iter().map(|(at, form)| (at, with(Content::Form(form)))).collect()
        }
        (Undo::Frame { undo, .. }, _) => {
            let frames = undo(&reading.frame, place).into_iter();
            frames.map(|frame| (frame.path().map(str::to_owned), Reading { frame, ..reading.clone() })).collect()
        }
        _ => Vec::new(),
    }
}

fn altered_values(form: &Form, undo: fn(&[u8]) -> Option<Vec<u8>>) -> Altered<Form> {
    let pairs: Vec<(Bytes, Bytes)> = form.pairs.clone().into_iter().collect();
    let changes: Vec<Option<Bytes>> = pairs.iter().map(|(_, value)| undo(value).map(Bytes::from)).collect();
    let with = |is_changed: &dyn Fn(usize) -> bool| {
        let values = pairs.iter().zip(&changes).enumerate().map(|(at, ((name, value), change))| {
            let value = change.as_ref().filter(|_| is_changed(at)).unwrap_or(value);
            (name.clone(), value.clone())
        });
        form.with(values.collect())
    };
    let name = |at: usize| pairs.get(at).map(|(name, _)| String::from_utf8_lossy(name).into_owned());
    let changed: Vec<usize> =
        changes.iter().enumerate().filter(|(_, change)| change.is_some()).map(|(at, _)| at).collect();
    match changed[..] {
        [] => Vec::new(),
        [only] => vec![(name(only), with(&|_| true))],
        _ => {
            let each = changed.iter().map(|&one| (name(one), with(&|at| at == one)));
            std::iter::once((None, with(&|_| true))).chain(each).collect()
        }
    }
}

fn near(found: Found, reading: Option<&Reading>) -> Diagnosis {
    let received = reading.and_then(|reading| reading.texts().into_iter().next()).unwrap_or_default();
    let texts = Some(Texts { received, signed: found.text });
    Diagnosis { steps: found.steps, texts, ..told(Finding::Near, "", "") }
}

/// The text is the one that was signed, and yet the message is not taken.
fn refused(message: &Message) -> Diagnosis {
    let why = message.verify_with(&Refusing).err().filter(|why| !matches!(why, NotGenuine::Verify(_)));
    let why = why.map_or_else(|| "its form is not that of a genuine one".to_owned(), |why| why.to_string());
    told(
        Finding::Refused,
        format!("its signature is right, but it is refused: {why}"),
        "pass the message as it was received",
    )
}

fn unreadable(unread: Unread) -> Diagnosis {
    let finding = if unread == Unread::Unsigned { Finding::Unsigned } else { Finding::Unreadable };
    let advice = match unread {
        Unread::Unsigned => {
            "where headers sign, give them too; a gateway leaves a failure unsigned when it does not know the application or its key"
        }
        _ => "",
    };
    told(finding, unread.reason(), advice)
}

/// Takes nothing.
struct Refusing;

impl alipay_sign::Verify for Refusing {
    fn verify(&self, _: Option<&alipay_sign::KeyId>, _: &[u8], _: &[u8]) -> Result<(), alipay_sign::VerifyError> {
        Err(alipay_sign::VerifyError::Mismatch)
    }
}
