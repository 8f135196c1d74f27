"""The tiers and benefits a market begins with, in its own currency; afterwards the tables are the truth."""

from django.db import migrations

from souk.kernel.settings import settings as process_settings
from souk.vocabulary.money import exponent

# tier, label, rank, spend within a year in whole units of money, points on a birthday
TIERS = [
    ("bronze", "Bronze", 1, 200, 50),
    ("silver", "Silver", 2, 500, 100),
    ("gold", "Gold", 3, 1_500, 200),
    ("platinum", "Platinum", 4, 4_000, 500),
]

# id, label, description, kind, from tier, amount, methods, countries, over (whole units), days of a period
BENEFITS = [
    ("standard-shipping", "Free standard shipping", "Standard and economy shipping at home cost nothing, on every order.", "free_shipping", "bronze", 0, "economy standard", "US", 0, 0),
    ("bronze-discount", "5 % off", "5 % off the goods of every order.", "discount", "bronze", 5, "", "", 0, 0),
    ("express-shipping", "Free express shipping over 50", "Express shipping at home costs nothing on orders over 50.", "free_shipping", "silver", 0, "express", "US", 50, 0),
    ("silver-discount", "10 % off", "10 % off the goods of every order, instead of 5 %.", "discount", "silver", 10, "", "", 0, 0),
    ("early-access", "Sales 24 hours early", "Flash sales open for you 24 hours before everybody else.", "early_access", "silver", 24, "", "", 0, 0),
    ("priority-shipping", "Free priority shipping", "The quickest way at home costs nothing, on every order.", "free_shipping", "gold", 0, "express priority", "US", 0, 0),
    ("gold-discount", "15 % off", "15 % off the goods of every order, instead of 10 %.", "discount", "gold", 15, "", "", 0, 0),
    ("quarterly-gift", "A gift each quarter", "Something small from one of our shops, once a quarter.", "gift", "gold", 0, "", "", 0, 91),
    ("gold-products", "Gold products", "Things that shops keep for Gold members and above.", "exclusive", "gold", 0, "", "", 0, 0),
    ("international-shipping", "Free international shipping", "Shipping costs nothing wherever we ship to.", "free_shipping", "platinum", 0, "economy standard express priority", "", 0, 0),
    ("platinum-discount", "20 % off", "20 % off the goods of every order, instead of 15 %.", "discount", "platinum", 20, "", "", 0, 0),
    ("monthly-gift", "A gift each month", "Something small from one of our shops, once a month.", "gift", "platinum", 0, "", "", 0, 30),
    ("platinum-products", "Platinum products", "Things that shops keep for Platinum members.", "exclusive", "platinum", 0, "", "", 0, 0),
    ("vip-events", "Events and launches", "Invitations to launches and evenings in our shops.", "event", "platinum", 0, "", "", 0, 30),
    ("dedicated-support", "Your own contact", "One person who answers you, whatever it is about.", "support", "platinum", 0, "", "", 0, 0),
]  # fmt: skip


def write_programme(apps, schema_editor):
    if schema_editor.connection.alias != "customers":
        return
    unit = 10 ** exponent(process_settings().currency)
    tier, benefit = (apps.get_model("customers", name).objects.using("customers") for name in ("Tier", "Benefit"))
    tier.bulk_create(
        tier.model(tier=code, label=label, rank=rank, spend_from=spend * unit, birthday_points=points)
        for code, label, rank, spend, points in TIERS
    )
    benefit.bulk_create(
        benefit.model(
            benefit_id=code, label=label, description=description, kind=kind, from_tier_id=from_tier, position=place,
            amount=amount, methods=methods, countries=countries, over=over * unit, period_days=days,
        )
        for place, (code, label, description, kind, from_tier, amount, methods, countries, over, days) in enumerate(BENEFITS)
    )


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(write_programme, migrations.RunPython.noop)]
