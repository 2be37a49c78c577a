"""Settings come from the environment, the command line wins, and a bad one is named with its mend."""

import pytest

from kotae.settings import GeneratorName, Settings, SettingsError, load
from kotae.suggest.result import Mode


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KOTAE_{name.upper()}", raising=False)


def test_nothing_given_serves_the_playbook_on_this_machine() -> None:
    settings = load()
    assert settings.address == "127.0.0.1:50051"
    assert settings.generator is GeneratorName.PLAYBOOK
    assert settings.mode is Mode.VETTED
    assert settings.policies is None
    assert settings.deadline_seconds == 10


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOTAE_ADDRESS", "[::1]:0")
    monkeypatch.setenv("KOTAE_GRACE_SECONDS", "2.5")
    assert (load().address, load().grace_seconds) == ("[::1]:0", 2.5)


def test_an_empty_variable_counts_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOTAE_ADDRESS", "")
    assert load().address == "127.0.0.1:50051"


def test_the_command_line_wins_and_what_it_leaves_out_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOTAE_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("KOTAE_MODEL", "from-environment")
    settings = load(address="127.0.0.1:2", model=None)
    assert (settings.address, settings.model) == ("127.0.0.1:2", "from-environment")


@pytest.mark.parametrize("address", ["127.0.0.1:0", "localhost:65535", "[::]:50051", "0.0.0.0:1"])
def test_an_address_is_a_host_and_a_port(address: str) -> None:
    assert load(address=address).address == address


@pytest.mark.parametrize("address", ["50051", "127.0.0.1", ":50051", "::1:50051", "127.0.0.1:65536", "h:1 "])
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match=r"^--address: give a host and a port, such as"):
        load(address=address)


def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOTAE_GENERATOR", "oracle")
    monkeypatch.setenv("KOTAE_DEADLINE_SECONDS", "0")
    with pytest.raises(SettingsError) as raised:
        load()
    generator, deadline = str(raised.value).splitlines()
    assert generator == "KOTAE_GENERATOR: Input should be 'playbook' or 'openai'"
    assert deadline == "KOTAE_DEADLINE_SECONDS: Input should be greater than 0"


def test_asking_a_model_needs_its_name() -> None:
    with pytest.raises(SettingsError, match="name one with --model or KOTAE_MODEL"):
        load(generator="openai")
    assert load(generator="openai", model="some-model").model == "some-model"


def test_approved_mode_is_refused_until_it_exists() -> None:
    with pytest.raises(SettingsError, match="approved mode is not available yet"):
        load(mode="approved")


def test_metrics_are_exposed_only_where_an_address_is_given() -> None:
    assert load().metrics_address is None
    assert load(metrics_address="127.0.0.1:9464").metrics_address == "127.0.0.1:9464"
    with pytest.raises(SettingsError, match="--metrics-address: give a host and a port"):
        load(metrics_address="9464")
