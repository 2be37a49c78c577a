"""Learned scores as a file, or as a part of one: the same scores always give the same bytes."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from kotae.conversation import Locale
from kotae.policy.blend import Blend
from kotae.policy.figures import Figures
from kotae.policy.score import Scores, Table
from kotae.policy.verdict import Point

_VERSION = 8
_NO_TIME, _ANY_SYSTEM = (1980, 1, 1, 0, 0, 0), 3
_TABLES = ("clauses", "replies", "turns")


def scores_to_bytes(scores: Mapping[Locale, Scores]) -> bytes:
    """Write ``scores`` as an archive."""
    return archive_of(members(scores))


def archive_of(content: Iterable[tuple[str, bytes]]) -> bytes:
    """Write ``content``, names and bytes, as an archive without times, owners or compression, which differ."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, written in content:
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.create_system = _ANY_SYSTEM
            archive.writestr(info, written)
    return buffer.getvalue()


def members(scores: Mapping[Locale, Scores]) -> Iterator[tuple[str, bytes]]:
    """Yield what an archive of ``scores`` holds: names and bytes, in an order of their own."""
    for locale in sorted(scores):
        own = scores[locale]
        about = {
            "version": _VERSION,
            "blends": {name: asdict(blend) for name, blend in own.blends.items()},
            "points": {point.value: dict(named) for point, named in own.thresholds.items()},
            "figures": {n: {point.value: asdict(f) for point, f in by.items()} for n, by in own.figures.items()},
        }
        yield f"{locale.value}/about.json", json.dumps(about, sort_keys=True).encode()
        for name in _TABLES:
            table: Table = getattr(own, name)
            yield f"{locale.value}/{name}/rules.json", json.dumps(table.rules).encode()
            yield f"{locale.value}/{name}/keys.u64", table.keys.astype("<u8").tobytes()
            yield f"{locale.value}/{name}/weights.i32", table.weights.astype("<i4").tobytes()
            yield f"{locale.value}/{name}/bias.i32", table.bias.astype("<i4").tobytes()


def read_scores(path: Path) -> dict[Locale, Scores]:
    """Read the scores at ``path``.

    Raises:
        ValueError: The file is damaged or of another version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return scores_in(archive)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise ValueError(f"{path}: cannot be read as learned scores: {error}") from error


def scores_in(archive: zipfile.ZipFile, folder: str = "") -> dict[Locale, Scores]:
    """Read the scores that ``archive`` holds under ``folder``, which ends in a slash unless empty.

    Raises:
        ValueError: They are of another version.
        KeyError: They are not complete.
    """
    own = [name.removeprefix(folder) for name in archive.namelist() if name.startswith(folder)]
    return {Locale(name): _read(archive, f"{folder}{name}") for name in sorted({name.split("/")[0] for name in own})}


def _read(archive: zipfile.ZipFile, locale: str) -> Scores:
    about = json.loads(archive.read(f"{locale}/about.json"))
    if about["version"] != _VERSION:
        raise ValueError(f"learned scores of version {about['version']}, where {_VERSION} is read; build them anew")
    clauses, replies, turns = (_read_table(archive, f"{locale}/{name}") for name in _TABLES)
    return Scores(
        clauses,
        replies,
        turns,
        blends={name: Blend(**blend) for name, blend in about["blends"].items()},
        thresholds={Point(point): named for point, named in about["points"].items()},
        figures={n: {Point(p): Figures(**f) for p, f in by.items()} for n, by in about["figures"].items()},
    )


def _read_table(archive: zipfile.ZipFile, name: str) -> Table:
    rules = tuple(json.loads(archive.read(f"{name}/rules.json")))
    keys = np.frombuffer(archive.read(f"{name}/keys.u64"), dtype="<u8").astype(np.uint64, copy=False)
    weights = np.frombuffer(archive.read(f"{name}/weights.i32"), dtype="<i4").astype(np.int32, copy=False)
    bias = np.frombuffer(archive.read(f"{name}/bias.i32"), dtype="<i4").astype(np.int32, copy=False)
    return Table(rules, keys, weights.reshape(len(keys), len(rules)), bias)
