"""An operator's list as it comes out of an office: read leniently, each row used or answered with a sentence."""

import pytest

from storefront.engine.saleor.assigning_lists import KnownSeller, Offered, UnreadableList, decode, read, wanted

OFFERED = [
    Offered(1, "Kemeja", ("kemeja", "erp:1", "KMJ-S", "KMJ-M")),
    Offered(2, "Topi", ("topi", "", "TOPI")),
    Offered(3, "Tas", ("tas", "", "TAS", "SAMA")),
    Offered(4, "Dompet", ("dompet", "", "SAMA")),
    Offered(5, "Sandal", ("sandal", "", "SDL"), seller="Dapur Sari"),
]
SELLERS = [
    KnownSeller(10, "Dapur Sari", "dapur-sari"),
    KnownSeller(11, "Kebun Citra", "kebun-citra"),
    KnownSeller(12, "Kebun Citra", "kebun-citra-2"),
]


def problems(text: str) -> list[str]:
    return [row.problem for row in read(text, offered=OFFERED, sellers=SELLERS)]


def test_a_messy_list_with_a_mark_semicolons_and_empty_rows_is_read() -> None:
    content = "\ufeffSKU;Catatan;Penjual\r\nkmj-s;;Dapur Sari\r\n;;\r\nTOPI;x; dapur-sari \r\n".encode()
    rows = read(decode(content), offered=OFFERED, sellers=SELLERS)
    assert wanted(rows) == {1: 10, 2: 10}
    assert [row.number for row in rows] == [2, 4]


def test_without_headings_the_product_comes_first() -> None:
    assert wanted(read("erp:1,dapur sari\ntopi\tdapur-sari", offered=OFFERED, sellers=SELLERS)) == {1: 10}
    assert wanted(read("topi\tdapur-sari", offered=OFFERED, sellers=SELLERS)) == {2: 10}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("NIHIL;Dapur Sari", "tidak ada di toko"),
        (";Dapur Sari", "Isi kode"),
        ("TOPI;Toko Hantu", "tidak dikenal"),
        ("TOPI;", "Isi penjualnya"),
        ("TOPI;Kebun Citra", "beberapa lapak"),
        ("SAMA;Dapur Sari", "beberapa produk"),
        ("SDL;Dapur Sari", "Sudah milik Dapur Sari"),
    ],
)
def test_each_problem_is_a_sentence(row: str, said: str) -> None:
    (problem,) = problems(f"sku;penjual\n{row}")
    assert said in problem


def test_a_sku_twice_is_skipped_or_disputed() -> None:
    said = problems("sku;penjual\nKMJ-S;dapur-sari\nKMJ-M;dapur-sari\nkemeja;kebun-citra-2")
    assert (said[0], "Sama dengan baris 2" in said[1], "Baris 2 sudah memberi" in said[2]) == ("", True, True)


def test_an_excel_file_and_nothing_at_all_are_refused_with_the_next_step() -> None:
    with pytest.raises(UnreadableList, match="Simpan sebagai CSV"):
        decode(b"PK\x03\x04 ...")
    with pytest.raises(UnreadableList):
        read("\n ; \n", offered=OFFERED, sellers=SELLERS)


def test_a_file_of_another_world_is_read_without_an_error() -> None:
    assert decode("sku;penjual\nKMJ-S;Dapur Sari é".encode("cp1252")).endswith("é")
    assert problems("\x00\x00" + "9" * 4500)
