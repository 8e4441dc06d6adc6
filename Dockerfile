# The product alone, as its own user; settings come from the environment, data and keys live in volumes.
FROM python:3.11-slim-trixie

# pg_dump and pg_restore, of the server's version, for `sanhui backup` and `restore`.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 sanhui \
 && install -d -o sanhui -g sanhui -m 700 /data /keys
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock \
 && pip install --no-cache-dir "setuptools>=75"
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

USER sanhui
WORKDIR /home/sanhui
ENV SANHUI_DATA_DIR=/data SANHUI_KEY_FILE=/keys/keys.json
ENTRYPOINT ["sanhui"]
CMD ["run"]
