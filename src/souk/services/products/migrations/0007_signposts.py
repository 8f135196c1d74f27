from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0006_fewest_of_a_shop"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signpost",
            fields=[
                ("product_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("slug", models.CharField(max_length=240, unique=True)),
                ("kept_as", models.CharField(default="", max_length=40)),
                ("moved_at", models.DateTimeField()),
            ],
        ),
    ]
