"""One cooperative, for whoever may do something there."""

from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative
from sellers.kit.errors import NotFound


def under(scope: Scope, cooperative_id: int, verb: Verb) -> Cooperative:
    """The cooperative in which `scope` may do `verb`; the operator may everywhere. Raises NotFound for all others."""
    allowed = scope.operator or cooperative_id in scope.cooperative_ids(verb)
    found = Cooperative.objects.filter(pk=cooperative_id).first() if allowed else None
    if found is None:
        raise NotFound(_("Koperasi ini tidak ditemukan."))
    return found
