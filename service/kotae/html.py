"""What the HTML reports share: one file each that opens from disk and loads nothing."""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kotae.policy.intervals import interval, percent

TEMPLATES = Path(__file__).parent / "templates"


def environment(*folders: Path, **filters: Callable[..., object]) -> Environment:
    """Return what renders the templates of ``folders`` and the shared ones; all that is put into them is escaped."""
    made = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"interval": interval, "percent": percent, **filters}
    return made
