"""Gets our app onto a Saleor, as its staff: installed by manifest with the handshake, or met again."""

import time
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.utils.module_loading import import_string

from storefront.engine import saleor
from storefront.engine.saleor import connection, manifest, verifying
from storefront.engine.saleor.errors import NotConnected, SaleorError, raise_for
from storefront.engine.saleor.provisioning import CannotInstall, Say

LOGINS_DELAYED = "LOGIN_ATTEMPT_DELAYED"
LOGIN_TRIES, LOGIN_WAIT_S = 4, 1.5
LOOK_EVERY_S = 1.0
Json = dict[str, Any]
Pause = Callable[[float], None]


def client_with(token: str) -> saleor.Api:
    return cast(saleor.Api, import_string("storefront.engine.saleor.client.with_token")(token))


def login(*, email: str, password: str, pause: Pause = time.sleep) -> saleor.Api:
    """A client with the rights of staff, for five minutes. Raises CannotInstall."""
    stranger = client_with("")
    for _try in range(LOGIN_TRIES):
        told = stranger.ask("StaffLogin", {"email": email, "password": password})["tokenCreate"]
        codes = {one.code for one in saleor.errors.problems(told)}
        if LOGINS_DELAYED not in codes:
            break
        pause(LOGIN_WAIT_S)
    if codes or not told["token"]:
        raise CannotInstall(
            f"Saleor did not let {email} in ({', '.join(sorted(codes)) or 'no token'}). Check e-mail and password."
        )
    if not (told["user"] or {}).get("isStaff"):
        raise CannotInstall(f"{email} is not staff of this Saleor.")
    return client_with(told["token"])


def join(staff: saleor.Api, say: Say, *, wait_s: float, pause: Pause = time.sleep) -> saleor.Api:
    """Our app's client. Installs the app where it is missing, and puts right what it may do and whether it is on."""
    app = _app_of_ours(staff)
    if app is None:
        _install(staff, say, wait_s=wait_s, pause=pause)
        app = _app_of_ours(staff)
        if app is None:
            raise CannotInstall("Saleor says that it is done, and has no app of ours. Look at its worker's log.")
    elif _is_met(app):
        say("App: is installed, and its token is good.")
    else:
        _new_token(staff, app, say)
    _put_right(staff, app, say)
    return saleor.api()


def _app_of_ours(staff: saleor.Api) -> Json | None:
    after = None
    while True:
        page = staff.ask("AppsOfShop", {"after": after}, safe=True)["apps"]
        for edge in page["edges"]:
            if edge["node"]["identifier"] == connection.APP_ID:
                return dict(edge["node"])
        if not page["pageInfo"]["hasNextPage"]:
            return None
        after = page["pageInfo"]["endCursor"]


def _is_met(app: Mapping[str, Any]) -> bool:
    """Whether the token we hold is that app's."""
    try:
        found = saleor.api().ask("AppId", safe=True)["app"]
    except (NotConnected, SaleorError):
        return False
    return bool(found) and found["id"] == app["id"]


def _new_token(staff: saleor.Api, app: Mapping[str, Any], say: Say) -> None:
    """The app is there and its token is not with us (a restored database, another secret key): staff makes one more."""
    told = raise_for(
        staff.ask("CreateAppToken", {"input": {"app": app["id"], "name": manifest.NAME}})["appTokenCreate"]
    )
    verifying.fetch_keys()
    connection.set_token(token=str(told["authToken"]), app_id=str(app["id"]))
    say("App: was installed already; it has a new token now.")


def _install(staff: saleor.Api, say: Say, *, wait_s: float, pause: Pause) -> None:
    address = f"{manifest.our_address()}{manifest.MANIFEST_PATH}"
    _drop_failed(staff, address)
    wanted: Json = {"appName": manifest.NAME, "manifestUrl": address, "permissions": list(manifest.PERMISSIONS)}
    wanted |= {"activateAfterInstallation": True}
    raise_for(staff.ask("InstallApp", {"input": wanted})["appInstall"])
    say(f"App: Saleor installs it from {address} …")
    row = _when_ended(staff, address, wait_s=wait_s, pause=pause)
    if row is None:
        say("App: installed, and the handshake went well.")
        return
    if row["status"] != "FAILED":
        raise CannotInstall(
            f"Saleor has not begun to install the app after {wait_s:.0f} seconds. Is its worker running? "
            "Then install again."
        )
    _drop_failed(staff, address)
    raise CannotInstall(
        f"Saleor could not install the app: {row['message']}. It must reach {address}; see SALEOR_HOOKS_URL."
    )


def _when_ended(staff: saleor.Api, address: str, *, wait_s: float, pause: Pause) -> Json | None:
    """None when it went well: Saleor forgets an installation that is done."""
    waited = 0.0
    while True:
        rows = _installations(staff, address)
        if not rows:
            return None
        if rows[-1]["status"] == "FAILED" or waited >= wait_s:
            return rows[-1]
        pause(LOOK_EVERY_S)
        waited += LOOK_EVERY_S


def _installations(staff: saleor.Api, address: str) -> list[Json]:
    rows = staff.ask("Installations", safe=True)["appsInstallations"]
    return [row for row in rows if row["manifestUrl"] == address]


def _drop_failed(staff: saleor.Api, address: str) -> None:
    for row in _installations(staff, address):
        if row["status"] == "FAILED":
            staff.ask("DropInstallation", {"id": row["id"]}, safe=True)


def _put_right(staff: saleor.Api, app: Mapping[str, Any], say: Say) -> None:
    missing = set(manifest.PERMISSIONS) - {one["code"] for one in app["permissions"] or ()}
    if missing:
        change = {"id": app["id"], "input": {"permissions": list(manifest.PERMISSIONS)}}
        raise_for(staff.ask("UpdateApp", change, safe=True)["appUpdate"])
        say(f"App: may now also {', '.join(sorted(missing))}.")
    if not app["isActive"]:
        raise_for(staff.ask("ActivateApp", {"id": app["id"]}, safe=True)["appActivate"])
        say("App: was switched off; it is on again.")
