import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wishlist", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("waiting_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("email", models.CharField(max_length=254)),
                ("email_hash", models.CharField(max_length=64)),
                ("user_id", models.CharField(db_index=True, max_length=40, null=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting",
                        to="wishlist.watchedproduct",
                    ),
                ),
                (
                    "variation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting",
                        to="wishlist.watchedvariation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["email_hash", "variation"], name="waits_once_for_each")
                ],
            },
        ),
    ]
