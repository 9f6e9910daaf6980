#!/bin/sh
# Translates a recording: translate.sh FILE FROM TO, with DRAGOMAN_URL as the service. Needs curl and python3.
set -eu
file=$1 from=$2 to=$3
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

http_url=$(curl -fsS "$DRAGOMAN_URL/config.json" | field http_url)
session=$(python3 -c 'import secrets; print(secrets.token_urlsafe(32))')
answer=$(curl --fail-with-body -sS "$http_url/v1/translations" -H "Authorization: Bearer $session" \
  -F "source_lang=$from" -F "target_lang=$to" -F "audio=@$file")
echo "$answer" | field original_text
echo "$answer" | field translated_text
curl -fsS -o translated.ogg "$(echo "$answer" | field audio_url_translated)"
