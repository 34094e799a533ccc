# shellcheck shell=bash disable=SC2034,SC2154 # used and set by the script that sources it
# The lab's hosts: containers that boot systemd, reached by ssh. Source it after lab-image.sh.
# Uses $name (prefix of all that is made), $folder (what the lab keeps on this machine), $log.

lab_domain=lab.test
# What a lab has unless it is asked for more; a host's group follows from its name.
lab_hosts=(ldap1 mail1)
# What people type: the addresses of the webmail and of the settings of mail programs.
web_names=(mail.moj.gov.vn autoconfig.moj.gov.vn)

# make_network: IPv4, and IPv6 beside it where this machine can have it: an address of its own (of the loopback, at
# least), and the rules that netavark makes for both.
make_network() {
    local both=()
    ! grep -qs . /proc/net/if_inet6 || ! ip6tables -t nat -S >>"$log" 2>&1 || both=(--ipv6)
    podman network create "${both[@]}" "$name" >>"$log"
}

# start_host HOST SUITE: run the container, give it keys of its own and wait until it has booted.
start_host() {
    local container=$name-$1 state
    podman run -d --name "$container" --hostname "$1.$lab_domain" --network "$name" \
        --network-alias "$1.$lab_domain" --systemd=always --cap-add SYS_PTRACE,NET_ADMIN \
        "$(for_host "$1" image_name "$2")" >>"$log"
    apt_settings | podman exec -i "$container" sh -c 'cat >/etc/apt/apt.conf.d/90lab'
    # Keys baked into the image would be the same for every host.
    podman exec -i "$container" sh -c 'ssh-keygen -q -A && install -d -m 700 /root/.ssh &&
        cat >/root/.ssh/authorized_keys' <"$folder/ssh.pub" >>"$log" 2>&1
    for _ in {1..60}; do
        state=$(podman exec "$container" systemctl is-system-running --wait 2>/dev/null || true)
        case $state in running | degraded) break ;; esac
        sleep 0.5
    done
    # Until it had keys sshd failed, perhaps too often for systemd to try once more.
    podman exec "$container" sh -c 'systemctl reset-failed ssh; systemctl restart ssh' >>"$log" 2>&1 ||
        fail "$container did not boot; see $log and: podman logs $container" \
            "$container không khởi động được; xem $log và: podman logs $container"
    printf '%s %s\n' "$(host_address "$1")" \
        "$(podman exec "$container" cat /etc/ssh/ssh_host_ed25519_key.pub)" >>"$folder/known_hosts"
}

# apt_settings: how this machine's apt reaches Debian's archive; the hosts' shall do it in the same way.
apt_settings() {
    local scheme proxy
    for scheme in http https; do
        proxy=${scheme}_proxy
        [ -z "${!proxy:-}" ] || printf 'Acquire::%s::Proxy "%s";\n' "$scheme" "${!proxy}"
    done
    # After the environment's, because apt too prefers its own. Elsewhere than on Debian there is none.
    ! command -v apt-config >/dev/null ||
        apt-config dump --format '%F "%v";%n' Acquire::http Acquire::https Acquire::Check-Valid-Until Acquire::Check-Date
}

# host_address HOST: its IPv4 address, or nothing when it does not run.
host_address() {
    podman inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$name-$1" 2>/dev/null || true
}

# host_addresses HOST: all that it has, of IPv4 and, where the lab has it, of IPv6, separated by commas.
host_addresses() {
    podman inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{with .GlobalIPv6Address}},{{.}}{{end}}{{end}}' "$name-$1"
}

# certify HOST: a certificate of the lab's own CA, for its names and its addresses.
certify() {
    local tls=$folder/tls names
    names=DNS:$1.$lab_domain,IP:$(host_addresses "$1" | sed 's/,/,IP:/g')
    [[ $1 != web* ]] || names+=$(printf ',DNS:%s' "${web_names[@]}")
    mkdir -p "$tls"
    if [ ! -f "$tls/ca.crt" ]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 \
            -subj "/CN=hopthu lab CA" -addext keyUsage=critical,keyCertSign,cRLSign \
            -keyout "$tls/ca.key" -out "$tls/ca.crt"
    fi
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj "/CN=$1.$lab_domain" \
        -keyout "$tls/$1.key" -out "$tls/$1.csr"
    openssl x509 -req -in "$tls/$1.csr" -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -CAcreateserial -days 3650 \
        -extfile <(printf '%s\n' "subjectAltName=$names" basicConstraints=CA:FALSE \
            extendedKeyUsage=serverAuth) -out "$tls/$1.crt"
}

# members KIND: the hosts whose names begin so, as lines of an inventory.
members() {
    local host copies
    for host in "${lab_hosts[@]}"; do
        copies=$(copies_of "$host")
        [[ $host != "$1"* ]] || echo "            $host: {ansible_host: $(host_address "$host"), host_baseline_addresses: [$(host_addresses "$host" | sed 's/[^,]*:[^,]*/"&"/g; s/,/, /g')]${copies:+, mailbox_copies_at: $copies}}"
    done
}

# copies_of HOST: the mail host that keeps the copies of its mailboxes: the next one, where there are several.
copies_of() {
    local host mail=()
    for host in "${lab_hosts[@]}"; do
        [[ $host != mail* ]] || mail+=("$host")
    done
    [[ $1 == mail* ]] && ((${#mail[@]} > 1)) || return 0
    echo "mail$((${1#mail} % ${#mail[@]} + 1)).$lab_domain"
}

# addresses KIND: those hosts' addresses, separated by commas.
addresses() {
    local host found=()
    for host in "${lab_hosts[@]}"; do
        [[ $host != "$1"* ]] || found+=("$(host_addresses "$host" | sed 's/[^,]*:[^,]*/"&"/g')")
    done
    (IFS=,; echo "${found[*]}")
}

# directory_uris: where the directory is: one address of each of its servers, the first of which is written to.
directory_uris() {
    local host found=()
    for host in "${lab_hosts[@]}"; do
        [[ $host != ldap* ]] || found+=("ldaps://$(host_address "$host")")
    done
    echo "${found[*]}"
}

# write_inventory: the hosts, for Ansible; a second source beside the environment's hosts.yml.
write_inventory() {
    local account
    cat <<YAML
---
# Made by scripts/lab; read after hosts.yml, whose embedded directory it replaces.
all:
  vars:
    hopthu_directory_uri: $(directory_uris)
    hopthu_ca_file: $folder/tls/ca.crt
    hopthu_bind_password: "{{ hopthu_service_passwords.hopthu }}"
    # The domain is somebody's, whose zone says nothing of the lab.
    hopthu_zone_server: none
    hopthu_service_passwords:
$(for account in hopthu postfix dovecot webmail replicator; do
        echo "      $account: \"{{ lookup('ansible.builtin.file', '$folder/secrets/$account') }}\""
    done)
$(copies)
  children:
    servers:
      vars:
        ansible_user: root
        ansible_python_interpreter: /usr/bin/python3
        ansible_ssh_private_key_file: $folder/ssh
        ansible_ssh_common_args: -o UserKnownHostsFile=$folder/known_hosts -o StrictHostKeyChecking=yes
        hopthu_tls_ca: $folder/tls/ca.crt
        hopthu_tls_certificate: "$folder/tls/{{ inventory_hostname }}.crt"
        hopthu_tls_key: "$folder/tls/{{ inventory_hostname }}.key"
      children:
        directory_servers:
          hosts:
$(members ldap)
        mail_servers:
          vars:
            mail_server_hostname: "{{ inventory_hostname }}.$lab_domain"
            mail_server_web_addresses: [$(addresses web)]
            mail_server_peer_addresses: [$(addresses mail)]
          hosts:
$(members mail)
        web_servers:
          hosts:
$(members web)
        backup_servers:
          hosts:
$(members backup)
YAML
}

# copies: what names the host that keeps copies of the others, where there is one.
copies() {
    [[ " ${lab_hosts[*]} " == *" backup1 "* ]] || return 0
    cat <<YAML
    hopthu_backup_repository: server:backup1
    hopthu_backup_password: "{{ lookup('ansible.builtin.file', '$folder/secrets/backup') }}"
YAML
}
