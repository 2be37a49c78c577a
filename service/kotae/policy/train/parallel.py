"""Do something for every language at once, each in a process of its own, and hear how far it is."""

import gc
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from threading import Thread
from typing import TypeVar

from kotae.conversation import Locale
from kotae.policy.train.learn import Report

Result = TypeVar("Result")
Heard = Callable[[Locale, str], None]
Said = tuple[Locale, str] | None


class _Process:
    """What a process of the pool knows: where to say how far it is."""

    said: "SimpleQueue[Said]"


def side_by_side(task: Callable[[Path, Locale, Report], Result], root: Path, heard: Heard) -> dict[Locale, Result]:
    """Do ``task`` for the policy folder at ``root`` and each language; what it reports is ``heard`` here, in a thread.

    Raises:
        Exception: What ``task`` raised.
    """
    # Started afresh, since the service that asks for this has threads.
    context = multiprocessing.get_context("spawn")
    said: SimpleQueue[Said] = context.SimpleQueue()
    listener = Thread(target=_listen, args=(said, heard), daemon=True)
    listener.start()
    try:
        with ProcessPoolExecutor(len(Locale), mp_context=context, initializer=_begin, initargs=(said,)) as pool:
            futures = {locale: pool.submit(_run, task, root, locale) for locale in Locale}
            return {locale: future.result() for locale, future in futures.items()}
    finally:
        said.put(None)
        listener.join()


def _begin(said: "SimpleQueue[Said]") -> None:
    _Process.said = said
    # The process ends with its task, and what it reads lives until then: looking for garbage finds none.
    gc.disable()


def _run(task: Callable[[Path, Locale, Report], Result], root: Path, locale: Locale) -> Result:
    return task(root, locale, lambda message: _Process.said.put((locale, message)))


def _listen(said: "SimpleQueue[Said]", heard: Heard) -> None:
    while (message := said.get()) is not None:
        heard(*message)
