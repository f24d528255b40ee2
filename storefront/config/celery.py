"""Celery on Redis or Valkey: each task is one sweep. The rows hold the work; a task is only the nudge."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")

app = Celery("lapak")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_default_expires=60,  # a nudge that waited a minute is stale: beat has sent another
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)


@app.task(name="lapak.sweep")
def sweep(name: str) -> int:
    from storefront.config.sweeps import run_named  # the apps are loaded by then, not when celery imports this

    return run_named(name)


@app.on_after_finalize.connect
def _schedule(sender: Celery, **_kwargs: object) -> None:
    from storefront.config.sweeps import SWEEPS  # likewise

    for name, due in SWEEPS.items():
        sender.add_periodic_task(max(due.every_s, 2), sweep.s(name), name=name, expires=30)


@worker_init.connect
@beat_init.connect
def _demand_engine(**_kwargs: object) -> None:
    from storefront.config import engine_named  # likewise

    engine_named.demand()
