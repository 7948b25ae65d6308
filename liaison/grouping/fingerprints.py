"""What stands for a text when many are compared: its content hash, its 3-grams and their MinHash bands.

Everything is computed from the normalised text by fixed arithmetic, so any machine and any later run get the same numbers.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

BANDS = 21
ROWS = 3  # a pair of Jaccard .5 shares a band with p = .94
GRAM = 3
MIXERS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
CHUNK = 200_000  # grams hashed at a time: 63 × 8 bytes each

Words = NDArray[np.uint64]


def content_hash(normalised: str) -> str:
    """24 hexadecimal digits; equal for exact copies and for nothing else."""
    return blake2b(normalised.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@lru_cache(maxsize=4096)
def grams(normalised: str) -> frozenset[str]:
    """All runs of three characters; a shorter text is its own gram."""
    if len(normalised) <= GRAM:
        return frozenset((normalised,))
    return frozenset(map("".join, zip(normalised, normalised[1:], normalised[2:], strict=False)))


def band_keys(texts: Sequence[str]) -> NDArray[np.int64]:
    """One row of 21 keys for each text: texts that share a key are candidates. 63 bits, the band's number in the lowest five."""
    found = [_band_keys(part) for part in _parts(texts)]
    return np.concatenate(found) if found else np.empty((0, BANDS), np.int64)


def _parts(texts: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    size = 0
    for text in texts:
        if parts[-1] and size + len(text) > CHUNK:
            parts.append([])
            size = 0
        parts[-1].append(text)
        size += len(text)
    return parts if parts[-1] else []


def _band_keys(texts: list[str]) -> NDArray[np.int64]:
    values = _minhash(*_gram_codes(texts)).reshape(len(texts), BANDS, ROWS)
    key = values[:, :, 0]
    for row in range(1, ROWS):
        key = _mixed(key * np.uint64(MIXERS[1]) + values[:, :, row])
    numbered = (key & np.uint64(0x7FFFFFFFFFFFFFE0)) | np.arange(BANDS, dtype=np.uint64)
    return numbered.astype(np.int64)


def _gram_codes(texts: list[str]) -> tuple[Words, NDArray[np.intp]]:
    """The grams of all texts one after the other as numbers, and where each text begins."""
    padded = [text + "\0" * (GRAM - len(text)) for text in texts]
    lengths = np.array([len(text) for text in padded])
    code = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    whole = np.ones(len(code), bool)
    ends = starts + lengths
    whole[ends - 1] = whole[ends - 2] = False
    combined = (code[:-2] << np.uint64(42)) | (code[1:-1] << np.uint64(21)) | code[2:]
    return _mixed(combined[whole[:-2]]), starts - np.arange(len(texts)) * (GRAM - 1)


def _minhash(codes: Words, starts: NDArray[np.intp]) -> Words:
    """63 minima for each text; columns are computed one by one to stay in the cache."""
    columns = [np.minimum.reduceat(_mixed(codes ^ seed), starts) for seed in _seeds()]
    return np.stack(columns, axis=1)


def _seeds() -> Words:
    return _mixed(np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(MIXERS[0]))


def _mixed(values: Words) -> Words:
    """The finaliser of SplitMix64: every bit of the input moves every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(MIXERS[1])
    values = (values ^ (values >> np.uint64(27))) * np.uint64(MIXERS[2])
    return values ^ (values >> np.uint64(31))
