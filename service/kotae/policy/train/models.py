"""The linear models over one kind of text, one a rule or fact, in fixed point."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kotae.policy.features import Groups
from kotae.policy.score import Table
from kotae.policy.train.fit import Weights
from kotae.text.grams import Keys


@dataclass(slots=True)
class Models:
    """The features, uint64 of shape (features,), and the weights learned for them by name of rule or fact."""

    keys: Keys
    weights: dict[str, Weights] = field(default_factory=dict)

    def score(self, name: str, groups: Groups, scale: Mapping[str, int]) -> int:
        """Return the score of one text by one model, as the run time computes it."""
        weights = self.weights[name]
        one = Table((name,), self.keys, weights.values[:, None], np.array([weights.bias], dtype=np.int32))
        return one.of([groups], scale)[0][name]

    def table(self) -> Table:
        """Lay the models side by side; a feature that weighs nothing in any of them is left out."""
        rules = tuple(sorted(self.weights))
        size = len(self.keys)
        values = np.stack([self.weights[r].values for r in rules], axis=1) if rules else np.zeros((size, 0), np.int32)
        kept = np.flatnonzero(np.abs(values).max(axis=1, initial=0) > 0)
        return Table(
            rules=rules,
            keys=self.keys[kept],
            weights=np.ascontiguousarray(values[kept]),
            bias=np.array([self.weights[r].bias for r in rules], dtype=np.int32),
        )
