"""In the demo the sign-in pages say who can come in. A context processor: outside the demo it adds nothing."""

from django.conf import settings
from django.http import HttpRequest

from storefront.demo.people import DemoPerson, first_faces


class Door:
    """Read only when a page asks for it."""

    @property
    def people(self) -> list[DemoPerson]:
        """Those who come in by phone and code; the operator has a password and another door."""
        return [face for face in first_faces() if not face.password]


def demo_door(request: HttpRequest) -> dict[str, Door]:
    return {"demo_door": Door()} if settings.DEMO else {}
