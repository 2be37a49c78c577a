"""A policy as one file, and what was learned from a folder's examples, kept so that it is learned once."""

import hashlib
import importlib.util
import json
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import structlog

from kotae.conversation import Locale
from kotae.dialogue import DialogueError
from kotae.policy.folder import Folder, folder_of, read_folder
from kotae.policy.problem import PolicyError, Problem
from kotae.policy.score import Scores
from kotae.policy.scorefile import archive_of, members, read_scores, scores_in, scores_to_bytes

_log = structlog.get_logger(__name__)
# Raise this where features or training change: what was learned before is then learned anew.
TRAINER = 22
BUILT = ".built"
_PARTS = "parts"
Heard = Callable[[Locale, str], None]
_FORMAT = 1
_ABOUT, _FOLDER, _SCORES = "about.json", "folder.json", "scores/"


def read(path: Path) -> tuple[Folder, Mapping[Locale, Scores]]:
    """Read the policy folder or the bundle at ``path``; from a folder, what was not learned yet is learned now.

    Raises:
        PolicyError: It cannot be used; every problem is listed with its mend.
    """
    if path.is_file():
        return _read_bundle(path)
    folder = read_folder(path)
    return folder, scores_for(path, folder)


def read_meaning(path: Path) -> Folder:
    """Read what the files of the policy folder or the bundle at ``path`` mean, and learn nothing.

    Raises:
        PolicyError: It cannot be used.
    """
    return _read_bundle(path)[0] if path.is_file() else read_folder(path)


def bundle_of(folder: Folder, scores: Mapping[Locale, Scores]) -> bytes:
    """Write a policy as one file. The same policy always gives the same bytes."""
    about = {"format": _FORMAT, "trainer": TRAINER, "revision": revision_of(folder, scores)}
    learned = [(f"{_SCORES}{name}", content) for name, content in members(scores)]
    return archive_of([(_ABOUT, json.dumps(about).encode()), (_FOLDER, folder.content()), *learned])


def revision_of(folder: Folder, scores: Mapping[Locale, Scores]) -> str:
    """SHA-256, in hexadecimal, of what the files mean and of what was learned."""
    digest = hashlib.sha256(folder.revision.encode())
    for name, content in members(scores):
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _read_bundle(path: Path) -> tuple[Folder, Mapping[Locale, Scores]]:
    try:
        with zipfile.ZipFile(path) as archive:
            about, scores = json.loads(archive.read(_ABOUT)), scores_in(archive, _SCORES)
            _check_versions(about["format"], about["trainer"] if scores else TRAINER)
            return folder_of(archive.read(_FOLDER), path.name), scores
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PolicyError(
            [Problem(path.name, 0, 0, f"this is no bundle that this version of Kotae can read ({detail})",
                     "build it anew with `kotae policy build`, or name a policy folder",
                     "このバージョンのKotaeで読めるバンドルではありません",
                     "kotae policy build で作り直すか、ポリシーのフォルダーを指定してください")]
        ) from error  # fmt: skip


def _check_versions(found: int, trainer: int) -> None:
    if found != _FORMAT:
        raise ValueError(f"format {found}, where {_FORMAT} is read")
    if trainer != TRAINER:
        raise ValueError(f"learned by trainer {trainer}, where what trainer {TRAINER} learns is understood")


def scores_for(root: Path, folder: Folder) -> Mapping[Locale, Scores]:
    """Return the learned scores of the policy folder at ``root``, learning them where that has not been done.

    Raises:
        PolicyError: They have to be learned, and cannot be.
    """
    if not any((root / "examples").glob("*.jsonl")):
        return {}
    path = _kept(root, folder)
    if path.is_file():
        try:
            return read_scores(path)
        except ValueError as error:
            _log.warning("learned scores cannot be used and are learned anew", detail=str(error))
    _check_means(root)
    _log.info("learning from the examples, once; this takes about a minute", folder=root.name)
    return learn(root, folder)


def learn(
    root: Path, folder: Folder, heard: Heard = lambda _locale, _news: None, *, anew: bool = False
) -> Mapping[Locale, Scores]:
    """Learn the scores of the policy folder at ``root`` and keep them; ``heard`` hears how far it is.

    What earlier learning found and still holds is not learned again, unless ``anew``; the scores are the same.

    Raises:
        PolicyError: The extra ``train`` is not installed, an example cannot be read, or the files were changed meanwhile.
    """
    if not any((root / "examples").glob("*.jsonl")):
        return {}
    _check_means(root)
    from kotae.policy.train.build import learn_scores

    path = _kept(root, folder)
    try:
        scores = learn_scores(root, folder, None if anew else root / BUILT / _PARTS, heard)
    except DialogueError as error:
        raise PolicyError([unreadable(root, error)]) from error
    except BrokenProcessPool as error:
        raise PolicyError(
            [Problem(_shown(root), 0, 0, "a process that learns from the examples ended at once",
                     'run `kotae policy test` first; a script of your own has to begin its work under if __name__ == "__main__"',
                     "例から学習するプロセスが途中で終わりました",
                     'kotae policy test を先に実行してください。スクリプトでは if __name__ == "__main__" の下で処理を始めてください')]
        ) from error  # fmt: skip
    if _kept(root, read_folder(root)) != path:
        raise PolicyError(
            [Problem(_shown(root), 0, 0, "the policies were changed while their examples were learned from",
                     "run it again", "例を学習している間にポリシーが変更されました", "もう一度実行してください")]
        )  # fmt: skip
    try:
        write(path, scores_to_bytes(scores))
    except OSError as error:
        # A folder that cannot be written to costs the next start the time.
        _log.warning("learned scores cannot be kept", path=path.name, detail=str(error))
    return scores


def write(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` in one step, and its folder if that is the one for what is built.

    Raises:
        OSError: It cannot be written.
    """
    if path.parent.name == BUILT:
        path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def unreadable(root: Path, error: DialogueError) -> Problem:
    """Return the problem that a labelled example of the policy folder at ``root`` cannot be read."""
    return Problem(
        _shown(root), 0, 0, str(error), "correct that line", f"例を読めません: {error}", "この行を直してください"
    )


def _check_means(root: Path) -> None:
    if importlib.util.find_spec("sklearn") is None:
        raise PolicyError(
            [Problem(_shown(root), 0, 0, "the examples have changed and nothing has been learned from them yet",
                     "install kotae[train] and run `kotae policy build`",
                     "例が変わりましたが、まだ学習されていません", "kotae[train]を導入し、kotae policy build を実行してください")]
        )  # fmt: skip


def _shown(root: Path) -> str:
    return f"{root.name}/examples"


def _kept(root: Path, folder: Folder) -> Path:
    """Return where the scores learned from these very files are kept."""
    return root / BUILT / f"{fingerprint(folder, root / 'examples')}.scores"


def fingerprint(folder: Folder, examples: Path) -> str:
    """Name, in hexadecimal, all that the learned scores depend on."""
    digest = hashlib.sha256(f"{TRAINER}\n{folder.judgement}\n".encode())
    for path in sorted(examples.glob("*.jsonl")):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]
