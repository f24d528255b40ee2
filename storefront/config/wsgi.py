import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
application = get_wsgi_application()
import_string("storefront.config.engine_named.demand")()  # the apps are loaded by then
