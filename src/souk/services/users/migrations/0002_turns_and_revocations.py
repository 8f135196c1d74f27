from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='sessiontoken',
            name='is_told',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='sessiontoken',
            name='revoked_at',
            field=models.DateTimeField(db_index=True, null=True),
        ),
        migrations.AddField(
            model_name='sessiontoken',
            name='sealed_next',
            field=models.CharField(db_default='', default='', max_length=120),
        ),
    ]
