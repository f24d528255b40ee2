"""Serves photos of goods from the local disk, with names that never change content. Proofs are never served here."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

PUBLIC = ("photos/",)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    if not name.startswith(PUBLIC) or ".." in name:
        raise Http404
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
