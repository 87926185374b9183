//! Counting: what was right, what was given, what was wanted.

/// Right answers, answers given, answers wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub right: usize,
    pub given: usize,
    pub wanted: usize,
}

impl Tally {
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

    pub fn precision(self) -> f64 {
        share(self.right, self.given)
    }

    pub fn recall(self) -> f64 {
        share(self.right, self.wanted)
    }

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
