"""gateway: the front door: it knows which house answers what, who may go how often, and has one description of the whole API.

Owns: nothing; `doors.json` is written from the houses' code by `make docs`. Says: nothing. Hears: nothing. Asks: nobody by contract;
it carries requests to every house over HTTP.
Together, in one process, it is only the `pages` with the documents. As a process of its own it is `asgi`, which says in which order
to read: `asgi/front.py`, `rules/doors.py`, `rules/headers.py`, `adapters/houses.py`.
"""
