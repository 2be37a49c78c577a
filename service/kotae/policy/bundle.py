"""Keep what was learned from a policy folder's examples, so that it is learned once."""

import hashlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path

import structlog

from kotae.conversation import Locale
from kotae.policy.folder import Folder
from kotae.policy.problem import PolicyError, Problem
from kotae.policy.score import Scores
from kotae.policy.scorefile import read_scores, scores_to_bytes

_log = structlog.get_logger(__name__)
# Raise this where features or training change: what was learned before is then learned anew.
TRAINER = 6
BUILT = ".built"


def scores_for(root: Path, folder: Folder) -> Mapping[Locale, Scores]:
    """Return the learned scores of the policy folder at ``root``, learning them where that has not been done.

    Raises:
        PolicyError: They have to be learned and the extra ``train`` is not installed.
    """
    examples = root / "examples"
    if not any(examples.glob("*.jsonl")):
        return {}
    path = root / BUILT / f"{fingerprint(folder, examples)}.scores"
    if path.is_file():
        try:
            return read_scores(path)
        except ValueError as error:
            _log.warning("learned scores are damaged and are learned anew", detail=str(error))
    if importlib.util.find_spec("sklearn") is None:
        raise PolicyError(
            [Problem(f"{root.name}/examples", 0, 0, "the examples have changed and nothing has been learned from them yet",
                     "install kotae[train] and run `kotae policy build`",
                     "例が変わりましたが、まだ学習されていません", "kotae[train]を導入し、kotae policy build を実行してください")]
        )  # fmt: skip
    from kotae.policy.train.build import learn_scores

    _log.info("learning from the examples, once; this takes about a minute", folder=root.name)
    scores = learn_scores(root)
    store(path, scores)
    return scores


def store(path: Path, scores: Mapping[Locale, Scores]) -> None:
    """Write ``scores`` to ``path`` in one step; a folder that cannot be written to costs the next start the time."""
    try:
        path.parent.mkdir(exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(scores_to_bytes(scores))
        partial.replace(path)
    except OSError as error:
        _log.warning("learned scores cannot be kept", path=path.name, detail=str(error))


def fingerprint(folder: Folder, examples: Path) -> str:
    """Name, in hexadecimal, all that the learned scores depend on."""
    digest = hashlib.sha256(f"{TRAINER}\n{folder.revision}\n".encode())
    for path in sorted(examples.glob("*.jsonl")):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]
