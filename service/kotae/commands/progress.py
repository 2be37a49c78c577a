"""How far a long command is, on a terminal; nothing where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kotae.conversation import Locale


@contextmanager
def by_language() -> Iterator[Callable[[Locale, str], None]]:
    """Show for each language what is being done; call what is yielded with news."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.fields[locale]}  {task.description}"))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        tasks = {locale: progress.add_task("starting", total=None, locale=locale.value) for locale in Locale}
        yield lambda locale, news: progress.update(tasks[locale], description=news)
