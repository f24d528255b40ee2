"""The cooperative's office. Every address under /koperasi/; verbs are resources that a POST creates."""

from django.urls import path

from storefront.cooperative import (
    by_hand,
    choosing,
    dashboard,
    money_hub,
    orders,
    owed,
    rules,
    seller_statements,
    stalls,
    transfers,
)

app_name = "cooperative"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("penjualan/<slug:by>/", dashboard.table, name="table"),
    path("pesanan/", orders.behind, name="orders"),
    path("pesanan/<slug:code>/", orders.order, name="order"),
    path("pesanan/<slug:code>/pembatalan/", orders.cancellation, name="cancellation"),
    path("terlambat/", orders.waiting, name="waiting"),
    path("uang/", money_hub.hub, name="money"),
    path("transfer/", transfers.listing, name="transfers"),
    path("transfer/<slug:code>/", transfers.transfer, name="transfer"),
    path("transfer/<slug:code>/bukti/", transfers.proof, name="proof"),
    path("lapak/", stalls.listing, name="stalls"),
    path("lapak/<slug:slug>/", stalls.stall, name="stall"),
    path("lapak/<slug:slug>/persetujuan/", stalls.approval, name="approval"),
    path("lapak/<slug:slug>/penolakan/", stalls.refusal, name="refusal"),
    path("lapak/<slug:slug>/penghentian/", stalls.suspension, name="suspension"),
    path("laporan/", seller_statements.listing, name="seller_statements"),
    path("laporan/<slug:slug>/", seller_statements.statement, name="seller_statement"),
    path("penutupan/", seller_statements.closing, name="closing"),
    path("utang/", owed.listing, name="owed"),
    path("utang/<slug:slug>/", owed.movements, name="movements"),
    path("utang/<slug:slug>/setoran/", by_hand.debt_payment, name="debt_payment"),
    path("uang/aturan/", rules.listing, name="rules"),
    path("uang/aturan/potongan/", rules.commission, name="commission"),
    path("uang/aturan/potongan/<int:rule_id>/akhir/", rules.commission_end, name="commission_end"),
    path("uang/aturan/setoran/", rules.money_terms, name="money_terms"),
    path("uang/kurir/", by_hand.courier, name="courier"),
    path("uang/kurir/pembayaran/", by_hand.courier_payment, name="courier_payment"),
    path("uang/kurir/ganti-rugi/", by_hand.courier_compensation, name="courier_compensation"),
    path("pengembalian/", owed.refunds, name="refunds"),
    path("pilih/", choosing.cooperatives, name="cooperatives"),
]
