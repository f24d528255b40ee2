import re, sys
from html.parser import HTMLParser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.sellers.freshness import freshen
from tests.storefront.test_every_page import World, patterns
from tests.cast import Cast
from storefront.orders.tracking import path_for

class Forms(HTMLParser):
    def __init__(self):
        super().__init__(); self.forms=[]; self.f=None; self.sel=None
    def handle_starttag(self, tag, attrs):
        a=dict(attrs)
        if tag=="form": self.f={"method":(a.get("method") or "get").lower(),"action":a.get("action") or "","fields":{}, "files":[]}; self.forms.append(self.f)
        elif self.f is not None and tag=="input" and a.get("name"):
            t=a.get("type","text")
            if t=="file": self.f["files"].append(a["name"])
            elif t in("radio","checkbox"):
                if "checked" in a or a["name"] not in self.f["fields"]: self.f["fields"][a["name"]]=a.get("value","on")
            else: self.f["fields"][a["name"]]=a.get("value") or ("2" if t!="hidden" else "")
        elif self.f is not None and tag=="select" and a.get("name"): self.sel=a["name"]; self.f["fields"].setdefault(self.sel,"")
        elif self.f is not None and tag=="option" and self.sel:
            if "selected" in a or not self.f["fields"][self.sel]: self.f["fields"][self.sel]=a.get("value") or ""
        elif self.f is not None and tag=="textarea" and a.get("name"): self.f["fields"][a["name"]]="kata"
        elif self.f is not None and tag=="button" and a.get("name"): self.f["fields"].setdefault(a["name"],a.get("value",""))
    def handle_endtag(self, tag):
        if tag=="form": self.f=None
        if tag=="select": self.sel=None

ODD=("","²","9"*4500,"-5","0","1e400","NaN","99999999999999999999","9"*15,"=1+1<b>x</b>","//evil.example/😀","2026-02-31","9999-12-31","0001-01-01","1:2:3","\ud83d".encode("utf-8","surrogatepass").decode("utf-8","replace"),"inf","1_0","٣")

@pytest.mark.parametrize("who",["sari","dewi","gita","buyer"])
def test_fuzz(cast: Cast, who: str):
    world=World(cast)
    b=world.at("guest" if who=="buyer" else who)
    if who!="buyer": freshen(b)
    seen=set(); bad=[]; n=0
    pages=[(x,a) for x,a in world.addresses().items() if x!="account_logout"]
    extra=[path_for(world.unpaid.purchase),path_for(world.order.purchase)]
    if who=="buyer":
        pages=[("p",x) for x in extra]
        t=extra[1].split("?t=")[1]
        pages.append(("refund", dict(world.addresses())["shop:refund"]+"?t="+t))
    wanted={"sari":("desk:","own_"),"dewi":("cooperative:",),"gita":("cooperative:",),"buyer":("p","refund")}[who]
    for name,addr in pages:
        if not name.startswith(wanted): continue
        r=b.get(addr)
        if r.status_code>=500: bad.append(("GET",name,r.status_code))
        if r.status_code!=200 or "html" not in r["Content-Type"]: continue
        p=Forms(); p.feed(r.content.decode())
        for f in p.forms:
            action=f["action"].split("#")[0] or addr
            if action.startswith("http") or "keluar" in action and "masuk" in action: continue
            if "logout" in action or action=="/i18n/setlang/" or action.startswith("/akun"): continue
            key=(f["method"],re.sub(r"\d+|[A-Z0-9]{8}","N",action),tuple(sorted(f["fields"])))
            if key in seen: continue
            seen.add(key)
            import os
            if os.environ.get("ONLY") and os.environ["ONLY"] not in action: continue
            # odd values
            for field in [*f["fields"],*f["files"]]:
                if field=="csrfmiddlewaretoken": continue
                for odd in ODD:
                    data={**f["fields"],field:odd}
                    for file in f["files"]:
                        if file!=field: data[file]=SimpleUploadedFile("a.csv",b"x;y\n1;2\n")
                    n+=1
                    try: r=(b.post if f["method"]=="post" else b.get)(action,data)
                    except Exception as e: bad.append(("EXC",action,field,odd[:20],repr(e)[:200])); continue
                    if r.status_code>=500: bad.append((f["method"],action,field,odd[:20],r.status_code))
                # a file in a text field
                r=(b.post if f["method"]=="post" else b.get)(action,{**f["fields"],field:SimpleUploadedFile("=x.png",b"\0\xff"*100)} if f["method"]=="post" else {})
                if r.status_code>=500: bad.append(("file",action,field,r.status_code))
                d=dict(f["fields"]); d.pop(field,None)
                r=(b.post if f["method"]=="post" else b.get)(action,d)
                if r.status_code>=500: bad.append(("missing",action,field,r.status_code))
    print("requests",n,"forms",len(seen))
    for s in sorted(seen): print(s[0],s[1],s[2])
    for x in bad: print("BAD",x)
    assert not bad
