# One image for web, worker, beat and migrate; the Procfile and docker-compose.yml name the same commands.

FROM node:24-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM python:3.11-slim AS packages
COPY requirements/base.txt /
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /base.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home peergroups \
    && install --directory --owner=peergroups --mode=0700 /var/lib/peergroups
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
COPY --from=assets /app/static/build static/build
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    VAR_DIR=/var/lib/peergroups
RUN SECRET_KEY=unused DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused \
    python manage.py collectstatic --noinput --verbosity 0
USER 10001
VOLUME /var/lib/peergroups
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "docker/healthy.py"]
CMD ["granian", "--interface", "asginl", "peergroups.asgi:application"]
