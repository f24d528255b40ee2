"""Whose address is counted: the visitor's behind our own proxies, and never one that the visitor invents."""

import pytest
from allauth.account.adapter import get_adapter
from django.conf import LazySettings
from django.test import RequestFactory

PROXY, VISITOR, FORGED = "172.18.0.9", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, VISITOR, PROXY),
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED}, {VISITOR}, {PROXY}", VISITOR),
        (1, "", PROXY),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(
    settings: LazySettings, proxies: int, forwarded: str, counted: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/masuk/", REMOTE_ADDR=PROXY, headers=headers)
    assert get_adapter().get_client_ip(request) == counted
