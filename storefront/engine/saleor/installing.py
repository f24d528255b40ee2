"""`manage.py saleor install`: sets one Saleor up for Lapak. Safe to run again; each step says one line."""

import getpass
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from storefront.engine import saleor
from storefront.engine.saleor import connection, joining, probe, provisioning, verifying, wanted
from storefront.engine.saleor.errors import NotConnected, SaleorError, Unreachable
from storefront.engine.saleor.provisioning import CannotInstall, Say

ASKED_BY = "SALEOR_STAFF_PASSWORD"  # the variable that saves typing it
WAIT_S = 120.0


class Install:
    help = "Set a Saleor up for Lapak, and install the app on it."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="", help="its API, as in SALEOR_API_URL: https://api.example.id/graphql/")
        parser.add_argument(
            "--email", required=True, help=f"of its staff; the password comes from {ASKED_BY} or a prompt"
        )
        parser.add_argument("--wait", type=float, default=WAIT_S, help="seconds to wait for its worker")

    def run(self, options: Mapping[str, Any], say: Say) -> int:
        try:
            _right_saleor(options["url"])
            password = os.environ.get(ASKED_BY) or getpass.getpass(f"Password of {options['email']}: ")
            well = install(email=options["email"], password=password, say=say, wait_s=options["wait"])
        except (CannotInstall, NotConnected) as error:
            say(f"Stopped: {error}")
            return 1
        except Unreachable as error:
            say(f"Stopped: Saleor cannot be reached at {connection.address()} ({error}). {hint(error)}")
            return 1
        except SaleorError as error:
            say(f"Stopped: Saleor refused: {error}")
            return 1
        return 0 if well else 1


def install(
    *, email: str, password: str, say: Say, wait_s: float = WAIT_S, pause: Callable[[float], None] = time.sleep
) -> bool:
    """Whether the settings were proven in force; everything else raises when it fails."""
    staff = joining.login(email=email, password=password, pause=pause)
    found = staff.ask("ShopVersion", safe=True)["shop"]
    if not wanted.fits(found["version"]):
        raise CannotInstall(f"This is Saleor {found['version']}; Lapak needs 3.23 or later of 3.")
    say(f"Saleor {found['version']} at {connection.public_url()}.")
    api = joining.join(staff, say, wait_s=wait_s, pause=pause)
    verifying.fetch_keys()
    changed = provisioning.shop(api, say)
    channel_id = provisioning.channel(api, say)
    provisioning.remember(channel_id, provisioning.kinds(api, say))
    provisioning.warehouses(api, channel_id, say)
    provisioning.webhooks(api, say)
    return _proven(api, channel_id, changed, say)


def hint(error: Unreachable) -> str:
    if "HTTP 400" in str(error):
        return "It answers, but not under this name: add the name to Saleor's ALLOWED_HOSTS."
    if "HTTP 404" in str(error):
        return "Something answers there, but not its API: the address must end with /graphql/."
    return "Is it running, and is this its address?"


def _right_saleor(url: str) -> None:
    if not settings.SALEOR:
        raise CannotInstall(
            f"Set SALEOR_API_URL={url or '<its API>'} for all of Lapak's processes, start them, and run this again."
        )
    if url and url != connection.public_url():
        raise CannotInstall(
            f"SALEOR_API_URL is {connection.public_url()}, and --url says {url}. Lapak believes only the first: "
            "set it, restart them, and run this again."
        )


def _proven(api: saleor.Api, channel_id: str, changed: bool, say: Say) -> bool:
    proof = probe.prove(api, channel_id=channel_id, with_order=True)
    if proof is probe.ALL_WELL:
        say("Probe: a checkout reserves its stock, and an order is made of it. The settings are in force.")
        return True
    say(f"Probe: {proof.wrong}.")
    if changed:
        say("The settings were changed just now, and Saleor's processes remember old ones.")
    say(f"To do: {proof.todo}")
    return False
