#!/bin/sh
# Checks this bundle with sh, git, ssh-keygen and sha256sum (or openssl), without kaizen:
#
#   sh verify.sh [COMMIT] [SHA256]
#
# COMMIT is the commit, and SHA256 the sum of the file SHA256SUMS, as somebody else gave them to you. README.md tells what
# each part means. Ends with 0 where all fits, with 1 where something does not, with 2 where it could not be looked at.
set -u
LC_ALL=C
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 GIT_NO_REPLACE_OBJECTS=1
export LC_ALL GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_ATTR_NOSYSTEM GIT_NO_REPLACE_OBJECTS
unset GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_NAMESPACE GIT_OBJECT_DIRECTORY GIT_CONFIG_COUNT
unset GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_CONFIG_PARAMETERS GIT_DEFAULT_HASH GIT_EXTERNAL_DIFF GIT_DIFF_OPTS CDPATH

stop() { printf 'cannot be looked at: %s\n' "$1" >&2; exit 2; }
cd -- "$(dirname -- "$0")" || stop "the folder of verify.sh"
for tool in git ssh-keygen awk sed sort comm uniq find cut tr cmp mktemp; do
  command -v "$tool" >/dev/null || stop "$tool is not installed"
done
if command -v sha256sum >/dev/null; then sum() { sha256sum | cut -c1-64; }
elif command -v openssl >/dev/null; then sum() { openssl dgst -sha256 -r | cut -c1-64; }
else stop "neither sha256sum nor openssl is installed"; fi
temp=$(mktemp -d) || stop "no folder for what is made on the way"
trap 'rm -rf "$temp"' EXIT
trap 'exit 2' HUP INT TERM

failed=0 noted=$*
# Each line of what follows is a name or a word from the bundle: none of it may steer the terminal.
fails() { failed=1; while IFS= read -r line; do printf 'FAILS  %s: %s\n' "$1" "$line"; done | tr '\000-\010\013-\037\177' '?'; }
part() { if [ -s "$temp/wrong" ]; then fails "$1" < "$temp/wrong"; else printf 'ok     %s\n' "$2"; fi; }
value() { sed -n "s/^$1: //p" origin.txt; }

# 1. The files are those of SHA256SUMS, no more and no fewer, each with its sum.
{
  [ -f SHA256SUMS ] && [ ! -L SHA256SUMS ] || echo "SHA256SUMS is not there"
  find . ! -type d ! -type f | sed 's|^\./||; s|$| is neither a file nor a folder|'
  grep -vE '^[0-9a-f]{64}  [^ ]' SHA256SUMS | sed 's|$| is no line of sums|'
  cut -c67- SHA256SUMS | sort > "$temp/named"
  uniq -d "$temp/named" | sed 's|$| is named twice|'
  find . -type f | cut -c3- | grep -vxF SHA256SUMS | sort > "$temp/there"
  comm -13 "$temp/named" "$temp/there" | sed 's|$| was added|'
  comm -23 "$temp/named" "$temp/there" | sed 's|$| is missing|'
  if command -v sha256sum >/dev/null; then
    comm -12 "$temp/named" "$temp/there" > "$temp/both"
    awk 'NR == FNR { both[$0] = 1; next } substr($0, 67) in both' "$temp/both" SHA256SUMS > "$temp/sums"
    sha256sum -c "$temp/sums" 2>/dev/null | grep -v ': OK$' | sed 's|: FAILED.*$| was changed|'
  else
    comm -12 "$temp/named" "$temp/there" | while IFS= read -r name; do
      grep -qxF "$(sum < "$name")  $name" SHA256SUMS || printf '%s was changed\n' "$name"
    done
  fi
} > "$temp/wrong" 2>/dev/null
part "files" "files: each is named in SHA256SUMS, and has its sum"

# 2. The history is whole, each object has the id that its bytes make, and it ends at the commit.
commit=$(value commit) folder=$(value folder) register=$(value register)
history=$temp/history.git
: > "$temp/wrong"
git init -q --bare --template= "$history" || stop "git init"
git() { command git -C "$history" -c core.commitGraph=false -c core.quotePath=false "$@"; }
if ! git fetch -q --no-tags "$PWD/history.bundle" refs/heads/register:refs/heads/register > "$temp/said" 2>&1; then
  { echo "history.bundle cannot be read"; cat "$temp/said"; } > "$temp/wrong"
elif [ "$(git rev-parse refs/heads/register)" != "$commit" ]; then
  echo "history.bundle does not end at the commit of origin.txt" > "$temp/wrong"
fi
part "history" "history: whole, and ends at the commit of origin.txt"

# 3. The files of the register are those of the commit, byte by byte, no more and no fewer.
{
  git ls-tree -r --full-tree "$commit:$folder" > "$temp/tree" || echo "the commit has no such folder"
  awk -F '\t' '{ split($1, is, " "); if (is[1] ~ /^100/) print is[3] " " substr($0, index($0, "\t") + 1) }' \
    "$temp/tree" | sort > "$temp/committed"
  (cd register && find . -type f) | cut -c3- | sort > "$temp/here"
  sed "s|^|$PWD/register/|" "$temp/here" | git hash-object --no-filters --stdin-paths > "$temp/ids" ||
    echo "the files cannot be read"
  awk 'NR == FNR { id[NR] = $0; next } { print id[FNR] " " $0 }' "$temp/ids" "$temp/here" | sort > "$temp/hashed"
  comm -13 "$temp/committed" "$temp/hashed" | sed 's|^[^ ]* ||; s|$| is not as the commit has it|'
  comm -23 "$temp/committed" "$temp/hashed" | sed 's|^[^ ]* ||; s|$| of the commit is not here|'
} > "$temp/wrong" 2>/dev/null
part "register" "register: $(wc -l < "$temp/committed" | tr -d ' ') files, each as the commit has it"
awk '$1 !~ /^100/' "$temp/tree" | sed 's|^[^	]*	||; s|^|note   left out, for it is a link or a submodule: |' |
  tr '\000-\010\013-\037\177' '?'

# 4. history.txt is what git tells of this history.
if [ -n "$folder" ]; then set -- -- "$folder"; else set --; fi
git --literal-pathspecs log --topo-order --no-color --no-renames --name-status \
  --format='commit %H%nauthor %an <%ae> %ai%ncommitter %cn <%ce> %ci%n%n%B' "$commit" "$@" 2>/dev/null |
  tr '\000-\010\013-\037\177' '?' > "$temp/log"
: > "$temp/wrong"
cmp -s history.txt "$temp/log" || echo "history.txt is not what git tells of history.bundle" > "$temp/wrong"
part "history.txt" "history.txt: the same as git tells of history.bundle"

# 5. Each act that is signed in the register has its statement here, and its signature is by a key of who did it.
signed='
function done_with() { if (signed && hash != "") print hash, act, content; signed = 0; hash = act = content = "" }
function quoted(text) { split(text, parts, "\""); return parts[2] }
FNR == 1 { done_with(); inside = ""; event = 0 }
{ sub(/\r$/, "") }
inside != "" { if (index($0, inside)) inside = ""; next }
/^\[/ { done_with(); event = /^\[event\./; next }
event && /^hash = "/ { hash = quoted($0) }
event && /^act = "/ { act = quoted($0) }
event && /^content = "/ { content = quoted($0) }
event && /^signature = / { signed = 1 }
{ rest = $0; if (gsub(/"""/, "", rest) % 2) inside = "\"\"\""; else if (gsub(/\047\047\047/, "", rest) % 2) inside = "\047\047\047" }
END { done_with() }'
for place in people.toml register.toml seals.toml items sources reviews; do
  [ -e "register/$place" ] && find "register/$place" -type f -name '*.toml' -exec awk "$signed" {} +
done 2>/dev/null | sort -u > "$temp/acts"
: > "$temp/stated"
for file in signatures/*.statement; do
  [ -f "$file" ] || continue
  name=${file%.statement} name=${name#signatures/}
  said() { sed -n "s/^$1: //p" "$file"; }
  hash=$(said event) by=$(said by) at=$(said at | tr -d 'T:-')
  echo "${hash#sha256:} $(said act) $(said content)" >> "$temp/stated"
  [ "$(head -n 1 "$file")" = "kaizen event v1" ] && [ "$(said register)" = "$register" ] &&
    [ "$hash" = "sha256:$name" ] || echo "$name is no statement on an act of this register"
  ssh-keygen -Y verify -f signatures/allowed_signers -I "$by" -n kaizen -O "verify-time=$at" \
    -s "signatures/$name.sig" < "$file" > /dev/null 2>&1 || echo "the signature of $name is not one of $by"
done > "$temp/wrong"
sort -u "$temp/stated" -o "$temp/stated"
{
  comm -13 "$temp/acts" "$temp/stated" | sed 's|$|: no signed act of the register says so|'
  comm -23 "$temp/acts" "$temp/stated" | sed 's|$|: signed in the register, and no such statement is here|'
} >> "$temp/wrong"
part "signatures" "signatures: $(wc -l < "$temp/acts" | tr -d ' ') signed acts, each by a key of who did it"

# 6. The keys of allowed_signers are those that people.toml gives the same people.
while read -r who options type key rest; do
  awk -v who="${who%%,*}" -v key="$type $key" -v options="$options" '
    /^\[/ { own = index($0, "person.\"" who "\"") || index($0, "person." who ".") || index($0, "person." who "]") }
    own && index($0, key) { found = 1; ended = /until = / }
    END { exit !(found && (!ended || index(options, "valid-before"))) }' register/people.toml ||
    echo "people.toml gives ${who%%,*} no such key, or has ended it: $type $key"
done < signatures/allowed_signers > "$temp/wrong"
part "keys" "keys: those of allowed_signers are in people.toml, for the same people"

# 7. What somebody else gave you.
: > "$temp/wrong"
sums=$(sum < SHA256SUMS)
for word in $noted; do
  case $word in "$commit" | "$sums") printf 'ok     noted: %s\n' "$word" ;;
    *) echo "$word is neither the commit nor the sum of SHA256SUMS" >> "$temp/wrong" ;; esac
done
[ ! -s "$temp/wrong" ] || fails "noted" < "$temp/wrong"

printf '\nregister %s, commit %s\nsum of SHA256SUMS %s\n' "$register" "$commit" "$sums" | tr '\000-\010\013-\037\177' '?'
[ -n "$noted" ] || echo "Whoever changed all of it alike shows by these alone: ask somebody else what they should be."
if [ "$failed" = 0 ]; then echo "All fits."; else echo "Something does not fit."; fi
exit "$failed"
