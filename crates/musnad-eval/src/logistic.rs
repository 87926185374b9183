//! Logistic regression on sparse rows, with shares for answers and a penalty on the squares of the weights.

/// One row: what it has of each column, how much of it is accepted, how much it counts.
#[derive(Clone, Debug)]
pub struct Row {
    /// Column and value.
    pub cells: Vec<(u32, f32)>,
    /// 0 to 1.
    pub share: f32,
    /// Above 0.
    pub weight: f32,
}

/// What was learned: a constant and a weight a column.
#[derive(Clone, Debug, Default)]
pub struct Fit {
    /// Added to each sum.
    pub bias: f64,
    /// By column.
    pub weights: Vec<f64>,
}

/// Steps that are remembered to guess the curvature.
const MEMORY: usize = 8;

/// Steps after which the search ends at the latest.
const STEPS: usize = 150;

impl Fit {
    /// The sum for a row.
    pub fn sum(&self, cells: &[(u32, f32)]) -> f64 {
        let known = cells
            .iter()
            .filter_map(|(c, v)| Some(self.weights.get(*c as usize)? * f64::from(*v)));
        self.bias + known.sum::<f64>()
    }
}

/// Learns from `rows` with `columns` columns. `freedom` is the inverse of the penalty: the smaller, the nearer the
/// weights stay to nothing. The search is L-BFGS with halved steps; the same rows give the same weights.
pub fn fit(rows: &[&Row], columns: usize, freedom: f64) -> Fit {
    let mut x = vec![0.0; columns + 1];
    let (mut value, mut gradient) = loss(rows, &x, freedom);
    let mut past: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..STEPS {
        let direction = direction(&gradient, &past);
        let slope = dot(&direction, &gradient);
        if slope > -1e-7 {
            break;
        }
        let mut step = if past.is_empty() {
            1.0 / dot(&gradient, &gradient).sqrt().max(1.0)
        } else {
            1.0
        };
        let next = loop {
            let y: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| x + step * d).collect();
            let (v, g) = loss(rows, &y, freedom);
            if v <= value + 1e-4 * step * slope {
                break Some((y, v, g));
            }
            step /= 2.0;
            if step < 1e-10 {
                break None;
            }
        };
        let Some((y, v, g)) = next else { break };
        let moved: Vec<f64> = y.iter().zip(&x).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = g.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        if dot(&moved, &turned) > 1e-12 {
            past.push((moved, turned));
            if past.len() > MEMORY {
                past.remove(0);
            }
        }
        let gained = value - v;
        (x, value, gradient) = (y, v, g);
        if gained < 1e-7 * value.abs().max(1.0) {
            break;
        }
    }
    let bias = x.pop().unwrap_or(0.0);
    Fit { bias, weights: x }
}

/// The loss at `x`, whose last entry is the constant, and how it changes.
fn loss(rows: &[&Row], x: &[f64], freedom: f64) -> (f64, Vec<f64>) {
    let bias = x.len() - 1;
    let mut gradient: Vec<f64> = x.iter().map(|w| w / freedom).collect();
    gradient[bias] = 0.0;
    let mut value: f64 = x[..bias].iter().map(|w| w * w).sum::<f64>() / (2.0 * freedom);
    for row in rows {
        let sum = x[bias]
            + row
                .cells
                .iter()
                .map(|(c, v)| x[*c as usize] * f64::from(*v))
                .sum::<f64>();
        let (share, weight) = (f64::from(row.share), f64::from(row.weight));
        // log(1 + e^sum) without overflow
        value += weight * (sum.max(0.0) + (-sum.abs()).exp().ln_1p() - share * sum);
        let off = weight * (1.0 / (1.0 + (-sum).exp()) - share);
        for (c, v) in &row.cells {
            gradient[*c as usize] += off * f64::from(*v);
        }
        gradient[bias] += off;
    }
    (value, gradient)
}

/// Where to go: against the gradient, bent by what earlier steps told of the curvature.
fn direction(gradient: &[f64], past: &[(Vec<f64>, Vec<f64>)]) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut along = Vec::with_capacity(past.len());
    for (moved, turned) in past.iter().rev() {
        let a = dot(moved, &q) / dot(moved, turned);
        add(&mut q, turned, -a);
        along.push(a);
    }
    if let Some((moved, turned)) = past.last() {
        let scale = dot(moved, turned) / dot(turned, turned);
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for ((moved, turned), a) in past.iter().zip(along.iter().rev()) {
        let b = dot(turned, &q) / dot(moved, turned);
        add(&mut q, moved, a - b);
    }
    q
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f64], what: &[f64], times: f64) {
    to.iter_mut().zip(what).for_each(|(t, w)| *t += times * w);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(column: u32, share: f32) -> Row {
        Row {
            cells: vec![(column, 1.0)],
            share,
            weight: 1.0,
        }
    }

    #[test]
    fn shares_are_learned_where_the_penalty_is_small() {
        let rows = [row(0, 0.9), row(0, 0.9), row(1, 0.2), row(1, 0.2)];
        let fit = fit(&rows.iter().collect::<Vec<_>>(), 2, 1e6);
        let told = |c| 1.0 / (1.0 + (-fit.sum(&[(c, 1.0)])).exp());
        assert!((told(0) - 0.9).abs() < 0.01, "{}", told(0));
        assert!((told(1) - 0.2).abs() < 0.01, "{}", told(1));
    }

    #[test]
    fn a_great_penalty_leaves_the_constant_alone() {
        let rows = [row(0, 1.0), row(1, 0.0), row(1, 0.0), row(1, 0.0)];
        let fit = fit(&rows.iter().collect::<Vec<_>>(), 2, 1e-6);
        assert!(fit.weights.iter().all(|w| w.abs() < 1e-3), "{:?}", fit.weights);
        assert!(
            (1.0 / (1.0 + (-fit.bias).exp()) - 0.25).abs() < 0.01,
            "{}",
            fit.bias
        );
    }
}
