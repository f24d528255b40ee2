from tests.cast import Cast


def test_the_cast_stands_on_stage(cast: Cast) -> None:
    assert cast.saris.pool.available == 50_000
    assert cast.small_pack.pool_id == cast.saris.pool.pk
