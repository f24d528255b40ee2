from django.urls import path

from storefront.shop import basket, browse, checkout, home, product, purchase, purchase_acts, refund, region, texts

app_name = "shop"
urlpatterns = [
    path("", home.home, name="home"),
    path("kategori/<slug:slug>/", browse.category, name="category"),
    path("cari/", browse.search, name="search"),
    path("produk/<slug:slug>/", product.product, name="product"),
    path("toko/<slug:slug>/", browse.seller, name="seller"),
    path("wilayah/", region.region, name="region"),
    path("keranjang/", basket.basket, name="basket"),
    path("keranjang/isi/", basket.change, name="basket_change"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/desa/", checkout.villages, name="checkout_villages"),
    path("pesanan/", purchase.find, name="find_purchase"),
    path("pesanan/<str:code>/", purchase.purchase, name="purchase"),
    path("pesanan/<str:code>/kuitansi.pdf", purchase.receipt_pdf, name="receipt"),
    path("pesanan/<str:code>/bukti/<str:bill>/", purchase_acts.proof, name="proof"),
    path("pesanan/<str:code>/cara-bayar/<str:bill>/", purchase_acts.choose_payment, name="pay_choice"),
    path("pesanan/<str:code>/qris/<str:bill>.png", purchase_acts.qr, name="qr"),
    path("pesanan/<str:code>/pengembalian/<str:refund>/", refund.refund, name="refund"),
    path("pesanan/<str:code>/<str:order>/terima/", purchase_acts.receive, name="receive"),
    path("pesanan/<str:code>/<str:order>/batal/", purchase_acts.cancel, name="cancel"),
    path("pesanan/<str:code>/<str:order>/masalah/", purchase_acts.problem, name="problem"),
    path("syarat/", texts.terms, name="terms"),
    path("privasi/", texts.privacy, name="privacy"),
    path("kontak/", texts.contact, name="contact"),
    path("robots.txt", texts.robots, name="robots"),
    path("favicon.ico", texts.favicon, name="favicon"),
]
