"""What a health check tells of the policies fits into the metadata of a call, whatever was refused."""

from datetime import UTC, datetime

from kotae.api.health import Standing

SINCE = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def test_policies_that_stand_are_told_by_revision_and_time() -> None:
    assert dict(Standing("abc", SINCE).metadata()) == {
        "kotae-policy-revision": "abc",
        "kotae-policy-since": "2026-12-01T09:30:00+00:00",
    }


def test_reasons_are_told_in_utf_8() -> None:
    told = dict(Standing("abc", SINCE, ("違反します", "no such word")).metadata())
    assert told["kotae-policy-refused-bin"] == "違反します\nno such word".encode()


def test_many_reasons_are_cut_off_between_characters() -> None:
    told = dict(Standing("abc", SINCE, ("違反" * 1000,)).metadata())["kotae-policy-refused-bin"]
    assert isinstance(told, bytes)
    assert 1_990 < len(told) <= 2_000
    assert set(told.decode()) == set("違反")
