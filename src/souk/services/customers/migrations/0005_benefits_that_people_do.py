"""What nobody does by itself is asked for and done by staff; what nothing stands behind is taken out. A market's own words stay.

Benefits that were activated before and never used were promised: they wait for staff now.
"""

from django.db import migrations, models
from django.db.models import F

GONE = {
    "gold-products": "Things that shops keep for Gold members and above.",
    "platinum-products": "Things that shops keep for Platinum members.",
}
WORDS = {
    "quarterly-gift": ("Something small from one of our shops, once a quarter.", "Something small, once a quarter. Ask for it, and we write to you about it."),
    "monthly-gift": ("Something small from one of our shops, once a month.", "Something small, once a month. Ask for it, and we write to you about it."),
    "vip-events": ("Invitations to launches and evenings in our shops.", "Ask, and we write to you about the next launch or evening in our shops."),
    "dedicated-support": ("One person who answers you, whatever it is about.", "One person who answers you. Ask, and we write to you who it is."),
}  # fmt: skip


def say_what_is_true(apps, schema_editor):
    if schema_editor.connection.alias != "customers":
        return
    benefit, held = (apps.get_model("customers", name).objects.using("customers") for name in ("Benefit", "HeldBenefit"))
    for benefit_id, words in GONE.items():
        benefit.filter(benefit_id=benefit_id, description=words).delete()
    for benefit_id, (before, after) in WORDS.items():
        benefit.filter(benefit_id=benefit_id, description=before).update(description=after)
    held.filter(is_active=True, used_at=None).update(asked_at=F("activated_at"))


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_early_access_in_words")]
    operations = [
        migrations.AddField("heldbenefit", "asked_at", models.DateTimeField(null=True)),
        migrations.AddIndex("heldbenefit", models.Index(fields=["asked_at", "id"], name="benefits_asked_for")),
        migrations.RunPython(say_what_is_true, migrations.RunPython.noop),
    ]
