#!/bin/sh
# Makes the golden notifications with openssl, iconv and nothing of this workspace. They are signed by the gateway of the
# other vectors: run ../make.sh first when its keys are missing. Running this again changes no file.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")"

tab=$(printf '\t')
crlf=$(printf '\r\n.')
crlf=${crlf%.}
lf='
'

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
    openssl dgst -sha256 -sign "../keys/$1_private.pem" "$2" | openssl base64 -A >"$3"
    printf '\n' >>"$3"
}

# form CASE TARGET CHARSET UNSIGNED [blanks]: reads `name<TAB>value` lines in the order in which they are sent. Not signed
# are `sign`, the parameters named in UNSIGNED, and blank values, unless `blanks` says so.
form() {
    dir=$1 target=$2 charset=$3 unsigned=" $4 " blanks=${5-}
    mkdir -p "$dir"
    params=$(iconv -f UTF-8 -t "$charset")

    canonical=
    while IFS=$tab read -r name value; do
        case $unsigned in *" $name "*) continue ;; esac
        [ -n "$value$blanks" ] || continue
        canonical="$canonical&$name=$value"
    done <<PARAMS
$(printf '%s\n' "$params" | sort -t "$tab" -k 1,1)
PARAMS
    printf '%s' "${canonical#&}" >"$dir/canonical.txt"
    sign gateway "$dir/canonical.txt" "$dir/signature.txt"

    form=
    while IFS=$tab read -r name value; do
        form="$form&$name=$(encode + "$value")"
    done <<PARAMS
$params
PARAMS
    form="${form#&}&sign=$(encode + "$(cat "$dir/signature.txt")")"
    {
        case $target in
            GET*) printf '%s' "$target?$form HTTP/1.1${crlf}host: shop.example$crlf$crlf" ;;
            *)
                printf '%s' "$target HTTP/1.1${crlf}host: shop.example$crlf"
                printf '%s' "content-type: application/x-www-form-urlencoded; charset=$charset$crlf$crlf$form"
                ;;
        esac
    } >"$dir/request.http"
}

# signed_headers CASE PATH QUERY CLIENT_ID REQUEST_TIME [RESPONSE_TIME]: with the body in CASE/input.json, and with
# RESPONSE_TIME also our signed acknowledgement.
signed_headers() {
    dir=$1 path=$2 query=$3 client=$4 requested=$5 answered=${6-}
    body=$(cat "$dir/input.json")
    printf '%s' "POST $path$lf$client.$requested.$body" >"$dir/canonical.txt"
    sign gateway "$dir/canonical.txt" "$dir/signature.txt"
    {
        printf '%s' "POST $path$query HTTP/1.1${crlf}host: shop.example$crlf"
        printf '%s' "content-type: application/json; charset=UTF-8$crlf"
        printf '%s' "client-id: $client$crlf"
        printf '%s' "request-time: $requested$crlf"
        printf '%s' "signature: $(signature_header "$dir/signature.txt")$crlf$crlf"
        printf '%s' "$body"
    } >"$dir/request.http"
    [ -n "$answered" ] || return 0

    answer='{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}'
    printf '%s' "POST $path$lf$client.$answered.$answer" >"$dir/response-canonical.txt"
    sign app "$dir/response-canonical.txt" "$dir/response-signature.txt"
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
    printf '%s' "algorithm=RSA256, keyVersion=1, signature=$(encode %20 "$(cat "$1")")"
}

# --- cases -----------------------------------------------------------------------------------------------------------

# trade CHARSET: the parameters of a trade notification, unsorted, with a blank one.
trade() {
    cat <<PARAMS
gmt_create${tab}2026-03-20 10:48:41
charset${tab}$1
gmt_payment${tab}2026-03-20 10:48:50
notify_time${tab}2026-03-20 10:48:51
subject${tab}茶叶 50% off & more + tax
body${tab}
buyer_id${tab}2088102122524333
invoice_amount${tab}26.45
version${tab}1.0
notify_id${tab}2026032000222104850021421430000000
fund_bill_list${tab}[{"amount":"26.00","fundChannel":"ALIPAYACCOUNT"},{"amount":"0.45","fundChannel":"POINT"}]
notify_type${tab}trade_status_sync
out_trade_no${tab}order/1
total_amount${tab}26.45
trade_status${tab}TRADE_SUCCESS
trade_no${tab}2026032022001421591406846538
passback_params${tab}shop%3D7%26coupon%3D50%2525
auth_app_id${tab}2014072300007148
receipt_amount${tab}26.45
point_amount${tab}0.45
app_id${tab}2014072300007148
buyer_pay_amount${tab}26.00
sign_type${tab}RSA2
seller_id${tab}2088101106499364
PARAMS
}

serial=7513daaaa48aa3ba2e4018d84402479c

trade utf-8 | form trade 'POST /notify?shop=7' UTF-8 sign_type
trade GBK | form trade-gbk 'POST /notify' GBK sign_type
trade utf-8 | form trade-blanks-signed 'POST /notify' UTF-8 sign_type blanks
{ trade utf-8 && printf '%s\n' "alipay_cert_sn${tab}$serial"; } |
    form trade-certificate 'POST /notify' UTF-8 'sign_type alipay_cert_sn'
{ trade utf-8 && printf '%s\n' "alipay_cert_sn${tab}$serial"; } |
    form trade-certificate-signed 'POST /notify' UTF-8 sign_type

form application-gateway 'POST /notify' UTF-8 '' <<PARAMS
app_id${tab}2014072300007148
biz_content${tab}{"out_biz_no":"refund+1","status":"SUCCESS"}
charset${tab}UTF-8
msg_method${tab}alipay.fund.trans.order.changed
notify_id${tab}2026032000262104850021421430000000
sign_type${tab}RSA2
utc_timestamp${tab}1773974931000
version${tab}1.1
PARAMS

form return-url 'GET /return' UTF-8 sign_type <<PARAMS
charset${tab}utf-8
out_trade_no${tab}order/1
method${tab}alipay.trade.page.pay.return
total_amount${tab}26.45
trade_no${tab}2026032022001421591406846538
auth_app_id${tab}2014072300007148
version${tab}1.0
app_id${tab}2014072300007148
sign_type${tab}RSA2
seller_id${tab}2088101106499364
timestamp${tab}2026-03-20 10:48:51
PARAMS

signed_headers dws-topup /notify/topup '' T_WALLET_1 2022-03-03T09:44:36Z
signed_headers worldfirst-transfer /notify/transfer '?shop=7' T_PARTNER_1 2024-03-01T09:30:00+08:00 2024-03-01T09:30:01+08:00
