"""The main job, from a newcomer's first tap to the cooperative's books, on a phone and on a desktop.

Each test is a chapter that goes on where the one before ended. When a chapter fails, those after it are not played.
"""

from collections.abc import Iterator

import pytest

from tests.browser import newcomer
from tests.browser.cast import BUYERS, MAKERS, Buyer, Maker
from tests.browser.stage import Actor, Stage


class Job:
    """What the chapters hand on to each other."""

    stopped_at = ""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.maker: Maker = MAKERS[stage.screen.name]
        self.person: Buyer = BUYERS[stage.screen.name]
        self.seller: Actor = stage.actor()
        self.buyer: Actor = stage.actor(scripts=stage.screen.buyer_scripts)


@pytest.fixture(scope="module")
def the_job(stage: Stage) -> Job:
    return Job(stage)


@pytest.fixture
def job(the_job: Job, request: pytest.FixtureRequest) -> Iterator[Job]:
    if the_job.stopped_at:
        pytest.skip(f"the job stopped at {the_job.stopped_at}")
    failed = request.session.testsfailed
    yield the_job
    if request.session.testsfailed > failed:
        the_job.stopped_at = request.node.name


def test_a_newcomer_opens_a_stall_in_five_questions(job: Job) -> None:
    newcomer.open_stall(job.seller, job.maker)


def test_she_prepares_a_product_with_a_photo_before_approval(job: Job) -> None:
    newcomer.add_product(job.seller, job.maker)
    assert newcomer.photo_stands_upright(job.seller)
    found = job.buyer.context.request.get(f"/cari/?q={job.maker.product}")
    assert job.maker.product not in found.text().partition("<main")[2].partition("href=")[2]
