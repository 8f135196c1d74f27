"""The servers there are: what brings each, how its data folder is made, what runs it, and where it listens."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from server_process import AM_ROOT, DIR, Server, run, say

BASE = int(os.environ.get("SOUK_SERVERS_BASE", "21000"))
KAFKA_VERSION = "4.1.0"
USER = PASSWORD = "souk"
PORT = {
    "postgresql": BASE + 432,
    "mariadb": BASE + 306,
    "redis": BASE + 379,
    "rabbitmq": BASE + 672,
    "kafka": BASE + 92,
}


# -- PostgreSQL -----------------------------------------------------------------------------------------------------------


def postgres_program(name: str) -> str:
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4])
    )
    return str(versions[-1]) if versions else name


def prepare_postgresql(folder: Path) -> None:
    run(
        "postgres",
        postgres_program("initdb"),
        "-D",
        folder / "data",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--auth=trust",
        "--no-sync",
        "-U",
        "postgres",
    )


def postgresql_command(folder: Path) -> list[str]:
    # What is tested here is the program, not the disk: nothing is flushed.
    options = [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=400",
        "shared_buffers=128MB",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        f"port={PORT['postgresql']}",
    ]
    return [
        postgres_program("postgres"),
        "-D",
        str(folder / "data"),
        *[part for option in options for part in ("-c", option)],
    ]


def welcome_postgresql(folder: Path) -> None:
    psql = [
        postgres_program("psql"),
        "-h",
        "127.0.0.1",
        "-p",
        str(PORT["postgresql"]),
        "-U",
        "postgres",
        "-qAt",
    ]
    until = time.monotonic() + 30
    while (
        subprocess.run([*psql, "-c", "select 1"], capture_output=True).returncode and time.monotonic() < until
    ):
        time.sleep(0.1)
    known = subprocess.run(
        [*psql, "-c", f"select 1 from pg_roles where rolname = '{USER}'"], capture_output=True, text=True
    ).stdout
    if not known.strip():
        run("", *psql, "-c", f"create role {USER} login superuser password '{PASSWORD}'")
        run("", *psql, "-c", f"create database {USER} owner {USER}")


# -- MariaDB --------------------------------------------------------------------------------------------------------------


def prepare_mariadb(folder: Path) -> None:
    mine = ["--user=mysql"] if AM_ROOT else []
    run(
        "",
        "mariadb-install-db",
        "--no-defaults",
        *mine,
        f"--datadir={folder / 'data'}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
    )
    statements = (
        f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{PASSWORD}'",
        f"GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION",
        "DELETE FROM mysql.global_priv WHERE User=''",
        "FLUSH PRIVILEGES",
    )  # each on a line of its own: the server reads the file so
    text = "".join(f"{statement};\n" for statement in statements)
    (folder / "welcome.sql").write_text(text)


def mariadb_command(folder: Path) -> list[str]:
    return [
        "mariadbd", "--no-defaults", f"--datadir={folder / 'data'}", f"--socket={folder / 'socket'}", f"--pid-file={folder / 'mariadb.pid'}",
        "--bind-address=127.0.0.1", f"--port={PORT['mariadb']}", f"--init-file={folder / 'welcome.sql'}", "--max-connections=400",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=128M", "--skip-name-resolve", "--skip-log-bin", "--performance-schema=OFF",
    ]  # fmt: skip


# -- Redis ----------------------------------------------------------------------------------------------------------------


def redis_command(folder: Path) -> list[str]:
    return [
        "redis-server",
        "--bind",
        "127.0.0.1",
        "--port",
        str(PORT["redis"]),
        "--dir",
        str(folder),
        "--save",
        "",
        "--appendonly",
        "no",
    ]


# -- RabbitMQ -------------------------------------------------------------------------------------------------------------

RABBIT = "/usr/lib/rabbitmq/bin"


def prepare_rabbitmq(folder: Path) -> None:
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{PORT['rabbitmq']}\ndefault_user = {USER}\ndefault_pass = {PASSWORD}\n"
        "default_user_tags.administrator = true\nlog.console = true\nlog.console.level = warning\nvm_memory_high_watermark.absolute = 1GB\n"
    )
    (folder / "plugins").write_text("[].\n")
    (folder / "advanced.config").write_text("[].\n")


def rabbitmq_environment(folder: Path) -> dict[str, str]:
    dist = PORT["rabbitmq"] + 1
    return {
        "HOME": str(folder), "RABBITMQ_NODENAME": f"souk{BASE}@localhost", "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"), "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder), "RABBITMQ_LOGS": "-", "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_DIST_PORT": str(dist), "RABBITMQ_CONF_ENV_FILE": "/dev/null", "ERL_EPMD_PORT": str(dist + 1), "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
    }  # fmt: skip


def rabbitmq_command(folder: Path) -> list[str]:
    return [f"{RABBIT}/rabbitmq-server"]


# -- Kafka ----------------------------------------------------------------------------------------------------------------

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>souk</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
<version>{KAFKA_VERSION}</version></dependency></dependencies></project>
"""


def prepare_kafka(folder: Path) -> None:
    jars = DIR / f"kafka-{KAFKA_VERSION}"
    if not (jars / "complete").exists():
        say(f"Fetching Kafka {KAFKA_VERSION} …")
        jars.mkdir(parents=True, exist_ok=True)
        (jars / "pom.xml").write_text(POM)
        run(
            "",
            "mvn",
            "-q",
            "-B",
            "-f",
            jars / "pom.xml",
            "dependency:copy-dependencies",
            f"-DoutputDirectory={jars}",
            "-DincludeScope=runtime",
        )
        (jars / "complete").touch()
    port = PORT["kafka"]
    (folder / "server.properties").write_text(
        f"process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:{port + 1}\n"
        f"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{port + 1}\nadvertised.listeners=PLAINTEXT://127.0.0.1:{port}\n"
        "controller.listener.names=CONTROLLER\nlistener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n"
        f"inter.broker.listener.name=PLAINTEXT\nlog.dirs={folder / 'data'}\nnum.partitions=6\noffsets.topic.num.partitions=6\n"
        "offsets.topic.replication.factor=1\ntransaction.state.log.replication.factor=1\ntransaction.state.log.min.isr=1\n"
        "transaction.state.log.num.partitions=1\nshare.coordinator.state.topic.replication.factor=1\nshare.coordinator.state.topic.min.isr=1\n"
        "group.initial.rebalance.delay.ms=0\nauto.create.topics.enable=false\nlog.cleaner.enable=false\nnum.network.threads=2\nnum.io.threads=2\n"
    )  # fmt: skip
    run(
        "",
        *java(),
        "kafka.tools.StorageTool",
        "format",
        "-t",
        "c291a3NvdWtzb3Vrc291aw",
        "-c",
        folder / "server.properties",
    )


def java() -> list[str]:
    return [
        "java",
        "-Xms128m",
        "-Xmx384m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        f"{DIR}/kafka-{KAFKA_VERSION}/*",
    ]


def kafka_command(folder: Path) -> list[str]:
    return [*java(), "kafka.Kafka", str(folder / "server.properties")]


def addresses() -> dict[str, str]:
    who = f"{USER}:{PASSWORD}@127.0.0.1"
    return {
        "SOUK_POSTGRESQL": f"postgresql://{who}:{PORT['postgresql']}",
        "SOUK_MARIADB": f"mysql://{who}:{PORT['mariadb']}",
        "SOUK_REDIS": f"redis://127.0.0.1:{PORT['redis']}",
        "SOUK_RABBITMQ": f"amqp://{who}:{PORT['rabbitmq']}",
        "SOUK_KAFKA": f"kafka://127.0.0.1:{PORT['kafka']}",
    }


PATHS = os.environ.get("PATH", "") + f":/usr/sbin:/sbin:{RABBIT}"
SERVERS = {
    server.name: server
    for server in (
        Server("postgresql", PORT["postgresql"], ("postgresql",), postgres_program("postgres"), prepare_postgresql, postgresql_command, owner="postgres", welcome=welcome_postgresql, stop_with=signal.SIGINT, locks=("data/postmaster.pid", ".s.PGSQL.*.lock")),
        Server("mariadb", PORT["mariadb"], ("mariadb-server", "libmariadb-dev", "pkg-config", "gcc", "python3-dev"), "mariadbd", prepare_mariadb, mariadb_command, owner="mysql"),
        Server("redis", PORT["redis"], ("redis-server",), "redis-server", lambda folder: None, redis_command),
        Server("rabbitmq", PORT["rabbitmq"], ("rabbitmq-server",), f"{RABBIT}/rabbitmq-server", prepare_rabbitmq, rabbitmq_command, environment=rabbitmq_environment, patience=120),
        Server("kafka", PORT["kafka"], ("openjdk-17-jre-headless", "maven"), "mvn", prepare_kafka, kafka_command, patience=120),
    )
}  # fmt: skip
