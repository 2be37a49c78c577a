"""One running service for all tests that only ask it something."""

from collections.abc import Iterator

import pytest
from serving import Service, serving


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The service as it runs out of the box: approved replies, no key, no network."""
    with serving() as service:
        yield service
