"""Each step on the way to a stall that sells leaves one event, and the cooperative sees where people stop."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from sellers.accounts.access import Scope
from sellers.accounts.models import Membership
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.messages.models import Message
from sellers.onboarding import funnel
from sellers.onboarding.models import Opening, StepEvent
from sellers.people.models import Person
from storefront.desk import opening
from storefront.stalls import progress
from storefront.stalls.actions import approve_stall
from tests.cast import SENTUL, Cast
from tests.saying import says
from tests.storefront.desk.test_opening import LATER, answer_until
from tests.storefront.life.stories import scope

pytestmark = pytest.mark.django_db
AS_OPERATOR = Scope(operator=True)
PHONE = "081298765432"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def steps_of(person: Person | None) -> set[str]:
    return set(StepEvent.objects.filter(person=person).values_list("step", flat=True))


def reached(scope: Scope = AS_OPERATOR) -> dict[str, int | None]:
    since = clock.now() - timedelta(days=1)
    return {step.code: step.reached for step in funnel.funnel(scope=scope, since=since)}


def sign_up() -> tuple[Client, Person]:
    browser = Client()
    browser.get("/masuk/daftar/?next=/lapak/buka/")
    browser.post("/masuk/daftar/?next=/lapak/buka/", {"phone": PHONE, "consent": "on", "next": "/lapak/buka/"})
    code = Message.objects.filter(template="sign_in_code").latest("pk").body[:6]
    browser.post("/masuk/kode/", {"code": code})
    return browser, Person.objects.get(phone="+6281298765432")


def test_a_visit_becomes_the_person_it_turned_out_to_be(cast: Cast) -> None:
    _browser, person = sign_up()
    assert steps_of(person) == {"signup", "code_asked", "code_right"}
    assert not StepEvent.objects.filter(person__isnull=True).exists()


def test_whoever_stops_at_the_code_stays_a_visit(cast: Cast) -> None:
    browser = Client()
    for _time in range(2):
        browser.get("/masuk/daftar/")
    assert [event.step for event in StepEvent.objects.filter(person__isnull=True)] == ["signup"]
    assert (reached()["signup"], reached()["code_asked"]) == (1, 0)


def test_signing_in_to_shop_leaves_no_step(cast: Cast) -> None:
    Client().get("/masuk/")
    assert not StepEvent.objects.exists()


def test_programs_without_cookies_are_not_counted_for_ever(cast: Cast) -> None:
    for _time in range(40):
        Client().get("/masuk/daftar/")
    assert StepEvent.objects.count() <= 30


def test_every_step_of_the_opening_leaves_one_event(cast: Cast) -> None:
    browser, person = sign_up()
    answer_until(browser, "bayar", **LATER)
    assert steps_of(person) >= {"open_siapa", "open_nama", "open_desa", "open_jual", "open_bayar"}
    answer_until(browser, "nama")  # another stall: the steps stay one each
    assert StepEvent.objects.filter(person=person, step="open_siapa").count() == 1


def test_an_opening_that_was_refused_is_no_opened_stall(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_given: Any) -> None:
        raise Expected("Lapak ditolak.")

    monkeypatch.setattr(opening, "open_stall", refuse)
    answer_until(signed_in(cast.stranger), "bayar")
    assert "open_bayar" not in steps_of(cast.stranger)
    assert [str(one.word) for one in funnel.stuck(scope=AS_OPERATOR)] == ["Barang pertama"]
    monkeypatch.undo()
    answer_until(signed_in(cast.stranger), "bayar")
    assert "open_bayar" in steps_of(cast.stranger)


def test_what_comes_after_is_noted_from_the_stalls_own_rows(cast: Cast) -> None:
    answer_until(signed_in(cast.stranger), "bayar")
    seller = Opening.objects.get(person=cast.stranger).seller
    assert seller is not None
    assert progress.note_due() == 1
    assert "first_product" in steps_of(cast.stranger)
    approve_stall(scope=scope(cast.dewi), person=cast.dewi, seller_id=seller.pk)
    assert (progress.note_due(), progress.note_due()) == (1, 0)
    assert "approved" in steps_of(cast.stranger)
    assert reached()["approved"] == reached()["signup"] == 1


def test_each_stands_at_the_furthest_step(cast: Cast) -> None:
    answer_until(signed_in(cast.stranger), "bayar", **LATER)
    answer_until(signed_in(cast.eko), "nama")
    found = {step.code: (step.reached, step.stopped) for step in funnel.funnel(
        scope=AS_OPERATOR, since=clock.now() - timedelta(days=1)
    )}  # fmt: skip
    assert found["open_nama"] == (2, 1)
    assert found["open_bayar"] == (1, 1)
    assert found["first_order"] == (0, 0)


def test_those_who_began_before_are_not_counted(cast: Cast) -> None:
    answer_until(signed_in(cast.stranger), "nama")
    StepEvent.objects.update(at=clock.now() - timedelta(days=200))
    assert reached()["signup"] == 0


def test_the_office_names_its_own_and_nobody_elses(cast: Cast) -> None:
    answer_until(signed_in(cast.stranger), "desa")  # Sentul: Koperasi Mawar
    answer_until(signed_in(cast.eko), "nama")  # no village yet: counted everywhere, named nowhere
    dewis, fajars = (signed_in(person).get("/koperasi/corong/").text for person in (cast.dewi, cast.fajar))
    assert "Orang Asing" in dewis
    assert not says(dewis, "Eko")
    assert "Orang Asing" not in fajars
    assert reached(scope(cast.dewi))["open_nama"] == 2
    assert reached(scope(cast.fajar))["open_nama"] == 1


def test_a_viewer_of_totals_sees_no_name_and_no_small_group(cast: Cast) -> None:
    viewer = Person.objects.create_user("+6281200001088", "Vina")
    Membership.objects.create(person=viewer, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    answer_until(signed_in(cast.stranger), "desa")
    page = signed_in(viewer).get("/koperasi/corong/").text
    assert "Orang Asing" not in page
    assert "disamarkan" in page
    assert reached(scope(viewer))["open_nama"] is None
    for number in range(5):
        person = Person.objects.create_user(f"+62812000022{number:02}", f"Baru {number}")
        Opening.objects.create(person=person, cooperative=cast.cooperative, step="nama")
        funnel.reach(person=person, step="open_nama")
    assert reached(scope(viewer))["open_nama"] == 6


def test_two_shown_counts_never_give_a_small_group_by_their_difference(cast: Cast) -> None:
    viewer = Person.objects.create_user("+6281200001088", "Vina")
    Membership.objects.create(person=viewer, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    for number in range(13):
        person = Person.objects.create_user(f"+62812000022{number:02}", f"Baru {number}")
        Opening.objects.create(person=person, cooperative=cast.cooperative, step="nama")
        for step in ("open_siapa", "open_nama", "open_desa")[: 3 if number < 6 else 2 if number < 8 else 1]:
            funnel.reach(person=person, step=step)
    seen = reached(scope(viewer))
    assert (seen["open_desa"], seen["open_nama"], seen["open_siapa"]) == (6, None, 13)  # 8 would show a group of two


def test_the_page_is_also_a_sheet(cast: Cast) -> None:
    answer_until(signed_in(cast.stranger), "desa")
    sheet = signed_in(cast.dewi).get("/koperasi/corong/?format=csv")
    assert sheet["Content-Type"].startswith("text/csv")
    assert "Nama lapak" in sheet.text


@pytest.mark.parametrize("who", ["sari", "stranger", "eko"])
def test_a_stranger_finds_no_funnel(cast: Cast, who: str) -> None:
    assert signed_in(getattr(cast, who)).get("/koperasi/corong/").status_code == 404
    assert signed_in(cast.dewi).post("/koperasi/corong/").status_code == 405


def test_the_command_prints_it(cast: Cast) -> None:
    answer_until(signed_in(cast.stranger), "desa")
    out = StringIO()
    call_command("funnel", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[5].split()[:2] == ["Desa", "1"]
    assert "stopped here 1" in lines[5]


def test_visits_are_forgotten_after_half_a_year(cast: Cast) -> None:
    Client().get("/masuk/daftar/")
    answer_until(signed_in(cast.stranger), "siapa")
    StepEvent.objects.update(at=clock.now() - timedelta(days=181))
    assert funnel.forget_old() == 1
    assert steps_of(cast.stranger) == {"open_siapa"}


def test_an_opening_is_given_to_the_cooperative_of_its_village(cast: Cast) -> None:
    answer_until(signed_in(cast.stranger), "desa")
    draft = Opening.objects.get(person=cast.stranger)
    assert (draft.answers["village_code"], draft.cooperative) == (SENTUL, cast.cooperative)
