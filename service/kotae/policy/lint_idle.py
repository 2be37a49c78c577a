"""What no example exercises, as warnings: each with its place and the mend, and counted file by file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kotae.policy.folder import Folder
from kotae.policy.idle import Idle, value_at
from kotae.policy.policy import OPENINGS
from kotae.policy.problem import Problem

_SUCH_AS = 3
_FRAMES = ("unless", "without")


@dataclass(frozen=True, slots=True)
class Count:
    """How many values of a file no example exercises, of how many, and a few of them; frames are set apart from words.

    ``file`` is as in messages.
    """

    file: str
    frames: bool
    idle: int
    of: int
    such_as: tuple[str, ...]


def idle_warnings(folder: Folder, found: Iterable[Idle]) -> Iterator[Problem]:
    """Yield a warning for each of ``found``."""
    users = _users(folder)
    for one in found:
        entry, value = folder.entries[one.file], _value(folder, one)
        if one.is_word:
            user = users.get(one.file.removeprefix("vocabulary/"), one.file.partition("/")[2])
            yield entry.problem(
                one.path, f'no example has "{value}"', f"add one to those of {user} in which it has to be found, or remove the word",
                f"「{value}」を使った例がありません", f"{user}の例に、この言葉を使ったものを足すか、言葉を取り除いてください",
            )  # fmt: skip
        elif one.is_frame:
            yield entry.problem(
                one.path, f'no example has words of "{value}" that set aside what this condition finds', "add a must-example in which they do, or remove the name here",
                f"この条件が見つけたものを「{value}」の言葉が打ち消す例がありません", "打ち消す例をmustに足すか、ここから名前を取り除いてください",
            )  # fmt: skip
        else:
            yield entry.problem(
                one.path, f'no example has a reply that the exception "{value}" covers', 'add one under "complies" of its must-examples, or remove the exception',
                f"例外「{value}」に当てはまる返答の例がありません", "mustの「complies」に例を足すか、例外を取り除いてください",
            )  # fmt: skip


def counts(folder: Folder, found: Iterable[Idle]) -> list[Count]:
    """Return how many words and frames of each file are idle, most first; exceptions count as frames."""
    by_file: dict[tuple[str, bool], list[str]] = {}
    for one in found:
        by_file.setdefault((one.file, not one.is_word), []).append(_value(folder, one))
    totals = Counter((file, frames) for file, frames in _all(folder))
    listed = [
        Count(
            folder.entries[file].shown,
            frames,
            len(values),
            totals[file, frames],
            tuple(dict.fromkeys(values))[:_SUCH_AS],
        )
        for (file, frames), values in by_file.items()
    ]
    return sorted(listed, key=lambda c: (c.frames, -c.idle, c.file))


def _all(folder: Folder) -> Iterator[tuple[str, bool]]:
    """Yield the file of every word that a condition can look for, and of every frame and exception."""
    for name, vocabulary in folder.vocabularies.items():
        yield from ((f"vocabulary/{name}", False) for words in vocabulary.words.values() for _ in words)
    for sub, models in (("rules", folder.rules), ("facts", folder.facts)):
        for name, model in models.items():
            for condition in _conditions(model):
                yield from ((f"{sub}/{name}", False) for _ in getattr(condition, "say", ()))
                yield from ((f"{sub}/{name}", True) for key in _FRAMES for _ in getattr(condition, key))
            yield from ((f"{sub}/{name}", True) for _ in getattr(model, "exceptions", ()))


def _conditions(model: object) -> Iterator[object]:
    for field in ("detect", "triggered", "fulfilled"):
        for conditions in getattr(model, field, {}).values():
            yield from conditions


def _users(folder: Folder) -> Mapping[str, str]:
    """Return for each vocabulary the first rule or fact that names it."""
    users: dict[str, str] = {}
    for models in (folder.rules, folder.facts):
        for name, model in models.items():
            for condition in _conditions(model):
                for key in ("together", *_FRAMES):
                    for vocabulary in getattr(condition, key):
                        users.setdefault(vocabulary, name)
    return {OPENINGS: "any rule", **users}


def _value(folder: Folder, one: Idle) -> str:
    return str(value_at(folder.entries[one.file].model, one.path))
