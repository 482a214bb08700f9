//! Random damages: nothing panics, and nothing that was not signed is said to verify.

use super::{
    super::{Finding, reading},
    genuine::{Kind, keys},
};

/// Damages that are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }

    fn damage(&mut self, text: &mut Vec<u8>) {
        let at = self.next(text.len());
        let other = b"+ /=&%{}\"\\-_\r\n?0aZ\xef\xe4"[self.next(20)];
        match self.next(5) {
            0 => text[at] = other,
            1 => text.insert(at, other),
            2 => drop(text.remove(at)),
            3 => {
                let end = (at + self.next(40)).min(text.len());
                drop(text.drain(at..end));
            }
            _ => {
                let end = (at + self.next(40)).min(text.len());
                let again = text[at..end].to_vec();
                text.splice(at..at, again);
            }
        }
    }
}

#[test]
fn no_damage_panics_or_passes_for_genuine() {
    const DAMAGES: usize = 10_000;

    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let genuine = Kind::ALL.map(|kind| (kind, kind.signed(b"a+b 1")));
    let keys = keys();
    let mut verified = 0;
    for at in 0..DAMAGES {
        let (kind, reading) = &genuine[at % genuine.len()];
        let mut text = kind.write(reading);
        for _ in 0..=random.next(2) {
            random.damage(&mut text);
        }
        let message = kind.given(text.clone(), &reading.frame);
        let diagnosis = message.diagnose(&keys);
        let shown = String::from_utf8_lossy(&text);
        match diagnosis.finding() {
            Finding::Verifies => {
                // Insignificant: upper case in an escape, a blank in a head.
                let received = reading::read(&message.raw, &message.place).unwrap();
                assert!(received.texts().iter().any(|text| reading.texts().contains(text)), "{kind:?}: {shown}");
                verified += 1;
            }
            Finding::Near => {
                let [_, signed] = diagnosis.untrusted_texts().unwrap();
                assert!(reading.texts().contains(signed), "{kind:?}: {diagnosis}\n{shown}");
            }
            _ => assert!(diagnosis.steps().is_empty()),
        }
    }
    assert!(verified < DAMAGES / 10, "{verified}");
}
