"""`manage.py saleor check`: looks at everything that must be so, and says what is wrong and what to do. Changes nothing
but the hidden probe: its stock for a moment, and an order of it that is cancelled at once (contract, rule 2: only an
order tells whether all of Saleor's processes know the settings).
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http.request import validate_host
from django.utils.module_loading import import_string

from sellers.kit import clock
from storefront.engine import saleor
from storefront.engine.saleor import connection, manifest, probe, provisioning, wanted
from storefront.engine.saleor.errors import Denied, NotConnected, SaleorError, Unreachable
from storefront.engine.saleor.installing import hint
from storefront.engine.saleor.models import Delivery
from storefront.engine.saleor.provisioning import CannotInstall, Say

INSTALL = "Run `manage.py saleor install`."
APART = timedelta(seconds=30)
WAITS_LONG = timedelta(minutes=10)
RECENT = timedelta(days=1)
Json = dict[str, Any]
# (what was looked at, what is wrong ("": nothing), what to do)
Finding = tuple[str, str, str]


class Check:
    help = "Look whether everything is as Lapak needs it on Saleor, and say what is not."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="without the probe order, which is made and cancelled")

    def run(self, options: Mapping[str, Any], say: Say) -> int:
        wrong = 0
        for what, fault, todo in findings(with_order=not options["quick"]):
            wrong += bool(fault)
            say(f"WRONG  {what}: {fault}. {todo}" if fault else f"well   {what}")
        say("All is well." if not wrong else f"{wrong} to put right.")
        return 1 if wrong else 0


def findings(*, with_order: bool) -> Iterator[Finding]:
    """Stops early where nothing further can be seen."""
    try:
        api = saleor.api()
        app = api.ask("AppSelf", safe=True)["app"]
        found = wanted.now(api) if app else {}
    except NotConnected as error:
        yield "connection", str(error), INSTALL
        return
    except Unreachable as error:
        yield "connection", f"Saleor cannot be reached at {connection.address()} ({error})", hint(error)
        return
    except Denied as error:
        app, found = None, {}
        yield "token", str(error), INSTALL
    if app is None:
        yield "token", "Saleor does not know our token any more", INSTALL
        return
    yield "connection and token", "", ""
    for look in (_app, _shop, _channel, _kinds, _addresses, _keys, _clock, _webhooks, _failures, _inbox):
        yield from _seen(look, api, app, found)
    yield from _seen(lambda *_: _probe(api, found, with_order), api, app, found)


def _seen(
    look: Callable[[saleor.Api, Json, Json], Iterator[Finding]], api: saleor.Api, app: Json, found: Json
) -> Iterator[Finding]:
    try:
        yield from look(api, app, found)
    except (Unreachable, SaleorError, CannotInstall) as error:
        yield look.__name__.strip("_"), f"could not be looked at ({error})", "Run this again."


def _app(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    version = found["shop"]["version"]
    yield f"version {version}", "" if wanted.fits(version) else "Lapak needs 3.23 or later of 3", "Upgrade Saleor."
    known = connection.current().app_id
    fault = "" if app["id"] == known else f"our token is that of the app {app['id']}, and we remember {known}"
    yield "app", fault if app["isActive"] else "it is switched off", "Switch it on in the Dashboard, or install again."
    missing = sorted(set(manifest.PERMISSIONS) - {one["code"] for one in app["permissions"] or ()})
    yield "permissions", f"the app lacks {', '.join(missing)}" if missing else "", INSTALL


def _shop(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    off = wanted.unreserved(found["shop"])
    faults = [f"{name} is off: the same piece could be sold twice" for name in off]
    faults += [f"{one.name} is not {one.value}: {one.why}" for one in wanted.differing(found["shop"], wanted.SHOP)]
    yield "shop settings", "; ".join(faults), f"{INSTALL} Then restart Saleor's api and worker."


def _channel(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    slug, channel = str(settings.SALEOR["channel"]), found["channel"]
    if channel is None:
        yield "channel", f"there is no channel {slug}", INSTALL
        return
    faults = [] if channel["isActive"] else ["it is switched off"]
    if channel["currencyCode"] != wanted.currency():
        faults.append(f"it sells in {channel['currencyCode']}, and Lapak in {wanted.currency()}")
    for settings_, wanted_ in (("orderSettings", wanted.ORDERS), ("paymentSettings", wanted.PAYMENTS)):
        faults += [
            f"{one.name} is not {one.value}: {one.why}" for one in wanted.differing(channel[settings_] or {}, wanted_)
        ]
    yield f"channel {slug}", "; ".join(faults), INSTALL
    outside = provisioning.outside_channel(api)
    yield (
        "sellers' warehouses",
        f"{outside} are not in the channel: what they hold is sold out" if outside else "",
        INSTALL,
    )


def _kinds(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    there = {
        "channel": found["channel"],
        "seller_attribute": found["attribute"],
        "product_type": wanted.first(found["productTypes"]),
        "page_type": wanted.first(found["pageTypes"]),
    }
    kept = connection.current().ids
    wrong = [name.replace("_", " ") for name, row in there.items() if row is None or kept.get(name) != row["id"]]
    yield (
        "seller attribute, product type, page type",
        f"not what we remember: {', '.join(wrong)}" if wrong else "",
        INSTALL,
    )


def _addresses(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    """Under which names both sides know each other."""
    host = urlsplit(manifest.our_address()).hostname or ""
    fault = "" if _lets_in(host) else f"Saleor calls us as {host}, and we let nobody in under that name"
    yield "our allowed hosts", fault, f"Add {host} to LAPAK_HOSTS and restart Lapak."
    itself = urlsplit(found["shop"]["domain"]["url"]).netloc
    ours = urlsplit(connection.public_url()).netloc
    fault = "" if itself == ours else f"Saleor says of itself that it is {itself}, and we believe only {ours}"
    yield "Saleor's own name", fault, "Make Saleor's PUBLIC_URL and our SALEOR_API_URL the same."


def _lets_in(host: str) -> bool:
    try:
        return bool(host) and validate_host(host, settings.ALLOWED_HOSTS)
    except DisallowedHost:
        return False


def _keys(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    published = import_string("storefront.engine.saleor.client.fetch_json")(connection.keys_address()).get("keys") or []
    kept = {key.get("kid") for key in connection.current().jwks.get("keys", ())}
    unknown = [key.get("kid") for key in published if key.get("kid") not in kept]
    if not published:
        yield "signing keys", "Saleor publishes none", "Set its RSA_PRIVATE_KEY and restart it."
    else:
        yield "signing keys", "Saleor has new ones that we do not keep yet" if unknown else "", INSTALL


def _clock(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    theirs = import_string("storefront.engine.saleor.client.time_there")(connection.keys_address())
    apart = abs(theirs - clock.now()) if theirs else timedelta()
    fault = f"Saleor's and ours are {apart.total_seconds():.0f} seconds apart" if apart > APART else ""
    yield "clocks", fault, "Set both by NTP."


def _webhooks(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    there = {row["identifier"]: row for row in app["webhooks"] or ()}
    faults = []
    for hook in manifest.WEBHOOKS:
        row = there.get(hook.identifier)
        words = provisioning.differences(hook, row) if row else ("is missing",)
        faults += [f"{hook.identifier} {' and '.join(words)}"] if words else []
    yield f"{len(manifest.WEBHOOKS)} webhooks", "; ".join(faults), INSTALL


def _failures(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    since = (clock.now() - RECENT).isoformat()
    told = api.ask("FailedDeliveries", safe=True)["app"] or {}
    faults = []
    for hook in told.get("webhooks") or ():
        rows = [edge["node"] for edge in (hook["eventDeliveries"] or {}).get("edges") or ()]
        recent = [row for row in rows if row["createdAt"] >= since]
        if recent:
            faults.append(f"{len(recent)} or more of {hook['identifier']} failed, the last: {_why(recent[0])}")
    todo = "See that Saleor reaches us and look at our log; what was missed is found by the next reconciliation."
    yield "deliveries of the last day", "; ".join(faults), todo


def _why(row: Json) -> str:
    edges = (row["attempts"] or {}).get("edges") or ()
    if not edges:
        return str(row["eventType"]).lower()
    attempt = edges[0]["node"]
    said = attempt["responseStatusCode"] or (attempt["response"] or "no answer")[:80]
    return f"{str(row['eventType']).lower()}, {said}"


def _inbox(api: saleor.Api, app: Json, found: Json) -> Iterator[Finding]:
    now = clock.now()
    waiting = Delivery.objects.filter(done_at=None, received_at__lt=now - WAITS_LONG).count()
    given_up = (
        Delivery.objects.filter(done_at__gte=now - RECENT)
        .exclude(last_error="")
        .filter(last_error__startswith="given up")
    )
    faults = [f"{waiting} wait for more than ten minutes"] if waiting else []
    if given_up.exists():
        faults.append(f"{given_up.count()} were given up, the last: {given_up.latest('done_at').last_error}")
    yield "inbox", "; ".join(faults), "See that the loop or worker runs, and look at its log."


def _probe(api: saleor.Api, found: Json, with_order: bool) -> Iterator[Finding]:
    if found["channel"] is None:
        return
    proof = probe.prove(api, channel_id=found["channel"]["id"], with_order=with_order)
    proven = "a checkout reserves its stock" + (", and an order is made of it" if with_order else "")
    yield proven, proof.wrong, proof.todo
