#!/bin/sh
# Installs the real servers that the tests of tests/real ask. Debian or Ubuntu, as root.
set -eu

packages=''
# nginx.test.ts: redirect tables
packages="$packages nginx-light"
# apache.test.ts: redirect tables
packages="$packages apache2 apache2-utils"
# haproxy.test.ts: redirect tables
packages="$packages haproxy"
# Real content management systems that are crawled: WordPress with its database
packages="$packages wordpress wordpress-l10n wordpress-theme-twentytwentyone mariadb-server"
packages="$packages php-cli php-mysql php-xml php-mbstring php-gd php-curl"

# wget.test.ts: archives of another program
packages="$packages wget"

if [ "$(id -u)" -ne 0 ]; then
  echo "tests/real/install.sh installs packages with apt-get: run it as root (sudo $0)." >&2
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  echo "tests/real/install.sh needs apt-get. Install these by other means:$packages" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update
# shellcheck disable=SC2086 # one word for each package is meant
apt-get install -y --no-install-recommends $packages
