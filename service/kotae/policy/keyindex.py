"""Where a 64-bit key stands among many: a table over their first bits, then a step or two."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kotae.text.grams import Keys


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """Keys, ready to be looked up; evenly spread over the 64 bits, as hashes are, each takes a few steps.

    Attributes:
        keys: uint64 of shape (keys + 1,), ascending, and the largest number there is at the end.
        starts: int64 of shape (buckets,): for each beginning, the number of keys before the first that begins so.
        shift: How many bits of a key are not of its beginning.
        steps: How many keys begin alike at most.
    """

    keys: Keys
    starts: npt.NDArray[np.int64]
    shift: np.uint64
    steps: int

    @classmethod
    def of(cls, keys: Keys) -> "KeyIndex":
        """Index ``keys``, which are in ascending order."""
        bits = max(1, len(keys).bit_length())
        shift = np.uint64(64 - bits)
        sizes = np.bincount((keys >> shift).astype(np.int64), minlength=1 << bits)
        ended = np.append(keys, np.uint64(2**64 - 1))
        return cls(ended, np.cumsum(sizes) - sizes, shift, int(sizes.max()))

    def rows(self, wanted: Keys) -> npt.NDArray[np.int64]:
        """Return the place of each of ``wanted`` among the keys; of one that is none of them, the number of keys."""
        at = self.starts.take((wanted >> self.shift).astype(np.int64))
        for _ in range(self.steps):
            at += self.keys.take(at) < wanted
        at[self.keys.take(at) != wanted] = len(self.keys) - 1
        return at
