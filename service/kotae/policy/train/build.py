"""Learn the scores of a whole policy folder."""

from pathlib import Path

from kotae.conversation import Locale
from kotae.policy.folder import Folder
from kotae.policy.policy import Policy
from kotae.policy.score import Scores
from kotae.policy.train.examples import read_examples
from kotae.policy.train.learn import Learned, Learner, Report


def learn_scores(root: Path, folder: Folder, report: Report) -> dict[Locale, Scores]:
    """Learn the scores of both languages from the examples under ``root``."""
    return {locale: learned.scores for locale, learned in learn_all(root, folder, report).items()}


def learn_all(root: Path, folder: Folder, report: Report) -> dict[Locale, Learned]:
    """Learn, and keep the figures and unseen scores beside the scores."""
    policy = Policy(folder)
    examples = list(read_examples(root / "examples", policy))
    return {locale: Learner(policy, locale, examples, report).learn() for locale in Locale}
