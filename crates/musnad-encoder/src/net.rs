//! The network: embeddings, layers of attention, and the heads that say what is asked of each word.

use crate::{Error, REACH, Told, Window};
use ndarray::{Array1, Array2, Axis, Slice};

/// Added to a variance so that nothing is divided by nothing.
const TINY: f32 = 1e-12;

/// Weights a row for each output, and what is added.
#[derive(Debug)]
pub(crate) struct Linear {
    pub(crate) weights: Array2<f32>,
    pub(crate) bias: Array1<f32>,
}

/// What a row is scaled and moved by once its mean is nothing and its variance one.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) weights: Array1<f32>,
    pub(crate) bias: Array1<f32>,
}

/// One layer.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) q: Linear,
    pub(crate) k: Linear,
    pub(crate) v: Linear,
    pub(crate) out: Linear,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
    pub(crate) after: Norm,
    pub(crate) end: Norm,
}

/// All weights.
#[derive(Debug)]
pub(crate) struct Net {
    pub(crate) heads: usize,
    /// The pieces that open and close a window.
    pub(crate) marks: (u32, u32),
    pub(crate) word: Array2<f32>,
    pub(crate) pos: Array2<f32>,
    pub(crate) norm: Norm,
    pub(crate) layers: Vec<Layer>,
    pub(crate) own: Linear,
    pub(crate) hidden: Linear,
    pub(crate) deep: Array2<f32>,
    pub(crate) known: Array1<f32>,
    pub(crate) asks: Array2<f32>,
    pub(crate) offers: Array2<f32>,
    pub(crate) alone: Linear,
    pub(crate) distance: Array2<f32>,
}

impl Linear {
    fn of(&self, x: &Array2<f32>) -> Array2<f32> {
        let mut out = x.dot(&self.weights.t());
        out += &self.bias;
        out
    }

    fn fits(&self, inputs: usize, outputs: usize) -> bool {
        self.weights.dim() == (outputs, inputs) && self.bias.len() == outputs
    }
}

impl Norm {
    fn apply(&self, x: &mut Array2<f32>) {
        for mut row in x.rows_mut() {
            let mean = row.sum() / row.len() as f32;
            let variance = row.fold(0.0, |a, v| a + (v - mean) * (v - mean)) / row.len() as f32;
            let scale = 1.0 / (variance + TINY).sqrt();
            for ((v, w), b) in row.iter_mut().zip(&self.weights).zip(&self.bias) {
                *v = (*v - mean) * scale * w + b;
            }
        }
    }

    fn fits(&self, width: usize) -> bool {
        self.weights.len() == width && self.bias.len() == width
    }
}

impl Net {
    /// How many roles there are, and how many numbers a word asks with for each.
    pub(crate) fn roles(&self) -> (usize, usize) {
        let roles = self.distance.ncols();
        (roles, self.asks.nrows() / roles)
    }

    pub(crate) fn distance(&self) -> &Array2<f32> {
        &self.distance
    }

    /// Whether all parts fit each other.
    pub(crate) fn check(&self, kinds: usize, roles: usize) -> Result<(), Error> {
        let width = self.word.ncols();
        let layer = |l: &Layer| {
            [&l.q, &l.k, &l.v, &l.out].iter().all(|x| x.fits(width, width))
                && l.up.fits(width, l.up.bias.len())
                && l.down.fits(l.up.bias.len(), width)
                && l.after.fits(width)
                && l.end.fits(width)
        };
        let pieces = self.word.nrows();
        let fits = self.heads > 0
            && width.is_multiple_of(self.heads)
            && roles > 0
            && (self.marks.0 as usize) < pieces
            && (self.marks.1 as usize) < pieces
            && self.pos.dim() == (crate::WINDOW + 2, width)
            && self.norm.fits(width)
            && self.layers.iter().all(layer)
            && self.own.fits(width, 3 * kinds)
            && self.hidden.fits(width + 2 * kinds, self.hidden.bias.len())
            && self.deep.dim() == (3 * kinds, self.hidden.bias.len())
            && self.known.len() == kinds
            && self.asks.dim() == self.offers.dim()
            && self.asks.ncols() == width
            && self.asks.nrows().is_multiple_of(roles)
            && self.alone.fits(width, roles)
            && self.distance.dim() == (2 * REACH + 1, roles);
        fits.then_some(())
            .ok_or_else(|| Error("parts do not fit".to_owned()))
    }

    /// Reads one window and writes what it says of its words into `told`.
    pub(crate) fn read(&self, window: &Window, known: &Array2<f32>, told: &mut Told) {
        let x = self.encode(window);
        // a word is the mean of its pieces
        let mut words = Array2::zeros((window.counts.len(), x.ncols()));
        let mut at = 1;
        for (mut word, count) in words.rows_mut().into_iter().zip(&window.counts) {
            for row in x.slice_axis(Axis(0), Slice::from(at..at + count)).rows() {
                word += &row;
            }
            word /= (*count).max(1) as f32;
            at += count;
        }
        let range = Slice::from(window.words.clone());
        let known = known.slice_axis(Axis(0), range);
        let both = ndarray::concatenate![Axis(1), words, known];
        let mut hidden = self.hidden.of(&both);
        hidden.mapv_inplace(gelu_by_tanh);
        let kinds = self.known.len();
        let mut sums = self.own.of(&words);
        sums += &hidden.dot(&self.deep.t());
        let mut judged = sums.slice_axis_mut(Axis(1), Slice::from(2 * kinds..));
        judged += &(&known.slice_axis(Axis(1), Slice::from(..kinds)) * &self.known);
        told.sums.slice_axis_mut(Axis(0), range).assign(&sums);
        told.asks
            .slice_axis_mut(Axis(0), range)
            .assign(&words.dot(&self.asks.t()));
        told.offers
            .slice_axis_mut(Axis(0), range)
            .assign(&words.dot(&self.offers.t()));
        told.alone
            .slice_axis_mut(Axis(0), range)
            .assign(&self.alone.of(&words));
    }

    fn encode(&self, window: &Window) -> Array2<f32> {
        let ids = std::iter::once(self.marks.0)
            .chain(window.pieces.iter().copied())
            .chain(std::iter::once(self.marks.1));
        let length = window.pieces.len() + 2;
        let mut x = Array2::zeros((length, self.word.ncols()));
        for ((mut row, id), pos) in x.rows_mut().into_iter().zip(ids).zip(self.pos.rows()) {
            row.assign(&self.word.row(id as usize));
            row += &pos;
        }
        self.norm.apply(&mut x);
        for layer in &self.layers {
            x += &layer.out.of(&layer.attend(&x, self.heads));
            layer.after.apply(&mut x);
            let mut up = layer.up.of(&x);
            up.mapv_inplace(gelu);
            x += &layer.down.of(&up);
            layer.end.apply(&mut x);
        }
        x
    }
}

impl Layer {
    /// What each piece takes from all others.
    fn attend(&self, x: &Array2<f32>, heads: usize) -> Array2<f32> {
        let (q, k, v) = (self.q.of(x), self.k.of(x), self.v.of(x));
        let width = x.ncols() / heads;
        let scale = 1.0 / (width as f32).sqrt();
        let mut out = Array2::zeros(x.dim());
        for head in 0..heads {
            let part = Slice::from(head * width..(head + 1) * width);
            let mut weights = q.slice_axis(Axis(1), part).dot(&k.slice_axis(Axis(1), part).t());
            soften(&mut weights, scale);
            let taken = weights.dot(&v.slice_axis(Axis(1), part));
            out.slice_axis_mut(Axis(1), part).assign(&taken);
        }
        out
    }
}

/// Makes each row shares of one, by the exponents of its numbers times `scale`.
fn soften(rows: &mut Array2<f32>, scale: f32) {
    for mut row in rows.rows_mut() {
        let most = row.fold(f32::NEG_INFINITY, |a, v| a.max(*v)) * scale;
        row.mapv_inplace(|v| exp(v * scale - most));
        let sum = row.sum();
        row /= sum;
    }
}

/// e to the power of `x`, to seven digits, in a form that is computed for several numbers at once.
fn exp(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    let n = (x * std::f32::consts::LOG2_E + 0.5).floor();
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    // the series of e^r for |r| < ln 2 / 2
    let tail = 1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0))));
    let of_r = 1.0 + r + r * r * tail;
    of_r * f32::from_bits(((n as i32 + 127) << 23).cast_unsigned())
}

/// Half of one and the error function, as Abramowitz and Stegun approximate it (7.1.26).
fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series =
        t * (0.254_829_6 + t * (-0.284_496_72 + t * (1.421_413_8 + t * (-1.453_152_1 + t * 1.061_405_4))));
    let erf = 1.0 - series * exp(-z * z);
    0.5 * x * (1.0 + erf.copysign(x))
}

fn gelu_by_tanh(x: f32) -> f32 {
    let inner = (2.0 / std::f32::consts::PI).sqrt() * (x + 0.044_715 * x * x * x);
    0.5 * x * (1.0 + inner.tanh())
}

/// The probability that belongs to a sum.
pub(crate) fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_right_to_seven_digits() {
        for n in -860..=860 {
            let x = n as f32 / 10.0;
            let (mine, right) = (exp(x), x.exp());
            assert!((mine - right).abs() <= 1e-6 * right, "{x}: {mine} {right}");
        }
        assert!(exp(-1000.0) < 1e-37);
    }

    #[test]
    fn gelu_is_that_of_the_error_function() {
        for (x, right) in [
            (-3.0, -0.004_049_6),
            (-1.0, -0.158_655_3),
            (0.0, 0.0),
            (0.5, 0.345_731_2),
            (2.0, 1.954_499_7),
        ] {
            assert!((gelu(x) - right).abs() < 1e-5, "{x}: {}", gelu(x));
        }
    }
}
