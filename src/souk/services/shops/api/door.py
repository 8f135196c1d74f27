"""The door through which programs come to shops."""

from souk.kernel.api import Api

api = Api("shops")
