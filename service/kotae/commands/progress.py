"""How far a long command is, on a terminal; nothing where there is none."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kotae.conversation import Locale
from kotae.policy.problem import Lang

# What is reported on the way, and the same in Japanese.
_JAPANESE = (
    (r"starting", "始めています"),
    (r"reading the examples", "例を読んでいます"),
    (r"learning the facts", "事実を学習しています"),
    (r"learning from (.*) of the examples, part (\d+)", r"例の\1から学習しています（\2回目）"),
    (r"learning (.*)", r"\1を学習しています"),
    (r"(.*): too few examples to learn from; its conditions decide alone", r"\1: 学習するには例が足りず、条件だけで判定します"),
    (r"(.*): a compliant reply flagged counts for (.*) violations caught", r"\1: 誤検出1件を、見つけた違反\2件に数えます"),
    (r"(.*): catches (.*) of (.*), flags (.*) of (.*) \(unseen writers\)", r"\1: 違反\3件のうち\2件を検出、誤検出は\5件のうち\4件（学習に使わない書き手）"),
    (r"comparing judges from the strictest to the mildest", "厳しい判定から緩い判定まで比べています"),
)  # fmt: skip


def in_language(news: str, lang: Lang) -> str:
    """Return what is reported on the way in the language of the reader."""
    for english, japanese in _JAPANESE if lang == "ja" else ():
        if found := re.fullmatch(english, news):
            return found.expand(japanese)
    return news


@contextmanager
def by_language(lang: Lang) -> Iterator[Callable[[Locale, str], None]]:
    """Show for each language what is being done; call what is yielded with news."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.fields[locale]}  {task.description}"))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        tasks = {
            locale: progress.add_task(in_language("starting", lang), total=None, locale=locale.value)
            for locale in Locale
        }
        yield lambda locale, news: progress.update(tasks[locale], description=in_language(news, lang))
