"""Learned scores as a file: the same scores always give the same bytes."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from kotae.conversation import Locale
from kotae.policy.score import Scores, Table, Thresholds
from kotae.policy.verdict import Point

_VERSION = 4
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_TABLES = ("clauses", "turns", "replies")


def scores_to_bytes(scores: Mapping[Locale, Scores]) -> bytes:
    """Write ``scores`` as an uncompressed archive without times or owners."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for locale in sorted(scores):
            own = scores[locale]
            points = {
                point.value: {name: asdict(thresholds) for name, thresholds in sorted(own.thresholds[point].items())}
                for point in Point
            }
            about = {"version": _VERSION, "points": points}
            _write(archive, f"{locale.value}/about.json", json.dumps(about, sort_keys=True).encode())
            for name in _TABLES:
                _write_table(archive, f"{locale.value}/{name}", getattr(own, name))
    return buffer.getvalue()


def read_scores(path: Path) -> dict[Locale, Scores]:
    """Read the scores at ``path``.

    Raises:
        ValueError: The file is damaged or of another version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = sorted({name.split("/")[0] for name in archive.namelist()})
            return {Locale(name): _read(archive, name) for name in found}
    except (OSError, zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise ValueError(f"{path}: cannot be read as learned scores: {error}") from error


def _read(archive: zipfile.ZipFile, locale: str) -> Scores:
    about = json.loads(archive.read(f"{locale}/about.json"))
    if about["version"] != _VERSION:
        raise ValueError(f"learned scores of version {about['version']}, where {_VERSION} is read; build them anew")
    points = {Point(name): values for name, values in about["points"].items()}
    return Scores(
        **{name: _read_table(archive, f"{locale}/{name}") for name in _TABLES},
        thresholds={p: {name: Thresholds(**t) for name, t in values.items()} for p, values in points.items()},
    )


def _write_table(archive: zipfile.ZipFile, name: str, table: Table) -> None:
    names = sorted(table.index, key=table.index.__getitem__)
    _write(archive, f"{name}/rules.json", json.dumps(table.rules).encode())
    _write(archive, f"{name}/features.json", json.dumps(names, ensure_ascii=False).encode())
    _write(archive, f"{name}/weights.i32", table.weights.astype("<i4").tobytes())
    _write(archive, f"{name}/bias.i32", table.bias.astype("<i4").tobytes())


def _read_table(archive: zipfile.ZipFile, name: str) -> Table:
    rules = tuple(json.loads(archive.read(f"{name}/rules.json")))
    names = json.loads(archive.read(f"{name}/features.json"))
    weights = np.frombuffer(archive.read(f"{name}/weights.i32"), dtype="<i4").astype(np.int32)
    return Table(
        rules=rules,
        index={feature: row for row, feature in enumerate(names)},
        weights=weights.reshape(len(names), len(rules)),
        bias=np.frombuffer(archive.read(f"{name}/bias.i32"), dtype="<i4").astype(np.int32),
    )


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content)
