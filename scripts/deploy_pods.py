"""Pods: the processes of a house, with what they may use and must not do."""

from __future__ import annotations

from deploy_facts import PORT, Place
from deploy_manifests import Manifest, meta, own_labels, process

IMAGE = "souk"
USER = 10001
#: CPU asked for and memory at most, by role.
SIZES = {
    "serve": ("100m", "192Mi", "512Mi"),
    "work": ("50m", "160Mi", "448Mi"),
    "migrate": ("100m", "256Mi", "1Gi"),
}


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
            {"name": "SOUK_HOST", "value": place.name},
            *([{"name": "SOUK_MEDIA", "value": "/media"}] if place.has_pictures else []),
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
