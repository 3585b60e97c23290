#!/usr/bin/env bash
# Puts the Developer ID and the notary's password into a keychain of this build, and prints what build/macos/image.py
# asks of the environment, as NAME=value lines. Says on stderr what is missing; image.py decides whether that matters.
#
# CERTIFICATE            the Developer ID Application certificate and its key, PKCS #12 in base64
# CERTIFICATE_PASSWORD   its password
# NOTARY_APPLE_ID, NOTARY_TEAM, NOTARY_PASSWORD   for "xcrun notarytool store-credentials"
set -euo pipefail

missing() {
  echo "macOS: $1 is not set: $2" >&2
}

complete=yes
for name in CERTIFICATE CERTIFICATE_PASSWORD; do
  if [ -z "${!name:-}" ]; then
    missing "$name" "the program will not be signed"
    complete=no
  fi
done
if [ "$complete" = no ]; then
  exit 0
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
keychain="$folder/../callmend-build.keychain-db"
password=$(openssl rand -base64 24)
printf '%s' "$CERTIFICATE" | base64 --decode > "$folder/identity.p12"
security create-keychain -p "$password" "$keychain" >&2
security set-keychain-settings -lut 7200 "$keychain" >&2
security unlock-keychain -p "$password" "$keychain" >&2
security import "$folder/identity.p12" -k "$keychain" -P "$CERTIFICATE_PASSWORD" -T /usr/bin/codesign >&2
security set-key-partition-list -S apple-tool:,apple: -k "$password" "$keychain" > /dev/null
security list-keychains -d user -s "$keychain" login.keychain-db >&2

identity=$(security find-identity -v -p codesigning "$keychain" | sed -n 's/.*"\(Developer ID Application: .*\)".*/\1/p' | head -n 1)
if [ -z "$identity" ]; then
  echo "macOS: the certificate is no valid 'Developer ID Application' identity" >&2
  exit 1
fi
echo "CALLMEND_CODESIGN_IDENTITY=$identity"

for name in NOTARY_APPLE_ID NOTARY_TEAM NOTARY_PASSWORD; do
  if [ -z "${!name:-}" ]; then
    missing "$name" "the program will not be notarised"
    exit 0
  fi
done
xcrun notarytool store-credentials callmend --apple-id "$NOTARY_APPLE_ID" --team-id "$NOTARY_TEAM" \
  --password "$NOTARY_PASSWORD" --keychain "$keychain" >&2
echo "CALLMEND_NOTARY_PROFILE=callmend"
echo "CALLMEND_NOTARY_KEYCHAIN=$keychain"
