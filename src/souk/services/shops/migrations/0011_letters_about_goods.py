from django.db import migrations, models

import souk.kernel.data.documents


class Migration(migrations.Migration):
    dependencies = [("shops", "0010_sale_letters")]

    operations = [
        migrations.CreateModel(
            name="DueGoodsLetter",
            fields=[
                ("letter_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("shop_id", models.CharField(db_index=True, max_length=40)),
                ("goods", souk.kernel.data.documents.DocumentField(default=list)),
                ("reason", models.CharField(default="", max_length=300)),
                ("made_at", models.DateTimeField()),
            ],
        ),
    ]
