//! Counting: what was right, what was given, what was wanted.

/// Right answers, answers given, answers wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Right answers.
    pub right: usize,
    /// Answers given.
    pub given: usize,
    /// Answers wanted.
    pub wanted: usize,
}

impl Tally {
    /// Adds right answers, answers given, answers wanted.
    pub fn add(&mut self, right: usize, given: usize, wanted: usize) {
        self.right += right;
        self.given += given;
        self.wanted += wanted;
    }

    /// A question that always has an answer.
    pub fn answer(&mut self, right: bool) {
        self.add(right.into(), 1, 1);
    }

    /// How many answers there could be.
    pub fn answers(self) -> usize {
        self.given.max(self.wanted)
    }

    /// Of the answers given, the share that is right; 0 for none.
    pub fn precision(self) -> f64 {
        share(self.right, self.given)
    }

    /// Of the answers wanted, the share that was given; 0 for none.
    pub fn recall(self) -> f64 {
        share(self.right, self.wanted)
    }

    /// Their harmonic mean.
    pub fn f1(self) -> f64 {
        share(2 * self.right, self.given + self.wanted)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
