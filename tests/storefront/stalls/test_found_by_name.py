from catalog import search
from sellers.accounts.asking import scope_of
from storefront.stalls.editing import edit_stall
from tests.cast import Cast


def test_goods_are_found_by_the_new_name_of_their_stall(cast: Cast) -> None:
    search.index_all()
    assert search.find(text="Pawon Bahagia") == []
    edit_stall(scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, name="Pawon Bahagia")
    assert search.find(text="Pawon Bahagia") == [cast.saris.product.pk]
