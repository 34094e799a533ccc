# shellcheck shell=bash disable=SC2016,SC2034,SC2154 # used by, and defined in, the script that sources it
# The demo on a directory of one's own: scripts/demo. Source it after showing.sh.

environment=.lab/demo
steps=10

introduce() {
    say "hopthu: from two registration forms to accounts in a real directory." \
        "hopthu: từ hai mẫu đăng ký đến tài khoản trong danh bạ LDAP thật."
}

prepare() {
    title "Install what is missing (Python packages in .venv, slapd from Debian)" \
        "Cài những gì còn thiếu (gói Python trong .venv, slapd từ Debian)"
    run scripts/setup
}

start() {
    title "Start an empty directory of our own: OpenLDAP in .lab/directory" \
        "Khởi động một danh bạ LDAP rỗng của riêng ta trong .lab/directory"
    mkdir -p .cache
    run_quietly .cache/directory.log scripts/directory reset
    fit 1 <.cache/directory.log
    uri=$(scripts/directory uri)

    title "A fresh environment: the shipped lab, which knows only the centre" \
        "Một môi trường mới: lab đi kèm, mới chỉ có trung ương"
    run rm -rf "$environment"
    run mkdir -p "$environment/provinces"
    run cp -R inventory/lab/hosts.yml inventory/lab/group_vars "$environment/"
    run cp -R inventory/lab/provinces/trung_uong "$environment/provinces/"
    run_here export ANSIBLE_INVENTORY="$environment/hosts.yml"
}

prove() {
    local person=uid=quang-ngai-0001,ou=people,$suffix secret=$environment/secret identity
    local service=(-x -H "$uri" -D "cn=hopthu,ou=services,$suffix" -y .lab/directory/service.password)
    title "Prove it with OpenLDAP's own tools: a password for one new user" \
        "Chứng minh bằng công cụ của OpenLDAP: cấp mật khẩu cho một người mới"
    show "(umask 077 && openssl rand -hex 16 | tr -d '\n' >$secret)"
    (umask 077 && openssl rand -hex 16 | tr -d '\n' >"$secret")
    # Its address is long, and can be asked for.
    local asked='"$(scripts/directory uri)"'
    show ldappasswd "${service[@]/"$uri"/"$asked"}" -T "$secret" "$person"
    ldappasswd "${service[@]}" -T "$secret" "$person"
    login=(ldapwhoami -x -H "$asked" -D "$person" -y "$secret")
    identity=$("${login[@]/"$asked"/"$uri"}")
    [ "$identity" = "dn:$person" ] ||
        fail "The bind did not work: that is a bug." "Đăng nhập không thành công: đây là lỗi."

    # count CLASS: how many entries of an object class there are.
    count() { ldapsearch "${service[@]}" -LLL -b "$suffix" "(objectClass=$1)" dn | grep -c '^dn:'; }
    result "Accounts in the directory" "Tài khoản trong danh bạ" "$(count hopthuAccount)"
    result "Agencies in the directory" "Cơ quan trong danh bạ" "$(count hopthuAgencyUnit)"
    result "Logged in as" "Đã đăng nhập là" "${person%%,*}"
}

finish() {
    say "Where to look: $environment/report/board.html in a browser." \
        "Xem ở đâu: mở $environment/report/board.html bằng trình duyệt."
    say "How to log in, as somebody whose account was made just now:" \
        "Cách đăng nhập, với tư cách người vừa được cấp tài khoản:"
    show "${login[@]}"
    say "The directory still runs: scripts/directory status, scripts/directory stop." \
        "Danh bạ vẫn đang chạy: scripts/directory status, scripts/directory stop."
}
