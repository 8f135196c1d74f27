from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0005_the_desk")]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="wants_low_stock",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.CreateModel(
            name="LowStock",
            fields=[
                ("variation_id", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("shop_id", models.CharField(max_length=60)),
                ("sku", models.CharField(max_length=80)),
                ("available", models.IntegerField()),
                ("noticed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["shop_id", "noticed_at"], name="low_of_shop")],
            },
        ),
        migrations.AddIndex(
            model_name="solditem",
            index=models.Index(fields=["variation_id", "item_id"], name="sold_of_variation"),
        ),
    ]
