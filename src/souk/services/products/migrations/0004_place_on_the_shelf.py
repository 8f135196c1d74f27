"""The order of a shelf as a column that the database works out, whoever writes the row: the release before need not know of it."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0003_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="place",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Right("product_id", 26),
                output_field=models.CharField(max_length=26),
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["shop", "-place"], name="newest_on_shelf"),
        ),
    ]
