"""The door through which programs come to orders."""

from souk.kernel.web.api import Api

api = Api("orders")
