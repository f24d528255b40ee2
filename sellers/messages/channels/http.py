"""One POST or GET to a gateway. Loaded by the adapter that needs it, for httpx is heavy."""

import logging
from collections.abc import Mapping
from typing import Any

import httpx

from sellers.messages.channels.port import ChannelError

for chatty in ("httpx", "httpcore"):  # they write down addresses, and some gateways take the text in theirs
    logging.getLogger(chatty).setLevel(logging.WARNING)

CONNECT_S = 5.0
LONGEST_ANSWER = 64 * 1024
# the gateway in front gave up on the one behind it, which may well have sent
GATEWAY_LOST_IT = frozenset({408, 502, 504})
OUR_OWN_TROUBLE = frozenset({401, 402, 403, 407, 429})  # a token, money or a limit: the message itself is fine


class Http:
    """Calls one gateway. A connection a call: a kept one may have died without our knowing, after the request left."""

    def __init__(self, *, timeout_s: float) -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        timeout = httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
        self._http = httpx.Client(timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        json: Any = None,
        form: Any = None,
        query: Any = None,
    ) -> tuple[int, Any]:  # fmt: skip
        """Status and decoded JSON, or the text where it is none. ChannelError says whether the request may have left.

        Neither the address nor what was sent stands in the error: the one may hold a key, the other a code.
        """
        try:
            answer = self._http.request(method, url, headers=dict(headers), json=json, data=form, params=query)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise ChannelError(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise ChannelError(type(error).__name__, may_have_left=True) from None
        return answer.status_code, _read(answer)


def refuse(status: int, reason: str) -> ChannelError:
    """What an answer that is no 2xx means, where the gateway says nothing finer."""
    if status in GATEWAY_LOST_IT:
        return ChannelError(f"{status} {reason}".strip(), may_have_left=True)
    temporary = status >= 500 or status < 400 or status in OUR_OWN_TROUBLE
    return ChannelError(f"{status} {reason}".strip(), permanent=not temporary)


def _read(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return answer.text[:LONGEST_ANSWER]
