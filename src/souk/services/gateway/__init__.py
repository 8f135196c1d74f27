"""gateway: the front door's documents: one API description for all houses, and the list of every event.

Owns: nothing. Says: nothing. Hears: nothing. Asks: nobody; the process tells it which endpoints and events there are.
"""
