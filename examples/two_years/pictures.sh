#!/usr/bin/env bash
# Makes what management sees of the register of two years, and the pictures of it that README shows:
#   examples/two_years/pictures.sh
# `kaizen` is the one that the path leads to; Chromium takes the pictures, and pngquant makes them small where it is there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
temp=$(mktemp -d); trap 'rm -rf "$temp"' EXIT
python3 "$here/make.py" "$temp/register"
cd "$temp/register"
kaizen export html "$temp/site" --as-of 2026-11-30 2> /dev/null
kaizen export xlsx --as-of 2026-11-30 --output "$here/register.xlsx"
kaizen report management-review --as-of 2026-11-30 > "$here/management-review.md"

mkdir -p "$here/pictures"
# picture NAME PAGE WIDTH HEIGHT [FLAG...]
picture() {
  local name=$1 page=$2 size=$3,$4; shift 4
  timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
    --user-data-dir="$temp/chromium-$name" --window-size="$size" "$@" --screenshot="$temp/$name.png" "file://$temp/site/$page" > /dev/null 2>&1
  if command -v pngquant > /dev/null; then pngquant --force --output "$here/pictures/$name.png" 64 "$temp/$name.png"
  else cp "$temp/$name.png" "$here/pictures/$name.png"; fi
  test "$(stat -c %s "$here/pictures/$name.png")" -le 153600 || { echo "$name.png is larger than 150 KiB"; exit 1; }
}
item=$(grep -l "Accounts of leavers stay open" "$temp"/site/items/*.html | head -n 1)
picture dashboard index.html 1200 1000
picture register register.html 1200 900 --blink-settings=preferredColorScheme=0
picture item "items/$(basename "$item")" 1200 1100
picture audit audit.html 1200 900
ls -l "$here/pictures"
