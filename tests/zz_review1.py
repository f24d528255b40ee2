import threading
import pytest
from django.db import connection, transaction
from payments.ledger import accounts, by_hand
from payments.ledger.balances import balance
from payments.money import Money
from payments.ledger.posting import Move, post
from payments.charges.models import Settlement
from payments.charges.actions import open_charge, record_transfer
from sellers.accounts.access import Scope
from sellers.kit import clock
from tests.payments.payouts.test_transferring import gateway_holds, held
from tests.payments.payouts import world


@pytest.mark.django_db(transaction=True)
def test_pg_two_officers_write_down_one_arrival(cast):
    gateway_holds(cast, 100_000)
    from sellers.accounts.models import Cooperative
    type(Cooperative.objects).select_for_update = lambda self, **k: self.all()
    gate = threading.Barrier(2)
    said = []
    real = by_hand.balance
    def slow(key, **k):
        b = real(key, **k)
        try: gate.wait(timeout=2)
        except threading.BrokenBarrierError: pass
        return b
    by_hand.balance = slow
    def one(n):
        who = (cast.gita, cast.hadi)[n]
        try:
            said.append(by_hand.gateway_paid_out(scope=Scope(operator=True), person=who, cooperative_id=cast.cooperative.pk, gateway="null",
              written=by_hand.Written(key=f"k{n}", amount=Money(100_000, "IDR"), at=clock.now()), fee=Money(0, "IDR")))
        except Exception as e:
            said.append(repr(e))
        finally:
            connection.close()
    ts = [threading.Thread(target=one, args=(n,)) for n in range(2)]
    [t.start() for t in ts]; [t.join() for t in ts]
    by_hand.balance = real
    print("SAID", said, held(cast))
    assert held(cast) == 0
