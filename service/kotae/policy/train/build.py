"""Learn the scores of a whole policy folder, the languages side by side."""

from functools import partial
from pathlib import Path

from kotae.conversation import Locale
from kotae.policy.folder import Folder
from kotae.policy.policy import Policy
from kotae.policy.score import Scores
from kotae.policy.train.examples import LabelledReply, read_examples
from kotae.policy.train.ground import rests_on
from kotae.policy.train.kept import Kept, tidy
from kotae.policy.train.learn import Learned, Learner, Report
from kotae.policy.train.parallel import Heard, side_by_side


def learn_scores(
    root: Path, folder: Folder, parts: Path | None, heard: Heard = lambda _locale, _message: None
) -> dict[Locale, Scores]:
    """Learn the scores of each language that has examples under ``root``; ``heard`` hears how far it is.

    Parts of earlier learning that still hold are taken from the folder ``parts``, and new ones kept there; with None,
    all is learned. What comes out is the same.

    Raises:
        DialogueError: An example cannot be read; the message names file and line.
    """
    learned = side_by_side(partial(_scores, folder, parts), root, heard)
    if parts is not None:
        tidy(parts)
    return {locale: scores for locale, scores in learned.items() if scores is not None}


def learn(root: Path, folder: Folder, locale: Locale, report: Report) -> Learned:
    """Learn one language, and keep the figures and unseen scores beside the scores."""
    policy, examples = _read(root, folder, locale, report)
    return Learner(policy, locale, examples, report).learn()


def _read(root: Path, folder: Folder, locale: Locale, report: Report) -> tuple[Policy, list[LabelledReply]]:
    report("reading the examples")
    policy = Policy(folder)
    return policy, list(read_examples(root / "examples", policy, locale))


def _scores(folder: Folder, parts: Path | None, root: Path, locale: Locale, report: Report) -> Scores | None:
    base = rests_on(folder, locale, root / "examples")
    policy, examples = _read(root, folder, locale, report)
    if not examples:
        return None
    changed = rests_on(folder, locale, root / "examples") != base
    # Parts under a name that they do not rest on would be found again.
    kept = Kept() if changed else Kept(parts, base)
    return Learner(policy, locale, examples, report, kept).learn().scores
