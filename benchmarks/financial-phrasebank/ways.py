#!/usr/bin/env python3
"""Which labels a student learns best: docs/decisions.md, 42. Standard library only.

  ways.py run SEED ...   trains the four ways with each seed; workspaces under .retort/ways, which are kept
  ways.py score          prints what the rule asks for: macro F1 on held-out texts whose votes agree, the paired
                         differences from the majority's label with 95 % t intervals, and the scores on the test texts

A seed holds a tenth of the training texts out, the same for all ways, as the validation split.
"""
import collections, csv, pathlib, random, re, statistics, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = ROOT.parent / "shared" / "data" / "financial-phrasebank"
WORK = HERE / ".retort" / "ways"
LABELS = ("positive", "negative", "neutral")
WAYS = {"majority": "", "soft-labels": "soft-labels: true", "agreement-weights": "agreement-weights: true",
        "unanimous": "min-vote-share: 1"}
# Student's t, two-sided 95 %, by degrees of freedom.
T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def held_out(texts, seed):
    """Ids of a tenth of the training texts, without texts that occur twice."""
    times = collections.Counter(row["text"].strip() for row in texts)
    train = [row for row in texts if row["split"] == "train"]
    return {row["id"] for row in random.Random(seed).sample(train, len(train) // 10) if times[row["text"].strip()] == 1}


def write(path, names, records):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, names, extrasaction="ignore")
        out.writeheader()
        out.writerows(records)


def run(way, option, seed):
    work = WORK / f"{way}-{seed}"
    work.mkdir(parents=True, exist_ok=True)
    texts = rows("texts.csv")
    held = held_out(texts, seed)
    write(work / "texts.csv", list(texts[0]),
          [dict(row, split="validation") if row["id"] in held else row for row in texts])
    write(work / "held.csv", ["id", "text"], [row for row in texts if row["id"] in held])
    yaml = (HERE / "retort.yaml").read_text(encoding="utf-8")
    yaml = yaml.replace("../../../shared/data/financial-phrasebank/texts.csv", "texts.csv")
    yaml = yaml.replace("../../../shared/data", str(DATA.parent))
    head, student = yaml.split("\nstudent:", 1)
    student = re.sub(r"\n  validation-share:[^\n]*", "", student)
    student = re.sub(r"\n  seed:[^\n]*", f"\n  seed: {seed}", student)
    (work / "retort.yaml").write_text(head + "\nstudent:" + (f"\n  {option}" if option else "") + student,
                                      encoding="utf-8")
    retort = str(ROOT / "retort")
    done = subprocess.run([retort, "run", str(work)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{work}: {done.stderr.strip().splitlines()[-1]}")
    (work / "out").write_text(done.stdout)
    subprocess.run([retort, "predict", str(work), str(work / "held.csv"), "-o", str(work / "held-out.csv")],
                   stdin=subprocess.DEVNULL, check=True, capture_output=True)
    print(way, seed, next(line for line in done.stdout.splitlines() if line.startswith("student ")), flush=True)


def macro_f1(truth, said):
    scores = []
    for label in sorted(set(truth) | set(said)):
        hits = sum(a == b == label for a, b in zip(truth, said))
        scores.append(2 * hits / (truth.count(label) + said.count(label)))
    return statistics.mean(scores)


def unanimous():
    """The label of each training text on which all three votes agree."""
    votes = {row["text"]: {row[f"sc_iter{vote}"] for vote in (1, 2, 3)} for row in rows("train.csv")}
    agreed = {}
    for row in rows("texts.csv"):
        said = votes.get(row["text"], ()) if row["split"] == "train" else ()
        if len(said) == 1 and set(said) <= set(LABELS):
            agreed[row["id"]] = next(iter(said))
    return agreed


def interval(numbers):
    mean = statistics.mean(numbers)
    half = T[len(numbers) - 1] * statistics.stdev(numbers) / len(numbers) ** 0.5 if len(numbers) > 1 else float("nan")
    return f"{mean:+.2f} ({mean - half:+.2f} to {mean + half:+.2f})"


def score(work=WORK):
    agreed = unanimous()
    table = collections.defaultdict(dict)
    for way in WAYS:
        for place in sorted(pathlib.Path(work).glob(f"{way}-*")):
            if not (place / "held-out.csv").exists():
                continue
            with open(place / "held-out.csv", encoding="utf-8", newline="") as file:
                said = [row for row in csv.DictReader(file) if row["id"] in agreed]
            student = next(line for line in (place / "out").read_text().splitlines() if line.startswith("student "))
            accuracy, f1 = (float(x) for x in re.findall(r"([\d.]+) %", student)[:2])
            table[way][place.name.rsplit("-", 1)[1]] = (
                100 * macro_f1([agreed[row["id"]] for row in said], [row["label"] for row in said]), accuracy, f1)
    seeds = sorted(set.intersection(*(set(found) for found in table.values()))) if len(table) == len(WAYS) else []
    if not seeds:
        sys.exit("ways.py: no seed has all four ways yet; ways.py run SEED ...")
    print("seeds", *seeds)
    for index, what in enumerate(("macro F1, held out, votes agree", "test: accuracy", "test: macro F1")):
        print(what)
        for way in WAYS:
            found = [table[way][seed][index] for seed in seeds]
            line = f"  {way:18} mean {statistics.mean(found):.2f}  " + " ".join(f"{x:.1f}" for x in found)
            if way != "majority":
                line += "  less the majority's label: " + interval(
                    [table[way][seed][index] - table["majority"][seed][index] for seed in seeds])
            print(line)


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"ways.py: the data is not in {DATA}; see README.md")
    if sys.argv[1:2] == ["run"] and len(sys.argv) > 2:
        for chosen in sys.argv[2:]:
            for name, key in WAYS.items():
                run(name, key, int(chosen))
    elif sys.argv[1:] == ["score"]:
        score()
    else:
        sys.exit(__doc__)
