"""The same verdict bytes from any process."""

from evals.determinism import CANDIDATES, Setting, candidates, judge
from kotae.policy import default_folder


def test_two_processes_give_the_same_verdict_bytes_however_sets_are_ordered() -> None:
    first, second = (judge(default_folder(), Setting(seed, {"PYTHONHASHSEED": seed}), 60) for seed in ("1", "2"))
    assert first == second


def test_there_are_candidates_enough() -> None:
    assert sum(1 for _ in candidates()) >= CANDIDATES
