"""Writes what the packed weights say of a sentence, which the program's test compares with what it says.

    python3 expected.py WORK BASE.bin ../../lang/ar/encoder/weights.zst ../../crates/musnad-encoder/tests/expected.json
"""

import json
import re
import sys
from pathlib import Path

import jax
import numpy as np
from prepare import Base, unpacked

BASE, PACKED, OUT = sys.argv[2:5]
del sys.argv[2:]
import train

TEXT = (
    "قُتل ثلاثة جنود وأصيب خمسة آخرون في هجوم مسلح على حاجز قرب مدينة الرقة، بحسب مصدر أمني.\n\n"
    "ودانت وزارة الداخلية الهجوم، وقالت في بيان إن قواتها اعتقلت «مشتبها به» مساء الأربعاء."
)
FOUND = [("قُتل", "ASSAULT", 0.9), ("هجوم مسلح", "ASSAULT", 0.4), ("ودانت", "ACCUSE", 0.8)]
TRIGGERS = [0, 7, 15]


def main():
    base = Base(Path(BASE))
    number = {piece: n for n, piece in enumerate(train.VOCABULARY["pieces"])}
    unknown = train.VOCABULARY["special"][2]
    cut = lambda word: [unknown if p == base.unknown else number.get(base.pieces[p], unknown) for p in base.cut(word)]
    words = [[m.start(), m.end(), cut(m.group())] for m in re.finditer(r"\S+", TEXT)]
    claims = []
    for found, kind, confidence in FOUND:
        at = TEXT.index(found)
        span = [at, at + len(found)]
        claims.append({"type": kind, "confidence": confidence, "trigger": span, "sentence": [0, len(TEXT)]})
    d = {"text": TEXT, "words": words, "gold": [], "claims": claims}
    train.label(d)
    d["rows"] = [(t, [set() for _ in range(train.ROLES)]) for t in TRIGGERS]
    train.DATA.append(d)
    x = train.batch([(len(train.DATA) - 1, list(range(len(words))), 128)])
    rows = [int(r) for r in x["row"][0, : len(TRIGGERS)]]
    # the head of voted sentences is not packed
    weights = train.start(0) | unpacked(Path(PACKED))[0]
    told, _, roles = (np.asarray(jax.nn.sigmoid(s))[0] for s in train.heads(weights, x, None))
    shown = lambda p: round(float(p), 4)
    by_word = [
        {
            "word": TEXT[start:end],
            "tells": {t: shown(told[n, k]) for k, t in enumerate(train.TYPES) if told[n, k] > 0.05},
            "right": {t: shown(told[n, 2 * train.KINDS + k]) for k, t in enumerate(train.TYPES) if (n, k) in d["claimed"]},
        }
        for n, (start, end, _) in enumerate(words)
    ]
    by_role = [
        {"trigger": t, "probabilities": [[shown(p) for p in roles[r, n]] for n in range(len(words))]}
        for r, t in enumerate(rows)
    ]
    found = [{"words": w, "kind": k, "confidence": c} for w, k, c in FOUND]
    out = {"text": TEXT, "found": found, "words": by_word, "roles": by_role}
    Path(OUT).write_text(json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
