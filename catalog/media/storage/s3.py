"""Files in an S3 bucket, by boto3 and django-storages. Loaded only where S3_BUCKET is set: boto3 costs 30 MB.

The bucket itself is private. Its policy lets everybody read `photos/`, and nothing else (`manage.py media bucket`).
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

from catalog.media.storage.port import FOR_EVER, PAGE, PUBLIC, NotPublic, PostForm, Stored

_MOST_IN_MEMORY = 1024 * 1024
_TIMEOUT_S = 20


class S3(S3Storage):
    """One bucket. `public_url` is where its `photos/` can be read: the bucket's own address, or a cache before it."""

    def __init__(self, *, public_url: str = "", **given: Any) -> None:
        other = bool(given.get("endpoint_url"))
        if not other:  # the bucket's host in its region: the one that pages may send to, and that redirects nobody
            given["endpoint_url"] = f"https://s3.{given['region_name']}.amazonaws.com"
        super().__init__(
            **given,
            file_overwrite=True,  # names are random: looking for a twin would cost a call a file
            default_acl=None,
            querystring_auth=False,
            max_memory_size=_MOST_IN_MEMORY,
            client_config=Config(
                signature_version="s3v4",
                connect_timeout=_TIMEOUT_S,
                read_timeout=_TIMEOUT_S,
                retries={"max_attempts": 3, "mode": "standard"},
                s3={"addressing_style": "path" if other else "virtual"},
                request_checksum_calculation="when_required",  # servers other than AWS's refuse the newer way
                response_checksum_validation="when_required",
            ),
        )
        self.public_url = public_url.rstrip("/")

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return {"CacheControl": FOR_EVER if name.startswith(PUBLIC) else "private, no-store"}

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        if not name.startswith(PUBLIC):
            raise NotPublic(name)
        return f"{self.public_url}/{quote(name)}"

    def listed(self, prefix: str) -> Iterator[Stored]:
        pages = self.connection.meta.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket_name, Prefix=prefix, PaginationConfig={"PageSize": PAGE}):
            for one in page.get("Contents", ()):
                yield Stored(one["Key"], one["Size"], one["LastModified"])

    def post_form(self, name: str, *, size: int, content_type: str, lives_s: int) -> PostForm | None:
        form = self.connection.meta.client.generate_presigned_post(
            self.bucket_name,
            name,
            Fields={"Content-Type": content_type},
            Conditions=[["content-length-range", size, size], {"Content-Type": content_type}],
            ExpiresIn=lives_s,
        )
        return PostForm(form["url"], form["fields"])

    def prepare_bucket(self, *, origin: str) -> None:
        """Make the bucket where it is missing; everybody may read `photos/` alone, pages of `origin` may post."""
        client = self.connection.meta.client
        try:
            client.head_bucket(Bucket=self.bucket_name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            client.create_bucket(Bucket=self.bucket_name)
        client.put_bucket_policy(Bucket=self.bucket_name, Policy=json.dumps(_policy(self.bucket_name)))
        rule = {"AllowedOrigins": [origin], "AllowedMethods": ["GET", "POST"], "AllowedHeaders": ["*"]}
        client.put_bucket_cors(Bucket=self.bucket_name, CORSConfiguration={"CORSRules": [rule]})


def _policy(bucket: str) -> dict[str, Any]:
    everybody_reads_photos = {
        "Sid": "photos",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{bucket}/{PUBLIC}*"],
    }
    return {"Version": "2012-10-17", "Statement": [everybody_reads_photos]}
