"""Metrics for Prometheus, exposed where an address is given for them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server


class Metrics:
    """What is counted. Each service has its own, so that two in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._reloads = Counter(
            "kotae_policy_reloads", "Changes of the policies, by what became of them.", ["outcome"],
            registry=self._registry,
        )  # fmt: skip
        self._revision = Gauge(
            "kotae_policy_revision_info", "1 for the revision of the policies that is served.", ["revision"],
            registry=self._registry,
        )  # fmt: skip
        for outcome in ("swapped", "refused", "unchanged"):
            self._reloads.labels(outcome)

    def reloaded(self, outcome: str) -> None:
        """Count a change that was "swapped", "refused" or "unchanged"."""
        self._reloads.labels(outcome).inc()

    def serves(self, revision: str) -> None:
        """Note the revision that is served."""
        self._revision.clear()
        self._revision.labels(revision).set(1)

    def expose(self, address: str) -> str:
        """Answer HTTP requests for the metrics at ``address``, in a thread; return host and port, for port 0 the real.

        Raises:
            OSError: The address cannot be listened on.
        """
        host, _, port = address.rpartition(":")
        try:
            server, _ = start_http_server(int(port), host.strip("[]"), self._registry)
        except OSError as error:
            raise OSError(f"cannot listen on {address} for metrics: {error.strerror}") from error
        return f"{host}:{server.server_port}"
