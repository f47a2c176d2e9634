#!/bin/sh
# Runs a command whose words come as base64, so that no shell on the way reads anything into them:
#   run-command.sh [-e NAME=BASE64]... -- BASE64WORD...
# It ends as the command ends; with 2 when it was itself called wrongly.

refuse() {
  echo "run-command.sh: $1" >&2
  exit 2
}

# Sets `word` to the bytes behind $1. A dot at their end keeps newlines there from getting lost.
decode() {
  word=$(printf %s "$1" | base64 -d 2>/dev/null && printf .) || refuse "this is no base64: $1"
  word=${word%.}
}

while [ $# -gt 0 ]; do
  case $1 in
    -e)
      [ $# -gt 1 ] || refuse "-e takes NAME=BASE64"
      decode "${2#*=}"
      export "${2%%=*}=$word"
      shift 2
      ;;
    --)
      shift
      break
      ;;
    *) refuse "the command begins behind --; found: $1" ;;
  esac
done

[ $# -gt 0 ] || refuse "there is no command"
left=$#
while [ "$left" -gt 0 ]; do
  decode "$1"
  shift
  set -- "$@" "$word"
  left=$((left - 1))
done
exec "$@"
