"""Learn the scores of a whole policy folder, the languages side by side."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from kotae.conversation import Locale
from kotae.policy.folder import Folder, read_folder
from kotae.policy.policy import Policy
from kotae.policy.score import Scores
from kotae.policy.train.examples import read_examples
from kotae.policy.train.learn import Learned, Learner, Report


def learn_scores(root: Path) -> dict[Locale, Scores]:
    """Learn the scores of all languages from the examples under ``root``, each in a process of its own."""
    # Started afresh, since the service that asks for this has threads.
    with ProcessPoolExecutor(len(Locale), mp_context=multiprocessing.get_context("spawn")) as pool:
        return dict(zip(Locale, pool.map(_scores, [root] * len(Locale), Locale), strict=True))


def learn(root: Path, folder: Folder, locale: Locale, report: Report) -> Learned:
    """Learn one language, and keep the figures and unseen scores beside the scores."""
    policy = Policy(folder)
    examples = list(read_examples(root / "examples", policy, locale))
    return Learner(policy, locale, examples, report).learn()


def _scores(root: Path, locale: Locale) -> Scores:
    return learn(root, read_folder(root), locale, lambda _: None).scores
