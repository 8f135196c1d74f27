from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_closed_shops")]

    operations = [
        migrations.AddField(
            model_name="orderitem",
            name="part_of",
            field=models.CharField(db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="orderitem",
            name="bought",
            field=models.IntegerField(null=True),
        ),
    ]
