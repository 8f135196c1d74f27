from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0007_namesakes")]

    operations = [
        migrations.AddField(
            model_name="lowstock",
            name="title",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
    ]
