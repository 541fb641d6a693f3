# EveryNeed in a container.
#
#   docker build --tag everyneed:0.2.0 .
#
# Migrations are a step of their own, before a new version serves; starting the service never changes a schema:
#
#   docker run --rm --env EVERYNEED_DATABASE_URL=… --volume everyneed:/var/lib/everyneed everyneed:0.2.0 everyneed database upgrade
#   docker run --env EVERYNEED_DATABASE_URL=… --volume everyneed:/var/lib/everyneed --publish 127.0.0.1:8000:8000 everyneed:0.2.0
#
# EVERYNEED_DATABASE_URL is postgresql+psycopg://USER:PASSWORD@HOST/NAME; without it the record is a SQLite file on the
# volume, which suits one container only. The volume also holds the installation's secret: keep a copy of it apart from
# the database's. Pages are served over plain HTTP on port 8000 for a proxy that ends HTTPS. Every setting that the
# service takes is an environment variable EVERYNEED_…, documented in app/settings.py.

FROM python:3.11-slim AS build

WORKDIR /srv/everyneed
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

# First what changes seldom: the pinned packages, each archive against its digest, and the static kit.
COPY requirements/ requirements/
RUN python -m venv /opt/everyneed \
    && /opt/everyneed/bin/pip install --require-hashes --requirement requirements/bootstrap.txt \
    && /opt/everyneed/bin/pip install --require-hashes --requirement requirements/app.txt
COPY setup/static_kit.py setup/static_kit.py
RUN python setup/static_kit.py

# The project is installed editable, so that it finds its migrations and reference sets beside it as in a checkout.
# What only installs is then taken out again.
COPY pyproject.toml alembic.ini ./
COPY snomed_refsets/ snomed_refsets/
COPY migrations/ migrations/
COPY app/ app/
RUN /opt/everyneed/bin/pip install --no-index --no-deps --no-build-isolation --editable . \
    && /opt/everyneed/bin/python -m compileall -q app migrations \
    && /opt/everyneed/bin/pip uninstall --yes uv setuptools pip \
    && rm -r requirements setup


FROM python:3.11-slim

# What is built for CSDS is read back with mdbtools.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends mdbtools \
    && rm -rf /var/lib/apt/lists/*

RUN groupadd --system --gid 10001 everyneed \
    && useradd --system --uid 10001 --gid everyneed --home-dir /var/lib/everyneed --shell /usr/sbin/nologin everyneed \
    && install --directory --owner=everyneed --group=everyneed --mode=0700 /var/lib/everyneed

COPY --from=build /opt/everyneed /opt/everyneed
COPY --from=build /srv/everyneed /srv/everyneed

ENV PATH=/opt/everyneed/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    EVERYNEED_DATABASE_URL=sqlite:////var/lib/everyneed/everyneed.db \
    EVERYNEED_SECRET_KEY_FILE=/var/lib/everyneed/secret.key \
    EVERYNEED_TERMINOLOGY_FOLDER=/var/lib/everyneed/terminology \
    EVERYNEED_CSDS_FOLDER=/var/lib/everyneed/csds

WORKDIR /srv/everyneed
USER everyneed
VOLUME /var/lib/everyneed
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]

CMD ["everyneed", "serve", "--host", "0.0.0.0", "--port", "8000"]
