#!/bin/sh
# Makes the golden vectors from their hand-written inputs, with openssl and nothing of this workspace.
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

# --- text ------------------------------------------------------------------------------------------------------------

# encode SPACE TEXT: percent-encodes what application/x-www-form-urlencoded would; a space becomes SPACE.
encode() {
    for byte in $(printf '%s' "$2" | od -An -v -tx1); do
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

# open_platform CASE METHOD: reads `name<TAB>value` lines, the parameters beside biz_content.
open_platform() {
    dir=$1
    node=$(printf '%s' "$2" | tr . _)_response
    biz_content=$(cat "$dir/input.json")
    answer=$(cat "$dir/answer.json")
    params=$(cat)

    canonical= query=
    sorted=$(printf '%s\n' "$params" "biz_content$tab$biz_content" "method$tab$2" | sort -t "$tab" -k 1,1)
    while IFS=$tab read -r name value; do
        canonical="$canonical&$name=$value"
        [ "$name" = biz_content ] || query="$query&$name=$(encode + "$value")"
    done <<PARAMS
$sorted
PARAMS
    printf '%s' "${canonical#&}" >"$dir/canonical.txt"
    sign app "$dir/canonical.txt" "$dir/signature.txt"
    {
        printf '%s' "POST /gateway.do?${query#&}&sign=$(encode + "$(cat "$dir/signature.txt")") HTTP/1.1$crlf"
        printf '%s' "content-type: application/x-www-form-urlencoded;charset=utf-8$crlf$crlf"
        printf '%s' "biz_content=$(encode + "$biz_content")"
    } >"$dir/request.http"

    printf '%s' "$answer" >"$dir/response-canonical.txt"
    sign gateway "$dir/response-canonical.txt" "$dir/response-signature.txt"
    {
        printf '%s' "HTTP/1.1 200 OK$crlf"
        printf '%s' "content-type: text/html;charset=utf-8$crlf$crlf"
        printf '%s' "{\"$node\":$answer,\"sign\":\"$(cat "$dir/response-signature.txt")\"}"
    } >"$dir/response.http"
}

# --- cases -----------------------------------------------------------------------------------------------------------

key app
key gateway

open_platform open-platform/fund-account-query alipay.fund.account.query <<PARAMS
app_id${tab}2014072300007148
format${tab}JSON
charset${tab}utf-8
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
