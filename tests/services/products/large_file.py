"""A Shopify export of garments in colours and sizes, as large as one likes.

python -m tests.services.products.large_file 400 50    measures how long 20,000 variations take, and how much memory
"""

from __future__ import annotations

import sys
import time

_HEADER = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,"
    "Fabric (product.metafields.shopify.fabric),Target gender (product.metafields.shopify.target-gender)"
)


def shopify_file(products: int, variations: int) -> str:
    """The first row of a handle says the product; sizes in tens, colours as many as it takes."""
    lines = [_HEADER]
    sizes = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL", "5XL"]
    for number in range(products):
        for place in range(variations):
            colour, size = divmod(place, len(sizes))
            said = (
                f"Garment {number},<p>Soft.</p>,Kiln,Apparel & Accessories > Clothing,T-Shirts,summer,true"
                if not place
                else ",,,,,,"
            )
            facts = "cotton,Female" if not place else ","
            lines.append(
                f"garment-{number},{said},Color,Colour {colour},Size,{sizes[size]},G{number}-{place},200,5,19.90,,,{facts}"
            )
    return "\n".join(lines).replace(",cotton,", ",Cotton,") + "\n"


def measure(products: int, variations: int) -> str:
    """In a market of its own, in a folder that is gone afterwards."""
    import os
    import resource
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SOUK_DATA": f"{folder}/var", "SOUK_DEMO": "false", "SOUK_LOG_LEVEL": "ERROR"}
        from souk.process import compose, databases

        compose()
        from souk.contracts.shops.calls import ShopDraft, Shops
        from souk.kernel.data.migrating import bring_up_to_date
        from souk.kernel.neighbours.asking import ask
        from souk.services.products.use_cases.importing import import_file

        for name in databases():
            bring_up_to_date(name, create=True)
        shop = ask(Shops).open_shop(key="s", owner_id="usr_me", draft=ShopDraft(slug="kiln", name="Kiln"))
        ask(Shops).approve_shop(key="a", shop_id=shop.shop_id)
        path = Path(folder) / "export.csv"
        path.write_text(shopify_file(products, variations))
        size, said = path.stat().st_size / 2**20, []
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for what in ("new", "again"):
            began = time.perf_counter()
            report = import_file(path, shop_slug="kiln")
            said.append(
                f"{what} in {time.perf_counter() - began:.1f} s ({report.created} created, {report.unchanged} unchanged)"
            )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{products * variations:,} variations of {products:,} products, {size:.1f} MB: {', '.join(said)}; {before:.0f} → {peak:.0f} MB"


if __name__ == "__main__":
    print(measure(int(sys.argv[1]), int(sys.argv[2])))
