from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_the_desk")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="guest_id",
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["guest_id", "-order_id"], name="orders_of_guest"),
        ),
    ]
