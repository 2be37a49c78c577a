"""The log of commands that people run: one readable line an event on standard error, apart from the result."""

import sys

import structlog


def configure() -> None:
    """Send what is logged from here on to standard error. ``kotae serve`` configures its own log after this."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, _line],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _line(_: object, __: str, event: structlog.typing.EventDict) -> str:
    """Return an event as a line: what happened, then what is known of it."""
    what, level = event.pop("event"), event.pop("level")
    known = ", ".join(f"{key}: {value}" for key, value in event.items())
    return f"kotae: {'' if level == 'info' else f'{level}: '}{what}{f' ({known})' if known else ''}"
