import pytest
from tests.sellers.freshness import freshen
from tests.storefront.test_every_page import World, patterns
NOTHING={"step","kind","by","year","purpose","gateway"}
@pytest.mark.parametrize("who,space",[("fajar","cooperative:"),("viewer","cooperative:"),("citra","desk:"),("dewi","desk:"),("viewer","desk:"),("citra","own"),("budi","desk:")])
def test_ids(cast,who,space):
    world=World(cast); b=freshen(world.at(who)); a=world.addresses(); out=[]
    for name,takes in patterns():
        if name.startswith(space) and set(takes)-NOTHING:
            for m in ("get","post"):
                r=getattr(b,m)(a[name])
                if r.status_code not in(404,405): out.append((m,name,a[name],r.status_code,r.headers.get("Location")))
    for x in out: print("OPEN",who,x)
@pytest.mark.parametrize("who",["sari","gita"])
def test_methods_and_cache(cast,who):
    world=World(cast); b=freshen(world.at(who)); a=world.addresses()
    for name,addr in a.items():
        if not name.startswith(("desk:","cooperative:","own")): continue
        r=b.delete(addr)
        if r.status_code not in (404,405): print("DELETE",name,r.status_code)
        r=b.get(addr)
        if r.status_code==200 and "no-store" not in r.headers.get("Cache-Control",""): print("CACHE",name,r.headers.get("Cache-Control"))
