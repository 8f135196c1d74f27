"""The gateway as a process of its own: an ASGI application that carries requests to the houses.

`front` is what every request passes, `carrying` its way to a house and back, `sockets` the same for WebSockets, `documents` what
the gateway answers itself, `counting` the rate limits that workers share.
"""

from __future__ import annotations

from souk.contracts.products.kinds import known_kinds
from souk.kernel.settings import house_url
from souk.kernel.settings import settings as process_settings
from souk.kernel.shares import shares_of
from souk.kernel.telemetry.metrics import start_metrics
from souk.services.gateway.adapters.houses import Houses
from souk.services.gateway.asgi.documents import Documents, kept
from souk.services.gateway.asgi.front import Front
from souk.services.gateway.rules import doors
from souk.services.gateway.rules.collections import with_collections
from souk.services.gateway.settings import settings


def application() -> Front:
    """Needs a configured Django, for the templates of its documents. Raises SystemExit with a sentence if it is not told where every
    house lives: `SOUK_<HOUSE>_URL`, several replicas joined by commas."""
    written = with_collections(kept(), known_kinds())
    known = {name: house_url(name) for name in written["houses"]}
    missing = [f"SOUK_{name.upper()}_URL" for name, url in known.items() if not url]
    if missing:
        raise SystemExit(f"souk: the gateway does not know where these houses live; set {', '.join(missing)}")
    urls = {name: [one.strip() for one in url.split(",")] for name, url in known.items() if url}
    urls |= {share.name: [share.url] for name in urls for share in shares_of(name)[1:] if share.url}
    houses = Houses(urls, settings())
    start_metrics()
    documents = Documents(written, houses)
    return Front(doors.read(written), houses, documents, settings(), process_settings().trusted_proxies)
