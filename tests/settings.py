"""Settings of the test suite: the demo's, in a folder of their own, with nothing that waits or leaves the machine."""

import os
import tempfile

os.environ["LAPAK_DEMO"] = "1"
os.environ.setdefault("LAPAK_VAR", tempfile.mkdtemp(prefix="lapak-test-"))

from storefront.config.settings import *  # noqa: F403  the settings are read once the environment stands

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
