from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_benefits_that_people_do")]
    operations = [
        migrations.AddField("customer", "name_revision", models.BigIntegerField(default=0, db_default=0))
    ]
