//! The file of weights: safetensors, packed; matrices in whole steps with the size of a step for each row.

use crate::net::{Layer, Linear, Net, Norm};
use crate::pieces::Pieces;
use crate::{Encoder, Error};
use ndarray::{Array1, Array2};
use safetensors::{Dtype, SafeTensors};
use std::collections::HashMap;

/// The largest file that is read, in bytes.
const LARGEST: usize = 256 << 20;

struct File<'a> {
    tensors: SafeTensors<'a>,
}

pub(crate) fn read(packed: &[u8]) -> Result<Encoder, Error> {
    let data = zstd::bulk::decompress(packed, LARGEST).map_err(|e| Error(e.to_string()))?;
    let wrong = |e: safetensors::SafeTensorError| Error(e.to_string());
    let (_, metadata) = SafeTensors::read_metadata(&data).map_err(wrong)?;
    let said: HashMap<String, String> = metadata.metadata().clone().unwrap_or_default();
    let file = File {
        tensors: SafeTensors::deserialize(&data).map_err(wrong)?,
    };
    let word = |key: &str| {
        said.get(key)
            .map(String::as_str)
            .ok_or_else(|| Error(format!("no {key}")))
    };
    let list = |key: &str| Ok::<_, Error>(word(key)?.split(' ').map(str::to_owned).collect::<Vec<_>>());
    let number = |text: &str| text.parse().map_err(|_| Error(format!("no number: {text:?}")));
    let special: Vec<u32> = word("special")?
        .split(' ')
        .map(number)
        .collect::<Result<_, _>>()?;
    let [first, last, unknown] = special[..] else {
        return Err(Error("special pieces".to_owned()));
    };
    let cost: f32 = word("unknown")?
        .parse()
        .map_err(|_| Error("unknown".to_owned()))?;
    let (kinds, roles) = (list("types")?, list("roles")?);
    let net = Net {
        heads: number(word("heads")?)? as usize,
        marks: (first, last),
        word: file.matrix("word")?,
        pos: file.matrix("pos")? + &file.vector("type")?,
        norm: file.norm("eln")?,
        layers: file.layers()?,
        own: file.linear("h")?,
        hidden: file.linear("h1")?,
        deep: file.matrix("h2.w")?,
        known: file.vector("h.a")?,
        asks: file.matrix("q.w")?,
        offers: file.matrix("k.w")?,
        alone: Linear {
            weights: file.plain("kb.w")?.reversed_axes(),
            bias: file.vector("pb")?,
        },
        distance: file.plain("rel")?,
    };
    net.check(kinds.len(), roles.len())?;
    let (_, text) = file.tensor("pieces", Dtype::U8)?;
    let text = std::str::from_utf8(text).map_err(|e| Error(e.to_string()))?;
    let scores = file.vector("scores")?;
    let pieces = Pieces::new(text.split('\n').zip(scores.iter().copied()), (unknown, cost));
    if text.split('\n').count() != scores.len() || scores.len() != net.word.nrows() {
        return Err(Error("pieces".to_owned()));
    }
    Ok(Encoder {
        version: word("version")?.to_owned(),
        kinds,
        roles,
        pieces,
        net,
    })
}

impl File<'_> {
    fn tensor(&self, name: &str, dtype: Dtype) -> Result<(Vec<usize>, &[u8]), Error> {
        let t = (self.tensors.tensor(name)).map_err(|e| Error(format!("{name}: {e}")))?;
        if t.dtype() != dtype {
            return Err(Error(format!("{name}: {:?}", t.dtype())));
        }
        Ok((t.shape().to_vec(), t.data()))
    }

    fn floats(&self, name: &str) -> Result<(Vec<usize>, Vec<f32>), Error> {
        let (shape, data) = self.tensor(name, Dtype::F32)?;
        let (numbers, _) = data.as_chunks::<4>();
        Ok((shape, numbers.iter().map(|b| f32::from_le_bytes(*b)).collect()))
    }

    fn vector(&self, name: &str) -> Result<Array1<f32>, Error> {
        let (shape, data) = self.floats(name)?;
        if shape.len() != 1 {
            return Err(Error(format!("{name}: {shape:?}")));
        }
        Ok(Array1::from_vec(data))
    }

    fn plain(&self, name: &str) -> Result<Array2<f32>, Error> {
        let (shape, data) = self.floats(name)?;
        matrix(name, &shape, data)
    }

    /// The `part`-th of so many matrices of whole steps that stand one after the other: a row for each output.
    fn steps(&self, name: &str, (part, parts): (usize, usize)) -> Result<Array2<f32>, Error> {
        let (shape, data) = self.tensor(name, Dtype::I8)?;
        let (_, sizes) = self.floats(&format!("{name}.step"))?;
        let width = *shape.last().unwrap_or(&0);
        if width == 0 || data.len() != width * sizes.len() || sizes.len() % parts != 0 {
            return Err(Error(format!("{name}: {shape:?}")));
        }
        let rows = sizes.len() / parts;
        let mine = data.chunks_exact(width).zip(&sizes).skip(part * rows).take(rows);
        let out = mine.flat_map(|(row, size)| row.iter().map(move |b| f32::from(b.cast_signed()) * size));
        matrix(name, &[rows, width], out.collect())
    }

    fn matrix(&self, name: &str) -> Result<Array2<f32>, Error> {
        self.steps(name, (0, 1))
    }

    fn linear(&self, name: &str) -> Result<Linear, Error> {
        Ok(Linear {
            weights: self.matrix(&format!("{name}.w"))?,
            bias: self.vector(&format!("{name}.b"))?,
        })
    }

    fn norm(&self, name: &str) -> Result<Norm, Error> {
        Ok(Norm {
            weights: self.vector(&format!("{name}.w"))?,
            bias: self.vector(&format!("{name}.b"))?,
        })
    }

    fn layers(&self) -> Result<Vec<Layer>, Error> {
        let layers = self.plain("L.q.b")?.nrows();
        let row = |name: &str, n: usize| {
            let rows = self.plain(name)?;
            let fits = rows.nrows() == layers;
            fits.then(|| rows.row(n).to_owned())
                .ok_or_else(|| Error(format!("{name}: {:?}", rows.dim())))
        };
        let linear = |part: &str, n: usize| {
            Ok::<_, Error>(Linear {
                weights: self.steps(&format!("L.{part}.w"), (n, layers))?,
                bias: row(&format!("L.{part}.b"), n)?,
            })
        };
        let norm = |part: &str, n: usize| {
            Ok::<_, Error>(Norm {
                weights: row(&format!("L.{part}.w"), n)?,
                bias: row(&format!("L.{part}.b"), n)?,
            })
        };
        let layer = |n| {
            Ok(Layer {
                q: linear("q", n)?,
                k: linear("k", n)?,
                v: linear("v", n)?,
                out: linear("ao", n)?,
                up: linear("fi", n)?,
                down: linear("fo", n)?,
                after: norm("aln", n)?,
                end: norm("oln", n)?,
            })
        };
        (0..layers).map(layer).collect()
    }
}

fn matrix(name: &str, shape: &[usize], data: Vec<f32>) -> Result<Array2<f32>, Error> {
    let [rows, columns] = shape[..] else {
        return Err(Error(format!("{name}: {shape:?}")));
    };
    Array2::from_shape_vec((rows, columns), data).map_err(|e| Error(format!("{name}: {e}")))
}
