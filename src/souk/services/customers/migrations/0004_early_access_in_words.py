"""The early benefit says what it is: the code of a sale counts before its time. Words that a market wrote itself stay."""

from django.db import migrations

BEFORE = ("Sales 24 hours early", "Flash sales open for you 24 hours before everybody else.")


def say_it(apps, schema_editor):
    if schema_editor.connection.alias != "customers":
        return
    rows = apps.get_model("customers", "Benefit").objects.using("customers").filter(kind="early_access")
    for row in rows.filter(label=BEFORE[0], description=BEFORE[1]):
        row.label = f"Sale codes {row.amount} hours early"
        row.description = (
            f"The code of a sale that begins at a set time works for you {row.amount} hours before everybody else."
        )
        row.save()


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_terms_of_tiers")]
    operations = [migrations.RunPython(say_it, migrations.RunPython.noop)]
