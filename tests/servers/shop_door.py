"""Asks the house of shops twice from a process of its own, and lets its server say goodbye in between: python -m tests.servers.shop_door"""

from __future__ import annotations

import json
import time

from souk.process import compose

if __name__ == "__main__":
    compose()
    from django.db import connections
    from django.test import Client

    from souk.kernel.data.connections import keep_connections

    keep_connections()
    client, connection = Client(raise_request_exception=False), connections["shops"]
    seen: list[object] = [client.get("/api/shops").status_code]
    first = connection.connection
    seen.append(client.get("/api/shops").status_code)
    pooled = bool(connection.settings_dict["OPTIONS"].get("pool"))
    seen.append(pooled or connection.connection is first)
    with connection._nodb_cursor() as killer:
        if connection.vendor == "postgresql":
            killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [connection.settings_dict["NAME"]],
            )
        else:
            killer.execute(
                "SELECT id FROM information_schema.processlist WHERE db = %s",
                [connection.settings_dict["NAME"]],
            )
            for (number,) in killer.fetchall():
                killer.execute(f"KILL {number}")
    time.sleep(1)  # a server that is asked to end a connection does so in its own time
    seen += [client.get("/api/shops").status_code for _ in range(2)]
    print(json.dumps(seen))
