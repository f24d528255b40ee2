"""Settings of the test suite: the demo's, in a folder of their own, with nothing that waits or leaves the machine."""

import os
import tempfile
from pathlib import Path

os.environ["LAPAK_DEMO"] = "1"
os.environ.setdefault("LAPAK_VAR", tempfile.mkdtemp(prefix="lapak-test-"))

from storefront.config.settings import *  # noqa: F403  the settings are read once the environment stands

Path(os.environ["LAPAK_VAR"], "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # unhashed names: no collectstatic before a test
    "default": {"BACKEND": "catalog.media.storage.local.Local"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405  by name, for pytest-django knows only Django's own backend
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405  each worker has a memory of its own
