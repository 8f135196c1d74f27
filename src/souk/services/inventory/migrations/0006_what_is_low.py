from django.db import migrations, models


class Migration(migrations.Migration):
    """Of what runs low alone; MariaDB has no such indexes and goes on reading a shop's."""

    dependencies = [
        ("inventory", "0005_titles_and_what_is_free"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="stockitem",
            index=models.Index(
                fields=["shop_id", "free", "variation_id"],
                condition=models.Q(("free__lte", models.F("low_at")), ("retired_at", None)),
                name="stock_that_is_low",
            ),
        ),
    ]
