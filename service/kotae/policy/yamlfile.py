"""Read a YAML file into a pydantic model, so that every error names file, line and column."""

import re
from collections.abc import Hashable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kotae.policy.mistakes import name_of, no_yaml, path_of, unfit
from kotae.policy.problem import PolicyError, Problem

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[int, int]
_LONGEST_FILE = 20_000_000
# What `kotae policy new` leaves to be written.
_UNFILLED = re.compile(r"<<([^<>\n]*)>>")


# What nests in YAML takes one of a few characters each; with fewer of them than this, libyaml's stack suffices.
_SAFE_DEPTH = 10_000
_STRING = "tag:yaml.org,2002:str"
_WORDS_ONLY = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


class _Loader(yaml.SafeLoader):
    """YAML in which yes, no, on, off and dates are words, as reviewers mean them."""

    yaml_implicit_resolvers: ClassVar = {  # type: ignore[misc]
        letter: [(tag, pattern) for tag, pattern in resolvers if tag not in _WORDS_ONLY]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by libyaml."""

    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


def read_model(path: Path, model: type[Model], shown: str) -> tuple[Model, dict[tuple[object, ...], Place]]:
    """Read the file at ``path`` as ``model``.

    Args:
        path: The file.
        model: A strict pydantic model.
        shown: The file's name in messages.

    Returns:
        The model, and the line and column of each value by its path of keys.

    Raises:
        PolicyError: The file cannot be read, is not YAML, or does not fit the model; every mistake is listed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(
            [Problem(shown, 0, 0, f"the file is not UTF-8 (byte {error.start + 1})", "save it as UTF-8 text",
                     f"UTF-8ではありません（{error.start + 1}バイト目）", "UTF-8のテキストとして保存してください")]
        ) from error  # fmt: skip
    except OSError as error:
        raise PolicyError(
            [Problem(shown, 0, 0, f"the file cannot be read: {error.strerror}", "check that it may be read",
                     "ファイルを読めません", "読み取りの許可を確かめてください")]
        ) from error  # fmt: skip
    if len(text) > _LONGEST_FILE:
        raise PolicyError(
            [Problem(shown, 0, 0, "the file is over 20 MB", "split it", "20MBを超えています", "分けてください")]
        )
    places: dict[tuple[object, ...], Place] = {}
    try:
        node = _node(text)
        data = _build(node, (), places, shown) if node is not None else {}
        unfilled = dict(_unfilled(data, ()))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        said = no_yaml(error)
        raise PolicyError([Problem(shown, line, column, said.what, said.mend, said.what_ja, said.mend_ja)]) from error
    except yaml.reader.ReaderError as error:
        at = text[: error.position]
        line, column = at.count("\n") + 1, len(at) - at.rfind("\n")
        raise PolicyError(
            [Problem(shown, line, column, f"this is not valid YAML: the character U+{ord(text[error.position]):04X} cannot be printed",
                     "remove the characters that cannot be printed",
                     f"YAMLとして読めません: 表示できない文字 U+{ord(text[error.position]):04X} があります",
                     "表示できない文字を取り除いてください")]
        ) from error  # fmt: skip
    except (RecursionError, ValueError) as error:
        raise PolicyError(
            [Problem(shown, 0, 0, "this YAML is nested too deeply, or a value is not of the type that it names",
                     "write plain lists and keys, without anchors (&, *) and types (!!)",
                     "入れ子が深すぎるか、値が指定された型ではありません",
                     "アンカー（&、*）や型（!!）を使わず、ふつうの一覧とキーで書いてください")]
        ) from error  # fmt: skip
    problems = [_still_to_write(path, words, places, shown) for path, words in unfilled.items()]
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        wrong = [e for e in error.errors() if path_of(e) not in unfilled]
        raise PolicyError(problems + [_problem(e, places, shown) for e in wrong]) from error
    if problems:
        raise PolicyError(problems)
    return value, places


def _node(text: str) -> yaml.Node | None:
    """Read ``text``, by libyaml where that will do, which is three times as fast.

    Its messages are not those that reviewers know, and it recurses without end: mistakes and depth are left to PyYAML.
    """
    if yaml.__with_libyaml__ and sum(map(text.count, "[{-?")) < _SAFE_DEPTH:
        with suppress(yaml.YAMLError):
            return _compose(_FastLoader(text))
    return _compose(_Loader(text))


def _compose(loader: Any) -> yaml.Node | None:
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def _unfilled(data: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    """Yield the path of each value that is still to be written, with the words that say what goes there."""
    if isinstance(data, str):
        if found := _UNFILLED.search(data):
            yield path, found[1].strip()
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _unfilled(value, (*path, key))


def _still_to_write(
    path: tuple[object, ...], words: str, places: dict[tuple[object, ...], Place], shown: str
) -> Problem:
    line, column = place_of(places, path)
    name = name_of(path)
    return Problem(shown, line, column, f'"{name}" is still to be written: {words}', "replace all of <<…>> by your own text",
                   f"「{name}」がまだ書かれていません: {words}", "<<…>>全体をご自身の文に置き換えてください")  # fmt: skip


def _build(node: yaml.Node, path: tuple[object, ...], places: dict[tuple[object, ...], Place], shown: str) -> Any:
    places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        out: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if key in out:
                raise PolicyError(
                    [Problem(shown, line, column, f'the key "{key}" stands twice', "keep one of the two",
                             f"キー「{key}」が二度あります", "どちらか一つにしてください")]
                )  # fmt: skip
            out[key] = _build(value_node, (*path, key), places, shown)
            places[(*path, key)] = (line, column)
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, i), places, shown) for i, child in enumerate(node.value)]
    if node.tag == _STRING:
        return node.value
    return _Loader("").construct_object(node) if node.tag != "tag:yaml.org,2002:null" else None


def place_of(places: dict[tuple[object, ...], Place], path: tuple[object, ...]) -> Place:
    """Return the line and column of the value at ``path``, or of what contains it."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, (0, 0))


def _problem(error: ErrorDetails, places: dict[tuple[object, ...], Place], shown: str) -> Problem:
    said = unfit(error)
    return Problem(shown, *place_of(places, path_of(error)), said.what, said.mend, said.what_ja, said.mend_ja)
