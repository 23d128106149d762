#!/usr/bin/env bash
# The engineer's path: what whoever installs and runs the system does, with the binary alone.
#
#   tests/engineer.sh BINARY FOLDER
#
# Each check is a sentence; the last line adds them up. Journeys through pages are in engineer.mjs.
set -euo pipefail

XUEYU=$(realpath "$1")
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
FOLDER=$2
DATA=$FOLDER/data
PASSED=0
FAILED=0
SERVER=
FULL=

rm -rf "$FOLDER"
mkdir -p "$FOLDER"
trap 'stop; kill "$FULL" 2>/dev/null || true' EXIT

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

full() { RUST_LOG=warn "$XUEYU" --data "$FOLDER/full" "$@"; }

# A county at full size takes minutes, and one core: it is made beside everything else.
full demo --no-serve >"$FOLDER/full.log" 2>&1 &
FULL=$!
full_is_made() { wait "$FULL" || { cat "$FOLDER/full.log" && return 1; }; }

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

made() { xueyu init --key yuyao --name 余姚市 --division 330281 | tee "$FOLDER/init.log"; }
check "init makes a county with its three administrators" says "first password" made
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

# --- three schools and their roll ------------------------------------------------------------------

cat >"$FOLDER/schools.csv" <<'CSV'
学校标识码,学校名称,镇(街道),办学类型,举办者,是否寄宿制,地址
2133000001,晨光小学,梨洲街道,小学,公办,否,晨光路1号
2133000002,星河小学,兰江街道,小学,公办,否,星河路2号
3133000003,明月中学,泗门镇,初级中学,公办,是,明月路3号
CSV

# The roll of the three: 6,000 pupils with a guardian each. ID numbers begin with a province's own
# digits, which nobody holds, and have right check digits.
awk '
    function id(born, serial,   body, at, sum) {
        body = "330000" born sprintf("%03d", serial)
        split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", weight, " ")
        for (at = 1; at <= 17; at++) sum += substr(body, at, 1) * weight[at]
        return body substr("10X98765432", sum % 11 + 1, 1)
    }
    BEGIN {
        split("赵 钱 孙 李 周 吴 郑 王 冯 陈", family, " ")
        split("一 二 三 四 五 六 七 八 九 十", given, " ")
        split("2133000001 2133000002 3133000003", school, " ")
        split("一年级 三年级 七年级", grade, " ")
        split("2019 2017 2013", year, " ")
        print "姓名,性别,出生日期,身份证件号,班级,学校标识码,民族,家庭地址,成员1姓名,成员1关系,成员1联系电话"
        for (at = 0; at < 6002; at++) {
            of = at % 3 + 1
            name = family[at % 10 + 1] given[int(at / 10) % 10 + 1] given[int(at / 100) % 10 + 1]
            month = sprintf("%02d", int(at / 3) % 6 + 2); day = sprintf("%02d", int(at / 18) % 28 + 1)
            number = id(year[of] month day, 2 * int(at / 504) + 1)
            printf "%s,男,%s-%s-%s,%s,%s%d班,%s,汉族,城东路%d号,%s家长,父亲,137%08d\n", name, year[of],
                month, day, number, grade[of], int(at / 3) % 12 + 1, school[of], at, name, at
        }
    }' >"$FOLDER/everybody.csv"
ROWS=6000
# The last two are not in it: one comes later, the other never.
head -n $((ROWS + 1)) "$FOLDER/everybody.csv" >"$FOLDER/roll.csv"
NEWCOMER=$(tail -n 2 "$FOLDER/everybody.csv" | head -n 1)
STRANGER=$(tail -n 1 "$FOLDER/everybody.csv" | cut -d, -f 4)
NUMBER=$(awk -F, 'NR == 2 { print $4 }' "$FOLDER/roll.csv")
NAME=$(awk -F, 'NR == 2 { print $1 }' "$FOLDER/roll.csv")

check "three schools come in" says "新增学校 3 所" xueyu import schools "$FOLDER/schools.csv"
check "the same list changes nothing" says "未变 3 所" xueyu import schools "$FOLDER/schools.csv"
check "the roll is looked at first" \
    says "共 $ROWS 行：一致 0，新增 $ROWS，班级变动 0，信息不同 0，有误 0" \
    xueyu import roll "$FOLDER/roll.csv"
check "a file that is no roll is refused in words" \
    says "无法读取" refused xueyu import roll "$FOLDER/init.log"

# What the county says of a roll, without changing anything: as in 一致 3，新增 0.
count() { # KIND FILE
    xueyu import roll "$2" 2>/dev/null | sed -n "s/^共 .*$1 \([0-9]*\).*/\1/p" | head -n 1
}

# Kills an import between two of its acts: it says what it found before the first, so the moment is
# tried out from there on, half as much later each time: the last act is far later than the first.
killed_midway() {
    local delay left import
    for ((delay = 4; delay < 60000; delay += delay / 2)); do
        : >"$FOLDER/killed.log"
        RUST_LOG=warn "$XUEYU" --data "$DATA" import roll "$FOLDER/roll.csv" --confirm all \
            >"$FOLDER/killed.log" 2>&1 &
        import=$!
        until grep -q '^共 ' "$FOLDER/killed.log" || ! kill -0 "$import" 2>/dev/null; do
            sleep 0.005
        done
        sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
        kill -KILL "$import" 2>/dev/null || true
        wait "$import" 2>/dev/null || true
        left=$(count 新增 "$FOLDER/roll.csv")
        echo "killed $delay ms after the look: $left of $ROWS wait"
        [ "$left" != 0 ] || return 1
        [ "$left" = "$ROWS" ] || return 0
    done
    return 1
}
check "an import is killed midway" killed_midway
LEFT=$(count 新增 "$FOLDER/roll.csv")
check "who came in is whole, and the others are not there" \
    says "共 $ROWS 行：一致 $((ROWS - LEFT))，新增 $LEFT，班级变动 0，信息不同 0，有误 0；不在表中 0 人" \
    xueyu import roll "$FOLDER/roll.csv"
check "the trail is whole after it" says "区块" xueyu audit verify
check "the import is done again and takes the rest" \
    says "已更新 $LEFT 人次" xueyu import roll "$FOLDER/roll.csv" --confirm all
check "then all of them are in" test "$(count 一致 "$FOLDER/roll.csv")" = "$ROWS"

# A pupil changes class, another's address, a third is not in the file any more, a fourth is new.
awk -F, -v OFS=, -v newcomer="$NEWCOMER" '
    NR == 2 { $5 = ($5 == "一年级1班") ? "一年级2班" : "一年级1班" }
    NR == 3 { $8 = "城西路1号" }
    NR == 4 { next }
    NR == 5 { print newcomer }
    { print }' "$FOLDER/roll.csv" >"$FOLDER/changed.csv"
DIFFERS="共 $ROWS 行：一致 $((ROWS - 3))，新增 1，班级变动 1，信息不同 1，有误 0；不在表中 1 人"
check "a changed roll tells what differs" says "$DIFFERS" xueyu import roll "$FOLDER/changed.csv"
check "and changes nothing until it is approved" \
    says "$DIFFERS" xueyu import roll "$FOLDER/changed.csv"
check "what was approved is taken over" \
    says "已更新 3 人次" xueyu import roll "$FOLDER/changed.csv" --confirm new,moved,changed
check "who is not in the file stays until that is approved too" \
    says "一致 $ROWS，新增 0，班级变动 0，信息不同 0，有误 0；不在表中 1 人" \
    xueyu import roll "$FOLDER/changed.csv"
check "then he or she has left" \
    says "已更新 1 人次" xueyu import roll "$FOLDER/changed.csv" --confirm left

# --- people at work ----------------------------------------------------------------------------------

person() { node "$HERE/engineer.mjs" "$FOLDER/people.json" "$BASE/yuyao/" "$@"; }
SECURITY=($(sed -n 's/.*log-in: \(security[^ ]*\) *first password: \(.*\)/\1 \2/p' "$FOLDER/init.log"))

check "it serves the schools" serve
check "the security administrator comes in and makes an account for a roll manager" \
    person open "${SECURITY[0]}" "${SECURITY[1]}" 晨光小学
check "the roll manager finds a pupil by a number, which stays masked" \
    person finds "$NUMBER" "$NAME" "$STRANGER"

# --- another key ---------------------------------------------------------------------------------------

# How many values a copy of the county holds that are sealed with the key $1.
sealed_with() {
    rm -rf "$FOLDER/counted"
    xueyu backup "$FOLDER/counted" >/dev/null && grep -ao "$1\." "$FOLDER/counted"/*.db | wc -l
}
BEFORE=$(sealed_with k1)
check "numbers are sealed, each with its key's name" test "$BEFORE" -gt "$ROWS"
check "keys are rotated while it serves" says "新密钥 k2" xueyu keys rotate
# Left over are the files of the rolls that were looked at and not yet ended, a few pieces each.
rotated() {
    for _ in $(seq 60); do
        [ "$(sealed_with k1)" -ge $((BEFORE / 20)) ] || return 0
        sleep 1
    done
    return 1
}
check "everything is sealed anew with the new key" rotated
check "numbers are still found and shown" person finds "$NUMBER" "$NAME" "$STRANGER"
check "a roll still finds everyone, and says the same" \
    test "$(count 一致 "$FOLDER/changed.csv")" = "$ROWS"

# --- somebody leaves -------------------------------------------------------------------------------------

check "the roll manager's work is handed over, and the account closed" person hand-over
check "the successor finds the pupil" person finds "$NUMBER" "$NAME" "$STRANGER"
check "it stops again" stop

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
check "there the roll finds everyone, too" \
    says "一致 $ROWS，新增 0" elsewhere import roll "$FOLDER/changed.csv"
check "a copy is not brought back over an installation" \
    refused elsewhere restore "$FOLDER/copy" --keys "$DATA/keys.toml"

# --- a demo is not mistaken for a county -----------------------------------------------------------

demo() { RUST_LOG=warn "$XUEYU" --data "$FOLDER/demo" "$@"; }

check "a small demo county is made" demo demo --scale 100 --no-serve
check "serve refuses a demo cell" says "--demo" refused demo serve --listen 127.0.0.1:0
check "check says that a demo is no county" says "演示数据" demo check
check "a small county does not pass for one at full size" \
    says "与公布的数字不符" refused demo demo --check-figures

# --- the published figures, counted from the tables of a county at full size ------------------------

check "the county is made at full size" full_is_made
check "all published figures and sizes are counted from its tables" full demo --check-figures
# Half a gigabyte that nobody needs any more.
rm -rf "$FOLDER/full"

echo
echo "engineer: $PASSED passed, $FAILED failed"
[ "$FAILED" = 0 ]
