"""People's names for the reader: data/person-names.tsv out of two name packages, Musnad's lexicon and two lists by hand.

In:  the packages arabic-name-romanizer and egy-names (versions below), installed without what they depend on;
     lang/ar/lexicon, data/places.tsv, data/actors.tsv; names-foreign.tsv and names-judged.tsv beside this file.
Out: data/person-names.tsv, the same bytes each time. `--report` writes counts and coverage to standard error.
"""

import collections
import gzip
import importlib.metadata
import importlib.util
import json
import pathlib
import re
import sqlite3
import sys
import tomllib
import unicodedata

VERSIONS = {"arabic-name-romanizer": "0.2.0", "egy-names": "0.3.6"}
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# Labels of people of these countries are Persian and Urdu, and need more support to count as Arabic names.
OUTER = {"IR", "PK", "AF"}
# How many people must bear a name; more where the word is also one of news.
PEOPLE = 2
OUTER_PEOPLE = 4
# An unrelated sense of the word asks for so many people of Arab countries, or the name goes.
SENSES = {"particle": 40, "country": 40, "place": 7, "verb": 6, "number": 8, "time": 6, "actor": 6, "noun": 3,
          "people": 3, "adjective": 2, "nisba": 2, "joined": 3, "inflected": 3}
# Marks of one word that take no part in the choice of a role.
BEFORE = {"عبد", "ابو", "ابي", "ابا", "ام", "بن", "ابن", "بنت", "ال", "ولد", "ذو", "ذي", "بو", "ايت", "عبيد", "جار"}
AFTER = {"الله", "الدين"}

MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
KEY = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ة": "ه", "ؤ": "و"})
PLAIN = str.maketrans({"ک": "ك", "ی": "ي", "ہ": "ه", "ٱ": "ا", "ۀ": "ه"})
# Persian letters as Arabic newspapers write them.
PERSIAN = str.maketrans({"پ": "ب", "چ": "ج", "ژ": "ج", "گ": "غ", "ڤ": "ف", "ڨ": "ق"})
WORD = re.compile("[ء-غف-ي]{2,14}")


def plain(text):
    return MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(PLAIN)


def key(text):
    return plain(text).translate(KEY)


def rows(path):
    """The lines of a table as dictionaries."""
    lines = [l for l in path.read_text("utf-8").splitlines() if l and not l.startswith("#")]
    head = lines[0].split("\t")
    for line in lines[1:]:
        cells = line.split("\t")
        yield dict(zip(head, cells + [""] * (len(head) - len(cells))))


def values(cell):
    """The single words among the values of a cell."""
    return [v for v in cell.split(" ") if v and "_" not in v]


def package(name, module):
    if importlib.metadata.version(name) != VERSIONS[name]:
        sys.exit(f"{name} {VERSIONS[name]} is needed")
    return pathlib.Path(importlib.util.find_spec(module).submodule_search_locations[0])


# ---- what else a word may be


def imperfects(lemma, root, form):
    """Third person imperfects of a verb, as keys without their first letter."""
    w = key(lemma)
    weak = {"و", "ي"}
    r = [key(c) if c != "ء" else "ا" for c in root]
    if form == "1" and len(r) == 3:
        if r[1] == r[2]:
            stems = {r[0] + r[1]}
        elif r[1] in weak and r[2] not in weak:
            stems = {r[0] + x + r[2] for x in "اوي"}
        elif r[2] in weak:
            stems = {r[0] + r[1] + x for x in ("و", "ي")}
        else:
            stems = {"".join(r)}
        if r[0] == "و" and r[1] not in weak:
            stems |= {s[1:] for s in stems}
        return stems
    if w[0] == "ا" and form in ("4", "7", "8", "9", "10", "Q4"):
        w = w[1:]
    hollow = len(w) > 2 and w[-2] == "ا" and form in ("4", "8", "10", "7")
    out = {w[:-1] + "ي" if w[-1] in "اي" else w}
    if hollow and form in ("4", "10"):
        out = {w[:-2] + "ي" + w[-1]}
    return out


def senses():
    """Key -> what the word is besides a name."""
    found = collections.defaultdict(set)

    def add(word, kind):
        k = key(word)
        if k:
            found[k].add(kind)

    def both(word, kind):
        add(word, kind)
        k = key(word)
        add(k[2:] if k.startswith("ال") and len(k) > 4 else "ال" + k, kind)

    lexicon = ROOT / "lang/ar/lexicon"
    for v in rows(lexicon / "verbs.tsv"):
        if " " in v["lemma"] or "_" in v["lemma"]:
            continue
        w = key(v["lemma"])
        stem = w[:-1] if w[-1] in "اي" and v["lemma"][-1] in "ىا" else w
        for form in (w, stem + "ت", stem + "وا"):
            add(form, "verb")
        for rest in imperfects(v["lemma"], v["root"], v["form"]):
            for prefix in "يتن":
                add(prefix + rest, "verb")
        for masdar in values(v["masdar"]):
            both(masdar, "noun")
    for n in rows(lexicon / "nouns.tsv"):
        for w in values(n["lemma"]) + values(n["plural"]):
            both(w, "noun")
    for p in rows(lexicon / "people.tsv"):
        for w in values(p["lemma"]) + values(p["plural"]) + values(p["feminine"]):
            both(w, "people")
    for a in rows(lexicon / "adjectives.tsv"):
        lemma = plain(a["lemma"])
        lemma = lemma + "ي" if "\u064d" in a["lemma"] else lemma
        for w in values(lemma) + values(lemma + "ة") + values(a["plural"]):
            both(w, "adjective")
    for n in rows(lexicon / "nationalities.tsv"):
        for w in values(n["nisba"]) + values(n["nisba"] + "ة") + values(n["plural"]):
            both(w, "nisba")
        for w in [n["name"], *n["aliases"].split(" ")]:
            if w and " " not in w and "_" not in w:
                add(w, "country")
    for p in rows(lexicon / "particles.tsv"):
        for w in values(p["form"]):
            add(w, "particle")
    for p in rows(ROOT / "data/places.tsv"):
        for w in [p["name_ar"], *p["aliases"].split(" ")]:
            if w and " " not in w and "_" not in w:
                add(w, "place")
    for a in rows(ROOT / "data/actors.tsv"):
        if a["kind"] != "person":
            for w in [a["name_ar"], *a["aliases"].split(" ")]:
                if w and " " not in w and "_" not in w:
                    add(w, "actor")
    times = (ROOT / "lang/ar/times.toml", "time"), (ROOT / "lang/ar/numbers.toml", "number")
    for path, kind in times:
        data = tomllib.loads(path.read_text("utf-8"))
        for entry in data.get("term", []) + data.get("word", []):
            forms = entry.get("forms", [])
            for w in forms if isinstance(forms, list) else []:
                if " " not in w and len(w) > 2:
                    both(w, kind)
    return found


def joined(k, found):
    """Whether the word may also be a conjunction or preposition written in one with a word of the news."""
    first, rest = k[0], k[1:]
    if len(rest) < 3:
        return False
    kinds = found.get(rest, set())
    if "verb" in kinds and (first in "وف" or first == "س" and rest[0] in "يتن"):
        return True
    return first in "وفبلك" and bool(kinds & {"noun", "people", "adjective", "country", "place"})


def inflected(k, found):
    """Whether the word may also be a word of the news with an ending: «شابا», «دعمه», «سالمين»."""
    for ending in ("ها", "هم", "نا", "ين", "ون", "ات", "وا", "ه", "ا"):
        base = k[: -len(ending)]
        if not k.endswith(ending) or len(base) < 3 and not (len(base) == 2 and ending in ("ه", "نا")):
            continue
        kinds = found.get(base, set())
        if kinds & {"noun", "people", "adjective"} and ending != "وا" and len(base) > 2:
            return True
        if "particle" in kinds and ending in ("ه", "ها", "هم", "نا"):
            return True
        if "verb" in kinds and ending in ("ه", "ها", "هم", "نا", "وا") and len(base) > 2:
            return True
    return False


# ---- names


class Tally:
    """What the packages say of one word."""

    __slots__ = ("people", "outer", "alone", "bound", "given", "family", "latin", "egypt")

    def __init__(self):
        self.people = self.outer = 0  # who bears it, of Arab and of outer countries
        self.alone = self.bound = 0  # how often without and with a word like «عبد» before it
        self.given = self.family = 0.0
        self.latin = collections.Counter()
        self.egypt = None  # spelling, role and share in egy-names


def word(text):
    """One word of the package in letters of the Arabic press, or None."""
    w = plain(text).translate(PERSIAN)
    return w if WORD.fullmatch(w) else None


def parted(name):
    """The words of a full name, «روحالله» and «جلالالدين» taken apart."""
    out = []
    for w in name.split():
        for end in ("الله", "الدين"):
            if w.endswith(end) and len(w) > len(end) + 1:
                out += [w[: -len(end)], end]
                break
        else:
            out.append(w)
    return out


def romanizer():
    path = package("arabic-name-romanizer", "arabic_name_romanizer") / "resources/names.sqlite3"
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    tallies, servants = collections.defaultdict(Tally), collections.Counter()
    full = sorted(set(base.execute("select arabic_key, country from full_names")))
    for name, country in full:
        words = parted(name)
        for at, text in enumerate(words):
            w = word(text)
            if not w:
                continue
            t = tallies[key(w)]
            if country in OUTER:
                t.outer += 1
            else:
                t.people += 1
            after = at > 0 and key(words[at - 1]) in BEFORE - {"ال", "بن", "ابن", "بنت", "ولد"}
            if after:
                t.bound += 1
                if key(words[at - 1]) == "عبد" and w.startswith("ال"):
                    servants["عبد" + key(w)] += 1
            else:
                t.alone += 1
    units = base.execute("select arabic_key, latin, role, sum(count) from units group by 1, 2, 3 order by 1, 2, 3")
    for unit, latin, role, count in units:
        parts = unit.split()
        if len(parts) == 1:
            w = word(parts[0])
            if w and key(w) in tallies:
                t = tallies[key(w)]
                t.latin[latin.lower()] += count
                if role == "given":
                    t.given += count
                elif role == "surname":
                    t.family += count
        elif len(parts) == 2 and key(parts[1]) in AFTER:
            w = word(parts[0])
            if w and key(w) in tallies:
                t = tallies[key(w)]
                if role == "given":
                    t.given += count
                elif role == "surname":
                    t.family += count
    return tallies, sorted({name for name, _ in full}), servants


def egypt(tallies):
    """The usual and common names of egy-names: spelling with its hamzas, and words that the other package lacks."""
    path = package("egy-names", "egy_names") / "data/names.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        book = json.load(file)["names"]
    for entry in sorted(book, key=lambda e: (-e["tp"], e["a"])):
        text = plain(entry["a"])
        # this book joins «أبو», «عبد», «الله» and «الدين» to their word
        for prefix in ("عبدال", "أبو", "أم", "بنت"):
            if text.startswith(prefix) and len(text) > len(prefix) + 2 and prefix != "أم":
                text = text[3:]
                break
        for suffix in ("الله", "الدين"):
            if text.endswith(suffix) and len(text) > len(suffix) + 1:
                text = text[: -len(suffix)]
        if not WORD.fullmatch(text):
            continue
        k = key(text)
        if entry["fc"] == "r":
            # rare ones are full of slips: their spelling alone, and only for names that others bear
            if k in tallies and tallies[k].egypt is None:
                tallies[k].egypt = (text, "", 0.0)
            continue
        t = tallies[k]
        if t.egypt is None:
            t.egypt = (text, {"g": "given", "f": "family"}.get(entry["l"], "both"), entry["tp"])


def dictionary():
    """Key -> the spelling of the people in actors.tsv, and that of the lexicon."""
    persons, out = {}, {}
    for table, columns in (("nouns", ("lemma", "plural")), ("people", ("lemma", "plural", "feminine")),
                           ("adjectives", ("lemma", "plural")), ("nationalities", ("nisba", "plural"))):
        for row in rows(ROOT / f"lang/ar/lexicon/{table}.tsv"):
            for column in columns:
                for w in values(plain(row[column])):
                    out.setdefault(key(w), w)
                    out.setdefault("ال" + key(w), "ال" + w)
    for actor in rows(ROOT / "data/actors.tsv"):
        if actor["kind"] == "person":
            for w in actor["name_ar"].split() + actor["aliases"].replace("_", " ").split():
                persons.setdefault(key(w), plain(w))
    return persons, out


EIGHTH = re.compile("ا(?:..?ت.ا.|ن..ا.|ست..ا.|ب..ا.|.ت.ا.|.ت.اء|.ت..)ه?")


def spell(k, t, persons, known):
    """The word with its hamzas, «ة» and «ى»: from egy-names or the lexicon, else by its Latin forms."""
    if k in persons and not (t.egypt and t.egypt[2] >= 0.0005):
        return persons[k]
    latin = [l.strip("'-") for l in t.latin.elements()]
    egyptian = t.egypt[0] if t.egypt else ""
    if egyptian.startswith("ال") and egyptian[-1] == "ى":
        egyptian = egyptian[:-1] + "ي"
    if egyptian.endswith("ى") and sum(l.endswith(("i", "y", "ie")) for l in latin) * 2 > len(latin):
        egyptian = egyptian[:-1] + "ي"
    ends_in_a = sum(l.rstrip("h").endswith("a") and not l.rstrip("h").endswith(("ya", "ia")) for l in latin)
    if egyptian.endswith("ي") and ends_in_a * 2 > len(latin) > 1:
        egyptian = egyptian[:-1] + "ى"
    if egyptian and (egyptian[-1] not in "يه" or t.egypt[2] >= 0.0005):
        return egyptian
    if k in known:
        return known[k]
    bare = [re.sub("^(al|el|ul)[- ]?", "", l) or l for l in latin]
    w = k
    if latin:
        ends_a = sum(l.rstrip("h").endswith(("a", "á")) or l.endswith(("at", "et", "ia")) for l in latin) * 2 > len(latin)
        ends_e = sum(l.endswith(("e", "é", "eh")) for l in latin) * 2 > len(latin)
        if w.endswith("ه") and (ends_a or ends_e) and len(w) > 2 and w[-2] != "ا":
            w = w[:-1] + "ة"
        if w.endswith("ي") and ends_a and len(w) > 2 and w[-2] != "ا" and w[:2] != "ال":
            w = w[:-1] + "ى"
        cut = 2 if w.startswith("ال") and len(w) > 4 and w[2] == "ا" else 0
        if w[cut] == "ا" and not (cut == 0 and w.startswith("ال") and len(w) > 4) and len(w) > cut + 2:
            first = collections.Counter((bare if cut else latin))
            i = sum(n for l, n in first.items() if l[:1] in "ie")
            if i * 2 > len(latin):
                w = w[:cut] + ("ا" if EIGHTH.fullmatch(k[cut:]) else "إ") + w[cut + 1 :]
            else:
                w = w[:cut] + "أ" + w[cut + 1 :]
    if t.egypt and t.egypt[0][0] in "أإآ" and w[0] == "ا":
        w = t.egypt[0][0] + w[1:]
    return w


def tidy(name):
    """Slips of the sources: «إ» where the form has none («ابتسام»), «ة» in the name of God."""
    if re.fullmatch("(?:ال)?إ(?:.ت.ا[^ا]|ن..ا.)", name):
        name = name.replace("إ", "ا", 1)
    if name.endswith("اللة"):
        name = name[:-1] + "ه"
    return name


def role(k, t):
    total = t.given + t.family
    if t.bound >= 3 and t.bound >= 4 * t.alone:
        return "part"
    if total >= 2:
        share = t.given / total
        return "given" if share >= 0.7 else "family" if share <= 0.2 else "both"
    if t.egypt and t.egypt[1]:
        return t.egypt[1]
    if total:
        return "given" if t.given > t.family else "family"
    return "family" if NISBA.fullmatch(k) or MAGHREBI.fullmatch(k) else "both"


NISBA = re.compile("ال.{3,}ي|ال.{3,}يه")
# Two names in one: «جادالحق».
JOINT = re.compile("(?:جاد|عز|سيف|فتح|فج|قمر|عطا|سر|منه|بركه|عبد|نور)ال")
MAGHREBI = re.compile("(?:بو|بل|بن).{3,}")


def supported(k, t, tallies):
    """Whether enough people bear the name: two, or one if its form is a family's or others bear it without «ال»."""
    if t.people >= PEOPLE or t.people + t.outer >= OUTER_PEOPLE:
        return True
    shape = NISBA.fullmatch(k) or MAGHREBI.fullmatch(k)
    if t.egypt and t.egypt[2] > 0:
        given = t.egypt[1] == "given" and t.egypt[2] >= 0.0004 and not JOINT.match(k)
        if t.people or NISBA.fullmatch(k) or given:
            return True
    if not t.people:
        return False
    other = tallies.get(k[2:] if k.startswith("ال") else "ال" + k)
    return bool(shape or (other and other.people + other.outer >= PEOPLE))


def build():
    tallies, full, servants = romanizer()
    egypt(tallies)
    found = senses()
    persons, known = dictionary()
    judged, hand = {}, collections.defaultdict(set)
    for r in rows(HERE / "names-judged.tsv"):
        k = key(r["name"])
        if r["verdict"] == "common":
            for other in (k, k[2:] if k.startswith("ال") and len(k) > 4 else "ال" + k):
                hand[other] |= set(r["sense"].split())
        else:
            judged[k] = r
    foreign = {}
    for r in rows(HERE / "names-foreign.tsv"):
        foreign.setdefault(key(r["name"]), (plain(r["name"]), r["role"]))
    in_news = set()
    for a in rows(ROOT / "data/actors.tsv"):
        if a["kind"] == "person":
            in_news.update(key(w) for w in a["name_ar"].split() if WORD.fullmatch(plain(w)))

    out = {}
    for k in sorted(set(tallies) | set(foreign) | in_news):
        t = tallies.get(k) or Tally()
        verdict = judged.get(k, {}).get("verdict", "")
        kinds = set(found.get(k, ())) | hand.get(k, set())
        if not kinds and t.people < 20 and joined(k, found):
            kinds = {"joined"}
        if not kinds and t.people < 20 and inflected(k, found):
            kinds = {"inflected"}
        if k in BEFORE | AFTER or verdict == "drop":
            continue
        if k.startswith("ال") and kinds & {"noun", "people", "adjective", "nisba"}:
            need = SENSES["nisba"] if kinds == {"nisba"} else 3
        else:
            need = max((SENSES[s] for s in kinds), default=0)
        by_hand = k in foreign or k in in_news or verdict == "keep"
        if not by_hand:
            if len(k) < 3 and t.people < 10 or not supported(k, t, tallies):
                continue
            egyptian = 40 if t.egypt and t.egypt[2] >= 0.002 else 0
            if t.people + egyptian < need:
                continue
        kinds |= set(judged.get(k, {}).get("sense", "").split())
        if k in foreign and t.people < 5:
            name, r = foreign[k]
        else:
            name, r = tidy(spell(k, t, persons, known)), role(k, t)
            if k in foreign and foreign[k][1] != r and r != "part":
                r = "both"
        if judged.get(k, {}).get("role"):
            r = judged[k]["role"]
        if verdict == "keep":
            name = plain(judged[k]["name"])
        out[k] = (name, r, t.people + t.outer, " ".join(sorted(kinds)))
    # «عبدالرحمن», as many newspapers write it
    for k, people in servants.items():
        if people >= 5:
            out[k] = ("عبد" + out[k[3:]][0] if k[3:] in out else k, "given", people, "")
    return out, full


def covered(out, particles, name):
    return all(w in out or w in particles for w in (key(p.translate(PERSIAN)) for p in parted(name)))


def main():
    out, full = build()
    lines = ["name\trole\tpeople\tcommon",
             "# Written by data/recipes/names.py; change the recipe or its lists, not this file."]
    for name, r, people, kinds in sorted(out.values(), key=lambda v: (key(v[0]), v[0])):
        lines.append(f"{name}\t{r}\t{people or ''}\t{kinds}".rstrip("\t"))
    text = "\n".join(lines) + "\n"
    (ROOT / "data/person-names.tsv").write_text(text, "utf-8")
    if "--report" in sys.argv:
        particles = {key(r["particle"]) for r in rows(ROOT / "data/person-particles.tsv") if r["place"] != "title"}
        arabic = [n for n in full if all(word(w) for w in parted(n))]
        print(f"{len(out)} names, {len(text.encode())} bytes", file=sys.stderr)
        print("roles", dict(collections.Counter(v[1] for v in out.values())), file=sys.stderr)
        print("common", sum(1 for v in out.values() if v[3]), dict(
            collections.Counter(s for v in out.values() for s in v[3].split())), file=sys.stderr)
        for what, names in (("full names", full), ("of Arabic letters", arabic),
                            ("of two words and more", [n for n in full if " " in n])):
            good = sum(covered(out, particles, n) for n in names)
            print(f"{what}: {good} of {len(names)}, {good / len(names):.1%}", file=sys.stderr)


if __name__ == "__main__":
    main()
