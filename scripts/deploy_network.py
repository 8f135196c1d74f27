"""Who may speak to whom: a policy for each house, and one for what all share."""

from __future__ import annotations

from deploy_facts import PORT, Place, asked_by
from deploy_manifests import PART, Manifest, meta

#: Namespaces from which the world comes in, and where measurements are kept.
DOORS = ["ingress-nginx", "traefik", "app-routing-system"]
WATCHERS = ["monitoring"]
#: PostgreSQL, MariaDB, RabbitMQ (also with TLS), Redis (also with TLS), Kafka.
SERVER_PORTS = [5432, 3306, 5672, 5671, 6379, 6380, 10000, 9092]
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"]


def policy(place: Place) -> Manifest:
    """In: who may ask this house, and who measures it. Out: whom it asks. Servers, names and the world are in network.yaml."""
    inward: list[Manifest] = [{"from": _namespaces(WATCHERS), "ports": [_tcp(PORT)]}]
    if askers := asked_by(place.name):
        inward.insert(0, {"from": [_houses(askers)], "ports": [_tcp(PORT)]})
    if place.name == "gateway":
        inward.insert(0, {"from": _namespaces(DOORS), "ports": [_tcp(PORT)]})
    outward = [{"to": [_houses(list(place.asks))], "ports": [_tcp(PORT)]}] if place.asks else []
    return _policy(place.name, {"matchLabels": {"app.kubernetes.io/name": place.name}}, inward, outward)


def network() -> list[Manifest]:
    """Nothing passes that is not allowed here or by a house's own policy."""
    of_souk = {
        "matchExpressions": [
            {"key": "app.kubernetes.io/component", "operator": "In", "values": ["serve", "work", "migrate"]}
        ]
    }
    dns = [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]
    servers = {"podSelector": {"matchLabels": {"app.kubernetes.io/component": "server"}}}
    managed = [{"ipBlock": {"cidr": cidr}} for cidr in PRIVATE[:3]]
    world = [{"ipBlock": {"cidr": "0.0.0.0/0", "except": PRIVATE}}]
    ports = sorted({443, 465, 587})
    return [
        _policy("default-deny", {}, [], []),
        _policy("names", {}, None, [{"to": _namespaces(["kube-system"]), "ports": dns}]),
        _policy("servers", of_souk, None, [{"to": [servers, *managed], "ports": [_tcp(p) for p in SERVER_PORTS]}]),
        _policy("traces", of_souk, None, [{"to": _namespaces(WATCHERS), "ports": [_tcp(4318)]}]),
        _policy("outside", {"matchLabels": {"souk/outside": "true"}}, None, [{"to": world, "ports": [_tcp(p) for p in ports]}]),
    ]  # fmt: skip


def _policy(
    name: str, whom: Manifest, inward: list[Manifest] | None, outward: list[Manifest] | None
) -> Manifest:
    spec: Manifest = {"podSelector": whom, "policyTypes": []}
    for kind, rules in (("Ingress", inward), ("Egress", outward)):
        if rules is not None:
            spec["policyTypes"].append(kind)
            if rules:
                spec[kind.lower()] = rules
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": meta(name),
        "spec": spec,
    }


def _houses(names: list[str]) -> Manifest:
    chosen = {"key": "app.kubernetes.io/name", "operator": "In", "values": sorted(names)}
    return {"podSelector": {"matchLabels": dict(PART), "matchExpressions": [chosen]}}


def _namespaces(names: list[str]) -> list[Manifest]:
    chosen = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": names}
    return [{"namespaceSelector": {"matchExpressions": [chosen]}}]


def _tcp(port: int) -> Manifest:
    return {"port": port, "protocol": "TCP"}
