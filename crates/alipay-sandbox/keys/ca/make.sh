#!/bin/sh
# Makes every other file in this directory with OpenSSL 3, and with nothing of this workspace: the serials in serials.txt
# are what the code is measured by. The authorities' private keys are thrown away, so a new run makes new authorities.
# Certificates are made for the keys one directory up; the one that is missing at first, gateway_next_private.pem, is made.
set -eu
cd "$(dirname "$0")"
find . -type f ! -name make.sh ! -name README.md ! -name '.*' -delete
[ -e ../gateway_next_private.pem ] ||
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out ../gateway_next_private.pem

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p refused

# --- Names, kinds of certificate ----------------------------------------------------------------------------------

ORGANISATION='/C=CN/O=Sandbox Financial/OU=Certification Authority'
R1="$ORGANISATION/CN=Sandbox Financial Certification Authority R1"
CLASS_1="$ORGANISATION/CN=Sandbox Financial Certification Authority Class 1 R1"
CLASS_2="$ORGANISATION/CN=Sandbox Financial Certification Authority Class 2 R1"
MERCHANT='2088102146225135'
APP="/C=CN/O=沙箱商户/OU=Alipay/CN=$MERCHANT-2014072300007148"
GATEWAY="/C=CN/O=沙箱商户/OU=Alipay/CN=沙箱支付宝(中国)网络技术有限公司-$MERCHANT"
OTHER_GATEWAY='/C=CN/O=另一商户/OU=Alipay/CN=沙箱支付宝(中国)网络技术有限公司-2088000000000001'

# Real ones look like these: no purposes, no alternative names, and on the gateway's a key usage and nothing else.
cat > "$work/ca.cnf" <<'EOF'
[ca]
default_ca = authority
[authority]
new_certs_dir = $ENV::WORK
database = $ENV::WORK/index.txt
serial = $ENV::WORK/serial
unique_subject = no
policy = any
copy_extensions = none
[any]
C = optional
O = optional
OU = optional
CN = supplied
[root]
basicConstraints = CA:TRUE
keyUsage = keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[class]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[app]
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
certificatePolicies = @policy
[policy]
policyIdentifier = 1.2.156.1.110.1.1
CPS.1 = http://ca.sandbox.invalid/cps.pdf
[gateway]
keyUsage = critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement
[agreement]
keyUsage = critical,keyAgreement
[purpose]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,serverAuth
[unknown]
keyUsage = critical,digitalSignature
1.2.3.4.5 = critical,DER:0500
[crls]
basicConstraints = critical,CA:TRUE
keyUsage = critical,cRLSign
[leaf-like]
keyUsage = critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment
EOF
export WORK="$work"

# key NAME [ALGORITHM OPTION]: a key that is thrown away.
key() {
    openssl genpkey -quiet -algorithm "${2:-RSA}" -pkeyopt "${3:-rsa_keygen_bits:2048}" -out "$work/$1.key"
}

# issue ISSUER NAME KEY SUBJECT SERIAL KIND [DIGEST [START END]]: NAME.pem, signed by ISSUER, or by itself when that is "self".
issue() {
    : > "$work/index.txt"
    printf '%s\n' "$(openssl prime "$5" | cut -d ' ' -f 1)" | sed '/^.\(..\)*$/s/^/0/' > "$work/serial"
    openssl req -new -utf8 -key "$3" -subj "$4" -nameopt utf8 -out "$work/$2.csr"
    if [ "$1" = self ]; then set -- "$2" "$2" "$3" "$4" "$5" "$6" "${7:-sha256}" "${8:-}" "${9:-}" -selfsign; fi
    openssl ca -batch -notext -utf8 -preserveDN -config "$work/ca.cnf" -extensions "$6" -md "${7:-sha256}" \
        -startdate "${8:-20200101000000Z}" -enddate "${9:-21200101000000Z}" -in "$work/$2.csr" -out "$work/$2.pem" \
        ${10:+-selfsign} -keyfile "$work/$1.key" $([ -n "${10:-}" ] || echo "-cert $work/$1.pem") 2> "$work/log" ||
        { cat "$work/log" >&2; exit 1; }
}

# file PATH NAME..: these certificates in one file.
file() {
    path=$1
    shift
    for name in "$@"; do cat "$work/$name.pem"; done > "$path"
}

# --- Roots --------------------------------------------------------------------------------------------------------

key r1
issue self r1 "$work/r1.key" "$R1" 2292228364100439001 root
key g3
issue self g3 "$work/g3.key" '/C=CN/O=Sandbox Trust/OU=Sandbox Trust Network/CN=Sandbox Class 2 Root CA - G3' \
    95790491425698859646659490580052089075020051001 root sha1
key e1 EC ec_paramgen_curve:P-384
issue self e1 "$work/e1.key" "$ORGANISATION/CN=Sandbox Financial Certification Authority E1" 4719484692854726001 root sha384
key sm2 SM2 ec_paramgen_curve:SM2
openssl req -new -x509 -utf8 -key "$work/sm2.key" -sm3 -subj '/C=CN/O=Sandbox Root/CN=ROOTCA' -days 36500 \
    -set_serial 7629940819692799001 -out "$work/sm2.pem"
file roots.crt sm2 r1 e1 g3
file root_r1.crt r1
file root_g3.crt g3
file root_e1.crt e1
file root_sm2.crt sm2

# --- Who issues to applications, and who to the gateway -----------------------------------------------------------

key class_1
issue r1 class_1 "$work/class_1.key" "$CLASS_1" 7117002314182832001 class
key class_2
issue r1 class_2 "$work/class_2.key" "$CLASS_2" 7117002314182832002 class
file class_1.crt class_1
file class_2.crt class_2

# --- The application, the gateway ---------------------------------------------------------------------------------

issue class_1 app ../client_private.pem "$APP" 42701552708448241360226107228231049001 app
file app.crt app class_1
issue class_2 gateway_old ../gateway_private.pem "$GATEWAY" 42701552432456004857627230056898180001 gateway
issue class_2 gateway_new ../gateway_private.pem "$GATEWAY" 42701552432456004857627230056898180002 gateway
issue class_2 gateway_next ../gateway_next_private.pem "$GATEWAY" 42701552432456004857627230056898180003 gateway
for name in gateway_old gateway_new gateway_next; do file $name.crt $name class_2; done

# --- Certificates of the gateway that nobody may believe ----------------------------------------------------------

refused() { file "refused/$1.crt" "$@"; }

next=../gateway_next_private.pem
count=0
# issue_refused ISSUER NAME [KEY [KIND [DIGEST [START END]]]]
issue_refused() {
    count=$((count + 1))
    issue "$1" "$2" "${3:-$next}" "$GATEWAY" "42701552432456004857627230056898181$(printf %03d $count)" "${4:-gateway}" "${5:-sha256}" ${6:+"$6"} ${7:+"$7"}
}

issue_refused class_2 expired $next gateway sha256 20200101000000Z 20210101000000Z
refused expired class_2
issue_refused class_2 not_yet $next gateway sha256 21190101000000Z 21200101000000Z
refused not_yet class_2
issue_refused class_1 other_issuer
refused other_issuer class_1
issue_refused class_2 sha1 $next gateway sha1
refused sha1 class_2
issue_refused class_2 usage $next agreement
refused usage class_2
issue_refused class_2 critical $next unknown
refused critical class_2
issue_refused class_2 authority $next class
refused authority class_2
key short RSA rsa_keygen_bits:1024
issue_refused class_2 short "$work/short.key"
refused short class_2
key elliptic EC ec_paramgen_curve:P-256
issue_refused class_2 elliptic "$work/elliptic.key"
refused elliptic class_2

# The gateway's certificate for another merchant: other subject, other key, and a private key the gateway alone has.
key other_merchant
issue class_2 other_merchant "$work/other_merchant.key" "$OTHER_GATEWAY" 42701552432456004857627230056898182001 gateway
refused other_merchant class_2

# Right names all the way, and a root of their own.
key foreign_r1
issue self foreign_r1 "$work/foreign_r1.key" "$R1" 2292228364100439001 root
key foreign_2
issue foreign_r1 foreign_2 "$work/foreign_2.key" "$CLASS_2" 7117002314182832002 class
issue_refused foreign_2 foreign_root
refused foreign_root foreign_2 foreign_r1
# And one that is not even called like a root.
key stranger
issue self stranger "$work/stranger.key" "$ORGANISATION/CN=Stranger" 1 root
key stranger_2
issue stranger stranger_2 "$work/stranger_2.key" "$CLASS_2" 2 class
issue_refused stranger_2 strange_root
refused strange_root stranger_2 stranger

# Issuers of the right name, certified by the right root, that may not issue: one is no authority, one may sign
# revocation lists only, one has expired, one is certified with SHA-1.
for kind in leaf-like crls; do
    key "class_2_$kind"
    issue r1 "class_2_$kind" "$work/class_2_$kind.key" "$CLASS_2" 7117002314182832003 "$kind"
done
issue_refused class_2_leaf-like no_authority
refused no_authority class_2_leaf-like
issue_refused class_2_crls no_issuing
refused no_issuing class_2_crls
key class_2_expired
issue r1 class_2_expired "$work/class_2_expired.key" "$CLASS_2" 7117002314182832004 class sha256 20200101000000Z 20210101000000Z
issue_refused class_2_expired expired_issuer
refused expired_issuer class_2_expired
key class_2_sha1
issue r1 class_2_sha1 "$work/class_2_sha1.key" "$CLASS_2" 7117002314182832005 class sha1
issue_refused class_2_sha1 sha1_issuer
refused sha1_issuer class_2_sha1

# A root whose time is over, though the key is that of R1.
cp "$work/r1.key" "$work/expired_root.key"
issue self expired_root "$work/r1.key" "$R1" 2292228364100439002 root sha256 20200101000000Z 20210101000000Z
refused expired_root

# --- Odd, and yet to be believed ----------------------------------------------------------------------------------

# A purpose nobody here asks for.
issue class_2 gateway_purpose $next "$GATEWAY" 42701552432456004857627230056898183001 purpose
file gateway_purpose.crt gateway_purpose class_2
# A name with everything that has to be escaped, and a serial with its highest bit set.
key odd
openssl req -new -x509 -utf8 -key "$work/odd.key" -days 36500 -set_serial 0xf123456789abcdef0123456789abcdef \
    -subj '/C=CN/O=# 蚂蚁, "Ant" <a;b> \\ c/OU= one\+two /CN=Ōdd' -out "$work/odd.pem"
file odd_name.crt odd

# --- Serials as the Open Platform computes them -------------------------------------------------------------------

decimal() {
    # From hex, digit by digit: no shell computes with 160 bits.
    awk -v hex="$1" 'BEGIN {
        n = 1
        for (i = 1; i <= length(hex); i++) {
            carry = index("0123456789ABCDEF", substr(hex, i, 1)) - 1
            for (j = 1; j <= n; j++) { v = digit[j] * 16 + carry; digit[j] = v % 10; carry = int(v / 10) }
            while (carry) { digit[++n] = carry % 10; carry = int(carry / 10) }
        }
        for (j = n; j; j--) printf "%d", digit[j]
    }'
}
sn() {
    issuer=$(openssl x509 -in "$1" -noout -issuer -nameopt RFC2253,-esc_msb,utf8 | sed 's/^issuer=//')
    hex=$(openssl x509 -in "$1" -noout -serial | sed 's/^serial=//')
    printf '%s%s' "$issuer" "$(decimal "$hex")" | openssl dgst -md5 -r | cut -d ' ' -f 1
}
for name in *.crt refused/*.crt; do
    [ "$name" = roots.crt ] || printf '%s %s\n' "$name" "$(sn "$name")"
done > serials.txt
printf 'roots.crt %s_%s\n' "$(sn root_r1.crt)" "$(sn root_g3.crt)" >> serials.txt
