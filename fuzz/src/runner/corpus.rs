//! The inputs worth going on from.

use std::collections::HashMap;

use alipay_fuzz::Ending;

use super::random::Random;

/// More are not kept: endings without end would fill the memory.
const MOST: usize = 4096;

/// The inputs a body began with, and one for each ending seen since: the shortest.
#[derive(Debug)]
pub(super) struct Corpus {
    inputs: Vec<Vec<u8>>,
    seeds: usize,
    endings: HashMap<Ending, Option<usize>>,
}

impl Corpus {
    pub(super) fn new(seeds: Vec<Vec<u8>>) -> Self {
        Self { seeds: seeds.len(), inputs: seeds, endings: HashMap::new() }
    }

    /// Notes the ending of an input it began with.
    pub(super) fn saw(&mut self, ending: Ending) {
        self.endings.insert(ending, None);
    }

    /// Keeps the input when it ended in a new way, or is shorter than the one that did.
    pub(super) fn offer(&mut self, input: &[u8], ending: Ending) {
        match self.endings.get(&ending) {
            None if self.inputs.len() < MOST => {
                self.endings.insert(ending, Some(self.inputs.len()));
                self.inputs.push(input.to_vec());
            }
            Some(Some(at)) if input.len() < self.inputs[*at].len() => self.inputs[*at] = input.to_vec(),
            _ => {}
        }
    }

    /// One to go on from: what it began with as often as what it found.
    pub(super) fn pick(&self, random: &mut Random) -> &[u8] {
        let (seeds, found) = self.inputs.split_at(self.seeds);
        let from = if found.is_empty() || random.below(2) == 0 { seeds } else { found };
        random.one(from).map_or(&[], Vec::as_slice)
    }

    /// How many inputs were kept beyond those it began with.
    pub(super) fn kept(&self) -> usize {
        self.inputs.len() - self.seeds
    }

    pub(super) fn longest(&self) -> usize {
        self.inputs.iter().map(Vec::len).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_input_is_kept_for_each_ending() {
        let mut corpus = Corpus::new(vec![b"seed".to_vec()]);
        corpus.saw(Ending::of("known"));
        corpus.offer(b"other", Ending::of("known"));
        assert_eq!(corpus.kept(), 0);
        corpus.offer(b"longer", Ending::of("new"));
        corpus.offer(b"long", Ending::of("new"));
        corpus.offer(b"longest", Ending::of("new"));
        assert_eq!(corpus.inputs, [b"seed".to_vec(), b"long".to_vec()]);
    }
}
