from django.urls import path

from storefront.hooks import gateways, messages, saleor, saleor_app, saleor_payments, saleor_shipping

app_name = "hooks"
PAYMENTS = {
    "payment-gateway-initialize-session": saleor_payments.gateway_initialize,
    "transaction-initialize-session": saleor_payments.transaction_initialize,
    "transaction-process-session": saleor_payments.transaction_process,
    "transaction-charge-requested": saleor_payments.charge_requested,
    "transaction-refund-requested": saleor_payments.refund_requested,
    "transaction-cancelation-requested": saleor_payments.cancelation_requested,
}
urlpatterns = [
    path("kait/saleor/manifest.json", saleor.show_manifest, name="saleor_manifest"),
    path("kait/saleor/register/", saleor.register, name="saleor_register"),
    path(
        "kait/saleor/shipping-list-methods-for-checkout/", saleor_shipping.list_methods, name="saleor_shipping_methods"
    ),
    *(path(f"kait/saleor/{name}/", view, name=f"saleor_{name.replace('-', '_')}") for name, view in PAYMENTS.items()),
    path("koperasi/saleor/aplikasi/", saleor_app.page, name="saleor_app"),
    path("koperasi/saleor/aplikasi/panel/", saleor_app.panel, name="saleor_panel"),
    path("saleor/qris/<slug:reference>.png", saleor_payments.qris, name="saleor_qris"),
    path("saleor/kembali/", saleor_payments.came_back, name="saleor_back"),
    path("kait/saleor/<slug:name>/", saleor.receive, name="saleor"),
    path("kait/wa/", messages.whatsapp, name="whatsapp"),
    path("kait/sms/", messages.sms, name="sms"),
    path("kait/<slug:gateway>/", gateways.receive, name="gateway"),
]
