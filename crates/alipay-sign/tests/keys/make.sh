#!/bin/sh
# Makes every file beside it with OpenSSL 3 (and Python, for sums), and with nothing of this crate: these files are what it
# is measured by.
# The keys are thrown away: they guard nothing, and a new run makes new ones.
set -eu
cd "$(dirname "$0")"
find . -type f ! -name make.sh ! -name '.*' -delete

# One key in all its forms.
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out pkcs8.pem
openssl pkey -in pkcs8.pem -traditional -out pkcs1.pem
openssl pkey -in pkcs8.pem -pubout -out spki.pem
openssl rsa -in pkcs8.pem -RSAPublicKey_out -out pkcs1-public.pem
for form in pkcs8 pkcs1 spki pkcs1-public; do
    sed '/^-----/d' "$form.pem" | openssl base64 -d -out "$form.der"
    openssl base64 -A -in "$form.der" -out "$form.txt"
done

# The fingerprint, and a signature.
openssl dgst -sha256 -binary -out fingerprint.bin pkcs1-public.der
printf 'app_id=2021000000000000&biz_content={"bill_type":"\345\275\223\351\235\242\344\273\230"}&charset=utf-8' > message.bin
openssl dgst -sha256 -sign pkcs8.pem -out signature.bin message.bin
openssl dgst -sha1 -sign pkcs8.pem -out signature-sha1.bin message.bin

# Another key.
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out other-pkcs8.pem
openssl pkey -in other-pkcs8.pem -pubout -out other-spki.pem

# Longer keys, and what they sign.
for bits in 3072 4096; do
    openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$bits" -out "pkcs8-$bits.pem"
    openssl pkey -in "pkcs8-$bits.pem" -pubout -out "spki-$bits.pem"
    openssl dgst -sha256 -sign "pkcs8-$bits.pem" -out "signature-$bits.bin" message.bin
done

# PKCS#1 of chosen primes, written down number by number. $1: file, $2 and $3: length of the primes, $4: which is the first
# of them, $5: how often the private exponent goes round.
write_key() {
    while true; do
        prime1=$(openssl prime -generate -bits "$2")
        prime2=$(openssl prime -generate -bits "$3")
        python3 - "$prime1" "$prime2" "$4" "$5" > key.cnf <<'EOF' && break
import math, sys
p, q = sorted(map(int, sys.argv[1:3]), reverse=sys.argv[3] == "greater")
n, e, rounds = p * q, 65537, int(sys.argv[4])
period = math.lcm(p - 1, q - 1)
# Rounds are for exponents beyond the modulus.
if n.bit_length() != 2048 or math.gcd(e, period) != 1 or p == q:
    sys.exit(1)
d = pow(e, -1, period)
d += rounds * -(-n // period) * period
numbers = [0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
print("asn1=SEQUENCE:key", "[key]", *(f"n{at}=INTEGER:{value}" for at, value in enumerate(numbers)), sep="\n")
EOF
    done
    openssl asn1parse -genconf key.cnf -noout -out key.der
    { echo '-----BEGIN RSA PRIVATE KEY-----'; openssl base64 -in key.der; echo '-----END RSA PRIVATE KEY-----'; } > "$1"
    rm key.cnf key.der
}
write_key lesser-prime-first-pkcs1.pem 1024 1024 lesser 0
write_key uneven-primes-pkcs1.pem 1056 992 greater 0
write_key exponent-beyond-modulus-pkcs1.pem 1024 1024 greater 1
openssl dgst -sha256 -sign lesser-prime-first-pkcs1.pem -out lesser-prime-first-signature.bin message.bin

# RSA, but not as we need it.
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out short-pkcs8.pem
openssl pkey -in short-pkcs8.pem -pubout -out short-spki.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:5120 -out long-pkcs8.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2560 -out odd-length-pkcs8.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out exponent-pkcs8.pem
openssl pkey -in exponent-pkcs8.pem -pubout -out exponent-spki.pem
openssl dgst -sha256 -sign exponent-pkcs8.pem -out exponent-signature.bin message.bin
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3 -out three-primes-pkcs8.pem
openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss-pkcs8.pem
openssl pkey -in pss-pkcs8.pem -pubout -out pss-spki.pem
# A modulus of 8200 bits, written down instead of computed.
{
    echo 'asn1=SEQUENCE:key'
    echo '[key]'
    echo "modulus=INTEGER:0x80$(openssl rand -hex 1023)01"
    echo 'exponent=INTEGER:65537'
} > long.cnf
openssl asn1parse -genconf long.cnf -noout -out long-pkcs1-public.der
rm long.cnf

# Other algorithms.
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256-pkcs8.pem
openssl pkey -in p256-pkcs8.pem -traditional -out p256-sec1.pem
openssl pkey -in p256-pkcs8.pem -pubout -out p256-spki.pem
openssl genpkey -quiet -algorithm SM2 -out sm2-pkcs8.pem
openssl ec -in sm2-pkcs8.pem -out sm2-sec1.pem
openssl pkey -in sm2-pkcs8.pem -pubout -out sm2-spki.pem
openssl genpkey -quiet -algorithm ED25519 -out ed25519-pkcs8.pem
openssl pkey -in ed25519-pkcs8.pem -pubout -out ed25519-spki.pem
openssl dsaparam -genkey -noout -out dsa-pkcs8.pem 1024
openssl pkey -in dsa-pkcs8.pem -traditional -out dsa.pem

# Not a key that can be read, or not a key.
openssl pkcs8 -topk8 -in pkcs8.pem -passout pass:secret -out encrypted-pkcs8.pem
openssl rsa -in pkcs8.pem -aes128 -traditional -passout pass:secret -out encrypted-pkcs1.pem
openssl req -x509 -key pkcs8.pem -subj /CN=example -days 3650 -out certificate.pem
openssl req -new -key pkcs8.pem -subj /CN=example -out request.pem
