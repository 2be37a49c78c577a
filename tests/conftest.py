"""What tests of every part share."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

Steps = Callable[[Callable[[], object]], int]


@pytest.fixture
def steps_of() -> Steps:
    """Count the lines of Kotae that a call runs: how much work it is, on whatever machine and under whatever load.

    It is called once before, so that what is kept between calls does not count.
    """

    def count(call: Callable[[], object]) -> int:
        steps = 0

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal steps
            if "kotae" not in frame.f_code.co_filename:
                return None
            steps += event == "line"
            return trace

        call()
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            call()
        finally:
            sys.settrace(before)
        return steps

    return count
