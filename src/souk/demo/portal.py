"""What lies on owners' desks: drafts that are not ready for the street, and files that were brought in.

Files are worked off by the market itself as soon as it runs; some of their lines are as wrong as lines in files are.
"""

from __future__ import annotations

from souk.contracts.products.calls import Option, OptionValue, ProductDraft, VariationDraft
from souk.contracts.products.calls.shelves import ProductExists, Shelves
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.ids import ShopId
from souk.vocabulary.money import Money

shelves = ask(Shelves)

#: Shop, slug, title, type, facts, description, option with its values and tones, price in cents.
_DRAFTS = (
    (
        "kiln-and-wool", "harbour-mittens", "Harbour Mittens", "clothes", {"gender": "unisex", "material": "wool", "category": "gloves"},
        "Two threads knitted as one, so that the wind has to ask twice. Photographs when the light is back.",
        ("Colour", (("Soot", "#2b2c2f"), ("Oatmeal", "#d9c9ae"))), 4800,
    ),
    (
        "kiln-and-wool", "pilot-blanket", "Pilot Blanket", "general", {"brand": "Kiln & Wool", "kind": "Blankets"},
        "The blanket from the harbour pilots’ bunk room. We are still arguing about the size of the check.",
        None, 15900,
    ),
    (
        "field-and-thread", "mended-shirt", "The Mended Shirt", "clothes", {"gender": "unisex", "material": "cotton", "category": "shirt"},
        "Returned, repaired, relabelled: no two alike. Needs a sentence on how we choose the thread.",
        ("Size", (("S", None), ("M", None), ("L", None))), 3900,
    ),
    (
        "lantern-and-quill", "a-winter-ledger", "A Winter Ledger", "book", {"author": "Isla Menzies", "binding": "hardcover", "page_count": 212},
        "Our own almanac of the dark months: what was read aloud, by whom, and what was eaten meanwhile.",
        None, 2600,
    ),
)  # fmt: skip

_YARN = """Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price
fjord-yarn,Fjord Yarn,<p>Two-ply from sheep that see the sea every day.</p>,Kiln & Wool,Yarn,"wool, undyed",FALSE,Colour,Fog,KW-YARN-FOG,100,40,9.50
fjord-yarn,,,,,,,,Peat,KW-YARN-PEAT,100,25,9.50
fjord-yarn,,,,,,,,Moss,KW-YARN-MOSS,100,0,
lighthouse-needles,Lighthouse Needles,"<p>Birch, turned thin. They click more quietly than steel.</p>",Kiln & Wool,Needles,,FALSE,Size,4 mm,KW-NEEDLE-4,30,60,14.00
lighthouse-needles,,,,,,,,5 mm,KW-NEEDLE-5,35,60,14.00
darning-kit,Darning Kit,<p>An egg of beech and three yards of each grey we use.</p>,Kiln & Wool,Mending,kit,FALSE,,,KW-DARN,180,18,22.00
,,,,,,,,,KW-NOBODY,,4,3.00
gift-voucher,,,Kiln & Wool,Vouchers,,FALSE,,,KW-GIFT,,,25.00
"""  # fmt: skip

_PRICES = """Handle,Title,Variant SKU,Variant Price
tea-towel,Tea Towel,FT-TOWEL,about twelve
"""

_FILES = (
    ("kiln-and-wool", "yarn-for-spring.csv", _YARN),
    ("field-and-thread", "prices.csv", _PRICES),
)


def fill_desks(shop_ids: dict[str, ShopId]) -> None:
    """Once, however often it is asked."""
    for shop, slug, title, kind, facts, text, option, cents in _DRAFTS:
        values = option[1] if option else ()
        draft = ProductDraft(
            slug=slug,
            title=title,
            product_type=kind,
            shop_id=shop_ids[shop],
            description_html=f"<p>{text}</p>",
            attributes=facts,
            options=[Option(name=option[0], values=[OptionValue(value=v, swatch=tone) for v, tone in values])]
            if option
            else [],
            variations=[
                VariationDraft(
                    sku="-".join([slug, *([value] if value else [])]).upper().replace(" ", "-"),
                    options={option[0]: value} if option else {},
                    price=Money.of(cents, "USD"),
                    stock=6,
                )
                for value, _ in values or [("", None)]
            ],
            status="draft",
        )
        try:
            shelves.put_on_shelf(key=f"demo-{slug}", draft=draft)
        except ProductExists:
            continue  # its owner has gone on with it
    for shop, name, content in _FILES:
        if any(each.file_name == name for each in shelves.imports(shop_id=shop_ids[shop]).items):
            continue
        shelves.begin_import(
            key=f"demo-{name}", shop_id=shop_ids[shop], file_name=name, content=content.encode()
        )
