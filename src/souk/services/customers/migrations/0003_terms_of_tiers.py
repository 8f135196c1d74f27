from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_first_programme")]
    operations = [migrations.AddField("tier", "changed_at", models.DateTimeField(null=True))]
