#!/bin/sh
# Makes the golden vectors from their hand-written inputs, with openssl, iconv and nothing of this workspace.
# RSASSA-PKCS1-v1_5 is deterministic: with the same keys and inputs, running this again changes no file.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")"

tab=$(printf '\t')
crlf=$(printf '\r\n.')
crlf=${crlf%.}
lf='
'

# --- keys ------------------------------------------------------------------------------------------------------------

# key NAME: a throw-away key pair, kept when present.
key() {
    mkdir -p keys
    if [ ! -s "keys/$1_private.pem" ]; then
        openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "keys/$1_private.pem"
    fi
    openssl pkey -in "keys/$1_private.pem" -pubout -out "keys/$1_public.pem"
}

# content_key: the AES key the application shares with the gateway, in base64.
content_key() {
    if [ ! -s keys/content_key.txt ]; then
        openssl rand -base64 16 >keys/content_key.txt
    fi
}

# --- text ------------------------------------------------------------------------------------------------------------

# encode SPACE TEXT [CHARSET]: percent-encodes what application/x-www-form-urlencoded would; a space becomes SPACE.
encode() {
    for byte in $(printf '%s' "$2" | iconv -f UTF-8 -t "${3:-UTF-8}" | od -An -v -tx1); do
        case $byte in
            20) printf '%s' "$1" ;;
            # * - . _  0-9  A-Z  a-z
            2a | 2d | 2e | 5f | 3[0-9] | 4[1-9a-f] | 5[0-9a] | 6[1-9a-f] | 7[0-9a])
                # shellcheck disable=SC2059 # the format is the character
                printf "\\$(printf '%03o' "0x$byte")" ;;
            *) printf '%%%s' "$byte" | tr 'a-f' 'A-F' ;;
        esac
    done
}

# sign KEY FILE OUT: the standard base64 of the RSA-SHA256 signature of FILE, on one line.
sign() {
    openssl dgst -sha256 -sign "keys/$1_private.pem" "$2" | openssl base64 -A >"$3"
    printf '\n' >>"$3"
}

# encrypt TEXT CHARSET: the base64 of AES-128-CBC over TEXT, with an IV of zeros.
encrypt() {
    hex=$(openssl base64 -d <keys/content_key.txt | od -An -v -tx1 | tr -d ' \n')
    printf '%s' "$1" | iconv -f UTF-8 -t "$2" |
        openssl enc -aes-128-cbc -K "$hex" -iv 00000000000000000000000000000000 | openssl base64 -A
}

# --- dialects --------------------------------------------------------------------------------------------------------

# signed_header CASE PATH CLIENT_ID REQUEST_TIME RESPONSE_TIME
signed_header() {
    dir=$1 path=$2 client=$3 requested=$4 answered=$5
    body=$(cat "$dir/input.json")
    answer=$(cat "$dir/answer.json")

    printf '%s' "POST $path$lf$client.$requested.$body" >"$dir/canonical.txt"
    sign app "$dir/canonical.txt" "$dir/signature.txt"
    {
        printf '%s' "POST $path HTTP/1.1$crlf"
        printf '%s' "content-type: application/json; charset=UTF-8$crlf"
        printf '%s' "client-id: $client$crlf"
        printf '%s' "request-time: $requested$crlf"
        printf '%s' "signature: $(signature_header "$dir/signature.txt")$crlf$crlf"
        printf '%s' "$body"
    } >"$dir/request.http"

    printf '%s' "POST $path$lf$client.$answered.$answer" >"$dir/response-canonical.txt"
    sign gateway "$dir/response-canonical.txt" "$dir/response-signature.txt"
    {
        printf '%s' "HTTP/1.1 200 OK$crlf"
        printf '%s' "content-type: application/json; charset=UTF-8$crlf"
        printf '%s' "client-id: $client$crlf"
        printf '%s' "response-time: $answered$crlf"
        printf '%s' "signature: $(signature_header "$dir/response-signature.txt")$crlf$crlf"
        printf '%s' "$answer"
    } >"$dir/response.http"
}

signature_header() {
    printf '%s' "algorithm=RSA256,keyVersion=1,signature=$(encode %20 "$(cat "$1")")"
}

# open_platform CASE METHOD [SETTING=VALUE]...: reads `name<TAB>value` lines, the parameters beside biz_content, and
# `name<TAB>value<TAB>body` for those that travel in the body. Settings:
#   charset=GBK         of the request
#   answer=GBK          the charset of the answer
#   declared=GBK        the charset the answer says it is in
#   textual=yes         there is no biz_content
#   encrypted=yes       biz_content and node are encrypted
#   escaped=yes         the answer is sent with escaped slashes, and signed with plain ones
#   node=NAME           of the answer
#   serial=SERIAL       of the gateway's certificate
open_platform() {
    dir=$1 method=$2
    charset=utf-8 answer=utf-8 declared=utf-8 textual= encrypted= escaped= serial=
    node=$(printf '%s' "$method" | tr . _)_response
    shift 2
    for setting in "$@"; do
        eval "${setting%%=*}=\${setting#*=}"
    done
    lines=$(cat)

    content=$(cat "$dir/input.json")
    [ -z "$encrypted" ] || content=$(encrypt "$content" "$charset")
    [ -n "$textual" ] || lines="$lines${lf}biz_content$tab$content${tab}body"
    canonical= query= body=
    sorted=$(printf '%s\n' "$lines" "method$tab$method" | sort -t "$tab" -k 1,1)
    while IFS=$tab read -r name value place; do
        canonical="$canonical&$name=$value"
        pair="$name=$(encode + "$value" "$charset")"
        if [ "$place" = body ]; then body="$body&$pair"; else query="$query&$pair"; fi
    done <<PARAMS
$sorted
PARAMS
    printf '%s' "${canonical#&}" | iconv -f UTF-8 -t "$charset" >"$dir/canonical.txt"
    sign app "$dir/canonical.txt" "$dir/signature.txt"
    {
        printf '%s' "POST /gateway.do?${query#&}&sign=$(encode + "$(cat "$dir/signature.txt")") HTTP/1.1$crlf"
        printf '%s' "content-type: application/x-www-form-urlencoded;charset=$charset$crlf$crlf"
        printf '%s' "${body#&}"
    } >"$dir/request.http"

    signed=$(cat "$dir/answer.json")
    [ -z "$encrypted" ] || signed="\"$(encrypt "$signed" "$answer")\""
    sent=$signed
    [ -z "$escaped" ] || sent=$(printf '%s' "$signed" | sed 's|/|\\/|g')
    printf '%s' "$signed" | iconv -f UTF-8 -t "$answer" >"$dir/response-canonical.txt"
    sign gateway "$dir/response-canonical.txt" "$dir/response-signature.txt"
    {
        printf '%s' "HTTP/1.1 200 OK$crlf"
        printf '%s' "content-type: text/html;charset=$declared$crlf$crlf"
        printf '%s' "{\"$node\":$sent${serial:+,\"alipay_cert_sn\":\"$serial\"},\"sign\":\"$(cat "$dir/response-signature.txt")\"}" |
            iconv -f UTF-8 -t "$answer"
    } >"$dir/response.http"
}

# page CASE METHOD [charset=GBK]: reads `name<TAB>value` lines, the parameters beside biz_content. Nobody answers.
page() {
    dir=$1 method=$2
    charset=utf-8
    shift 2
    for setting in "$@"; do
        eval "${setting%%=*}=\${setting#*=}"
    done
    lines="$(cat)${lf}method$tab$method${lf}biz_content$tab$(cat "$dir/input.json")"

    canonical=
    sorted=$(printf '%s\n' "$lines" | sort -t "$tab" -k 1,1)
    while IFS=$tab read -r name value; do
        canonical="$canonical&$name=$value"
    done <<PARAMS
$sorted
PARAMS
    printf '%s' "${canonical#&}" | iconv -f UTF-8 -t "$charset" >"$dir/canonical.txt"
    sign app "$dir/canonical.txt" "$dir/signature.txt"

    all= order=
    sorted=$(printf '%s\n' "$lines" "sign$tab$(cat "$dir/signature.txt")" | sort -t "$tab" -k 1,1)
    while IFS=$tab read -r name value; do
        all="$all&$name=$(encode + "$value" "$charset")"
        order="$order&$name=$(encode %20 "$value" "$charset")"
    done <<PARAMS
$sorted
PARAMS
    printf '%s' "GET /gateway.do?${all#&} HTTP/1.1${crlf}host: openapi.alipay.com$crlf$crlf" >"$dir/request.http"
    printf '%s' "${order#&}" >"$dir/order-string.txt"
}

# --- cases -----------------------------------------------------------------------------------------------------------

key app
key gateway
content_key

open_platform open-platform/fund-account-query alipay.fund.account.query <<PARAMS
app_id${tab}2014072300007148
format${tab}JSON
charset${tab}utf-8
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

open_platform open-platform/certificate-mode alipay.fund.account.query serial=7513daaaa48aa3ba2e4018d84402479c <<PARAMS
app_id${tab}2014072300007148
alipay_root_cert_sn${tab}687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6
app_cert_sn${tab}866efef280dec9137a87d047ac446315
format${tab}JSON
charset${tab}utf-8
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

open_platform open-platform/error-response alipay.fund.account.query \
    node=error_response serial=7513daaaa48aa3ba2e4018d84402479c <<PARAMS
app_id${tab}2014072300007148
alipay_root_cert_sn${tab}687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6
app_cert_sn${tab}866efef280dec9137a87d047ac446315
format${tab}JSON
charset${tab}utf-8
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

open_platform open-platform/gbk alipay.fund.account.query charset=GBK answer=GBK declared=GBK <<PARAMS
app_id${tab}2014072300007148
format${tab}JSON
charset${tab}GBK
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

# A failure in GBK that says it is in UTF-8.
open_platform open-platform/gbk-failure alipay.fund.account.query answer=GBK <<PARAMS
app_id${tab}2014072300007148
format${tab}JSON
charset${tab}utf-8
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

open_platform open-platform/encrypted alipay.fund.account.query encrypted=yes <<PARAMS
app_id${tab}2014072300007148
encrypt_type${tab}AES
format${tab}JSON
charset${tab}utf-8
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

open_platform open-platform/encrypted-gbk alipay.fund.account.query \
    encrypted=yes charset=GBK answer=GBK declared=GBK escaped=yes <<PARAMS
app_id${tab}2014072300007148
encrypt_type${tab}AES
format${tab}JSON
charset${tab}GBK
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

open_platform open-platform/textual alipay.system.oauth.token textual=yes <<PARAMS
app_id${tab}2014072300007148
code${tab}4b203fe6 c11548bc/a&b=c${tab}body
ext_info${tab}{"scene":"扫码"}${tab}body
format${tab}JSON
charset${tab}utf-8
grant_type${tab}authorization_code${tab}body
retry${tab}3${tab}body
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

open_platform open-platform/escaped-slashes alipay.fund.account.query escaped=yes <<PARAMS
app_id${tab}2014072300007148
format${tab}JSON
charset${tab}utf-8
notify_url${tab}https://shop.example/notify?a=1&b=2
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

page pages/page-pay alipay.trade.page.pay <<PARAMS
alipay_root_cert_sn${tab}687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6
app_cert_sn${tab}866efef280dec9137a87d047ac446315
app_id${tab}2014072300007148
charset${tab}utf-8
format${tab}JSON
notify_url${tab}https://shop.example/notify?a=1&b=<2>
return_url${tab}https://shop.example/order's return
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

page pages/app-pay-gbk alipay.trade.app.pay charset=GBK <<PARAMS
app_auth_token${tab}201509BBeff9351ad1874306903e96b91d248A36
app_id${tab}2014072300007148
charset${tab}GBK
format${tab}JSON
notify_url${tab}https://shop.example/notify
sign_type${tab}RSA2
timestamp${tab}2014-07-24 03:07:50
version${tab}1.0
PARAMS

signed_header dws/query-account-and-benefit /ams/api/v1/accounts/queryAccountAndBenefit \
    T_WALLET_1 2022-01-12T11:00:00+08:00 2022-01-12T11:00:01+08:00
signed_header dws/consult-topup /ams/api/v1/topups/consultTopup \
    T_WALLET_1 2022-01-12T11:00:00+08:00 2022-01-12T11:00:01+08:00
signed_header worldfirst/inquiry-balance /aps/api/business/fund/inquiryBalance \
    T_PARTNER_1 2024-03-01T09:30:00+08:00 2024-03-01T09:30:01+08:00
