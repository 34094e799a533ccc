<?php

require_once __DIR__ . '/offices.php';

/**
 * Whoever logs in with a first password does nothing here but choose one of their own.
 *
 * The directory marks a first password (pwdReset). The page that changes it is Roundcube's own
 * plugin "password", which is told where the directory is; this one adds when it has to be used,
 * and words that the Vietnamese translation lacks.
 */
class hopthu extends rcube_plugin
{
    private const PAGE = ['_task' => 'settings', '_action' => 'plugin.password'];
    private const HIDDEN = '#taskmenu a:not(.logout), #layout-sidebar, .back-sidebar-button, .back-list-button';
    private const ALLOWED = ['plugin.password', 'plugin.password-save'];

    private rcmail $rc;
    private LDAP\Connection $link;
    private hopthu_offices $offices;

    public function init(): void
    {
        $this->rc = rcmail::get_instance();
        // A password is the same however a keyboard composes it (RFC 8265).
        foreach (['_pass', '_curpasswd', '_newpasswd', '_confpasswd'] as $field) {
            if (is_string($_POST[$field] ?? null)) {
                $_POST[$field] = Normalizer::normalize($_POST[$field], Normalizer::FORM_C) ?: $_POST[$field];
            }
        }
        $hooks = ['authenticate', 'storage_connect', 'login_after', 'startup', 'render_page', 'password_change', 'message_sent'];
        foreach ($hooks as $hook) {
            $this->add_hook($hook, [$this, $hook]);
        }
        if (!empty($_SESSION['hopthu_first'])) {
            // It was typed a moment ago.
            $this->rc->config->set('password_confirm_current', false);
        }
        $this->add_texts('localization/');
        $this->offices = new hopthu_offices($this, $this->rc);
        if (($_SESSION['language'] ?? '') === 'vi_VN') {
            require __DIR__ . '/vietnamese.php';
            $this->rc->load_language(null, [], $texts);
        }
        // What follows it says why.
        $this->rc->load_language(null, [], ['password.passwdconstraintviolation' => $this->gettext('refused')]);
    }

    /** Before the mail server is asked: whether the directory could be, afterwards. */
    public function authenticate(array $login): array
    {
        // nginx counts logins that come by this address, to the letter; by another nobody would.
        $login['valid'] = $login['valid'] && ($_SERVER['QUERY_STRING'] ?? '') === '_task=login';
        if (!$login['valid']) {
            return $login;
        }
        try {
            $this->find($login['user']);
        } catch (RuntimeException $error) {
            rcube::raise_error(['code' => 600, 'message' => 'hopthu: ' . $error->getMessage()], true);
            $login['abort'] = true;
            $login['error'] = rcmail::ERROR_STORAGE;
        }
        return $login;
    }

    /** The mail server, which believes it, is told who reads: it counts wrong passwords by address. */
    public function storage_connect(array $options): array
    {
        $options['preauth_ident'] = ['x-originating-ip' => $_SERVER['REMOTE_ADDR']];
        return $options;
    }

    /**
     * After it said yes, to a name that may be spelt otherwise than it was typed: only whom the directory
     * knows by it to have a password of their own goes on.
     */
    public function login_after(array $where): array
    {
        try {
            $own = $this->find($this->rc->get_user_name(), '(!(pwdReset=TRUE))') !== null;
        } catch (RuntimeException) {
            $own = false;
        }
        if ($own) {
            $this->sign($this->rc->decrypt($_SESSION['password']));
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
        if ($request['task'] === 'mail') {
            $this->turn_to_office();
        }
        $this->offices->choose();
        if ($request['task'] === 'mail' && in_array($request['action'], ['', 'list'], true) && !$this->rc->output->ajax_call) {
            $this->announce('chosen', 'confirmation');
            $this->announce('unkept', 'warning');
        }
        return $request;
    }

    /** It is on its way; where the mailbox has no room for a copy, that is said, and not that it failed. */
    public function message_sent(array $letter): array
    {
        $quota = $this->rc->get_storage()->get_quota();
        if (!empty($quota['total']) && $quota['used'] * 1024 + $this->size($letter) > $quota['total'] * 1024) {
            $_POST['_store_target'] = '';
            $_SESSION['hopthu_unkept'] = true;
        }
        return $letter;
    }

    private function size(array $letter): int
    {
        if (is_string($letter['body'] ?? null) && $letter['body'] !== '') {
            return strlen($letter['body']);
        }
        $file = rcube_utils::temp_filename('size');
        $letter['message']->saveMessageBody($file);
        $size = (int) filesize($file);
        unlink($file);
        return $size;
    }

    /** In an agency's mailbox “Trash” is that mailbox's own, where “delete” deletes for good. */
    private function turn_to_office(): void
    {
        $own = $this->rc->config->get('trash_mbox');
        $folder = (string) rcube_utils::get_input_string('_mbox', rcube_utils::INPUT_GPC, true);
        $office = $this->offices->of($folder);
        if ($office !== '') {
            $this->rc->config->set('trash_mbox', "$office/$own");
        }
        // The list of another folder comes to a page that knows the folder before.
        if ($this->rc->output->ajax_call && $this->rc->action === 'list') {
            $this->rc->output->set_env('trash_mailbox', $this->rc->config->get('trash_mbox'));
        }
    }

    /** Say on a page what the one before it brought about. */
    private function announce(string $what, string $kind): void
    {
        if (!empty($_SESSION["hopthu_$what"])) {
            $this->rc->session->remove("hopthu_$what");
            $this->rc->output->show_message("hopthu.$what", $kind, null, true, 15);
        }
    }

    /** The page says why it is there, and shows no way to where one cannot go. */
    public function render_page(array $page): array
    {
        if ($this->rc->task === 'mail' && $this->rc->action === '') {
            $this->offices->entitle();
        }
        if (!empty($_SESSION['hopthu_first']) && $page['template'] === 'plugin') {
            $why = html::div(['class' => 'boxinformation'], rcube::Q($this->gettext('why')));
            // The form itself is put in later.
            $head = '/id="layout-content".*?<div class="header">.*?<\/div>/s';
            $page['content'] = preg_replace($head, '$0' . html::div(['class' => 'p-3'], $why), $page['content'], 1);
            $this->rc->output->add_header(html::tag('style', [], self::HIDDEN . ' { display: none !important }'));
        }
        return $page;
    }

    /** There is one: on to the letters. */
    public function password_change(array $passwords): array
    {
        if (!empty($_SESSION['hopthu_first'])) {
            $this->rc->session->remove('hopthu_first');
            $_SESSION['hopthu_chosen'] = true;
            $this->sign($passwords['new_pass']);
            $this->rc->output->command('redirect', $this->rc->url(['task' => 'mail']), false);
        }
        return $passwords;
    }

    /** Let letters bear the name of who writes them; only the owner of an entry may read it. */
    private function sign(string $password): void
    {
        $identity = $this->rc->user->get_identity();
        if (!$identity || trim((string) $identity['name']) !== '') {
            return;
        }
        try {
            $dn = $this->find($this->rc->get_user_name());
        } catch (RuntimeException) {
            return;  // the next login tries again
        }
        if ($dn !== null && @ldap_bind($this->link, $dn, $password)) {
            $found = @ldap_read($this->link, $dn, '(objectClass=*)', ['cn']);
            $name = $found ? ldap_get_entries($this->link, $found)[0]['cn'][0] ?? '' : '';
            $this->rc->user->update_identity($identity['identity_id'], ['name' => $name]);
        }
    }

    /** The DN of an address, asked as the account and with the filter of the plugin "password". */
    private function find(string $user, string $more = ''): ?string
    {
        $config = $this->rc->config;
        if (!str_contains($user, '@')) {
            $user .= '@' . $config->get('username_domain');
        }
        $this->link = ldap_connect($config->get('password_ldap_host'));
        ldap_set_option($this->link, LDAP_OPT_PROTOCOL_VERSION, 3);
        ldap_set_option($this->link, LDAP_OPT_NETWORK_TIMEOUT, 5);
        $login = ldap_escape($user, '', LDAP_ESCAPE_FILTER);
        $filter = '(&' . str_replace('%login', $login, $config->get('password_ldap_search_filter')) . "$more)";
        $found = @ldap_bind($this->link, $config->get('password_ldap_searchDN'), $config->get('password_ldap_searchPW'))
            ? @ldap_search($this->link, $config->get('password_ldap_search_base'), $filter, ['1.1'])
            : false;
        if ($found === false) {
            throw new RuntimeException('the directory does not answer: ' . ldap_error($this->link));
        }
        $entry = ldap_first_entry($this->link, $found);
        return $entry ? ldap_get_dn($this->link, $entry) : null;
    }
}
