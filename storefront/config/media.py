"""Where photos and papers lie: the local disk, or an S3 bucket where S3_BUCKET names one."""

from typing import Any
from urllib.parse import urlsplit

from storefront.config import env

Storage = dict[str, Any]
S3 = "catalog.media.storage.s3.S3"


def configured() -> Storage:
    """STORAGES["default"]; boto3 is loaded only with a bucket."""
    bucket = env.text("S3_BUCKET")
    if not bucket:
        return {"BACKEND": "catalog.media.storage.local.Local"}
    endpoint, region = env.text("S3_ENDPOINT_URL").rstrip("/"), env.text("S3_REGION", "us-east-1")
    access, secret = env.text("S3_ACCESS_KEY"), env.text("S3_SECRET_KEY")
    if not access or not secret:
        raise env.BadSetting("Set S3_ACCESS_KEY and S3_SECRET_KEY too, or no S3_BUCKET.")
    for name, address in (("S3_ENDPOINT_URL", endpoint), ("S3_PUBLIC_URL", env.text("S3_PUBLIC_URL"))):
        if address and not (urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname):
            raise env.BadSetting(f"{name} must be an address such as https://s3.example.id, not {address!r}.")
    own = f"{endpoint}/{bucket}" if endpoint else f"https://{bucket}.s3.{region}.amazonaws.com"
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": region,
        "access_key": access,
        "secret_key": secret,
        "public_url": env.text("S3_PUBLIC_URL", own),
    }
    return {"BACKEND": S3, "OPTIONS": options}


def hosts(storage: Storage) -> tuple[list[str], list[str]]:
    """Origins pages load pictures from, and those they may send files to; none for the local disk."""
    options = storage.get("OPTIONS")
    if not options:
        return [], []
    bucket, region = options["bucket_name"], options["region_name"]
    endpoint = options["endpoint_url"] or f"https://{bucket}.s3.{region}.amazonaws.com"
    return [_origin(options["public_url"])], [_origin(endpoint)]


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
