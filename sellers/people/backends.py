"""Passwords, for the operator's /admin/ only; everybody else signs in with a code."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sellers.kit import limits
from sellers.people.models import Person
from sellers.people.phones import InvalidPhone, parse_phone

WINDOW_S = 300


class PersonBackend(ModelBackend):
    """Phone, as people write it, and password; tries are counted by phone and by address."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Person | None:
        if not username or not password:
            return None
        try:
            phone = parse_phone(username)
        except InvalidPhone:
            phone = username
        address = limits.network(get_adapter().get_client_ip(request)) if request else ""
        by_address = limits.hit(what="password.address", key=address, limit=20, per_s=WINDOW_S)
        if not by_address or not limits.hit(what="password.phone", key=phone, limit=5, per_s=WINDOW_S):
            raise PermissionDenied
        person = super().authenticate(request, username=phone, password=password)
        return person if isinstance(person, Person) and person.is_staff else None
