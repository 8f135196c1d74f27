from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cart', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnedShop',
            fields=[
                ('shop_id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('user_id', models.CharField(max_length=40)),
                ('is_open', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(fields=['user_id', 'is_open'], name='shops_of_user')],
            },
        ),
    ]
