"""What the type checker needs to know of Django: that the kernel has tables."""

SECRET_KEY = "only for the type checker"
INSTALLED_APPS = ["souk.kernel"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
