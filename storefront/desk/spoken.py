"""What "Dengarkan" says on each screen: what the screen is for and what to press, in two or three short sentences.

The phone's own Indonesian voice reads it; where it has none, a small sound file does. The file is named for the text,
so a text that changed has no sound until `make sounds` speaks it; a recording may take a file's place under its name.
"""

from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

SOUNDS = "sound"  # folder of the static files

SCREENS: dict[str, Promise] = {
    "account/request_login_code.html": _("Tulis nomor WhatsApp Anda. Lalu tekan tombol hijau. Kode akan dikirim."),
    "account/signup.html": _("Tulis nomor WhatsApp Anda. Centang tanda setuju. Lalu tekan tombol hijau."),
    "account/confirm_login_code.html": _(
        "Buka pesan WhatsApp. Lihat enam angka di sana. Tulis angka itu di sini. Jangan berikan kepada siapa pun."
    ),
    "account/fresh_sign_in.html": _("Ini tentang uang. Minta kode baru dulu. Lalu tulis enam angkanya di sini."),
    "account/unlock.html": _("Tulis nomor HP Anda. Minta kode kepada pendamping. Tulis delapan angka itu di sini."),
    "account/number_proof.html": _("Buka pesan di HP baru. Tulis enam angkanya di sini."),
    "account/number_proven.html": _("Nomor baru sudah dicatat. Tunggu dua hari. Nomor lama boleh menolak."),
    "account/number_old.html": _("Nomor Anda akan pindah. Kalau bukan Anda, tekan tombol merah."),
    "account/people.html": _("Siapa yang bekerja sekarang? Tekan namanya. Lalu tulis PIN."),
    "account/pin.html": _("Buat PIN untuk HP bersama. Tulis angkanya dua kali. Jangan tanggal lahir."),
    "account/passkey_new.html": _("Pakai sidik jari untuk masuk. Hanya di HP Anda sendiri. Tekan tombol hijau."),
    "account/passkey_remove.html": _("Sidik jari ini akan dihapus. Tekan tombol merah kalau sudah yakin."),
    "account/phones.html": _("Ini HP tempat Anda masuk. Tekan Keluarkan kalau HP itu hilang."),
    "account/join_code.html": _("Lihat kode di HP pengundang. Tulis kodenya di sini."),
    "account/join.html": _("Anda diundang ke lapak ini. Tekan tombol hijau untuk bergabung."),
    "account/account_inactive.html": _("Akun ini sudah ditutup. Tekan tombol untuk melihat kontak koperasi."),
    "account/logout.html": _("Tekan Keluar kalau HP ini dipakai orang lain."),
    "desk/today.html": _("Ini halaman hari ini. Lihat pesanan yang harus disiapkan. Tekan satu untuk mengerjakannya."),
    "desk/orders.html": _("Ini semua pesanan. Tekan satu pesanan untuk membukanya."),
    "desk/order.html": _("Ini satu pesanan. Lihat barang dan jumlahnya. Tombol hijau adalah langkah berikutnya."),
    "desk/labels.html": _("Pilih pesanan yang labelnya dicetak. Lalu tekan tombol hijau."),
    "desk/route.html": _("Ini alamat yang diantar, dari yang terdekat. Kalau sudah sampai, tekan tombol hijau."),
    "desk/order_refund.html": _("Pilih barang yang uangnya kembali. Tulis jumlahnya. Lalu tekan Lanjut."),
    "desk/order_refund_check.html": _("Periksa dulu jumlah uangnya. Kalau benar, tekan tombol hijau."),
    "desk/products.html": _("Ini semua barang Anda. Ubah harga dan stok di sini. Tekan foto untuk mengubah lainnya."),
    "desk/product_new.html": _(
        "Tambah barang baru. Ambil fotonya dulu. Lalu tulis nama, harga, dan stok. Tekan tombol hijau."
    ),
    "desk/product.html": _("Ini satu barang. Ubah yang perlu. Lalu tekan Simpan."),
    "desk/photo.html": _("Ini satu foto. Putar atau potong di sini. Kalau salah, hapus fotonya."),
    "desk/prices.html": _("Ini semua harga dan stok. Tekan tambah atau kurang. Lalu tekan Simpan di bawah."),
    "desk/market_prices.html": _("Ini harga barang di pasar dekat Anda. Cari nama barangnya di kotak."),
    "desk/sheets.html": _("Ambil berkas contoh. Isi barangnya. Lalu kirim berkasnya di sini."),
    "desk/sheet_check.html": _("Lihat baris yang salah. Betulkan di sini. Lalu tekan tombol hijau."),
    "desk/stall_holiday.html": _("Pilih dari kapan sampai kapan libur. Lalu tekan Mulai libur."),
    "desk/product_preview.html": _("Begini pembeli melihat barang Anda. Kalau sudah bagus, tekan Kembali."),
    "desk/money.html": _("Ini uang lapak Anda. Angka besar adalah uang yang menunggu dibayarkan."),
    "desk/statement.html": _("Ini catatan uang masuk dan keluar. Pilih bulannya di atas."),
    "desk/payouts.html": _("Ini uang yang dikirim kepada Anda. Lihat tanggal dan jumlahnya."),
    "desk/incoming.html": _("Ini uang yang ditunggu dari pembeli. Cocokkan dengan rekening Anda."),
    "desk/incoming_payment.html": _("Lihat rekening Anda. Kalau uangnya sudah masuk, tulis jumlahnya di sini."),
    "desk/qris.html": _("Ini QRIS lapak. Pembeli memindainya untuk membayar."),
    "desk/qris_new.html": _("Ambil foto QRIS yang tercetak. Pastikan gambarnya terang dan utuh."),
    "desk/qris_retire.html": _("QRIS ini akan ditutup. Tekan tombol merah kalau sudah yakin."),
    "desk/bank_accounts.html": _("Ini rekening tempat uang Anda dikirim. Periksa nomornya."),
    "desk/bank_account_new.html": _(
        "Pilih bank. Tulis nomor rekening. Tulis nama pemiliknya seperti di buku tabungan."
    ),
    "desk/bank_account_retire.html": _("Rekening ini akan ditutup. Tekan tombol merah kalau sudah yakin."),
    "desk/repayments.html": _("Ini uang yang harus kembali kepada pembeli. Tekan satu setelah dikirim."),
    "desk/courier_cash.html": _("Ini uang tunai yang dibawa kurir. Tekan nama kurir untuk mencatat setoran."),
    "desk/courier_remittance.html": _("Pilih paket yang uangnya sudah disetor. Tulis jumlah yang diterima."),
    "desk/connect.html": _("Halaman ini untuk menerima uang lewat Stripe. Ikuti langkahnya satu per satu."),
    "desk/connect_begin.html": _("Tekan tombol hijau untuk mulai mendaftar di Stripe."),
    "desk/tax.html": _("Ini surat pernyataan pajak. Tulis nomor Anda. Lalu tekan Simpan."),
    "desk/shares.html": _("Ini bagi hasil anggota. Catat pekerjaan setiap orang di sini."),
    "desk/shares_rule.html": _("Pilih cara membagi hasil. Semua anggota akan melihat aturannya."),
    "desk/shares_day.html": _("Tulis kerja atau hasil setiap anggota hari itu. Lalu tekan Simpan."),
    "desk/shares_closing.html": _("Periksa bagian setiap anggota. Kalau benar, tutup masa ini."),
    "desk/shares_closed.html": _("Masa ini sudah ditutup. Lihat bagian setiap anggota di sini."),
    "desk/shares_member.html": _("Ini bagian satu anggota. Lihat asal setiap jumlahnya."),
    "desk/invitation.html": _("Tunjukkan layar ini. Atau kirim lewat WhatsApp. Satu undangan untuk satu orang."),
    "desk/helpers.html": _("Ini orang yang boleh membantu. Tekan tombol merah untuk mencabut izinnya."),
    "desk/diary.html": _("Ini catatan pekerjaan tiap hari. Lihat siapa mengerjakan apa."),
    "helper/home.html": _("Ini lapak yang Anda dampingi. Tekan yang kuning untuk membantunya."),
    "helper/ask.html": _("Tulis nomor HP penjual. Pilih yang ingin dibantu. Penjual akan menjawab."),
    "helper/people.html": _("Bantu orang yang tidak bisa masuk. Pastikan ia ada di depan Anda."),
    "helper/unlock.html": _("Buat kode, lalu bacakan angkanya. Kode berlaku sepuluh menit."),
    "helper/number.html": _("Tulis nomor baru orang ini. Kode akan dikirim ke nomor itu."),
    "desk/no_signal.html": _("Tidak ada sinyal. Tekan tombol hijau untuk kembali ke Hari ini."),
    "desk/wrong.html": _("Halaman ini tidak bisa dibuka. Tekan tombol hijau untuk kembali ke Hari ini."),
    "429.html": _("Terlalu sering mencoba. Tunggu beberapa menit. Lalu coba lagi."),
    "desk/outgoing.html": _("Ini yang menunggu sinyal. Semuanya tersimpan di HP ini."),
    "desk/own_messages.html": _("Ini pesan Lapak ke HP Anda. Boleh dihentikan di sini."),
    "desk/own_shares.html": _("Ini bagian Anda. Hanya Anda yang melihat angka ini."),
    "desk/own_group.html": _("Ini bagian Anda dari satu kelompok. Lihat asal jumlahnya di bawah."),
    "desk/own_surplus.html": _("Ini bagian Anda dari sisa hasil usaha koperasi."),
    "desk/stall.html": _("Ini pengaturan lapak. Tekan baris yang ingin diubah."),
    "desk/stall_preview.html": _("Begini pembeli melihat lapak Anda. Kalau sudah bagus, tekan Kembali."),
    "desk/stall_story.html": _("Ceritakan lapak Anda. Pembeli suka tahu siapa pembuatnya."),
    "desk/stall_papers.html": _("Ini surat usaha Anda. Foto yang sudah ada. Yang lain boleh menyusul."),
    "desk/paper.html": _("Ambil foto suratnya. Tulis nomornya. Lalu tekan Kirim."),
    "desk/checklist.html": _("Ini yang belum lengkap. Tekan satu untuk mengerjakannya."),
    "desk/hours.html": _("Centang hari buka. Tulis jamnya. Lalu tekan Simpan."),
    "desk/delivery.html": _("Atur cara barang sampai ke pembeli. Tulis ongkosnya. Lalu tekan Simpan."),
    "desk/members.html": _("Ini anggota lapak. Tambah orang dengan nomor WhatsApp."),
    "desk/stalls.html": _("Ini halaman Anda. Pilih lapak, ubah nama, atau keluar."),
    "desk/sharing.html": _(
        "Bagikan gambar ini ke WhatsApp. Kata-katanya bisa disalin. Pembeli tinggal menekan tautan."
    ),
    "desk/open/siapa.html": _("Siapa yang berjualan? Tekan gambar yang cocok. Lalu tekan Lanjut."),
    "desk/open/nama.html": _("Tulis nama lapak Anda. Boleh nama sendiri. Lalu tekan Lanjut."),
    "desk/open/desa.html": _("Tulis nama desa Anda. Lalu pilih dari daftar."),
    "desk/open/jual.html": _("Foto barang pertama. Tulis nama, harga, dan stoknya. Boleh juga nanti saja."),
    "desk/open/bayar.html": _("Pilih cara Anda dibayar. Boleh tunai, boleh transfer. Lalu tekan Buka lapak."),
}


def of(template: str) -> str:
    """The words of a screen in the reader's language; "" for a page without its own."""
    return str(SCREENS.get(template, ""))


def sound_of(template: str) -> str:
    """The static file that says them in Indonesian; "" where the screen says nothing."""
    words = indonesian(template)
    return f"{SOUNDS}/{name_of(words)}" if words else ""


def indonesian(template: str) -> str:
    with override("id"):
        return of(template)


def name_of(words: str) -> str:
    return f"{sha256(words.encode()).hexdigest()[:16]}.opus"
