"""A policy folder, read and checked file by file and across files."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from kotae.policy.facts import COMPETITORS, OWN_PRODUCTS, REQUEST_FACTS
from kotae.policy.lexicon import term
from kotae.policy.problem import PolicyError, Problem
from kotae.policy.schema import FactFile, Rule, Sentence, Situation, Vocabulary
from kotae.policy.yamlfile import Place, place_of, read_model

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[object, ...]
# What rules say to people, what is asked of them, and when they count: learning takes no notice.
_TO_PEOPLE = frozenset(
    {"title", "mode", "owner", "floors", "effective", "rationale", "basis", "message", "instead", "about"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the folder: its model, its name in messages, and where each value stands."""

    model: BaseModel
    shown: str
    places: dict[Path_, Place]

    def problem(self, path: Path_, what: str, mend: str, what_ja: str, mend_ja: str) -> Problem:
        """Return a problem at the value at ``path``."""
        line, column = place_of(self.places, path)
        return Problem(self.shown, line, column, what, mend, what_ja, mend_ja)


@dataclass(frozen=True, slots=True)
class Folder:
    """Everything in a policy folder, each kind by name and in the order of names."""

    rules: dict[str, Rule]
    facts: dict[str, FactFile]
    vocabularies: dict[str, Vocabulary]
    sentences: dict[str, Sentence]
    situations: dict[str, Situation]
    entries: dict[str, Entry]

    @property
    def revision(self) -> str:
        """SHA-256, in hexadecimal, of what the files mean."""
        return hashlib.sha256(self.content()).hexdigest()

    def content(self) -> bytes:
        """Return what the files mean, as JSON: comments and layout do not count."""
        return _content(self.rules, self.facts, self.vocabularies, self.sentences, self.situations)

    @property
    def judgement(self) -> str:
        """SHA-256, in hexadecimal, of what can be learned rests on: not the playbook, nor what rules say to people."""
        kinds = (self.rules, self.facts, self.vocabularies, self.sentences)
        return hashlib.sha256(_content(*kinds, without=_TO_PEOPLE)).hexdigest()


def _content(*kinds: Mapping[str, BaseModel], without: frozenset[str] = frozenset()) -> bytes:
    content = [
        [m.model_dump(mode="json", exclude_unset=True, exclude=set(without)) for m in kind.values()] for kind in kinds
    ]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


_KINDS: tuple[tuple[str, type[BaseModel], str], ...] = (
    ("rules", Rule, "rule"),
    ("facts", FactFile, "fact"),
    ("vocabulary", Vocabulary, "vocabulary"),
    ("replies/sentences", Sentence, "sentence"),
    ("replies/playbook", Situation, "situation"),
)


_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1] / "policies"


def default_folder() -> Path:
    """Return the policy folder of this checkout, or the one packaged with Kotae.

    Raises:
        PolicyError: Neither is there.
    """
    for folder in (_CHECKOUT, _PACKAGE / "policies"):
        if (folder / "rules").is_dir():
            return folder
    raise PolicyError(
        [Problem("policies", 0, 0, "no policies folder was found", "name one with --policies DIR",
                 "ポリシーのフォルダーが見つかりません", "--policies でフォルダーを指定してください")]
    )  # fmt: skip


def default_policies() -> Path:
    """Return what is judged by where nothing else is named: the folder of this checkout, or the packaged bundle.

    Raises:
        PolicyError: Neither is there, nor a packaged folder.
    """
    bundle = _PACKAGE / "policies.bundle"
    return bundle if bundle.is_file() and not (_CHECKOUT / "rules").is_dir() else default_folder()


def read_folder(root: Path) -> Folder:
    """Read and check the policy folder at ``root``.

    Raises:
        PolicyError: Every problem found, not only the first.
    """
    if not (root / "rules").is_dir():
        raise PolicyError(
            [Problem(str(root), 0, 0, 'there is no folder "rules" in it', "name the folder that holds rules/, facts/ and vocabulary/",
                     "「rules」フォルダーがありません", "rules/・facts/・vocabulary/を含むフォルダーを指定してください")]
        )  # fmt: skip
    problems: list[Problem] = []
    kinds: list[dict[str, BaseModel]] = []
    entries: dict[str, Entry] = {}
    files: dict[str, set[str]] = {}
    for sub, model, key in _KINDS:
        read: dict[str, BaseModel] = {}
        paths = sorted((root / sub).glob("*.y*ml"))
        files[sub] = {path.stem for path in paths}
        for path in paths:
            shown = f"{root.name}/{sub}/{path.name}"
            try:
                value, places = read_model(path, model, shown)
            except PolicyError as error:
                problems += error.problems
                continue
            entry = Entry(value, shown, places)
            name = str(getattr(value, key))
            if name != path.stem:
                problems.append(
                    entry.problem((key,), f'the {key} is called "{name}", the file "{path.stem}"', "give both the same name",
                                  f"{key}の名前「{name}」がファイル名「{path.stem}」と違います", "同じ名前にしてください")
                )  # fmt: skip
            read[name] = value
            entries[f"{sub}/{name}"] = entry
        kinds.append(read)
    rules, facts, vocabularies, sentences, situations = kinds
    folder = Folder(rules, facts, vocabularies, sentences, situations, entries)  # type: ignore[arg-type]
    problems += _cross_checks(folder, files)
    if problems:
        raise PolicyError(problems)
    return folder


def folder_of(content: bytes, shown: str) -> Folder:
    """Return the folder whose ``content`` this is; messages name its files as lying in ``shown``.

    Raises:
        ValueError: It is no such content.
    """
    kinds: list[dict[str, BaseModel]] = []
    entries: dict[str, Entry] = {}
    for (sub, model, key), objects in zip(_KINDS, json.loads(content), strict=True):
        values = [model.model_validate(obj) for obj in objects]
        kinds.append({str(getattr(value, key)): value for value in values})
        entries |= {
            f"{sub}/{name}": Entry(value, f"{shown}/{sub}/{name}.yaml", {}) for name, value in kinds[-1].items()
        }
    rules, facts, vocabularies, sentences, situations = kinds
    return Folder(rules, facts, vocabularies, sentences, situations, entries)  # type: ignore[arg-type]


def _cross_checks(folder: Folder, files: Mapping[str, set[str]]) -> Iterable[Problem]:
    """Check names across files. What a file that could not be read defines is not missing: that file is the mistake."""
    vocabularies = folder.vocabularies.keys() | files["vocabulary"] | {COMPETITORS, OWN_PRODUCTS}
    facts = folder.facts.keys() | files["facts"] | set(REQUEST_FACTS)
    rules = folder.rules.keys() | files["rules"]
    for sub, key in (("rules", "rule"), ("facts", "fact"), ("replies/sentences", "sentence"), ("replies/playbook", "")):
        for name, entry in folder.entries.items():
            if name.rpartition("/")[0] == sub:
                yield from _check_names(entry, vocabularies, facts, rules, key)
    yield from _circles(folder)
    for name, vocabulary in folder.vocabularies.items():
        entry = folder.entries[f"vocabulary/{name}"]
        for locale, words in vocabulary.words.items():
            yield from _check_words(entry, ("words", locale.value), words)


def _circles(folder: Folder) -> Iterable[Problem]:
    """Yield the facts that rest on themselves."""
    for name in folder.facts:
        reached, todo = set[str](), [name]
        while todo:
            new = [n for n in folder.facts[todo.pop()].rests_on if n in folder.facts and n not in reached]
            reached.update(new)
            todo += new
        if name in reached:
            yield folder.entries[f"facts/{name}"].problem(
                ("fact",), f'the fact "{name}" rests on itself', "break the circle: let one of its facts rest on words",
                f"事実「{name}」が自分自身に基づいています", "基になる事実のどれかを言葉で書いてください",
            )  # fmt: skip


def _check_names(entry: Entry, vocabularies: Iterable[str], facts: Iterable[str], rules: Iterable[str], _: str) -> Iterable[Problem]:  # fmt: skip
    model = entry.model
    for field in ("detect", "triggered", "fulfilled"):
        for locale, conditions in getattr(model, field, {}).items():
            for i, condition in enumerate(conditions):
                path = (field, locale.value, i)
                yield from _unknown(entry, (*path, "together"), condition.together, vocabularies, "vocabulary", "語彙")
                yield from _unknown(entry, (*path, "unless"), condition.unless, vocabularies, "vocabulary", "語彙")
                yield from _unknown(entry, (*path, "without"), condition.without, vocabularies, "vocabulary", "語彙")
                yield from _unknown(
                    entry,
                    (*path, "given"),
                    getattr(condition, "given", []),
                    REQUEST_FACTS,
                    "fact of the request",
                    "依頼の事実",
                )
                yield from _check_words(entry, (*path, "say"), condition.say)
    for field in ("applies", "when"):
        when = getattr(model, field, None)
        for part in ("all", "any", "none") if when else ():
            yield from _unknown(entry, (field, part), getattr(when, part), facts, "fact", "事実")
    yield from _unknown(entry, ("any_of",), getattr(model, "any_of", []), facts, "fact", "事実")
    if after := getattr(model, "after", None):
        yield from _unknown(entry, ("after",), [after], facts, "fact", "事実")
    yield from _unknown(entry, ("fulfils",), getattr(model, "fulfils", []), rules, "rule", "規則")


def _unknown(entry: Entry, path: Path_, names: Iterable[str], known: Iterable[str], what: str, what_ja: str) -> Iterable[Problem]:  # fmt: skip
    known = set(known)
    for i, name in enumerate(names):
        if name not in known:
            close = _closest(name, known)
            yield entry.problem(
                (*path, i), f'there is no {what} "{name}"', f'did you mean "{close}"?' if close else f"add the {what} or correct the name",
                f"「{name}」という{what_ja}はありません", f"「{close}」ではありませんか" if close else f"{what_ja}を加えるか、名前を直してください",
            )  # fmt: skip


def _closest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.6)), "")


def _check_words(entry: Entry, path: Path_, words: Iterable[str]) -> Iterable[Problem]:
    seen: dict[object, str] = {}
    for i, word in enumerate(words):
        try:
            compiled = term(word)
        except ValueError:
            yield entry.problem((*path, i), f'nothing of "{word}" can be matched', "remove it", f"「{word}」は照合できません", "取り除いてください")  # fmt: skip
            continue
        if compiled in seen:
            yield entry.problem(
                (*path, i), f'"{word}" means the same to the matcher as "{seen[compiled]}" above', "keep one of the two",
                f"「{word}」は上の「{seen[compiled]}」と同じ扱いになります", "どちらか一つにしてください",
            )  # fmt: skip
        seen[compiled] = word
