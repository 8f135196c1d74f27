from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["template", "message_id"], name="messages_of_kind"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["status", "message_id"], name="messages_by_status"),
        ),
    ]
