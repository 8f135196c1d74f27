"""The compose files run the whole street, each house behind the gateway, and nothing else is to be reached."""

from __future__ import annotations

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from souk.street import STREET
from tests.deploy.written import ROOT, compose

FILES = sorted(path.name for path in ROOT.glob("compose*.yaml"))
#: Brought by whoever runs it.
LATER = ("./deploy/nginx/certificates",)
PUBLISHED = {"traefik", "nginx"}
SERVICES = compose()["services"]
HOUSES = [name for house in STREET for name in (house.name, f"{house.name}-work") if name in SERVICES]


@pytest.mark.parametrize("house", STREET, ids=lambda house: house.name)
def test_every_house_answers_and_works(house) -> None:
    assert SERVICES[house.name]["command"] == ["serve", house.name]
    worker = SERVICES.get(f"{house.name}-work")
    assert (worker is not None) == house.has_database
    if worker:
        assert worker["command"] == ["work", house.name]


@pytest.mark.parametrize("name", HOUSES)
def test_a_house_has_its_own_database_and_no_other(name: str) -> None:
    given = {key for key in SERVICES[name]["environment"] if key.endswith("_DATABASE")}
    house = name.removesuffix("-work")
    assert given == ({f"SOUK_{house.upper()}_DATABASE"} if f"{house}-work" in SERVICES else set())


@pytest.mark.parametrize("name", HOUSES)
def test_a_command_typed_in_a_container_speaks_for_its_house_and_asks_the_others(name: str) -> None:
    """`docker compose exec web souk audit`: without it the process would host every house, each with an empty database."""
    assert SERVICES[name]["environment"]["SOUK_HOST"] == name.removesuffix("-work")


def test_pictures_are_where_they_are_looked_for() -> None:
    """A house that is told of a folder it does not have says to whoever asks the doctor that it cannot write it."""
    for name, service in SERVICES.items():
        if "SOUK_ENVIRONMENT" in service.get("environment", {}):
            has_folder = "media:/media" in service.get("volumes", [])
            assert ("SOUK_MEDIA" in service["environment"]) == has_folder, name


def test_whoever_migrates_hosts_every_house() -> None:
    assert "SOUK_HOST" not in SERVICES["migrate"]["environment"]


def test_the_doctor_misses_no_secret_that_whoever_migrates_does_not_have_on_purpose(tmp_path: Path) -> None:
    """`docker compose run --rm migrate doctor`."""
    told: dict[str, str] = {
        name: re.sub(r"\$\{(\w+)[^}]*}", lambda hole: sha256(hole[1].encode()).hexdigest(), value)
        for name, value in SERVICES["migrate"]["environment"].items()
    }
    assert not {"SOUK_TOKEN_KEYS", "SOUK_NOTIFICATIONS_EMAIL_URL"} & told.keys()
    told |= {
        "SOUK_DATA": str(tmp_path),
        "SOUK_EVENTS": "amqp://127.0.0.1:1",
        "SOUK_CACHE": "redis://127.0.0.1:1",
    }
    code = "from souk.process import complaints; print(complaints())"
    asked = subprocess.run(
        [sys.executable, "-c", code], env=told, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == "[]"
    serves = subprocess.run(
        [sys.executable, "-m", "souk.cli", "serve", "users"], env=told, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert serves.returncode == 1
    assert "SOUK_ERRANDS is on" in serves.stderr


def test_traefik_is_understood_by_todays_docker() -> None:
    """Docker 29 wants API 1.44 or newer; Traefik speaks it since 3.6.1."""
    version = SERVICES["traefik"]["image"].rpartition(":v")[2]
    assert tuple(int(part) for part in version.split(".")) >= (3, 6)


def test_a_gateway_that_is_not_well_yet_is_503_and_not_404() -> None:
    """Traefik leaves out who is not well and forgets the way there; with a port named it keeps a server without an address: 500."""
    assert "--providers.docker.allowemptyservices=true" in SERVICES["traefik"]["command"]
    assert not [label for label in SERVICES["gateway"]["labels"] if label.endswith("server.port")]
    exposed = re.findall(r"^EXPOSE (.+)$", (ROOT / "Dockerfile").read_text(), re.M)
    assert exposed == [SERVICES["migrate"]["environment"]["SOUK_NEIGHBOURS"].rpartition(":")[2]]


def test_where_no_gateway_is_the_same_address_leads_to_a_door_that_nobody_answers() -> None:
    away, gateway = SERVICES["traefik"]["labels"], SERVICES["gateway"]["labels"]
    for what in ("rule", "entrypoints"):
        assert away[f"traefik.http.routers.away.{what}"] == gateway[f"traefik.http.routers.souk.{what}"]
    assert away["traefik.http.routers.away.priority"] == "1", (
        "a longer rule comes first by itself, an equal one does not"
    )
    assert away["traefik.http.services.away.loadbalancer.server.port"] == "9"


@pytest.mark.parametrize("name", HOUSES)
def test_a_house_starts_after_the_migration_as_nobody_and_is_not_published(name: str) -> None:
    service = SERVICES[name]
    assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "ports" not in service
    assert service["restart"] == "unless-stopped"


def test_the_world_reaches_the_proxy_alone() -> None:
    for name, service in SERVICES.items():
        for port in service.get("ports", []):
            assert name in PUBLISHED or port.startswith("127.0.0.1:"), f"{name} publishes {port}"
    networks = compose()["networks"]
    assert networks["street"] == networks["servers"] == {"internal": True}
    assert {name for name, each in SERVICES.items() if "edge" in each.get("networks", [])} == {
        "traefik",
        "gateway",
    }


def test_nginx_can_read_a_key_that_is_somebody_elses() -> None:
    """Root without this right reads what root owns, and nothing of the person's who keeps a certificate to themselves."""
    assert "DAC_OVERRIDE" in compose("compose.nginx.yaml")["services"]["nginx"]["cap_add"]


def test_nginx_says_strict_transport_security_once() -> None:
    """The gateway says it too; two of one header are one too many (RFC 6797, 7.1)."""
    front = (ROOT / "deploy/nginx/nginx.conf").read_text()
    assert front.count("add_header Strict-Transport-Security") == 1
    assert "proxy_hide_header Strict-Transport-Security;" in front


def test_nginx_opens_before_there_is_a_gateway_and_is_asked_for_an_answer() -> None:
    nginx = compose("compose.nginx.yaml")["services"]["nginx"]
    assert nginx["depends_on"] == ["gateway"]
    assert nginx["healthcheck"]["test"][-1].startswith("http://"), (
        "a configuration that can be read answers nobody"
    )


def test_nothing_takes_the_whole_machine() -> None:
    for name, service in SERVICES.items():
        if name != "migrate":
            assert service["deploy"]["resources"]["limits"]["memory"], name
            assert "restart" in service, name


def test_what_waits_for_health_waits_for_something_that_tells_it() -> None:
    for name, service in SERVICES.items():
        waits = service.get("depends_on", {})
        for other, how in waits.items() if isinstance(waits, dict) else []:
            if how.get("condition") == "service_healthy":
                assert "healthcheck" in SERVICES[other] or other in HOUSES, f"{name} waits for {other}"


@pytest.mark.parametrize("name", FILES)
def test_every_network_and_volume_is_declared_and_every_mounted_file_exists(name: str) -> None:
    whole = compose() if name != "compose.servers.yaml" else {}
    added = compose(name)
    volumes = {**whole.get("volumes", {}), **(added.get("volumes") or {})}
    networks = {**whole.get("networks", {}), **(added.get("networks") or {})}
    for service in added["services"].values():
        assert set(service.get("networks", [])) <= set(networks)
        for mounted in service.get("volumes", []):
            source = mounted.split(":")[0]
            if source.startswith("./"):
                assert source.startswith(LATER) or (ROOT / source).exists(), source
            elif not source.startswith("/"):
                assert source in volumes, source


def test_mariadb_takes_both_processes_of_a_house_and_their_migration() -> None:
    moved = compose("compose.mariadb.yaml")["services"]
    houses = moved["mariadb"]["environment"]["SOUK_HOUSES"].split()
    assert len(houses) >= 2
    for house in houses:
        variable = f"SOUK_{house.upper()}_DATABASE"
        for service in (house, f"{house}-work", "migrate"):
            assert moved[service]["environment"][variable].endswith(f"@mariadb:3306/{house}")


def test_servers_for_development_are_those_of_make_servers() -> None:
    ports = {
        name: service["ports"][0].split(":")[1]
        for name, service in compose("compose.servers.yaml")["services"].items()
    }
    assert ports == {
        "postgresql": "21432",
        "mariadb": "21306",
        "redis": "21379",
        "rabbitmq": "21672",
        "kafka": "21092",
    }


def test_what_is_generated_is_up_to_date(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "scripts/generate_deploy.py", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    fresh = {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*.*")}
    stale = [
        name
        for name, text in fresh.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text() != text
    ]
    gone = [
        path.name
        for path in (ROOT / "deploy/kubernetes/base").rglob("*.yaml")
        if str(path.relative_to(ROOT)) not in fresh
    ]
    assert not stale + gone, f"run `make deploy`: {', '.join(stale + gone)}"


def test_no_password_is_written_anywhere() -> None:
    """Development's servers have known ones; everything else names where the secret is."""
    named = re.compile(
        r"(password|secret|token|_key|pass)\w*['\"]?\s*[:=]\s*['\"]?(?P<value>[^\s'\"#,}]+)", re.I
    )
    allowed = re.compile(r"^(\$|\{|souk-|/|%s|\\|secretKeyRef)|^$")
    brought = ROOT / LATER[0]  # kept out of the repository, and of this
    files = [path for path in (ROOT / "deploy").rglob("*") if path.is_file() and brought not in path.parents]
    files += [ROOT / name for name in FILES if name != "compose.servers.yaml"] + [ROOT / "Dockerfile"]
    for path in files:
        for line in path.read_text().splitlines():
            if path.suffix != ".json" and (found := named.search(line)) and "servers.sql" not in path.name:
                assert allowed.match(found["value"]) or found["value"] in ("false", "yes"), (
                    f"{path.name}: {line.strip()}"
                )
    for path in files:
        assert "PRIVATE KEY" not in path.read_text(), path
