"""The street as manifests for Kubernetes: for each house everything in one file, and one for what all share."""

from __future__ import annotations

from deploy_facts import PORT, SHOWS_PICTURES, Place
from deploy_manifests import PART, Lines, Manifest, meta, own_labels, process, written
from deploy_network import network, policy
from deploy_pods import (
    IMAGE,
    account,
    container_security,
    deployment,
    from_secret,
    pod_security,
    resources,
    shared_secrets,
)


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


def settings(places: list[Place]) -> list[Manifest]:
    values = {
        "SOUK_ENVIRONMENT": "production",
        "SOUK_PUBLIC_URL": "https://souk.example",
        "SOUK_NEIGHBOURS": f"http://{{name}}:{PORT}",
        "SOUK_DEMO": "false",
        "SOUK_WORKERS": "1",
        "SOUK_TRUSTED_PROXIES": "2",
    }
    kept = " ".join(place.name for place in places if place.works)
    every = " ".join(place.name for place in places)
    return [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta("souk-settings"), "data": Lines(values)},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": meta("souk-houses"),
            "data": Lines({"with-database": kept, "all": every}),
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
