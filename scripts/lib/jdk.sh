# shellcheck shell=sh
# Finds a JDK of version 25 or later, without starting one: every JDK says its version in the file `release`.
# Sourced by the other scripts; find_jdk sets java_home and java_build, or explains and leaves with status 69.
#
# Every start of softmetal waits for this: it starts no process as long as JAVA_HOME or SOFTMETAL_JAVA_HOME is right.

# Sets version (25) and java_build (25.0.1+8-LTS) of the JDK in a directory.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  version=
  java_build=
  while IFS='="' read -r key _ value _; do
    case $key in
      JAVA_VERSION) version=${value%%[!0-9]*} ;;
      JAVA_RUNTIME_VERSION) java_build=$value ;;
    esac
    [ -n "$version" ] && [ -n "$java_build" ] && break
  done <"$1/release"
  [ -n "$version" ]
}

# Whether a directory has a JDK that is new enough; remembers it if it is too old.
is_jdk() {
  [ -n "$1" ] && jdk_version "$1" || return 1
  [ "$version" -ge 25 ] && return 0
  seen="$seen
    $version  $1"
  return 1
}

find_jdk() {
  seen=
  for java_home in "${SOFTMETAL_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    is_jdk "$java_home" && return 0
  done
  java_home=$(command -v java) && java_home=$(readlink -f "$java_home") && java_home=${java_home%/bin/java}
  for java_home in "${java_home:-}" \
    /usr/lib/jvm/* /opt/*jdk* /opt/java/* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    is_jdk "$java_home" && return 0
  done
  {
    echo "softmetal: no JDK 25 found; install one (for example Eclipse Temurin 25) or set SOFTMETAL_JAVA_HOME"
    [ -n "$seen" ] && echo "  found, but too old:$seen"
  } >&2
  exit 69
}
