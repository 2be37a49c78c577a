"""The service's log: one JSON object a line on standard error."""

import logging
import sys

import structlog

_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
_AS_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def configure(level: str) -> None:
    """Log Kotae's own events from ``level`` on, and warnings of the libraries beneath it.

    Libraries are held to warnings whatever the level: at lower ones, some log whole requests.
    """
    structlog.configure(
        processors=[*_SHARED, _AS_JSON],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.processors.format_exc_info],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _AS_JSON],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
