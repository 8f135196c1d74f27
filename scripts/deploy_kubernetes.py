"""The street as manifests for Kubernetes: for each house everything in one file, and one for what all share."""

from __future__ import annotations

from typing import Any

import yaml
from deploy_facts import PORT, SHOWS_PICTURES, Place, asked_by

Manifest = dict[str, Any]
NOTE = "# Written by `make deploy` from src/souk/street.py and the houses' imports; changes made here are lost.\n"
IMAGE = "souk"
PART = {"app.kubernetes.io/part-of": "souk"}
USER = 10001
#: Namespaces from which the world comes in, and where measurements are kept.
DOORS = ["ingress-nginx", "traefik", "app-routing-system"]
WATCHERS = ["monitoring"]
#: PostgreSQL, MariaDB, RabbitMQ (also with TLS), Redis (also with TLS), Kafka.
SERVER_PORTS = [5432, 3306, 5672, 5671, 6379, 6380, 10000, 9092]
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"]
#: CPU asked for and memory at most, by role.
SIZES = {
    "serve": ("100m", "192Mi", "512Mi"),
    "work": ("50m", "160Mi", "448Mi"),
    "migrate": ("100m", "256Mi", "1Gi"),
}


def manifests(places: list[Place]) -> dict[str, str]:
    """File name → text."""
    houses = {f"houses/{place.name}.yaml": house(place) for place in places}
    shared = {
        "settings.yaml": settings(places),
        "migration.yaml": [migration(places)],
        "network.yaml": network(),
        "volumes.yaml": volumes(places),
    }
    files = {name: written(found) for name, found in {**shared, **houses}.items()}
    own = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
    return {"kustomization.yaml": written([{**own, "resources": sorted(files)}]), **files}


class _Plain(yaml.SafeDumper):
    """Writes what is used twice twice: readers of manifests do not expect `*id001`."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Lines(dict[str, str]):
    """Written one to a line."""


_Plain.add_representer(
    _Lines, lambda dumper, lines: dumper.represent_mapping("tag:yaml.org,2002:map", lines, flow_style=False)
)


def written(found: list[Manifest]) -> str:
    form = {"Dumper": _Plain, "sort_keys": False, "default_flow_style": None, "width": 1000}
    return NOTE + "---\n".join(yaml.dump(each, **form) for each in found)


def house(place: Place) -> list[Manifest]:
    found = [
        account(place),
        deployment(place, "serve"),
        service(place),
        disruption(place),
        scaling(place, "serve"),
        policy(place),
    ]
    if place.works:
        found += [deployment(place, "work"), scaling(place, "work")]
    if place.name == "gateway":
        found.append(ingress())
    return found


def meta(name: str, labels: dict[str, str] | None = None, **more: Any) -> Manifest:
    return {"name": name, "labels": {**PART, **(labels or {})}, **more}


def own_labels(place: Place, role: str) -> dict[str, str]:
    return {**PART, "app.kubernetes.io/name": place.name, "app.kubernetes.io/component": role}


def process(place: Place, role: str) -> str:
    return place.name if role == "serve" else f"{place.name}-{role}"


def account(place: Place) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": meta(place.name),
        "automountServiceAccountToken": False,
    }


def deployment(place: Place, role: str) -> Manifest:
    name, labels = process(place, role), own_labels(place, role)
    more = {**labels, **({"souk/outside": "true"} if place.outside else {})}
    spread = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": labels},
    }
    pod = {
        "serviceAccountName": place.name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": 45,
        "securityContext": pod_security(),
        "topologySpreadConstraints": [spread, {**spread, "topologyKey": "topology.kubernetes.io/zone"}],
        "containers": [container(place, role)],
        "volumes": pod_volumes(place),
    }
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    scraped = {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(PORT),
        "prometheus.io/path": "/metrics",
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": meta(name, labels),
        "spec": {
            # how many there are is for the autoscaler to say
            "revisionHistoryLimit": 3,
            "strategy": rolling,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": more, "annotations": scraped}, "spec": pod},
        },
    }


def container(place: Place, role: str) -> Manifest:
    database = [from_secret(place.variable, "souk-databases", place.name)] if place.works else []
    return {
        "name": "souk",
        "image": IMAGE,
        "args": [role, place.name],
        "ports": [{"name": "http", "containerPort": PORT}],
        "envFrom": [{"configMapRef": {"name": "souk-settings"}}],
        "env": [
            from_secret("SOUK_SECRET_KEY", "souk-keys", place.name),
            *database,
            *shared_secrets(),
            *own_secrets(place),
        ],
        "resources": resources(role),
        "securityContext": container_security(),
        "startupProbe": {**probe("/health/live"), "periodSeconds": 2, "failureThreshold": 60},
        "livenessProbe": {**probe("/health/live"), "periodSeconds": 10, "failureThreshold": 3},
        "readinessProbe": {**probe("/health/ready"), "periodSeconds": 5, "failureThreshold": 2},
        # time for whoever still sends here to learn that this one goes
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", "5"]}}},
        "volumeMounts": mounts(place),
    }


def shared_secrets() -> list[Manifest]:
    names = {
        "SOUK_SERVICE_TOKEN": "service-token",
        "SOUK_METRICS_TOKEN": "metrics-token",
        "SOUK_EVENTS": "events",
        "SOUK_CACHE": "cache",
    }
    return [from_secret(variable, "souk", key) for variable, key in names.items()]


def own_secrets(place: Place) -> list[Manifest]:
    names = {
        "users": {"SOUK_TOKEN_KEYS": "token-keys"},
        "notifications": {"SOUK_NOTIFICATIONS_EMAIL_URL": "email"},
    }
    return [
        from_secret(variable, f"souk-{place.name}", key)
        for variable, key in names.get(place.name, {}).items()
    ]


def from_secret(variable: str, secret: str, key: str) -> Manifest:
    return {"name": variable, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}


def resources(role: str) -> Manifest:
    cpu, memory, limit = SIZES[role]
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": limit}}


def probe(path: str) -> Manifest:
    return {"httpGet": {"path": path, "port": "http"}, "timeoutSeconds": 4}


def pod_security() -> Manifest:
    return {
        "runAsNonRoot": True,
        "runAsUser": USER,
        "runAsGroup": USER,
        "fsGroup": USER,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def container_security() -> Manifest:
    return {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def mounts(place: Place) -> list[Manifest]:
    found = [{"name": "tmp", "mountPath": "/tmp"}, {"name": "data", "mountPath": "/data"}]
    if place.has_pictures:
        found.append({"name": "media", "mountPath": "/media"})
    return found


def pod_volumes(place: Place) -> list[Manifest]:
    kept: Manifest = {"persistentVolumeClaim": {"claimName": f"data-{place.name}"}}
    found: list[Manifest] = [
        {"name": "tmp", "emptyDir": {"sizeLimit": "256Mi"}},
        {"name": "data", **(kept if place.keeps_files else {"emptyDir": {"sizeLimit": "256Mi"}})},
    ]
    if place.has_pictures:
        found.append({"name": "media", "persistentVolumeClaim": {"claimName": "media"}})
    return found


def service(place: Place) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": meta(place.name, own_labels(place, "serve")),
        "spec": {
            "selector": own_labels(place, "serve"),
            "ports": [{"name": "http", "port": PORT, "targetPort": "http"}],
        },
    }


def disruption(place: Place) -> Manifest:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": meta(place.name),
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": own_labels(place, "serve")}},
    }


def scaling(place: Place, role: str) -> Manifest:
    busy = {
        "type": "Resource",
        "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
    }
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": meta(process(place, role)),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": process(place, role)},
            "minReplicas": 2,
            "maxReplicas": 20 if role == "serve" else 6,
            "metrics": [busy],
            "behavior": {"scaleDown": {"stabilizationWindowSeconds": 300}},
        },
    }


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


def settings(places: list[Place]) -> list[Manifest]:
    values = {
        "SOUK_ENVIRONMENT": "production",
        "SOUK_PUBLIC_URL": "https://souk.example",
        "SOUK_NEIGHBOURS": f"http://{{name}}:{PORT}",
        "SOUK_MEDIA": "/media",
        "SOUK_DEMO": "false",
        "SOUK_WORKERS": "1",
        "SOUK_TRUSTED_PROXIES": "2",
    }
    kept = " ".join(place.name for place in places if place.works)
    every = " ".join(place.name for place in places)
    return [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta("souk-settings"), "data": _Lines(values)},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": meta("souk-houses"),
            "data": _Lines({"with-database": kept, "all": every}),
        },
    ]


def volumes(places: list[Place]) -> list[Manifest]:
    """Shared by the pods of a house, hence ReadWriteMany: pictures, and the files that a house keeps."""
    names = {"media": "50Gi"} | {f"data-{place.name}": "10Gi" for place in places if place.keeps_files}
    return [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": meta(name),
            "spec": {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": size}}},
        }
        for name, size in names.items()
    ]


def migration(places: list[Place]) -> Manifest:
    """Before the rollout: deploy/kubernetes/rollout.sh waits for it."""
    databases = [from_secret(place.variable, "souk-databases", place.name) for place in places if place.works]
    labels = {**PART, "app.kubernetes.io/name": "migrate", "app.kubernetes.io/component": "migrate"}
    job = {
        "name": "souk",
        "image": IMAGE,
        "args": ["migrate", "--create"],
        "envFrom": [{"configMapRef": {"name": "souk-settings"}}],
        "env": [from_secret("SOUK_SECRET_KEY", "souk-keys", SHOWS_PICTURES), *shared_secrets(), *databases],
        "resources": resources("migrate"),
        "securityContext": container_security(),
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}, {"name": "data", "mountPath": "/data"}],
    }
    pod = {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "restartPolicy": "Never",
        "securityContext": pod_security(),
        "containers": [job],
        "volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "data", "emptyDir": {}}],
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": meta("migrate", labels),
        "spec": {
            "backoffLimit": 6,
            "activeDeadlineSeconds": 1800,
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def ingress() -> Manifest:
    backend = {"service": {"name": "gateway", "port": {"name": "http"}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": meta("gateway", annotations={"nginx.ingress.kubernetes.io/proxy-body-size": "10m"}),
        "spec": {
            "tls": [{"hosts": ["souk.example"], "secretName": "souk-certificate"}],
            "rules": [
                {
                    "host": "souk.example",
                    "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
                }
            ],
        },
    }
