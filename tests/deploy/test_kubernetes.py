"""The manifests are valid, let each house reach whom it asks and nobody else, and run everything as nobody."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

from souk.street import STREET, asks
from tests.deploy.written import BASE, OVERLAYS, base, pods, resources

EVERYTHING = base() + [each for path in sorted(OVERLAYS.rglob("*.yaml")) for each in resources(path)]
WHOLE = [
    each for each in EVERYTHING if each["kind"] != "Job" or "containers" in each["spec"]["template"]["spec"]
]
PODS = pods(EVERYTHING)
HOUSES = {house.name for house in STREET}


def named(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


@cache
def strict_schema(name: str) -> dict[str, Any]:
    """Of the newest Kubernetes that kubernetes-validate knows. Its own `validate` reads every definition anew for each manifest."""
    folder = f"v{kubernetes_validate.latest_version()}-local-strict"
    package = files("kubernetes_validate") / "kubernetes-json-schema"
    return json.loads((package / folder / f"{name}.json").read_text())


@cache
def validator(kind: str, api_version: str) -> Draft202012Validator:
    group, _, version = api_version.rpartition("/")
    name = "-".join(filter(None, [kind.lower(), group.split(".")[0], version]))
    return Draft202012Validator(strict_schema(name), registry=DEFINITIONS)


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in base() if each["kind"] == kind}


def test_every_manifest_is_what_kubernetes_understands() -> None:
    for manifest in WHOLE:
        first = best_match(validator(manifest["kind"], manifest["apiVersion"]).iter_errors(manifest))
        assert first is None, f"{named(manifest)}: {first.json_path}: {first.message}"


DEFINITIONS = Resource.from_contents(strict_schema("_definitions")) @ Registry()


@pytest.mark.parametrize("house", STREET, ids=lambda house: house.name)
def test_every_house_has_what_it_needs(house) -> None:
    deployments = of_kind("Deployment")
    assert house.name in deployments
    assert (f"{house.name}-work" in deployments) == house.has_database
    for kind in (
        "Service",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "NetworkPolicy",
        "ServiceAccount",
    ):
        assert house.name in of_kind(kind), kind
    for deployment in deployments:
        assert of_kind("HorizontalPodAutoscaler")[deployment]["spec"]["scaleTargetRef"]["name"] == deployment


@pytest.mark.parametrize("house", sorted(HOUSES))
def test_a_house_may_reach_whom_it_asks(house: str) -> None:
    (rule,) = of_kind("NetworkPolicy")[house]["spec"].get("egress", [{"to": []}])
    allowed = {name for peer in rule["to"] for name in peer["podSelector"]["matchExpressions"][0]["values"]}
    assert set(asks(house)) <= allowed
    if house not in ("gateway", "web"):
        assert allowed == (set(asks(house)) | {"users"}) - {house}


def test_who_may_go_out_is_let_in() -> None:
    policies = of_kind("NetworkPolicy")
    for house in HOUSES:
        for rule in policies[house]["spec"].get("egress", []):
            for other in rule["to"][0]["podSelector"]["matchExpressions"][0]["values"]:
                first = policies[other]["spec"]["ingress"]
                let_in = [
                    name
                    for entry in first
                    for peer in entry["from"]
                    for name in peer.get("podSelector", {}).get("matchExpressions", [{"values": []}])[0][
                        "values"
                    ]
                ]
                assert house in let_in, f"{house} may call {other}, which does not let it in"


def test_nothing_passes_that_nobody_allowed() -> None:
    deny = of_kind("NetworkPolicy")["default-deny"]["spec"]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    outside = {name for name, pod in PODS.items() if pod["metadata"].get("labels", {}).get("souk/outside")}
    assert outside == {"payments", "payments-work", "notifications", "notifications-work"}


@pytest.mark.parametrize("name", PODS)
def test_a_pod_is_nobody_on_a_root_it_cannot_write(name: str) -> None:
    spec = PODS[name]["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    for container in spec["containers"]:
        rights = container["securityContext"]
        assert rights["allowPrivilegeEscalation"] is False
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert rights.get("readOnlyRootFilesystem") or name == "rabbitmq", "RabbitMQ writes its cookie"
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"]["cpu"]


@pytest.mark.parametrize("name", [name for name in PODS if name.removesuffix("-work") in HOUSES])
def test_a_house_is_watched_and_ends_gracefully(name: str) -> None:
    spec = PODS[name]["spec"]
    (container,) = spec["containers"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert "startupProbe" in container
    assert "preStop" in container["lifecycle"]
    assert spec["terminationGracePeriodSeconds"] >= 30
    assert spec["topologySpreadConstraints"]


def test_secrets_are_referred_to_and_never_written() -> None:
    assert not [each for each in EVERYTHING if each["kind"] == "Secret"]
    for name, pod in PODS.items():
        for container in pod["spec"]["containers"]:
            for variable in container.get("env", []):
                is_secret = any(
                    word in variable["name"]
                    for word in ("KEY", "TOKEN", "PASS", "_DATABASE", "EVENTS", "CACHE")
                )
                assert not is_secret or "secretKeyRef" in variable.get("valueFrom", {}), (
                    f"{name}: {variable['name']}"
                )


def test_a_house_is_given_no_other_houses_database_or_key() -> None:
    for name, pod in PODS.items():
        house = name.removesuffix("-work")
        if house in HOUSES:
            given = [
                variable["valueFrom"]["secretKeyRef"]
                for variable in pod["spec"]["containers"][0]["env"]
                if "valueFrom" in variable
                and variable["valueFrom"]["secretKeyRef"]["name"] in ("souk-databases", "souk-keys")
            ]
            assert {reference["key"] for reference in given} == {house}


@pytest.mark.parametrize("name", [name for name in PODS if name.removesuffix("-work") in HOUSES])
def test_a_command_typed_in_a_pod_speaks_for_its_house_and_asks_the_others(name: str) -> None:
    """`kubectl exec deploy/web -- souk audit`: without it the process would host every house, each with an empty database."""
    given = {each["name"]: each.get("value") for each in PODS[name]["spec"]["containers"][0]["env"]}
    assert given["SOUK_HOST"] == name.removesuffix("-work")


def test_pictures_are_where_they_are_looked_for() -> None:
    for name, pod in pods(base()).items():
        (container,) = pod["spec"]["containers"]
        has_folder = "/media" in {each["mountPath"] for each in container["volumeMounts"]}
        assert ("SOUK_MEDIA" in {each["name"] for each in container["env"]}) == has_folder, name
    assert "SOUK_MEDIA" not in of_kind("ConfigMap")["souk-settings"]["data"]


def test_the_migration_knows_every_database() -> None:
    variables = {each["name"] for each in pods(base())["migrate"]["spec"]["containers"][0]["env"]}
    assert {f"SOUK_{house.name.upper()}_DATABASE" for house in STREET if house.has_database} <= variables


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_an_overlay_finds_what_it_names(overlay: str) -> None:
    written = yaml.safe_load((OVERLAYS / overlay / "kustomization.yaml").read_text())
    for name in written["resources"]:
        assert (OVERLAYS / overlay / name).exists()
    for patch in written["patches"]:
        target = patch["target"]
        wanted = target.get("name", "").split("|")
        found = of_kind(target["kind"])
        assert found if wanted == [""] else set(wanted) <= set(found)
    assert set(yaml.safe_load((BASE / "kustomization.yaml").read_text())["resources"]) == {
        str(path.relative_to(BASE)) for path in BASE.rglob("*.yaml") if path.name != "kustomization.yaml"
    }
