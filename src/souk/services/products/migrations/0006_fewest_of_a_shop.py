from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0005_categories_told_anew"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="variation",
            index=models.Index(fields=["shop_id", "available"], name="fewest_of_shop"),
        ),
    ]
