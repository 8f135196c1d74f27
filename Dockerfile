# One image for every role: souk run, serve, work, beat, jobs, migrate. It runs as nobody in particular on a read-only
# root; what it writes goes to /data (a volume where it must last), /media (pictures, where houses share them) and /tmp.
ARG PYTHON=docker.io/library/python:3.11-slim-bookworm

FROM ${PYTHON} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev python3-dev pkg-config libmariadb-dev \
 && rm -rf /var/lib/apt/lists/* \
 && pip install --no-cache-dir --disable-pip-version-check 'uv>=0.7,<1'
ENV UV_PROJECT_ENVIRONMENT=/opt/souk UV_PYTHON=python3.11 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy \
    UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1
WORKDIR /build
# Libraries first: they change rarely, so their layer is kept from build to build.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra servers --extra mysql --no-install-project
COPY README.md LICENSE ./
COPY src src
RUN uv sync --frozen --no-dev --extra servers --extra mysql --no-editable \
 && SOUK_DATA=/tmp/souk SOUK_STATIC=/opt/souk/static /opt/souk/bin/souk collect

FROM ${PYTHON}
RUN apt-get update \
 && apt-get install -y --no-install-recommends libmariadb3 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 souk \
 && useradd --system --uid 10001 --gid souk --home-dir /tmp --shell /usr/sbin/nologin souk \
 && install -d -o 10001 -g 10001 -m 1777 /data /media
COPY --from=build /opt/souk /opt/souk
ENV PATH=/opt/souk/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 \
    SOUK_BIND=0.0.0.0 SOUK_PORT=8000 SOUK_DATA=/data SOUK_STATIC=/opt/souk/static SOUK_LOG_FORMAT=json
# A folder in memory is given root as its owner and the mode of the one it covers: hence 1777 above.
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# Asked by every container of the street all day: by hand, because an HTTP library takes three times as long to load.
HEALTHCHECK --interval=15s --timeout=5s --start-period=180s --retries=3 \
    CMD ["python", "-ISc", "import os, socket; door = socket.create_connection(('127.0.0.1', int(os.environ['SOUK_PORT'])), 4); door.sendall(b'GET /health/live HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n'); raise SystemExit(b' 200 ' not in door.recv(64))"]
ENTRYPOINT ["souk"]
CMD ["run"]
