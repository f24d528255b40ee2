"""What keeps a demo from being mistaken for the real thing, and pages from running a stranger's code."""

from ipaddress import ip_address
from typing import Any

from csp.constants import NONE, SELF

from storefront.config.env import BadSetting


def content_security_policy(*, pictures: list[str], sending: list[str]) -> dict[str, Any]:
    """What pages may load and send: our own things, pictures of `pictures` and files to `sending` besides."""
    directives = {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *pictures],
        "connect-src": [SELF, *sending],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
    return {"DIRECTIVES": directives}


def is_local(host: str) -> bool:
    """Whether a host name can be reached from this machine only."""
    bare = host.strip("[]")
    if bare in ("localhost", "testserver"):
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def refuse_public_demo(*, demo: bool, told_twice: bool, hosts: list[str]) -> None:
    """The demo shows sign-in codes to anybody, so it stays on this machine unless told twice."""
    public = [host for host in hosts if not is_local(host)]
    if demo and public and not told_twice:
        raise BadSetting(
            f"LAPAK_DEMO=1 shows everybody's sign-in codes, and {public[0]} is not this machine. "
            "Unset LAPAK_DEMO, or set LAPAK_DEMO_PUBLIC=1 too if that is what you want."
        )
