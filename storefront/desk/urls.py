"""The seller's app. Every address under /lapak/; verbs are resources that a POST creates."""

from django.urls import path

from storefront.desk import (
    delivery,
    money,
    opening,
    order_acts,
    orders,
    product_edit,
    product_new,
    products,
    stall,
    switching,
    today,
)

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("pilih/", switching.stalls, name="stalls"),
    path("pilih/nama/", switching.name, name="person_name"),
    path("buka/", opening.start, name="open"),
    path("buka/desa/cari/", opening.search, name="open_search"),
    path("buka/<slug:step>/", opening.question, name="open_step"),
    path("pesanan/", orders.listing, name="orders"),
    path("pesanan/<str:code>/", orders.card, name="order"),
    path("pesanan/<str:code>/penerimaan/", order_acts.accept, name="order_accept"),
    path("pesanan/<str:code>/pengemasan/", order_acts.pack, name="order_pack"),
    path("pesanan/<str:code>/pengiriman/", order_acts.send, name="order_send"),
    path("pesanan/<str:code>/penyiapan/", order_acts.make_ready, name="order_ready"),
    path("pesanan/<str:code>/serah-terima/", order_acts.hand_over, name="order_hand_over"),
    path("pesanan/<str:code>/pengantaran/", order_acts.deliver, name="order_deliver"),
    path("pesanan/<str:code>/pembatalan/", order_acts.cancel, name="order_cancel"),
    path("pesanan/<str:code>/jawaban-batal/", order_acts.answer_cancellation, name="order_answer"),
    path("produk/", products.listing, name="products"),
    path("produk/baru/", product_new.new, name="product_new"),
    path("produk/kemasan/<int:variant_id>/", products.price_and_stock, name="variant"),
    path("produk/<int:product_id>/", product_edit.edit, name="product"),
    path("produk/<int:product_id>/foto/", product_edit.add_photo, name="product_photo"),
    path("produk/<int:product_id>/kemasan/", product_edit.add_pack, name="product_pack"),
    path("produk/<int:product_id>/pratinjau/", product_edit.preview, name="product_preview"),
    path("produk/<int:product_id>/penurunan/", products.take_down, name="product_take_down"),
    path("produk/<int:product_id>/penayangan/", products.put_back, name="product_put_back"),
    path("uang/", money.earned, name="money"),
    path("toko/", stall.overview, name="stall"),
    path("toko/cerita/", stall.story, name="stall_story"),
    path("toko/surat/", stall.papers, name="stall_papers"),
    path("toko/pengiriman/<slug:kind>/", delivery.way, name="delivery"),
]
