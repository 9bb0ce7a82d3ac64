"""Sealed text: opened by the same secret for the same purpose only."""

import pytest

from coordination import config
from coordination.kernel.sealed import seal, unseal


@pytest.fixture
def secret(monkeypatch):
    def put(value):
        monkeypatch.setenv("SECRET_KEY", value)
        config.settings.cache_clear()

    yield put
    monkeypatch.undo()
    config.settings.cache_clear()


def test_sealed_text_is_opened_by_its_secret_and_purpose_only(secret):
    secret("0f8c2e" * 8)
    sealed = seal("https://qyapi.weixin.qq.com/?key=群", "webhooks")
    assert "qyapi" not in sealed
    assert seal("x", "webhooks") != seal("x", "webhooks")  # equal texts do not show as equal
    assert unseal(sealed, "webhooks") == "https://qyapi.weixin.qq.com/?key=群"
    assert unseal(sealed, "something else") is None
    assert unseal(sealed[:-4] + "AAA=", "webhooks") is None
    assert unseal("https://plain.example/", "webhooks") is None
    secret("9a1b7d" * 8)
    assert unseal(sealed, "webhooks") is None


def test_nothing_stays_nothing():
    assert seal("", "webhooks") == ""
    assert unseal("", "webhooks") == ""
