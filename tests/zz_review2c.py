import io, time, zipfile, zlib, struct
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as F
from tests.sellers.freshness import freshen
from tests.storefront.test_every_page import World
from storefront.orders.tracking import path_for
from sellers.accounts.models import Seller, Cooperative
from payments.charges.models import BankAccount
import re

def png_bomb(w,h):
    def ch(t,d): return struct.pack(">I",len(d))+t+d+struct.pack(">I",zlib.crc32(t+d))
    raw=zlib.compressobj(9); d=b""
    row=b"\0"+b"\0"*(w//8)
    for _ in range(h): d+=raw.compress(row)
    d+=raw.flush()
    return b"\x89PNG\r\n\x1a\n"+ch(b"IHDR",struct.pack(">IIBBBBB",w,h,1,0,0,0,0))+ch(b"IDAT",d)+ch(b"IEND",b"")

def xlsx_bomb(mb):
    from openpyxl import Workbook
    wb=Workbook(); wb.active.append(["Tanggal","Keterangan","Jumlah"]); b=io.BytesIO(); wb.save(b)
    src=zipfile.ZipFile(io.BytesIO(b.getvalue())); o=io.BytesIO(); z=zipfile.ZipFile(o,"w",zipfile.ZIP_DEFLATED)
    for n in src.namelist():
        data=src.read(n)
        if n.endswith("sheet1.xml"):
            data=data.replace(b"</sheetData>",b"<row><c t=\"inlineStr\"><is><t>a</t></is></c></row>"*(mb*20000)+b"</sheetData>")
        z.writestr(n,data)
    z.close(); return o.getvalue()

def test_files(cast):
    world=World(cast); g=freshen(world.at("gita")); s=freshen(world.at("sari")); acc=BankAccount.objects.get(cooperative=cast.cooperative)
    def go(name,b,url,data):
        t=time.time(); r=b.post(url,data); m=re.findall(r'notice[^>]*>.*?</', r.content.decode("utf-8","replace"), re.S)
        print("GO",name,r.status_code,round(time.time()-t,2), r.headers.get("Location","")[:80], [re.sub("<.*?>","",x)[:90] for x in m][:2])
        return r
    up="/koperasi/mutasi/berkas/"
    for name,data in (("xlsx bomb 40MB",xlsx_bomb(40)),("zip",b"PK\3\4garbage"),("pdf",b"%PDF-1.4 xx"),("nul",b"\0"*5000),("6MB",b"a;b\n"*1_500_000),("rows",b"Tanggal;Ket;Jumlah\n"+b"01/11/2026;TRSF;1.000\n"*60000),("wide",b";".join([b"x"]*50000)+b"\n"),("onecell",b"x"*4_000_000),("png",png_bomb(8,8)),("formula",b"Tanggal;Keterangan;Kredit\n20/11/2026;=cmd|'/c calc'!A0;25.000\n20/11/2026;<script>x</script>;25.001\n20/11/2026;KET;9"+b"9"*4400+b"\n")):
        r=go(name,g,up,{"rekening":acc.pk,"berkas":F("=a<b>.csv",data)})
        if r.status_code==302:
            t=time.time(); p=g.get(r["Location"]); print("   preview",p.status_code,round(time.time()-t,2),"<script>x" in p.text, "=a<b>" in p.text)
            loc=r["Location"]
            f=world.at("fajar"); print("   fajar",f.get(loc).status_code, f.post(loc.split("?")[0],{"berkas":loc.split("berkas=")[1]}).status_code)
            d=world.at("dewi"); print("   dewi", d.get(loc).status_code)
            print("   tampered", g.get(loc+"x").status_code)
            from urllib.parse import unquote_plus
            tok=unquote_plus(loc.split("berkas=")[1])
            p2=g.post("/koperasi/mutasi/pratinjau/",{"berkas":tok,"tanggal":"0","uraian":"1","kredit":"2"}); print("   import",p2.status_code,p2.headers.get("Location"))
            if p2.status_code==302:
                q=g.get(p2["Location"]+"?format=csv"); print("   csv", q.content[:300])
    for name,data in (("bomb",png_bomb(30000,30000)),("mid",png_bomb(6000,6000)),("text",b"hello"),("svg",b"<svg onload=x>"),("empty",b"")):
        go("qris "+name,s,"/lapak/uang/qris/baru/",{"photo":F("a.png",data,content_type="image/png")})
        go("qris coop "+name,g,"/koperasi/uang/qris/baru/",{"photo":F("a.png",data,content_type="image/png")})
    go("year",g,"/koperasi/shu/",{"tahun":"2025","shu":"25000000"})
    for name,data in (("big",b"Nama;HP;Simpanan\n"+b"=A;0812;1\n"*60000),("bin",b"\xff\xfe\0\0"*1000),("png",png_bomb(8,8)),("one",b"x"*1_900_000)):
        go("savings "+name,g,"/koperasi/shu/2025/impor/",{"berkas":F("a.csv",data)})
    go("savings paste",g,"/koperasi/shu/2025/impor/",{"tempel":"a;b\0\n"*30000})
    code=world.batch.code
    for name,data in (("big",b"a;b\n"*1_200_000),("xlsx",xlsx_bomb(40)),("bin",b"\xff\xfe\0\0"*1000),("fields",b"kode;jumlah;status\n"+b"x"*200000)):
        go("confirm "+name,g,f"/koperasi/pencairan/{code}/konfirmasi-berkas/",{"berkas":F("a.csv",data)})

EVIL='=<b>x</b> & <para> <img src=x onerror=alert(1)> 😀 {{7*7}} %s ' + "W"*60
def test_names(cast):
    world=World(cast)
    Seller.objects.filter(pk=cast.saris.seller.pk).update(name=EVIL[:120]); Cooperative.objects.filter(pk=cast.cooperative.pk).update(name=EVIL[:120])
    type(cast.sari).objects.filter(pk__in=[cast.sari.pk,cast.gita.pk]).update(name=EVIL[:100])
    from catalog.products.models import Product; Product.objects.update(name=EVIL[:120])
    world.order.purchase.buyer_name=EVIL[:100]; world.order.purchase.save(update_fields=["buyer_name"])
    a=world.addresses(); bad=[]
    for who,sp in (("sari",("desk:","own")),("gita",("cooperative:",))):
        b=freshen(world.at(who))
        for n,x in a.items():
            if not n.startswith(sp): continue
            for q in ("","?format=csv","?format=pdf"):
                r=b.get(x+q)
                if r.status_code>=500: bad.append((n,q,r.status_code))
                elif r.status_code==200:
                    c=r.content.decode("utf-8","replace")
                    if "html" in r["Content-Type"] and ("<img src=x" in c or "49 %s" in c): bad.append((n,q,"HTML"))
                    if "csv" in r["Content-Type"]:
                        import csv
                        for row in csv.reader(io.StringIO(c.lstrip("\ufeff"))):
                            for cell in row:
                                if cell[:1] in "=+@\t\r" and cell or (cell[:1]=="-" and not re.match(r"^-[\d.]+$",cell)): bad.append((n,q,"FORMULA",cell[:40]))
    for p in (path_for(world.order.purchase),):
        g=world.at("guest"); r=g.get(p); print("buyer",r.status_code,"<img src=x" in r.text); t=p.split("?")[1]
        r=g.get(a["shop:receipt"]+"?"+t); print("receipt",r.status_code,len(r.content))
        other=path_for(world.unpaid.purchase).split("?")[1]
        for u in (a["shop:refund"],a["shop:receipt"]): print("other link",g.get(u+"?"+other).status_code, g.post(u+"?"+other).status_code)
        u=a["shop:refund"].replace(world.order.purchase.code,world.unpaid.purchase.code); print("other refund under own link",g.get(u+"?"+other).status_code)
        u=a["shop:qr"].replace(world.unpaid.purchase.code,world.order.purchase.code); print("other bill",g.get(u+"?"+t).status_code,)
        u=a["shop:pay_choice"].replace(world.unpaid.purchase.code,world.order.purchase.code); print("other choice",g.post(u+"?"+t).status_code,)
        u=a["shop:proof"].replace(world.unpaid.purchase.code,world.order.purchase.code); print("other proof",g.post(u+"?"+t).status_code,)
        r=g.get(a["shop:refund"]+"?"+t); print("refund",r.status_code,r.headers.get("Cache-Control"))
    print("BADNAMES",bad)
