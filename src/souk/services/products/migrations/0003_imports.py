import django.db.models.deletion
from django.db import migrations, models


def of(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=name, to="products.import"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0002_ratings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("import_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("shop_id", models.CharField(max_length=40)),
                ("file_name", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=80)),
                ("status", models.CharField(max_length=10)),
                ("total", models.IntegerField(null=True)),
                ("done", models.IntegerField(default=0)),
                ("created", models.IntegerField(default=0)),
                ("updated", models.IntegerField(default=0)),
                ("unchanged", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("problem", models.CharField(default="", max_length=300)),
                ("failures", models.IntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["status", "due_at"], name="import_due"),
                    models.Index(fields=["shop_id", "-import_id"], name="newest_import"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("offer", models.TextField()),
                ("of", of("offers")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("of", "number"), name="offer_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("content", models.BinaryField()),
                ("of", of("pieces")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("of", "number"), name="piece_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("name", models.CharField(max_length=80)),
                ("text", models.CharField(max_length=500)),
                ("is_refused", models.BooleanField()),
                ("of", of("remarks")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("of", "place"), name="remark_once")],
            },
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["shop", "-product_id"], name="newest_of_shop"),
        ),
    ]
