from django.db import migrations

from payments.money import Money
from sellers.kit.codes import new_code


def commissions_to_lines(apps, schema_editor):
    """What an order's one rule kept is divided over its lines, so that they sum to it; its cooperative keeps it."""
    Order = apps.get_model("orders", "Order")
    orders = Order.objects.filter(commission_rule__isnull=False).select_related("commission_rule")
    for order in orders.prefetch_related("lines").iterator(500):
        order.commission_cooperative_id = order.commission_rule.cooperative_id
        order.save(update_fields=["commission_cooperative"])
        lines = list(order.lines.all())
        if not lines:
            continue
        shares = Money(order.commission_minor, order.currency).split([line.total_minor for line in lines])
        for line, share in zip(lines, shares):
            line.commission_minor, line.commission_rule_id = share.minor, order.commission_rule_id
            line.save(update_fields=["commission_minor", "commission_rule"])


def what_was_undone(apps, schema_editor):
    """A sold order that was cancelled or returned gave everything back."""
    Order, OrderLine = apps.get_model("orders", "Order"), apps.get_model("orders", "OrderLine")
    undone = Order.objects.filter(sold_at__isnull=False, state__in=["cancelled", "returned"])
    for order in undone.iterator(500):
        order.goods_refunded_minor, order.delivery_refunded_minor = order.goods_minor, order.delivery_minor
        order.commission_returned_minor = order.commission_minor
        order.save(update_fields=["goods_refunded_minor", "delivery_refunded_minor", "commission_returned_minor"])
        for line in OrderLine.objects.filter(order=order):
            line.refunded_minor, line.returned_quantity = line.total_minor, line.quantity
            line.save(update_fields=["refunded_minor", "returned_quantity"])


def money_on_its_way_back(apps, schema_editor):
    """Every listed refund gets the row that moves its money."""
    RefundTask, Charge = apps.get_model("orders", "RefundTask"), apps.get_model("charges", "Charge")
    Repayment = apps.get_model("repayments", "Repayment")
    for task in RefundTask.objects.select_related("bill").iterator(500):
        charges = Charge.objects.filter(bill_ref=task.bill.code)
        charge = charges.filter(state="paid").order_by("id").first() or charges.order_by("-id").first()
        if charge is None:
            continue
        Repayment.objects.create(
            code=new_code(), key=task.key, bill_ref=task.bill.code, charge=charge,
            cooperative_id=charge.cooperative_id, seller_id=charge.seller_id, way="bank", state="asked",
            amount_minor=task.amount_minor, currency=task.currency, opened_at=task.opened_at, done_at=task.opened_at,
        )


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_money"), ("charges", "0003_money"), ("repayments", "0001_initial")]

    operations = [
        migrations.RunPython(commissions_to_lines, migrations.RunPython.noop),
        migrations.RunPython(what_was_undone, migrations.RunPython.noop),
        migrations.RunPython(money_on_its_way_back, migrations.RunPython.noop),
    ]
