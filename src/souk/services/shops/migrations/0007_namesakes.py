from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0006_low_stock_letters")]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="same_name",
            field=models.CharField(db_default="", default="", max_length=120),
        ),
        migrations.AddIndex(
            model_name="shop",
            index=models.Index(fields=["same_name", "shop_id"], name="shop_by_same_name"),
        ),
    ]
