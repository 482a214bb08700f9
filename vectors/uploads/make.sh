#!/bin/sh
# Makes the golden vectors of requests with files from their hand-written inputs, with openssl and nothing of this workspace.
# They are signed with the keys of the other vectors: run ../make.sh first when those are missing. Running this again
# changes no file.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")"

crlf=$(printf '\r\n.')
crlf=${crlf%.}
lf='
'
boundary=alipay-07070707070707070707070707070707

# encode TEXT: percent-encodes what application/x-www-form-urlencoded would.
encode() {
    for byte in $(printf '%s' "$1" | od -An -v -tx1); do
        case $byte in
            20) printf '+' ;;
            # * - . _  0-9  A-Z  a-z
            2a | 2d | 2e | 5f | 3[0-9] | 4[1-9a-f] | 5[0-9a] | 6[1-9a-f] | 7[0-9a])
                # shellcheck disable=SC2059 # the format is the character
                printf "\\$(printf '%03o' "0x$byte")" ;;
            *) printf '%%%s' "$byte" | tr 'a-f' 'A-F' ;;
        esac
    done
}

# sign FILE OUT: the standard base64 of the application's RSA-SHA256 signature of FILE, on one line.
sign() {
    openssl dgst -sha256 -sign ../keys/app_private.pem "$1" | openssl base64 -A >"$2"
    printf '\n' >>"$2"
}

# part NAME TYPE [FILE_NAME]: the head of a part.
part() {
    printf '%s' "--$boundary${crlf}Content-Disposition: form-data; name=\"$1\"${3:+; filename=\"$3\"}$crlf"
    printf '%s' "Content-Type: $2$crlf$crlf"
}

# photo: the part with the file, and the end.
photo() {
    part image_content image/jpeg '门店 %22front%22.jpg'
    cat photo.bin
    printf '%s' "$crlf--$boundary--$crlf"
}

# --- gateway.do: the texts are parameters, which are signed ------------------------------------------------------------

name='海底捞 & Co.="1"'
cd gateway-do
{
    printf '%s' "app_id=2014072300007148&charset=utf-8&format=JSON&image_name=$name&image_type=jpg"
    printf '%s' "&method=alipay.offline.material.image.upload&sign_type=RSA2&timestamp=2014-07-24 03:07:50&version=1.0"
} >canonical.txt
cd ..
sign gateway-do/canonical.txt gateway-do/signature.txt
{
    printf '%s' "POST /gateway.do?app_id=2014072300007148&charset=utf-8&format=JSON"
    printf '%s' "&method=alipay.offline.material.image.upload&sign_type=RSA2&timestamp=2014-07-24+03%3A07%3A50&version=1.0"
    printf '%s' "&sign=$(encode "$(cat gateway-do/signature.txt)") HTTP/1.1$crlf"
    printf '%s' "content-type: multipart/form-data; charset=utf-8; boundary=$boundary$crlf$crlf"
    part image_name 'text/plain; charset=utf-8'
    printf '%s' "$name$crlf"
    part image_type 'text/plain; charset=utf-8'
    printf '%s' "jpg$crlf"
    photo
} >gateway-do/request.http

# --- REST: the part `data` is what is signed of the body ---------------------------------------------------------------

authorization="app_id=2014072300007148,nonce=07070707070707070707070707070707,timestamp=1406142470000"
target=/v3/alipay/offline/material/image/upload
data=$(cat rest-v3/input.json)
printf '%s' "$authorization${lf}POST$lf$target$lf$data$lf" >rest-v3/canonical.txt
sign rest-v3/canonical.txt rest-v3/signature.txt
{
    printf '%s' "POST $target HTTP/1.1$crlf"
    printf '%s' "authorization: ALIPAY-SHA256withRSA $authorization,sign=$(cat rest-v3/signature.txt)$crlf"
    printf '%s' "content-type: multipart/form-data; boundary=$boundary$crlf$crlf"
    part data application/json
    printf '%s' "$data$crlf"
    photo
} >rest-v3/request.http
