"""The door through which programs come to shops."""

from souk.kernel.web.api import Api

api = Api("shops")
