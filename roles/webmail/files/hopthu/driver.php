<?php

/**
 * Changes a password as Roundcube's driver ldap_exop does, and says why the directory refused it.
 *
 * The directory's text begins with the reason's name in brackets (hopthu_passwords), but for what
 * slapd finds by itself: a password that was used before.
 */
require_once __DIR__ . '/ldap_exop.php';

class rcube_hopthu_password extends rcube_ldap_exop_password
{
    private const CONSTRAINT = 19;
    private const KNOWN = ['short', 'common', 'own', 'soon'];

    #[Override]
    public function save($curpass, $passwd, $username)
    {
        $this->username = $username;
        $connected = $this->connect($curpass);
        if ($connected !== true) {
            return $connected;
        }
        $done = @ldap_exop_passwd($this->conn, $this->user, $curpass, $passwd);
        $error = ldap_errno($this->conn);
        ldap_get_option($this->conn, LDAP_OPT_DIAGNOSTIC_MESSAGE, $told);
        ldap_unbind($this->conn);
        if ($done) {
            return PASSWORD_SUCCESS;
        }
        if ($error !== self::CONSTRAINT) {
            return PASSWORD_CONNECT_ERROR;
        }
        return ['code' => PASSWORD_CONSTRAINT_VIOLATION, 'message' => self::reason((string) $told)];
    }

    /** In the reader's language; nothing where the directory gave none that is known. */
    private static function reason(string $told): string
    {
        $rc = rcmail::get_instance();
        preg_match('/\[(\w+)\]/', $told, $found);
        preg_match('/(\d+) minutes/', $told, $minutes);
        $name = $found[1] ?? (str_contains($told, 'history') ? 'history' : '');
        return in_array($name, [...self::KNOWN, 'history'], true)
            ? $rc->gettext(['name' => "refused_$name", 'vars' => [
                'minutes' => $minutes[1] ?? '',
                'length' => $rc->config->get('password_minimum_length'),
                'remembered' => $rc->config->get('hopthu_remembered_passwords'),
            ]], 'hopthu')
            : '';
    }
}
