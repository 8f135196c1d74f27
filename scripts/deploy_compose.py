"""The street's part of the compose files: two services for each house, and what prepares their databases."""

from __future__ import annotations

import json
import re

from deploy_facts import ON_MARIADB, PORT, Place

POSTGRESQL = "postgresql://souk:${POSTGRESQL_PASSWORD}@postgresql:5432/"
MARIADB = "mysql://souk:${MARIADB_PASSWORD}@mariadb:3306/"
#: Labels of the only house that the world reaches. Its port is the one that the image exposes: a gateway that is named with a port and is
#: not well yet is a server without an address to Traefik, which says 500; without one it says 503.
ROUTES = """\
    labels:
      traefik.enable: "true"
      traefik.http.routers.souk.rule: Host(`${SOUK_DOMAIN:-localhost}`)
      traefik.http.routers.souk.entrypoints: websecure
      traefik.http.routers.souk.middlewares: souk-hsts
      traefik.http.middlewares.souk-hsts.headers.stsSeconds: "31536000"
      traefik.http.services.souk.loadbalancer.healthcheck.path: /health/live
      traefik.http.services.souk.loadbalancer.healthcheck.interval: 10s
"""


def with_street(text: str, places: list[Place]) -> str:
    """The compose file with the street between its two lines, and a volume for each house that keeps files."""
    services = "\n".join([_prepares(places), *(_house(place) for place in places), _jobs(places)])
    volumes = "".join(f"  data-{place.name}:\n" for place in places if place.keeps_files)
    return _put(_put(text, "the street", services), "the street's files", volumes)


def _put(text: str, what: str, lines: str) -> str:
    """The text with `lines` between the two comments that say `what`."""
    place = re.compile(rf"(?<=\n)(  # >>> {what}(?:: [^\n]*)?\n).*?(  # <<< {what}\n)", re.S)
    if not place.search(text):
        raise SystemExit(f"the compose file has lost its lines “# >>> {what}” and “# <<< {what}”")
    return place.sub(lambda found: found[1] + lines + found[2], text)


def on_mariadb(places: list[Place]) -> str:
    """The file that moves some houses to MariaDB."""
    moved = [place for place in places if place.name in ON_MARIADB]
    names = " and ".join(place.name for place in moved)
    parts = [
        f"# {names} on MariaDB, the others as they are. Written by `make deploy`.",
        "#",
        "#     docker compose -f compose.yaml -f compose.mariadb.yaml up -d",
        "services:",
        "  mariadb:",
        "    image: docker.io/library/mariadb:11.8",
        "    restart: unless-stopped",
        "    command: [--character-set-server=utf8mb4, --collation-server=utf8mb4_bin]",
        "    environment:",
        "      MARIADB_USER: souk",
        "      MARIADB_PASSWORD: ${MARIADB_PASSWORD:?write .env with deploy/compose/secrets.sh}",
        '      MARIADB_RANDOM_ROOT_PASSWORD: "yes"',
        f"      SOUK_HOUSES: {' '.join(place.name for place in moved)}",
        "    volumes:",
        "      - mariadb:/var/lib/mysql",
        "      - ./deploy/compose/mariadb.sh:/docker-entrypoint-initdb.d/databases.sh:ro",
        "    networks: [servers]",
        '    security_opt: ["no-new-privileges:true"]',
        "    healthcheck: {test: [CMD, healthcheck.sh, --connect, --innodb_initialized], interval: 5s, timeout: 5s, retries: 24}",
        "    deploy: {resources: {limits: {memory: 768m}}}",
        "  migrate:",
        "    depends_on: {mariadb: {condition: service_healthy}}",
        *_moved("migrate", moved)[1:],
    ]
    for place in moved:
        parts += [*_moved(place.name, [place]), *_moved(f"{place.name}-work", [place])]
    return "\n".join([*parts, "volumes:", "  mariadb:", ""])


def targets(places: list[Place]) -> str:
    """Where Prometheus finds every process of compose.yaml (`file_sd_configs`)."""
    found = [
        {"targets": [f"{place.name}{suffix}:{PORT}"], "labels": {"house": place.name, "role": role}}
        for place in places
        for role, suffix in (("serve", ""), ("work", "-work"))
        if role == "serve" or place.works
    ]
    return "[\n" + ",\n".join(f"  {json.dumps(each)}" for each in found) + "\n]\n"


def _moved(service: str, places: list[Place]) -> list[str]:
    variables = [f"      {place.variable}: {MARIADB}{place.name}" for place in places]
    return [f"  {service}:", "    environment:", *variables]


def _prepares(places: list[Place]) -> str:
    kept = [place for place in places if place.works]
    databases = "".join(f"      {place.variable}: {POSTGRESQL}{place.name}\n" for place in kept)
    return f"""\
  # Hosts every house for a moment: `docker compose run --rm migrate seed` opens the demo market with it, `… migrate doctor` looks at
  # every database.
  migrate:
    <<: *souk
    build: .
    command: [migrate, --create]
    restart: "no"
    environment:
      <<: *settings
      SOUK_ERRANDS: "true"
      SOUK_MEDIA: /media
{databases}    volumes: ["media:/media"]
    healthcheck: {{disable: true}}
    networks: [servers]
    depends_on:
      postgresql: {{condition: service_healthy}}
      rabbitmq: {{condition: service_healthy}}
"""


def _house(place: Place) -> str:
    serve = _service(place, place.name, "serve", ROUTES if place.name == "gateway" else "")
    return serve + ("\n" + _service(place, f"{place.name}-work", "work", "") if place.works else "")


def _jobs(places: list[Place]) -> str:
    """With Celery one worker runs the jobs of all houses; a busy house may be given one of its own."""
    kept = [place for place in places if place.works]
    databases = "".join(f"      {place.variable}: {POSTGRESQL}{place.name}\n" for place in kept)
    volumes = ", ".join(
        ['"media:/media"', *(f'"data-{place.name}:/data"' for place in kept if place.keeps_files)]
    )
    return f"""\
  jobs:
    <<: *work
    profiles: [celery]
    command: [jobs, {", ".join(place.name for place in kept)}]
    environment:
      <<: *settings
      SOUK_MEDIA: /media
      SOUK_TOKEN_KEYS: {_required("SOUK_TOKEN_KEYS")}
      SOUK_NOTIFICATIONS_EMAIL_URL: {_required("SOUK_NOTIFICATIONS_EMAIL_URL")}
{databases}    tmpfs: [/tmp]
    volumes: [{volumes}]
    healthcheck: {{disable: true}}
    networks: [street, servers, outside]
"""


def _required(variable: str) -> str:
    return f"${{{variable}:?write .env with deploy/compose/secrets.sh}}"


def _service(place: Place, name: str, verb: str, labels: str) -> str:
    environment = [f"      {place.variable}: {POSTGRESQL}{place.name}"] if place.works else []
    if place.name == "notifications":
        environment += [f"      SOUK_NOTIFICATIONS_EMAIL_URL: {_required('SOUK_NOTIFICATIONS_EMAIL_URL')}"]
    if place.name == "users":
        environment += [f"      SOUK_TOKEN_KEYS: {_required('SOUK_TOKEN_KEYS')}"]
    environment += ["      SOUK_MEDIA: /media"] if place.has_pictures else []
    networks = ["street", "servers", *(["outside"] if place.outside else []), *(["edge"] if labels else [])]
    volumes = [f"data-{place.name}:/data"] if place.keeps_files else []
    volumes += ["media:/media"] if place.has_pictures else []
    lines = [f"  {name}:", f"    <<: *{verb}", f"    command: [{verb}, {place.name}]"]
    lines += ["    environment:", "      <<: *settings", f"      SOUK_HOST: {place.name}", *environment]
    lines += ["    tmpfs: [/tmp]"] if place.keeps_files else []
    lines += (
        [f"    volumes: [{', '.join(repr(each) for each in volumes)}]".replace("'", '"')] if volumes else []
    )
    lines += [f"    networks: [{', '.join(networks)}]"]
    return "\n".join(lines) + "\n" + labels
