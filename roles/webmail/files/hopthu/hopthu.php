<?php

/**
 * Whoever logs in with a first password does nothing here but choose one of their own.
 *
 * The directory marks a first password (pwdReset). The page that changes it is Roundcube's own
 * plugin "password", which is told where the directory is; this one adds when it has to be used,
 * and the words that its Vietnamese translation lacks.
 */
class hopthu extends rcube_plugin
{
    private const PAGE = ['_task' => 'settings', '_action' => 'plugin.password'];
    private const ALLOWED = ['plugin.password', 'plugin.password-save'];

    private rcmail $rc;
    private bool $first = false;

    public function init(): void
    {
        $this->rc = rcmail::get_instance();
        foreach (['authenticate', 'login_after', 'startup', 'password_change'] as $hook) {
            $this->add_hook($hook, [$this, $hook]);
        }
        if (!empty($_SESSION['hopthu_first'])) {
            // It was typed a moment ago.
            $this->rc->config->set('password_confirm_current', false);
        }
        if (($_SESSION['language'] ?? '') === 'vi_VN') {
            $this->rc->load_language(null, [], $this->texts());
        }
    }

    /** Before the mail server is asked: whether the password is still the first one. */
    public function authenticate(array $login): array
    {
        // nginx counts logins that come by this address; by another nobody would.
        if (($_GET['_task'] ?? '') !== 'login') {
            $login['valid'] = false;
            return $login;
        }
        try {
            $this->first = $this->is_first(mb_strtolower($login['user']));
        } catch (RuntimeException $error) {
            rcube::raise_error(['code' => 600, 'message' => 'hopthu: ' . $error->getMessage()], true);
            $login['abort'] = true;
            $login['error'] = rcmail::ERROR_STORAGE;
        }
        return $login;
    }

    /** After it said yes. */
    public function login_after(array $where): array
    {
        if (!$this->first) {
            return $where;
        }
        $_SESSION['hopthu_first'] = true;
        return self::PAGE;
    }

    /** With each request: where to, until there is a password of one's own. */
    public function startup(array $request): array
    {
        $there = $request['task'] === 'settings' && in_array($request['action'], self::ALLOWED, true);
        if (!empty($_SESSION['hopthu_first']) && !$there && $request['task'] !== 'logout') {
            $this->rc->output->redirect(self::PAGE);
        }
        if (!empty($_SESSION['hopthu_chosen']) && $request['task'] === 'mail' && !$this->rc->output->ajax_call) {
            $this->rc->session->remove('hopthu_chosen');
            $this->rc->output->show_message('password.hopthuchosen', 'confirmation', null, true, 10);
        }
        return $request;
    }

    /** There is one: on to the letters. */
    public function password_change(array $passwords): array
    {
        if (!empty($_SESSION['hopthu_first'])) {
            $this->rc->session->remove('hopthu_first');
            $_SESSION['hopthu_chosen'] = true;
            $this->rc->output->command('redirect', $this->rc->url(['task' => 'mail']), false);
        }
        return $passwords;
    }

    /** Ask the directory, as the account and with the filter of the plugin "password". */
    private function is_first(string $user): bool
    {
        $config = $this->rc->config;
        if (!str_contains($user, '@')) {
            $user .= '@' . $config->get('username_domain');
        }
        $link = ldap_connect($config->get('password_ldap_host'));
        ldap_set_option($link, LDAP_OPT_PROTOCOL_VERSION, 3);
        ldap_set_option($link, LDAP_OPT_NETWORK_TIMEOUT, 5);
        $login = str_replace('%login', ldap_escape($user, '', LDAP_ESCAPE_FILTER),
            $config->get('password_ldap_search_filter'));
        $found = @ldap_bind($link, $config->get('password_ldap_searchDN'), $config->get('password_ldap_searchPW'))
            ? @ldap_search($link, $config->get('password_ldap_search_base'), "(&{$login}(pwdReset=TRUE))", ['1.1'])
            : false;
        if ($found === false) {
            throw new RuntimeException('the directory does not answer: ' . ldap_error($link));
        }
        $number = ldap_count_entries($link, $found);
        ldap_unbind($link);
        return $number > 0;
    }

    /** What the Vietnamese translation of "password" lacks, or says wrong. */
    private function texts(): array
    {
        $remembered = $this->rc->config->get('hopthu_remembered_passwords');
        $title = empty($_SESSION['hopthu_first']) ? 'Đổi mật khẩu' : 'Chọn mật khẩu của riêng anh/chị';
        return [
            'password.changepasswd' => $title,
            'password.password' => 'Mật khẩu',
            'password.curpasswd' => 'Mật khẩu hiện tại',
            'password.newpasswd' => 'Mật khẩu mới',
            'password.confpasswd' => 'Nhập lại mật khẩu mới',
            'password.passwordshort' => 'Mật khẩu phải có ít nhất $length ký tự.',
            'password.passwordforbidden' => 'Mật khẩu có ký tự không dùng được.',
            'password.samepasswd' => 'Mật khẩu mới phải khác mật khẩu đang dùng.',
            'password.passwdconstraintviolation' => 'Mật khẩu này không dùng được: quá ngắn, hoặc là một trong '
                . "{$remembered} mật khẩu gần đây của anh/chị. Hãy chọn mật khẩu khác.",
            'password.connecterror' => 'Chưa lưu được mật khẩu mới vì không kết nối được máy chủ. Hãy thử lại sau ít phút.',
            'password.internalerror' => 'Chưa lưu được mật khẩu mới. Hãy thử lại sau ít phút.',
            'password.passwordincorrect' => 'Mật khẩu hiện tại không đúng.',
            'password.passwordinconsistency' => 'Hai lần nhập mật khẩu mới không giống nhau.',
            'password.hopthuchosen' => 'Đã đổi mật khẩu. Từ nay chương trình thư trên máy tính, điện thoại cũng dùng mật khẩu này.',
        ];
    }
}
