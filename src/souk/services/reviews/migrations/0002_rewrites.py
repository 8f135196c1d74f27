from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0001_initial'),
    ]

    operations = [
        operation
        for model in ('review', 'comment')
        for operation in (
            migrations.AddField(
                model_name=model,
                name='rewrites',
                field=models.IntegerField(db_default=0, default=0),
            ),
            migrations.AddField(
                model_name=model,
                name='rewrites_since',
                field=models.DateTimeField(null=True),
            ),
        )
    ]
