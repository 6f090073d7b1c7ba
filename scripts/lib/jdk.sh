# shellcheck shell=sh
# Finds a JDK of version 25 or later, without starting one: every JDK says its version in the file `release`.
# Sourced by the other scripts; find_jdk sets java_home, or explains and leaves with status 69.

jdk_version() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$version" ]
}

find_jdk() {
  on_path=$(command -v java) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  seen=
  for java_home in "${SOFTMETAL_JAVA_HOME:-}" "${JAVA_HOME:-}" "${on_path:-}" \
    /usr/lib/jvm/* /opt/*jdk* /opt/java/* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -z "$java_home" ] || ! jdk_version "$java_home"; then
      continue
    fi
    [ "$version" -ge 25 ] && return 0
    seen="$seen
    $version  $java_home"
  done
  {
    echo "softmetal: no JDK 25 found; install one (for example Eclipse Temurin 25) or set SOFTMETAL_JAVA_HOME"
    [ -n "$seen" ] && echo "  found, but too old:$seen"
  } >&2
  exit 69
}
