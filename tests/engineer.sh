#!/usr/bin/env bash
# The engineer's path: what whoever installs and runs the system does, with the binary alone.
#
#   tests/engineer.sh BINARY FOLDER
#
# Each check is a sentence; the last line adds them up.
set -euo pipefail

XUEYU=$(realpath "$1")
FOLDER=$2
DATA=$FOLDER/data
PASSED=0
FAILED=0
SERVER=

rm -rf "$FOLDER"
mkdir -p "$FOLDER"
trap 'stop' EXIT

# check SENTENCE COMMAND…: the command must succeed.
check() {
    local sentence=$1
    shift
    if "$@" >"$FOLDER/last.log" 2>&1; then
        PASSED=$((PASSED + 1))
        echo "ok      $sentence"
    else
        FAILED=$((FAILED + 1))
        echo "FAILED  $sentence"
        sed 's/^/        /' "$FOLDER/last.log" | tail -n 20
    fi
}

refused() { ! "$@"; }

says() { # TEXT COMMAND…: the command says TEXT, on either channel, and may fail.
    local text=$1 told
    shift
    told=$("$@" 2>&1) || true
    printf '%s\n' "$told"
    grep -qF -- "$text" <<<"$told"
}

xueyu() { RUST_LOG=warn "$XUEYU" --data "$DATA" "$@"; }

free_port() {
    local port
    for port in $(seq 18100 18199); do
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
    done
    return 1
}

serve() {
    local port
    port=$(free_port)
    BASE=http://127.0.0.1:$port
    RUST_LOG=info "$XUEYU" --data "$DATA" serve --listen "127.0.0.1:$port" >>"$FOLDER/server.log" 2>&1 &
    SERVER=$!
    for _ in $(seq 150); do
        ! curl -sf "$BASE/ready" >/dev/null || return 0
        kill -0 "$SERVER" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

stop() {
    [ -n "$SERVER" ] || return 0
    kill "$SERVER" 2>/dev/null || true
    wait "$SERVER" 2>/dev/null || true
    SERVER=
}

# --- an installation ---------------------------------------------------------------------------

check "init makes a county with its three administrators" \
    says "first password" xueyu init --key yuyao --name 余姚市 --division 330281
check "init does not overwrite a county" \
    refused xueyu init --key yuyao --name 余姚市 --division 330281
check "nobody else may read the keys" \
    test "$(stat -c %a "$DATA/keys.toml")" = 600
check "it serves and says that it is ready" serve
check "the log-in page is there and offers no demo log-ins" \
    bash -c "curl -sf $BASE/yuyao/login >$FOLDER/login.html && ! grep -q data-login $FOLDER/login.html"
check "what does not exist answers 404" \
    test "$(curl -s -o /dev/null -w '%{http_code}' "$BASE/nowhere/login")" = 404
check "it stops when told to" stop

# --- the trail, and a copy of it elsewhere ---------------------------------------------------------

head_of() { grep -oE '链头 .+' <<<"$1" | head -n 1; }

check "it serves again" serve
# The sealer needs a second to put the acts of the making into a block.
sleep 2
TRAIL=$(xueyu audit verify 2>&1) || true
has_head() { [[ $TRAIL == *"链头 "* && $TRAIL != *"(空)"* ]]; }
check "the audit chain is whole and has a head" has_head
HEAD=$(head_of "$TRAIL")
check "the chain holds the head that was kept" xueyu audit verify --head "${HEAD#链头 }"
check "another head is not on the chain" \
    refused xueyu audit verify --head "1:$(tr 0-9a-f 1-9a-f0 <<<"${HEAD#*:}")"
check "check says what a real installation still lacks" says "动态验证码" xueyu check
check "a copy is made while it serves" xueyu backup "$FOLDER/copy"
check "a copy does not overwrite another" refused xueyu backup "$FOLDER/copy"
check "the keys are not in the copy" test ! -e "$FOLDER/copy/keys.toml"
check "it stops" stop

elsewhere() { RUST_LOG=warn "$XUEYU" --data "$FOLDER/elsewhere" "$@"; }

check "the copy is brought back elsewhere, with the keys that were kept apart" \
    says "$HEAD" elsewhere restore "$FOLDER/copy" --keys "$DATA/keys.toml"
check "there it has the same head" says "$HEAD" elsewhere audit verify
check "a copy is not brought back over an installation" \
    refused elsewhere restore "$FOLDER/copy" --keys "$DATA/keys.toml"

# --- a demo is not mistaken for a county -----------------------------------------------------------

demo() { RUST_LOG=warn "$XUEYU" --data "$FOLDER/demo" "$@"; }

check "a small demo county is made" demo demo --scale 100 --no-serve
check "serve refuses a demo cell" says "--demo" refused demo serve --listen 127.0.0.1:0
check "check says that a demo is no county" says "演示数据" demo check

echo
echo "engineer: $PASSED passed, $FAILED failed"
[ "$FAILED" = 0 ]
