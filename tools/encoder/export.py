"""Packs a trained reader into lang/ar/encoder/weights.zst: safetensors, matrices of 6 bits a weight with a scale a row.

    python3 export.py MODEL.npz VOCABULARY.json OUT.zst [DATE]

MODEL.npz and VOCABULARY.json come from train.py. Needs numpy, safetensors and zstandard.
"""

import datetime
import json
import sys

import numpy as np
import zstandard
from safetensors.numpy import save

STEPS = 31  # a weight of the encoder is a whole number of steps, -31 to 31, of its row
FINE = 127  # one of the heads


def rows(matrix, steps):
    """A matrix as whole steps, and the size of a step for each row."""
    scale = np.abs(matrix).max(-1, keepdims=True) / steps + 1e-12
    return np.round(matrix / scale).astype(np.int8), scale[..., 0].astype(np.float32)


def main(model, vocabulary, out, version=None):
    version = version or datetime.date.today().isoformat()
    z = np.load(model)
    vocabulary = json.load(open(vocabulary))
    weights = {k: z[k].astype(np.float32) for k in z.files}
    tensors = {}
    for name, w in weights.items():
        if name.startswith("s."):
            continue  # the head of voted sentences serves training alone
        if name in ("word", "pos") or name.startswith("L.") and w.ndim == 3:
            tensors[name], tensors[name + ".step"] = rows(w, STEPS)
        elif name in ("h.w", "h1.w", "h2.w", "q.w", "k.w"):
            # as the layers: a row for each output
            tensors[name], tensors[name + ".step"] = rows(w.T, FINE)
        elif name == "type":
            tensors[name] = w[0]
        else:
            tensors[name] = w
    text = "\n".join(vocabulary["pieces"])
    assert len(text.split("\n")) == len(vocabulary["pieces"])
    tensors["pieces"] = np.frombuffer(text.encode(), np.uint8)
    tensors["scores"] = np.asarray(vocabulary["scores"], np.float32)
    meta = {
        "version": version,
        "types": " ".join(vocabulary["types"]),
        "roles": " ".join(vocabulary["roles"]),
        "special": " ".join(str(i) for i in vocabulary["special"]),
        "heads": str(vocabulary["heads"]),
        "unknown": repr(vocabulary["unknown"]),
    }
    data = save({k: np.ascontiguousarray(v) for k, v in tensors.items()}, metadata=meta)
    packed = zstandard.ZstdCompressor(level=19).compress(data)
    open(out, "wb").write(packed)
    print(f"{len(data):,} bytes, packed {len(packed):,}")


if __name__ == "__main__":
    main(*sys.argv[1:])
