//! One body, mutated for a while.

use std::{
    fs, io,
    time::{Duration, Instant},
};

use alipay_fuzz::Body;

use super::{
    Job, Limit,
    catch::{self, Panic},
    corpus::Corpus,
    mutate::mutated,
    random::Random,
    watch::Watch,
};

/// Inputs grow up to this, or to twice what the body began with.
const LONGEST: usize = 4096;

/// One body and what it has become.
pub(super) struct Session<'a> {
    body: &'a Body,
    job: &'a Job,
    corpus: Corpus,
    random: Random,
    executions: u64,
    started: Instant,
}

/// How it went.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) executions: u64,
    pub(super) seconds: f64,
    pub(super) kept: usize,
    /// The input that failed: the session ended with it.
    pub(super) failed: Option<(Vec<u8>, Panic)>,
}

impl<'a> Session<'a> {
    pub(super) fn new(body: &'a Body, job: &'a Job) -> io::Result<Self> {
        Ok(Self {
            body,
            job,
            corpus: Corpus::new(body.inputs()?),
            random: Random::new(job.seed, body.name),
            executions: 0,
            started: Instant::now(),
        })
    }

    pub(super) fn run(mut self, watch: &Watch) -> io::Result<Report> {
        let failed = self.until_it_fails(watch)?;
        let seconds = self.started.elapsed().as_secs_f64();
        Ok(Report { executions: self.executions, seconds, kept: self.corpus.kept(), failed })
    }

    fn until_it_fails(&mut self, watch: &Watch) -> io::Result<Option<(Vec<u8>, Panic)>> {
        for input in self.body.inputs()? {
            match self.execute(&input, watch)? {
                Ok(ending) => self.corpus.saw(ending),
                Err(panic) => return Ok(Some((input, panic))),
            }
        }
        let longest = LONGEST.max(2 * self.corpus.longest());
        while self.goes_on() {
            let input = {
                let (base, other) = (self.corpus.pick(&mut self.random), self.corpus.pick(&mut self.random));
                mutated(base, other, self.body.dictionary, longest, &mut self.random)
            };
            match self.execute(&input, watch)? {
                Ok(ending) => self.corpus.offer(&input, ending),
                Err(panic) => return Ok(Some((input, panic))),
            }
        }
        Ok(None)
    }

    fn execute(&mut self, input: &[u8], watch: &Watch) -> io::Result<Result<alipay_fuzz::Ending, Panic>> {
        if let Some(trace) = &self.job.trace {
            fs::write(trace, input)?;
        }
        self.executions += 1;
        Ok(watch.over(input, || catch::run(self.body, input)))
    }

    fn goes_on(&self) -> bool {
        match self.job.limit {
            Limit::Executions(executions) => self.executions < executions,
            Limit::Time(time) => self.started.elapsed() < time.max(Duration::from_millis(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use alipay_fuzz::{Ending, Seed};

    use super::*;

    /// Three steps deep, each with an ending of its own: reached only from what was kept on the way.
    fn deep(data: &[u8]) -> Ending {
        let depth = data.iter().zip(b"UVW").take_while(|(byte, wanted)| byte == wanted).count();
        assert!(depth < 3, "reached");
        Ending::of("").times(depth)
    }

    fn session(run: fn(&[u8]) -> Ending, seed: u64, executions: u64) -> Report {
        let body = Body { name: "test", run, seeds: &[Seed::Text("....")], dictionary: &[] };
        let limit = Limit::Executions(executions);
        let job = Job { seed, limit, findings: PathBuf::new(), trace: None };
        let watch = Watch::new("test", &job.findings);
        Session::new(&body, &job).unwrap().run(&watch).unwrap()
    }

    #[test]
    fn what_ends_in_a_new_way_is_gone_on_from() {
        let report = session(deep, 1, 1_000_000);
        let (input, panic) = report.failed.expect("it is reached");
        assert!(input.starts_with(b"UVW") && panic.message == "reached");
        assert_eq!(report.kept, 2);
    }

    #[test]
    fn a_seed_repeats_it_exactly() {
        let (first, again) = (session(deep, 7, 1_000_000), session(deep, 7, 1_000_000));
        assert_eq!(first.failed, again.failed);
        assert_eq!(first.executions, again.executions);
        assert_ne!(session(deep, 8, 1_000_000).executions, first.executions);
    }

    #[test]
    fn it_stops_when_told() {
        let report = session(|data| Ending::of("").times(data.len() % 3), 1, 500);
        assert_eq!((report.executions, report.failed), (500, None));
    }
}
