from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0004_place_on_the_shelf")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="is_told",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="category",
            name="told_after",
            field=models.CharField(db_default="", default="", max_length=40),
        ),
    ]
