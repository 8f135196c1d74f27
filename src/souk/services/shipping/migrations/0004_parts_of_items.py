from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shipping", "0003_handing_in")]

    operations = [
        migrations.AddField(
            model_name="shipmentline",
            name="part_of",
            field=models.CharField(db_default="", default="", max_length=60),
        ),
    ]
