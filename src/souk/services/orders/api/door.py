"""The door through which programs come to orders."""

from souk.kernel.api import Api

api = Api("orders")
