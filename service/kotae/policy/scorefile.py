"""Learned scores as a file: the same scores always give the same bytes."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kotae.conversation import Locale
from kotae.policy.score import Scores
from kotae.policy.verdict import Point

_VERSION = 1
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def scores_to_bytes(scores: Mapping[Locale, Scores]) -> bytes:
    """Write ``scores`` as an uncompressed archive without times or owners."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for locale in sorted(scores):
            own = scores[locale]
            about = {
                "version": _VERSION,
                "rules": own.rules,
                "thresholds": {p.value: dict(sorted(own.thresholds[p].items())) for p in Point},
            }
            names = sorted(own.index, key=own.index.__getitem__)
            _write(archive, f"{locale.value}/about.json", json.dumps(about, sort_keys=True).encode())
            _write(archive, f"{locale.value}/features.json", json.dumps(names, ensure_ascii=False).encode())
            _write(archive, f"{locale.value}/weights.i32", own.weights.astype("<i4").tobytes())
            _write(archive, f"{locale.value}/bias.i32", own.bias.astype("<i4").tobytes())
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
    names = json.loads(archive.read(f"{locale}/features.json"))
    rules = tuple(about["rules"])
    weights = np.frombuffer(archive.read(f"{locale}/weights.i32"), dtype="<i4").astype(np.int32)
    return Scores(
        rules=rules,
        index={name: row for row, name in enumerate(names)},
        weights=weights.reshape(len(names), len(rules)),
        bias=np.frombuffer(archive.read(f"{locale}/bias.i32"), dtype="<i4").astype(np.int32),
        thresholds={Point(p): values for p, values in about["thresholds"].items()},
    )


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content)
