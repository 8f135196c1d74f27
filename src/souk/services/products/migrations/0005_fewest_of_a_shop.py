from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0004_place_on_the_shelf"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="variation",
            index=models.Index(fields=["shop_id", "available"], name="fewest_of_shop"),
        ),
    ]
