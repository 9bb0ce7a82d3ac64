"""Answers that belong to no slice."""

import pytest


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/nowhere"])
def test_a_host_that_is_not_ours_is_told_so_without_a_page(client, path):
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "TRUSTED_HOSTS" in answer.text
    assert "evil" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
