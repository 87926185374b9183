"""Trains the encoder on what prepare.py wrote, and says what it is worth.

    python3 train.py WORK [epochs=20] [steps=0] [batch=32] [parts=5] [held=0]

For each part of the gold (as many as `parts`) an encoder is trained on the others and judges it; then one is trained on
all but the first `held` parts. Writes WORK/model.npz and WORK/answers.npz (what each text was told by an encoder that
had not seen it). `steps` stops each training after so many steps, to try the program out.

Where prepare.py wrote weights to go on from, training begins there, without the voted sentences that have taught their
layers, and what they are worth on the parts held back is said first.
"""

import functools
import gzip
import json
import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
import jax
import jax.numpy as jnp
import numpy as np
import optax

WORK = Path(sys.argv[1])
SET = {"epochs": 20, "steps": 0, "batch": 32, "parts": 5, "held": 0}
SET |= {k: int(v) for k, v in (a.split("=") for a in sys.argv[2:])}

RATE, DECAY, DEPTH = 1e-4, 0.05, 0.9  # learning rate, weight decay, and how much less each deeper layer learns
DROP, HIDDEN, WIDTH = 0.1, 256, 48  # dropout, the width of the head, and of what a word asks and offers by role
PIECES, WORDS, REACH, ROWS = 510, 256, 64, 24  # of a window; distances told apart; triggers of a window in training
FURTHER, VOTED, ROLE = 0.3, 1.0, 0.05  # what further words, voted sentences and roles weigh
LENGTHS = [64, 128, 256, 512]

with gzip.open(WORK / "data.json.gz") as f:
    DATA = json.load(f)
VOCABULARY = json.load(open(WORK / "vocabulary.json"))
TYPES, ROLES, HEADS = VOCABULARY["types"], len(VOCABULARY["roles"]), VOCABULARY["heads"]
KINDS, KIND = len(TYPES), {t: n for n, t in enumerate(TYPES)}
FIRST, LAST, PAD = *VOCABULARY["special"][:2], VOCABULARY["pad"]
BASE = {k: jnp.asarray(v, jnp.float32) for k, v in np.load(WORK / "base.npz").items()}
LAYERS, SIZE = BASE["L.q.w"].shape[:2]
START = {}
if (WORK / "start.npz").exists():
    START = {k: jnp.asarray(v, jnp.float32) for k, v in np.load(WORK / "start.npz").items()}
ON_GPU = jax.default_backend() == "gpu"
CHANCE = random.Random(0)


# --- gold as numbers


def spots(text, words):
    """Where these words stand, if nothing follows that makes them part of a longer word."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if end == len(text) or not text[end].isalnum():
            yield at, end
        at = text.find(words, at + 1)


def sentence(text, at):
    ends = [e for e in (text.find(c, at) for c in "\n.!?؟") if e >= 0]
    return max(text.rfind(c, 0, at) for c in "\n.!?؟") + 1, min(ends, default=len(text))


def words_in(d, start, end):
    return [n for n, (s, e, _) in enumerate(d["words"]) if s < end and e > start]


def right(d, gold, claims):
    """The claims that stand on an event of the gold: one an event, those on its first word before others."""
    pairs = []
    for g, (event, where) in enumerate(gold):
        for c, claim in enumerate(claims):
            (start, end), near = claim["trigger"], where[0]
            inside = claim["sentence"][0] <= near[0] and near[1] <= claim["sentence"][1] + 1
            if claim["type"] == event["type"] and inside and any(s < end and e > start for s, e in where):
                pairs.append((not (start < near[1] and end > near[0]), abs(start - near[0]), c, g))
    mine, theirs = set(), set()
    for _, _, c, g in sorted(pairs):
        if c not in mine and g not in theirs:
            mine.add(c), theirs.add(g)
    return mine


def label(d):
    """What each word is: the first of a trigger, a further one, that the rules are right there; who belongs to it."""
    text, n = d["text"], len(d["words"])
    d["is"] = np.zeros((n, 3 * KINDS), np.float32)
    d["judged"] = np.zeros((n, KINDS), np.float32)
    d["known"] = np.zeros((n, 2 * KINDS), np.float32)
    d["rows"], gold = [], []
    for event in d["gold"]:
        at = text.find(event["near"])
        if at < 0:
            continue
        at += max(event["near"].find(event["trigger"][0]), 0)
        near = (at, at + len(event["trigger"][0]))
        where = [near] + [s for words in event["trigger"] for s in spots(text, words)]
        gold.append((event, where))
        kind, (start, end) = KIND[event["type"]], sentence(text, at)
        first = words_in(d, *near)
        d["is"][first, kind] = 1
        for spot in where[1:]:
            further = [w for w in words_in(d, *spot) if w not in first and start <= d["words"][w][0] < end]
            d["is"][further, KINDS + kind] = 1
        if first:
            roles = []
            for texts in event["roles"]:
                # of several tellings of a name the nearest, in the sentence if it stands there
                far = lambda s: (not start <= s[0] < end, abs(s[0] - at))
                nearest = [min(spots(text, t), key=far, default=None) for t in texts]
                roles.append({w for s in nearest if s for w in words_in(d, *s)})
            d["rows"].append((first[0], roles))
    taken = right(d, gold, d["claims"])
    d["claimed"] = []
    for n, claim in enumerate(d["claims"]):
        kind, words = KIND[claim["type"]], words_in(d, *claim["trigger"])
        p = min(max(claim["confidence"], 0.001), 0.999)
        d["known"][words, kind] = np.maximum(d["known"][words, kind], (np.log(p / (1 - p)) + 5) / 3)
        d["known"][words, KINDS + kind] = 1
        if words:
            d["claimed"].append((words[0], kind))
            d["is"][words[0], 2 * KINDS + kind] = max(d["is"][words[0], 2 * KINDS + kind], n in taken)
            d["judged"][words[0], kind] = 1


def windows(d):
    """The text in parts that are short enough, cut as the program cuts it."""
    out, part, length = [], [], 0
    for n, (_, _, pieces) in enumerate(d["words"]):
        if length + len(pieces[:PIECES]) > PIECES:
            out.append(part)
            part, length = [], 0
        part.append(n)
        length += len(pieces[:PIECES])
    out.append(part)
    while any(len(w) > WORDS for w in out):
        out = [h for w in out for h in ([w[: len(w) // 2], w[len(w) // 2 :]] if len(w) > WORDS else [w])]
    return [w for w in out if w]


def batch(items):
    """Windows of one length as arrays."""
    length = items[0][2]
    b, c = len(items), length // 2 if length > 64 else length
    ids, here = np.full((b, length), PAD, np.int32), np.zeros((b, length), np.float32)
    word, real = np.full((b, length), c, np.int32), np.zeros((b, c), np.float32)
    coded, voted, share = np.zeros(b, np.float32), np.zeros((b, 2), np.float32), np.zeros((b, 2), np.float32)
    out = {
        "is": np.zeros((b, c, 3 * KINDS), np.float32),
        "judged": np.zeros((b, c, KINDS), np.float32),
        "known": np.zeros((b, c, 2 * KINDS), np.float32),
        "row": np.zeros((b, ROWS), np.int32),
        "row here": np.zeros((b, ROWS), np.float32),
        "role": np.zeros((b, ROWS, c, ROLES), np.float32),
    }
    for i, (n, window, _) in enumerate(items):
        d, at = DATA[n], 1
        ids[i, 0] = FIRST
        for w, number in enumerate(window):
            pieces = d["words"][number][2][:PIECES]
            ids[i, at : at + len(pieces)], word[i, at : at + len(pieces)] = pieces, w
            real[i, w] = 1
            at += len(pieces)
        ids[i, at], here[i, : at + 1] = LAST, 1
        if "voted" in d:
            kind = ["ASSAULT", "PROTEST"].index(d["voted"])
            voted[i, kind], share[i, kind] = 1, d["share"]
            continue
        coded[i] = 1
        for name in ("is", "judged", "known"):
            out[name][i, : len(window)] = d[name][window]
        place = {number: w for w, number in enumerate(window)}
        rows = [r for r in d["rows"] if r[0] in place]
        for r, (trigger, roles) in enumerate(CHANCE.sample(rows, min(len(rows), ROWS))):
            out["row"][i, r], out["row here"][i, r] = place[trigger], 1
            for role, words in enumerate(roles):
                out["role"][i, r, [place[w] for w in words if w in place], role] = 1
    return out | {"ids": ids, "here": here, "word": word, "real": real, "coded": coded, "voted": voted, "share": share}


def batches(items, shuffle):
    by_length = {}
    for item in items:
        by_length.setdefault(item[2], []).append(item)
    out = []
    for length, all_of_it in by_length.items():
        if shuffle:
            CHANCE.shuffle(all_of_it)
        size = min(SET["batch"], max(4, SET["batch"] * 128 // length))
        for i in range(0, len(all_of_it), size):
            part = all_of_it[i : i + size]
            # filled up, so that a step is compiled once a length
            out.append((part + part[:1] * (size - len(part)), len(part)))
    if shuffle:
        CHANCE.shuffle(out)
    return out


# --- the network


def normal(x, weights, bias):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-12) * weights + bias


def drop(x, key, n):
    if key is None:
        return x
    kept = jax.random.bernoulli(jax.random.fold_in(key, n), 1 - DROP, x.shape)
    return jnp.where(kept, x / (1 - DROP), 0)


def encode(p, ids, here, key):
    b, length = ids.shape
    kind = jnp.bfloat16 if ON_GPU else jnp.float32
    x = p["word"][ids] + p["pos"][:length] + p["type"][0]
    x = drop(normal(x, p["eln.w"], p["eln.b"]), key, 0)
    unseen = (here - 1)[:, None, None, :] * 1e9

    def layer(x, weights):
        w, n = weights
        own = None if key is None else jax.random.fold_in(key, n + 1)
        line = lambda y, s: (y.astype(kind) @ w[s + ".w"].T.astype(kind)).astype(jnp.float32) + w[s + ".b"]
        heads = lambda y: y.reshape(b, length, HEADS, SIZE // HEADS).transpose(0, 2, 1, 3).astype(kind)
        q, k, v = heads(line(x, "q")), heads(line(x, "k")), heads(line(x, "v"))
        seen = jnp.einsum("bhqd,bhkd->bhqk", q, k).astype(jnp.float32) / np.sqrt(SIZE // HEADS) + unseen
        seen = drop(jax.nn.softmax(seen, -1), own, 1)
        taken = jnp.einsum("bhqk,bhkd->bhqd", seen.astype(kind), v).astype(jnp.float32)
        taken = taken.transpose(0, 2, 1, 3).reshape(b, length, SIZE)
        x = normal(x + drop(line(taken, "ao"), own, 2), w["aln.w"], w["aln.b"])
        inner = jax.nn.gelu(line(x, "fi"), approximate=False)
        return normal(x + drop(line(inner, "fo"), own, 3), w["oln.w"], w["oln.b"]), None

    layers = {k[2:]: v for k, v in p.items() if k.startswith("L.")}
    return jax.lax.scan(layer, x, (layers, jnp.arange(LAYERS)))[0]


def heads(p, x, key):
    """For each word what it is, for each sentence what its voters say, for each trigger who belongs to it."""
    pieces = encode(p, x["ids"], x["here"], key)
    b, c = x["real"].shape
    one = jax.nn.one_hot(x["word"], c, axis=1, dtype=jnp.float32)
    words = jnp.einsum("bcl,bld->bcd", one, pieces) / jnp.maximum(one.sum(-1, keepdims=True), 1)
    words = drop(words, key, 999)
    hidden = drop(jax.nn.gelu(jnp.concatenate([words, x["known"]], -1) @ p["h1.w"] + p["h1.b"]), key, 998)
    told = words @ p["h.w"] + p["h.b"] + hidden @ p["h2.w"]
    told = told.at[..., 2 * KINDS :].add(p["h.a"] * x["known"][..., :KINDS])
    # a sentence: its mean and its likeliest words
    mean = (pieces * x["here"][:, :, None]).sum(1) / x["here"].sum(1, keepdims=True)
    two = told[:, :, [KIND["ASSAULT"], KIND["PROTEST"]]] + (x["real"][:, :, None] - 1) * 1e4
    voted = mean @ p["s.w"] + p["s.b"] + p["s.m"] * jax.nn.logsumexp(two, 1)
    triggers = jnp.take_along_axis(words, x["row"][:, :, None], 1)
    asks = (triggers @ p["q.w"]).reshape(b, ROWS, ROLES, WIDTH)
    offers = (words @ p["k.w"]).reshape(b, c, ROLES, WIDTH)
    far = jnp.clip(jnp.arange(c)[None, None] - x["row"][:, :, None], -REACH, REACH) + REACH
    roles = jnp.einsum("bknd,bcnd->bkcn", asks, offers) / np.sqrt(WIDTH)
    return told, voted, roles + p["rel"][far] + (words @ p["kb.w"])[:, None] + p["pb"]


def cross(sums, truth):
    return jnp.maximum(sums, 0) - sums * truth + jnp.log1p(jnp.exp(-jnp.abs(sums)))


def loss(p, x, key):
    told, voted, roles = heads(p, x, key)
    weigh = jnp.concatenate([jnp.ones(KINDS), jnp.full(KINDS, FURTHER)])
    real = x["real"] * x["coded"][:, None]
    words = (cross(told[..., : 2 * KINDS], x["is"][..., : 2 * KINDS]) * weigh).sum(-1)
    claims = (cross(told[..., 2 * KINDS :], x["is"][..., 2 * KINDS :]) * x["judged"]).sum(-1)
    sentences = (cross(voted, x["share"]) * x["voted"]).sum() / jnp.maximum(x["voted"].sum(), 1)
    pairs = cross(roles, x["role"]) * x["real"][:, None, :, None] * x["row here"][:, :, None, None]
    pairs = pairs.sum() / jnp.maximum(x["row here"].sum(), 1)
    return ((words + claims) * real).sum() / jnp.maximum(real.sum(), 1) * 10 + VOTED * sentences + ROLE * pairs


def start(seed):
    key, p = jax.random.PRNGKey(seed), dict(BASE)
    some = lambda n, *shape, by=0.02: jax.random.normal(jax.random.fold_in(key, n), shape) * by
    p["h.w"], p["h.a"] = some(0, SIZE, 3 * KINDS), jnp.full(KINDS, 0.5)
    p["h.b"] = jnp.concatenate([jnp.full(2 * KINDS, -4.0), jnp.full(KINDS, -1.0)])
    p["h1.w"], p["h1.b"] = some(3, SIZE + 2 * KINDS, HIDDEN, by=0.05), jnp.zeros(HIDDEN)
    p["h2.w"] = some(4, HIDDEN, 3 * KINDS)
    p["q.w"], p["k.w"] = some(5, SIZE, ROLES * WIDTH, by=0.05), some(6, SIZE, ROLES * WIDTH, by=0.05)
    p["kb.w"], p["pb"], p["rel"] = some(7, SIZE, ROLES), jnp.full(ROLES, -3.5), jnp.zeros((2 * REACH + 1, ROLES))
    p["s.w"], p["s.b"], p["s.m"] = some(1, SIZE, 2), jnp.zeros(2), jnp.full(2, 0.3)
    return p | START


def rate(name):
    if name.startswith("L."):
        shape = (LAYERS,) + (1,) * (BASE[name].ndim - 1)
        return RATE * np.power(DEPTH, LAYERS - 1 - np.arange(LAYERS)).reshape(shape).astype(np.float32)
    return RATE * (DEPTH**LAYERS if name in BASE else 1 if name in START else 10)


@functools.cache
def stepper(total):
    rises = optax.warmup_cosine_decay_schedule(0, 1.0, max(1, total // 15), total, 0.02)
    rule = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.scale_by_adam(b2=0.98),
        optax.add_decayed_weights(DECAY),
        optax.scale_by_schedule(lambda n: -rises(n)),
    )

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def step(p, state, x, key):
        value, slope = jax.value_and_grad(loss)(p, x, key)
        change, state = rule.update(slope, state, p)
        return optax.apply_updates(p, {k: c * rate(k) for k, c in change.items()}), state, value

    return rule, step


def train(items, seed, total):
    coded = [i for i in items if "voted" not in DATA[i[0]]]
    voted = [i for i in items if "voted" in DATA[i[0]]]
    rule, step = stepper(total)
    p = jax.tree.map(jnp.array, start(seed))
    state, key, n, began, losses = rule.init(p), jax.random.PRNGKey(seed + 7), 0, time.time(), []
    while n < total:
        # half of the voted sentences each time round
        for part, _ in batches(coded + CHANCE.sample(voted, len(voted) // 2), True):
            if n == total:
                break
            p, state, value = step(p, state, batch(part), jax.random.fold_in(key, n))
            losses.append(value)
            n += 1
    print(f"{n} steps, loss {np.mean(losses[-50:]):.3f}, {time.time() - began:.0f} s", flush=True)
    return p


answer = jax.jit(lambda p, x: jax.nn.sigmoid(heads(p, x, None)[0]))


def judge(p, items, answers):
    for part, count in batches(items, False):
        told = np.asarray(answer(p, batch(part)))
        for (n, window, _), one in zip(part[:count], told):
            mine = answers.setdefault(n, np.zeros((len(DATA[n]["words"]), 3 * KINDS), np.float16))
            mine[window] = one[: len(window)]


def figures(answers, name):
    """Precision, recall and F1 of words as triggers, and of what the rules found as right."""
    for what, at in (("first words", 0), ("claims of the rules", 2 * KINDS)):
        hit = given = wanted = 0
        for n, told in answers.items():
            d, part = DATA[n], slice(at, at + KINDS)
            counts = d["judged"] > 0 if at else np.ones_like(d["judged"], bool)
            said, truth = (told[:, part] > 0.5) & counts, (d["is"][:, part] > 0.5) & counts
            hit, given, wanted = hit + (said & truth).sum(), given + said.sum(), wanted + truth.sum()
        p, r = hit / max(given, 1), hit / max(wanted, 1)
        print(f"{name}: {what}: P {p:.3f} R {r:.3f} F1 {2 * hit / max(given + wanted, 1):.3f}")


def main():
    items = []
    for n, d in enumerate(DATA):
        if "voted" not in d:
            label(d)
        for window in windows(d):
            pieces = 2 + sum(len(d["words"][w][2][:PIECES]) for w in window)
            fits = lambda length: pieces <= length and len(window) <= (length // 2 if length > 64 else length)
            items.append((n, window, next(l for l in LENGTHS if fits(l))))
    CHANCE.shuffle(items)
    known = [i for i in items if DATA[i[0]]["part"] != "test"]
    unseen = [i for i in items if DATA[i[0]]["part"] == "test"]
    coded = [i for i in known if "voted" not in DATA[i[0]]]
    voted = [i for i in known if "voted" in DATA[i[0]] and not START]
    known = coded + voted
    total = SET["steps"] or SET["epochs"] * len(batches(coded + voted[::2], False))
    answers = {}
    for part in range(SET["parts"]):
        p = train([i for i in known if DATA[i[0]]["part"] != part], part, total * 4 // 5)
        mine = [i for i in coded if DATA[i[0]]["part"] == part]
        judge(p, mine, answers)
        figures({n: a for n, a in answers.items() if DATA[n]["part"] == part}, f"part {part + 1}")
    if answers:
        figures(answers, "each part by an encoder that had not seen it")
    held = [i for i in coded if DATA[i[0]]["part"] < SET["held"]]
    last = [i for i in known if DATA[i[0]]["part"] >= SET["held"]]
    if START and held:
        first = {}
        judge(start(0), held, first)
        figures(first, "the parts held back, by the weights to go on from")
    p = train(last, 50, total * len(last) // len(known))
    judge(p, held, answers)
    if held:
        figures({n: answers[n] for n, _, _ in held}, "the parts held back")
    tested = {}
    judge(p, unseen, tested)
    if tested:
        figures(tested, "test")
    np.savez_compressed(WORK / "answers.npz", **{str(n): a for n, a in answers.items()})
    np.savez(WORK / "model.npz", **{k: np.asarray(v, np.float16) for k, v in p.items()})


if __name__ == "__main__":
    main()
