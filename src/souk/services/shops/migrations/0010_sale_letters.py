from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0009_parts_of_items")]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="wants_sales",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="soldorder",
            name="to_tell_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="soldorder",
            index=models.Index(fields=["to_tell_at"], name="sold_to_tell"),
        ),
    ]
