from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexedShop',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('shop_id', models.CharField(max_length=40, unique=True)),
                ('revision', models.BigIntegerField(default=0)),
                ('is_shown', models.BooleanField(default=False)),
                ('is_closed', models.BooleanField(default=False)),
                ('is_verified', models.BooleanField(default=False)),
                ('slug', models.CharField(default='', max_length=80)),
                ('name', models.CharField(default='', max_length=120)),
                ('tagline', models.CharField(default='', max_length=160)),
                ('city', models.CharField(default='', max_length=120)),
                ('country', models.CharField(default='', max_length=2)),
                ('picture_url', models.CharField(max_length=300, null=True)),
                ('changed', models.BigIntegerField(db_index=True)),
                ('description', models.TextField(default='')),
            ],
        ),
    ]
