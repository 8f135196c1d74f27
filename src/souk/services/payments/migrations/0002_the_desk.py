from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["order_number", "payment_id"], name="payments_of_number"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["status", "payment_id"], name="payments_by_status"),
        ),
        migrations.AddIndex(
            model_name="ledgerline",
            index=models.Index(fields=["at", "id"], name="ledger_by_time"),
        ),
    ]
