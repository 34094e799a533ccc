# shellcheck shell=bash disable=SC2034,SC2154 # used by, and defined in, the script that sources it
# The demo on hosts of its own: scripts/demo --lab. Source it after showing.sh.
source "$root/scripts/lib/packages.sh"

export HOPTHU_LAB=${HOPTHU_LAB:-demo}
environment=.lab/hopthu-$HOPTHU_LAB
steps=13
writer=quang-ngai-0001
reader=thanh-hoa-0003

introduce() {
    say "hopthu: from two registration forms and two bare hosts to a letter in a new mailbox." \
        "hopthu: từ hai mẫu đăng ký và hai máy trống đến lá thư trong hộp thư mới."
}

prepare() {
    title "Install what is missing (Python packages in .venv, podman and curl from Debian)" \
        "Cài những gì còn thiếu (gói Python trong .venv, podman và curl từ Debian)"
    run scripts/setup
    run scripts/lab check
    command -v curl >/dev/null || install_packages "$root/.cache/setup.log" curl
}

start() {
    title "Start two bare Debian hosts" "Khởi động hai máy Debian trống"
    run scripts/lab down
    run scripts/lab up --bare
    run_here export ANSIBLE_INVENTORY="$environment/hosts.yml,$environment/servers.yml"

    title "Make them a directory server and a mail server: OpenLDAP, Postfix, Dovecot" \
        "Biến chúng thành máy chủ danh bạ và máy chủ thư: OpenLDAP, Postfix, Dovecot"
    local start=$SECONDS
    run_quietly "$environment/site.log" .venv/bin/ansible-playbook playbooks/site.yml
    sed -n '/^PLAY RECAP/,$p' "$environment/site.log" | grep -E 'changed=' | fit
    result "Two hosts set up" "Dựng hai máy chủ" "$((SECONDS - start)) s"
}

# address_of ID FILE: the address of a person, as the inventory has it.
address_of() {
    sed -n "/^  - id: $1\$/,/^    mailbox: /s/^    mailbox: //p" "$environment/provinces/$2/people.yml" |
        sed 's/$/@moj.gov.vn/'
}

# give_password ID ADDRESS: a new one, in a file for curl that nobody else can read.
give_password() {
    local secret=$environment/secrets/$1
    (umask 077 && openssl rand -hex 16 | tr -d '\n' >"$secret" &&
        printf 'machine mail1.lab.test login %s password %s\n' "$2" "$(<"$secret")" >"$secret.netrc")
    LDAPTLS_CACERT=$environment/tls/ca.crt run ldappasswd -x -H "$directory" -D "cn=hopthu,ou=services,$suffix" \
        -y "$environment/secrets/hopthu" -T "$secret" "uid=$1,ou=people,$suffix"
}

prove() {
    local directory from to mail1 letter=$environment/letter.eml id deadline
    directory=ldaps://$(podman inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "hopthu-$HOPTHU_LAB-ldap1")
    mail1=$(podman inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "hopthu-$HOPTHU_LAB-mail1")
    from=$(address_of $writer quang_ngai)
    to=$(address_of $reader thanh_hoa)

    title "A password for two of the new people" "Cấp mật khẩu cho hai người trong số người mới"
    give_password $writer "$from"
    give_password $reader "$to"

    title "$from writes to $to: port 587, STARTTLS, certificate verified" \
        "$from viết cho $to: cổng 587, STARTTLS, có kiểm tra chứng thư"
    id="<$(openssl rand -hex 8)@moj.gov.vn>"
    cat >"$letter" <<LETTER
From: $from
To: $to
Message-ID: $id
Date: $(LC_ALL=C date -R)
Subject: =?UTF-8?Q?H=E1=BB=99p_th=C6=B0_m=E1=BB=9Bi?=
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Quảng Ngãi chào Thanh Hóa: hộp thư đã chạy.
LETTER
    local tls=(--cacert "$environment/tls/ca.crt" --ssl-reqd --silent --show-error)
    run curl "${tls[@]}" --resolve "mail1.lab.test:587:$mail1" --netrc-file "$environment/secrets/$writer.netrc" \
        --mail-from "$from" --mail-rcpt "$to" --upload-file "$letter" smtp://mail1.lab.test:587

    title "$to reads it: port 993, IMAP over TLS" "$to đọc thư: cổng 993, IMAP qua TLS"
    local read=(curl "${tls[@]}" --resolve "mail1.lab.test:993:$mail1" --netrc-file "$environment/secrets/$reader.netrc")
    local first="imaps://mail1.lab.test/INBOX;MAILINDEX=1"
    show "${read[@]}" "'$first'"
    deadline=$((SECONDS + 30))
    until "${read[@]}" "$first" >"$environment/read.eml" 2>"$environment/read.log"; do
        [ $SECONDS -lt $deadline ] || {
            cat "$environment/read.log" >&2
            fail "The letter did not arrive: that is a bug." "Thư không tới nơi: đây là lỗi."
        }
        sleep 0.5
    done
    sed 's/^/   /' "$environment/read.eml"
    if ! grep -qF "$id" "$environment/read.eml" || ! grep -q "hộp thư đã chạy" "$environment/read.eml"; then
        fail "Another letter was read: that is a bug." "Đọc phải thư khác: đây là lỗi."
    fi
    result "Letter" "Lá thư" "$from → $to"

    title "Look at ten mailboxes on every server, and send each a letter that is taken away again" \
        "Xem mười hộp thư trên mọi máy chủ, gửi thử cho mỗi hộp một lá thư rồi xoá đi"
    run_quietly "$environment/probe.log" .venv/bin/ansible-playbook playbooks/probe.yml --limit "$provinces" -e hopthu_probe=10
    grep -E '^  ' "$environment/probe.log" | fit 8
}

finish() {
    say "Where to look: $environment/report/board.html in a browser." \
        "Xem ở đâu: mở $environment/report/board.html bằng trình duyệt."
    say "How to log in, by a mail program (IMAP 993, submission 465), with the passwords in" \
        "Cách đăng nhập bằng chương trình thư (IMAP 993, gửi thư 465), với mật khẩu trong"
    say "$environment/secrets: HOPTHU_LAB=$HOPTHU_LAB scripts/lab status" \
        "$environment/secrets: HOPTHU_LAB=$HOPTHU_LAB scripts/lab status"
    say "The lab still runs; to end it: HOPTHU_LAB=$HOPTHU_LAB scripts/lab down" \
        "Lab vẫn đang chạy; để dừng: HOPTHU_LAB=$HOPTHU_LAB scripts/lab down"
}
