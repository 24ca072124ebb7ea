//! The journey's record: one line and one picture for each step.

use std::path::PathBuf;
use std::time::Instant;

use crate::Outcome;
use crate::picture;

/// Counts and times the steps.
#[derive(Debug)]
pub(crate) struct Steps {
    pictures: PathBuf,
    number: usize,
    since: Instant,
}

impl Steps {
    pub(crate) fn new(pictures: PathBuf) -> Self {
        Self {
            pictures,
            number: 0,
            since: Instant::now(),
        }
    }

    /// Ends a step: keeps its picture and prints its line. The next step's time starts here.
    pub(crate) fn done(&mut self, words: &str, picture: &[u8]) -> Outcome {
        let took = self.since.elapsed();
        self.number += 1;
        std::fs::write(
            self.pictures.join(picture::file_name(self.number, words)),
            picture,
        )?;
        println!("{:>3} {:>6.2} s  {words}", self.number, took.as_secs_f32());
        self.since = Instant::now();
        Ok(())
    }

    /// A picture that is not a step.
    pub(crate) fn keep(&self, name: &str, picture: &[u8]) -> Outcome {
        std::fs::write(self.pictures.join(name), picture)?;
        Ok(())
    }

    pub(crate) fn pictures(&self) -> &std::path::Path {
        &self.pictures
    }
}
