from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0008_titles_of_what_is_low")]

    operations = [
        migrations.AddField(
            model_name="solditem",
            name="part_of",
            field=models.CharField(db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="solditem",
            name="bought",
            field=models.IntegerField(null=True),
        ),
    ]
