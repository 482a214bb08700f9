#!/bin/sh
# Makes the golden vectors of the Open Platform's REST protocol (v3) from their hand-written inputs, with openssl and
# nothing of this workspace. They are signed with the keys of the other vectors: run ../make.sh first when those are missing.
# Running this again changes no file.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")"

tab=$(printf '\t')
crlf=$(printf '\r\n.')
crlf=${crlf%.}
lf='
'

# encode TEXT: percent-encodes all but the unreserved characters of RFC 3986.
encode() {
    for byte in $(printf '%s' "$1" | od -An -v -tx1); do
        case $byte in
            # - . _ ~  0-9  A-Z  a-z
            2d | 2e | 5f | 7e | 3[0-9] | 4[1-9a-f] | 5[0-9a] | 6[1-9a-f] | 7[0-9a])
                # shellcheck disable=SC2059 # the format is the character
                printf "\\$(printf '%03o' "0x$byte")" ;;
            *) printf '%%%s' "$byte" | tr 'a-f' 'A-F' ;;
        esac
    done
}

# sign KEY FILE OUT: the standard base64 of the RSA-SHA256 signature of FILE, on one line.
sign() {
    openssl dgst -sha256 -sign "../keys/$1_private.pem" "$2" | openssl base64 -A >"$3"
    printf '\n' >>"$3"
}

# encrypt TEXT: the base64 of AES-128-CBC over TEXT, with an IV of zeros.
encrypt() {
    hex=$(openssl base64 -d <../keys/content_key.txt | od -An -v -tx1 | tr -d ' \n')
    printf '%s' "$1" | openssl enc -aes-128-cbc -K "$hex" -iv 00000000000000000000000000000000 | openssl base64 -A
}

# line NAME VALUE: a header, if it has a value.
line() {
    [ -z "$2" ] || printf '%s' "$1: $2$crlf"
}

app_id=2014072300007148
nonce=07070707070707070707070707070707
timestamp=1406142470000
answer_nonce=5d41402abc4b2a76b9719d911017c592
answer_timestamp=1406142470321

# rest CASE METHOD PATH [SETTING=VALUE]...: the URL has the path as it is given here, and the query made of the
# `name<TAB>value` lines that are read. Without a body when the method has none. Settings:
#   token=TOKEN              for which merchant
#   notify_url=URL           the last member of the body
#   sdk=VERSION              of who calls
#   app=SERIAL root=SERIAL   certificate mode
#   serial=SERIAL            of the gateway's certificate
#   encrypted=yes            bodies are encrypted
#   status='400 Bad Request' of the answer
#   unsigned=yes             nobody signs the answer
rest() {
    dir=$1 method=$2 target=$3
    token= notify_url= sdk= app= root= serial= encrypted= unsigned= status='200 OK'
    shift 3
    for setting in "$@"; do
        eval "${setting%%=*}=\${setting#*=}"
    done

    query=
    while IFS=$tab read -r name value; do
        query="$query&$(encode "$name")=$(encode "$value")"
    done
    [ -z "$query" ] || target="$target?${query#&}"
    case $method in
        GET | DELETE) body='' type='' ;;
        *) body=$(cat "$dir/input.json") type=application/json ;;
    esac
    [ -z "$notify_url" ] || body="${body%\}},\"notify_url\":\"$notify_url\"}"
    if [ -n "$encrypted" ]; then
        body=$(encrypt "$body")
        type=text/plain
    fi

    authorization="app_id=$app_id${app:+,app_cert_sn=$app},nonce=$nonce,timestamp=$timestamp"
    printf '%s' "$authorization$lf$method$lf$target$lf$body$lf${token:+$token$lf}" >"$dir/canonical.txt"
    sign app "$dir/canonical.txt" "$dir/signature.txt"
    {
        printf '%s' "$method $target HTTP/1.1$crlf"
        line accept application/json
        line alipay-app-auth-token "$token"
        line alipay-encrypt-type "${encrypted:+AES}"
        line alipay-request-id "$nonce"
        line alipay-root-cert-sn "$root"
        line alipay-sdk-version "$sdk"
        line authorization "ALIPAY-SHA256withRSA $authorization,sign=$(cat "$dir/signature.txt")"
        line content-type "$type"
        printf '%s' "$crlf$body"
    } >"$dir/request.http"

    answer=$(cat "$dir/answer.json")
    type=application/json
    if [ -n "$encrypted" ]; then
        answer=$(encrypt "$answer")
        type=text/plain
    fi
    [ -n "$answer" ] || type=''
    if [ -z "$unsigned" ]; then
        printf '%s' "$answer_timestamp$lf$answer_nonce$lf$answer$lf" >"$dir/response-canonical.txt"
        sign gateway "$dir/response-canonical.txt" "$dir/response-signature.txt"
    fi
    {
        printf '%s' "HTTP/1.1 $status$crlf"
        line content-type "$type"
        if [ -z "$unsigned" ]; then
            line alipay-nonce "$answer_nonce"
            line alipay-signature "$(cat "$dir/response-signature.txt")"
            line alipay-sn "$serial"
            line alipay-timestamp "$answer_timestamp"
        fi
        line alipay-trace-id 21d9b63814061424703218
        printf '%s' "$crlf$answer"
    } >"$dir/response.http"
}

app_serial=866efef280dec9137a87d047ac446315
root_serial=687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6
gateway_serial=7513daaaa48aa3ba2e4018d84402479c

rest fund-account-query GET /v3/alipay/fund/account/query <<QUERY
alipay_user_id${tab}2088301409188095
account_type${tab}ACCTRANS_ACCOUNT
merchant_user_id${tab}会员 1+1=2 & 50%/?#[~]*'"
page${tab}2
exact${tab}1.50
ext_info${tab}{"agreement_no":"201909260000"}
options${tab}["a","b"]
QUERY

rest trade-refund POST /v3/alipay/trade/refund </dev/null
rest merchant-token POST /v3/alipay/trade/create \
    token=201509BBeff9351ad1874306903e96b91d248A36 notify_url='https://shop.example/notify?a=1&b=2' sdk=my-shop/1.2 </dev/null
rest user-token POST /v3/alipay/user/info/share <<QUERY
auth_token${tab}20120823ac6ffaa4d2d84e7384bf983531473993
QUERY
rest certificate-mode POST /v3/alipay/trade/refund "app=$app_serial" "root=$root_serial" "serial=$gateway_serial" </dev/null
rest path-member DELETE "/v3/alipay/thing/$(encode '会员:7 a+b')" 'status=204 No Content' <<QUERY
reason${tab}too old
QUERY
rest encrypted POST /v3/alipay/trade/refund encrypted=yes </dev/null
rest failure POST /v3/alipay/trade/refund "app=$app_serial" "root=$root_serial" "serial=$gateway_serial" \
    'status=400 Bad Request' </dev/null
rest unsigned-failure GET /v3/alipay/fund/account/query 'status=400 Bad Request' unsigned=yes <<QUERY
alipay_user_id${tab}2088301409188095
QUERY
