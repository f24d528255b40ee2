"""Logging in, and customers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.registry import mutation, query
from tests.fakes.saleor.things import Ask, Json, Thing, as_pairs
from tests.fakes.saleor.watching import issuer
from tests.fakes.saleor.world import World

ACCESS = timedelta(minutes=5)
REFRESH = timedelta(days=30)


@dataclass(kw_only=True, eq=False)
class User(Thing):
    typename: ClassVar[str] = "User"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_USERS",)
    email: str
    password: str = ""
    first_name: str = ""
    last_name: str = ""
    is_staff: bool = False
    is_active: bool = True
    is_confirmed: bool = False
    external_reference: str | None = None
    confirm_token: str = ""
    granted: set[str] = field(default_factory=set)
    addresses: list[Any] = field(default_factory=list)

    def orders(self, ask: Ask, **page: Any) -> Json:
        rows = [one for one in ask.world.named("Order") if one.user_ is self]
        return connection("orders", rows, **page, kind="Order")


def token_of(world: World, user: User, kind: str) -> str:
    now = world.now()
    claims = {
        "iat": int(now.timestamp()), "exp": int((now + (ACCESS if kind == "access" else REFRESH)).timestamp()),
        "owner": "saleor", "iss": f"{world.base}/graphql/", "token": secrets.token_hex(6), "email": user.email,
        "type": kind, "user_id": user.id, "is_staff": user.is_staff,
    }  # fmt: skip
    return str(world.keys.token(claims))


@mutation("tokenCreate")
def token_create(ask: Ask, *, email: str, password: str, audience: str | None = None) -> Json:
    _throttled(ask)
    user = next((one for one in ask.world.all(User) if one.email.lower() == email.lower()), None)
    if user is None or not user.is_active or user.password != password:
        raise Problem("email", "INVALID_CREDENTIALS", "Please, enter valid credentials")
    must = ask.world.shop.enable_account_confirmation_by_email and not ask.world.shop.allow_login_without_confirmation
    if not user.is_confirmed and must:
        raise Problem("email", "ACCOUNT_NOT_CONFIRMED", "Account needs to be confirmed via email.")
    world = ask.world
    return {
        "token": token_of(world, user, "access"), "refreshToken": token_of(world, user, "refresh"), "user": user
    }  # fmt: skip


def _throttled(ask: Ask) -> None:
    """Rule 27, when the test wants it: one login an address at a time."""
    block = ask.world.settings.login_block_s
    now = ask.world.now()
    last = ask.world.logins.get(ask.ip)
    if block and last is not None and (now - last).total_seconds() < block:
        raise Problem(
            "email",
            "LOGIN_ATTEMPT_DELAYED",
            "Due to too many failed authentication attempts, logging has been suspended.",
        )
    ask.world.logins[ask.ip] = now


@mutation("tokenRefresh")
def token_refresh(ask: Ask, *, refresh_token: str | None = None, csrf_token: str | None = None) -> Json:
    claims = ask.world.keys.claims(refresh_token or "")
    user = ask.world.get(User, claims["user_id"]) if claims and claims["type"] == "refresh" else None
    if user is None:
        raise Problem("refreshToken", "JWT_INVALID_TOKEN", "Invalid token")
    return {"token": token_of(ask.world, user, "access"), "user": user}


@mutation("tokenVerify")
def token_verify(ask: Ask, *, token: str) -> Json:
    claims = ask.world.keys.claims(token)
    user = ask.world.get(User, claims["user_id"]) if claims else None
    if claims is None or user is None:
        raise Problem("token", "JWT_INVALID_TOKEN", "Could not decode token")
    if claims["exp"] <= ask.world.now().timestamp():
        raise Problem("token", "JWT_SIGNATURE_EXPIRED", "Signature has expired")
    return {"isValid": True, "user": user, "payload": claims}


@query("me")
def me(ask: Ask) -> User | None:
    return ask.world.get(User, ask.caller.id) if ask.caller.kind in ("staff", "customer") else None


@query("user", "MANAGE_STAFF", "MANAGE_USERS", "MANAGE_ORDERS")
def user(
    ask: Ask, *, id: str | None = None, email: str | None = None, external_reference: str | None = None
) -> User | None:
    if id:
        return ask.world.get(User, id)
    return ask.world.by(User, email=email) or ask.world.by(User, external_reference=external_reference)


@query("customers", "MANAGE_ORDERS", "MANAGE_USERS")
def customers(ask: Ask, *, filter: Json | None = None, **page: Any) -> Json:
    rows = [one for one in ask.world.all(User) if not one.is_staff]
    return connection("customers", rows, **page, kind="User")


@mutation("accountRegister")
def account_register(ask: Ask, *, input: Json) -> Json:
    must = ask.world.shop.enable_account_confirmation_by_email
    if len(input["password"]) < 8:
        said = "This password is too short. It must contain at least 8 characters."
        problem = Problem("password", "PASSWORD_TOO_SHORT", said)
        problem.beside = {"requiresConfirmation": must}
        raise problem
    if must and not input.get("redirectUrl"):
        raise Problem("redirectUrl", "REQUIRED", "This field is required.")
    if ask.world.by(User, email=input["email"]) is None:
        made = ask.world.add(
            User(
                id=ask.world.new_id("User"), email=input["email"], password=input["password"],
                first_name=input.get("firstName") or "", last_name=input.get("lastName") or "",
                is_confirmed=not must, confirm_token=secrets.token_hex(16),
            )
        )  # fmt: skip
        channel = next((one for one in ask.world.named("Channel") if one.slug == input.get("channel")), None)
        ask.world.tell("CUSTOMER_CREATED", issuer(ask), user=made)
        if must:
            ask.world.tell(
                "ACCOUNT_CONFIRMATION_REQUESTED", issuer(ask), user=made, token=made.confirm_token, channel=channel,
                redirectUrl=input.get("redirectUrl"), shop=ask.world.shop,
            )  # fmt: skip
    shown = {"__typename": "User", "id": "", "email": input["email"]}  # the same whether the address is known or not
    return {"requiresConfirmation": must, "user": shown}


@mutation("confirmAccount")
def confirm_account(ask: Ask, *, email: str, token: str) -> Json:
    user = ask.world.by(User, email=email)
    if user is None or not user.confirm_token or user.confirm_token != token:
        raise Problem("token", "INVALID", "Invalid or expired token.")
    user.is_confirmed, user.confirm_token = True, ""
    ask.world.tell("ACCOUNT_CONFIRMED", issuer(ask), user=user)
    return {"user": user}


@mutation("customerCreate", "MANAGE_USERS")
def customer_create(ask: Ask, *, input: Json) -> Json:
    if ask.world.by(User, email=input.get("email")):
        raise Problem("email", "UNIQUE", "User with this Email already exists.")
    made = User(
        id=ask.world.new_id("User"), email=input["email"], first_name=input.get("firstName") or "",
        last_name=input.get("lastName") or "", external_reference=input.get("externalReference"),
        metadata_=as_pairs(input.get("metadata")), private_=as_pairs(input.get("privateMetadata")),
    )  # fmt: skip
    ask.world.tell("CUSTOMER_CREATED", issuer(ask), user=made)
    return {"user": ask.world.add(made)}
