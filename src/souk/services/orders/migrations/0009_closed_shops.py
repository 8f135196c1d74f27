from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_by_total")]

    operations = [
        migrations.CreateModel(
            name="ClosedShop",
            fields=[
                ("shop_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("heard_at", models.DateTimeField()),
            ],
        ),
    ]
