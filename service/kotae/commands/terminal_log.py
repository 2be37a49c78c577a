"""The log of commands that people run: one readable line an event on standard error, apart from the result."""

import sys
from collections.abc import Callable

import structlog

from kotae.policy.problem import Lang

_JAPANESE = {
    "learning from the examples, once; this takes about a minute": "例から学習しています。変更後の一度だけで、1分ほどかかります",
    "looking for words that no example uses, once; this takes some seconds": "例で使われていない言葉を調べています。変更後の一度だけで、十数秒かかります",
    "what no example uses cannot be kept": "例で使われていない言葉の一覧を保存できません",
    "learned scores cannot be used and are learned anew": "前に学習した点数が使えないため、学習し直します",
    "learned scores cannot be kept": "学習した点数を保存できません",
    "warning": "注意",
    "error": "エラー",
    "folder": "フォルダー",
    "path": "ファイル",
    "detail": "詳細",
}  # fmt: skip


def configure(lang: Lang = "en") -> None:
    """Send what is logged from here on to standard error. ``kotae serve`` configures its own log after this."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, _line(_JAPANESE if lang == "ja" else {})],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _line(names: dict[str, str]) -> Callable[[object, str, structlog.typing.EventDict], str]:
    """Return what makes a line of an event: what happened, then what is known of it; ``names`` translates."""

    def line(_: object, __: str, event: structlog.typing.EventDict) -> str:
        what, level = event.pop("event"), event.pop("level")
        known = ", ".join(f"{names.get(key, key)}: {value}" for key, value in event.items())
        loud = "" if level == "info" else f"{names.get(level, level)}: "
        return f"kotae: {loud}{names.get(what, what)}{f' ({known})' if known else ''}"

    return line
