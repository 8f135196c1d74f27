"""The tariffs a market begins with, in its own currency; afterwards the tables are the truth."""

from django.db import migrations

from souk.kernel.settings import settings as process_settings

ZONES = {
    "home": ("United States", "US"),
    "neighbours": ("Canada and Mexico", "CA MX"),
    "europe": ("Europe", "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"),
    "world": ("Rest of the world we serve", "AE AU BR CL HK IL IN JP KR NZ SG TR TW ZA"),
}

METHODS = {
    "economy": ("Economy", "To a parcel shop near the address, held there for ten days"),
    "standard": ("Standard", "To the door, with tracking"),
    "express": ("Express", "To the door by the quickest way, with tracking"),
}

# zone, method: steps (up to grams, price), each further kilogram, free from a subtotal of, days
TARIFFS = [
    ("home", "economy", [(2_000, 600), (10_000, 900)], None, None, (4, 7)),
    ("home", "standard", [(20_000, 1_000), (30_000, 1_500)], 100, 15_000, (3, 5)),
    ("home", "express", [(2_000, 1_900), (10_000, 2_900), (30_000, 4_900)], 300, None, (1, 2)),
    ("neighbours", "standard", [(2_000, 1_800), (10_000, 2_600), (20_000, 4_200)], 250, 25_000, (5, 9)),
    ("neighbours", "express", [(2_000, 3_900), (10_000, 6_400), (20_000, 9_900)], 600, None, (2, 3)),
    ("europe", "standard", [(2_000, 2_400), (10_000, 3_800), (20_000, 5_900)], 350, 30_000, (6, 10)),
    ("europe", "express", [(2_000, 4_900), (10_000, 7_900), (20_000, 12_900)], 800, None, (2, 4)),
    ("world", "standard", [(2_000, 2_900), (10_000, 4_900), (20_000, 7_900)], 450, None, (8, 15)),
    ("world", "express", [(2_000, 5_900), (10_000, 9_900), (20_000, 15_900)], 1_000, None, (3, 5)),
]


def write_tariffs(apps, schema_editor):
    if schema_editor.connection.alias != "shipping":
        return
    zone, country, method, tariff, step = (
        apps.get_model("shipping", name).objects.using("shipping")
        for name in ("Zone", "ZoneCountry", "Method", "ZoneTariff", "WeightStep")
    )
    for code, (name, countries) in ZONES.items():
        zone.create(code=code, name=name)
        country.bulk_create(country.model(country=each, zone_id=code) for each in countries.split())
    method.bulk_create(
        method.model(code=code, label=label, description=description) for code, (label, description) in METHODS.items()
    )
    for zone_code, method_code, steps, extra, free_from, (earliest, latest) in TARIFFS:
        row = tariff.create(
            zone_id=zone_code, method_id=method_code, currency=process_settings().currency, extra_per_kg=extra,
            free_from=free_from, earliest_days=earliest, latest_days=latest,
        )
        step.bulk_create(step.model(tariff_id=row.id, up_to_grams=grams, price=price) for grams, price in steps)


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_initial")]
    operations = [migrations.RunPython(write_tariffs, migrations.RunPython.noop)]
