<?php

/**
 * The mailboxes of agencies, below the folder in which their managers see them.
 *
 * Their own folders are called in the reader's language, a letter tells who read and answered it, and their
 * rules and absence notices are set on the same pages as one's own. Whether somebody may do so is the mail
 * server's to say; here is only asked.
 */
class hopthu_offices
{
    private const FOLDERS = ['Drafts' => 'drafts', 'Sent' => 'sent', 'Junk' => 'junk', 'Trash' => 'trash', 'Archive' => 'archive'];
    private const PAGES = ['plugin.managesieve', 'plugin.managesieve-vacation'];
    private const HANDLED = ['READ-' => 'readby', 'ANSWERED-' => 'answeredby'];
    private const NAME = '/^[a-z0-9._-]{1,64}\z/i';

    private const ENTITLE = <<<'JS'
        rcmail.addEventListener('responseafterlist', function() {
            var offices = rcmail.env.hopthu_offices, path = String(rcmail.env.mailbox).split('/');
            var real = path.pop(), name = offices.names[real];
            if (name && path.length === 2 && path[0] + '/' === offices.below && document.title.endsWith(real)) {
                document.title = document.title.slice(0, -real.length) + name;
            }
        });
        JS;

    /** Whose rules this request is about: the agency's address before the @, or nothing for one's own. */
    private string $chosen = '';
    private string $root;

    public function __construct(private hopthu $plugin, private rcmail $rc)
    {
        $this->root = rcube_charset::convert($rc->config->get('hopthu_offices'), RCUBE_CHARSET, 'UTF7-IMAP') . '/';
        foreach (['render_mailboxlist', 'render_folder_selector', 'message_objects', 'managesieve_connect'] as $hook) {
            $plugin->add_hook($hook, [$this, $hook]);
        }
    }

    /** The folder of the agency's mailbox that a folder belongs to; nothing if it is one of one's own. */
    public function of(string $folder): string
    {
        $found = preg_match('~^' . preg_quote($this->root, '~') . '[^/]+~', $folder, $office);
        return $found ? $office[0] : '';
    }

    // --- Folders -------------------------------------------------------------------------------

    /** The list of folders. */
    public function render_mailboxlist(array $shown): array
    {
        return ['list' => $this->named($shown['list'])] + $shown;
    }

    /** A choice of folders. */
    public function render_folder_selector(array $shown): array
    {
        return ['list' => $this->named($shown['list'])] + $shown;
    }

    /** The page's title is made of the folder's real name, and once more whenever a list has come. */
    public function entitle(): void
    {
        $names = array_map(fn ($use) => $this->called($use), self::FOLDERS);
        $this->rc->output->set_env('hopthu_offices', ['below' => $this->root, 'names' => $names]);
        $this->rc->output->add_script(self::ENTITLE, 'docready');
        $folder = (string) $this->rc->output->get_env('mailbox');
        $use = self::FOLDERS[substr($folder, strlen($this->of($folder)) + 1)] ?? null;
        if ($this->of($folder) !== '' && $use !== null) {
            $whole = rcube_charset::convert($this->of($folder), 'UTF7-IMAP') . "/{$this->called($use)}";
            $this->rc->output->set_pagetitle(str_replace('/', " \xC2\xBB ", $whole));
        }
    }

    /** Roundcube knows but one folder for each use; what an agency's are for is told by their names. */
    private function named(array $folders): array
    {
        foreach ($folders as &$folder) {
            $office = $this->of((string) $folder['id']);
            $name = $office === '' ? (string) $folder['id'] : substr($folder['id'], strlen($office) + 1);
            if (isset(self::FOLDERS[$name])) {
                $folder['class'] = self::FOLDERS[$name];
                $folder['name'] = $this->called(self::FOLDERS[$name]);
            }
            if (!empty($folder['folders'])) {
                $folder['folders'] = $this->named($folder['folders']);
            }
        }
        return $folders;
    }

    private function called(string $use): string
    {
        return $use === 'archive' ? $this->plugin->gettext('archive') : $this->rc->gettext($use);
    }

    // --- Letters -------------------------------------------------------------------------------

    /** Above a letter of an agency: who read it first, and who answered it, as the mail server noted it. */
    public function message_objects(array $shown): array
    {
        if ($this->of((string) $shown['message']->folder) === '') {
            return $shown;
        }
        $told = [];
        foreach (self::HANDLED as $keyword => $label) {
            $people = [];
            foreach (array_keys($shown['message']->headers->flags) as $flag) {
                if (str_starts_with($flag, $keyword)) {
                    $people[] = $this->address(strtolower(substr($flag, strlen($keyword))));
                }
            }
            if ($people) {
                $vars = ['who' => implode(', ', $people)];
                $told[] = $this->plugin->gettext(['name' => $label, 'vars' => $vars]);
            }
        }
        if ($told) {
            $text = rcube::Q(implode(' ', $told));
            $shown['content'][] = html::div(['class' => 'boxinformation', 'id' => 'hopthu-handled'], $text);
        }
        return $shown;
    }

    // --- Rules ---------------------------------------------------------------------------------

    /** With each request about rules: whose they are, and on the pages themselves a choice. */
    public function choose(): void
    {
        if ($this->rc->task !== 'settings' || !str_starts_with($this->rc->action, self::PAGES[0])) {
            return;
        }
        $chosen = (string) rcube_utils::get_input_string('_office', rcube_utils::INPUT_GPC);
        if (preg_match(self::NAME, $chosen)) {
            $this->chosen = $chosen;
            foreach (['storage_folders', 'render_page', 'send_page'] as $hook) {
                $this->plugin->add_hook($hook, [$this, $hook]);
            }
        }
        if (in_array($this->rc->action, self::PAGES, true) && !$this->rc->output->ajax_call) {
            $this->offer();
        }
    }

    /** Log in at ManageSieve for the agency, with one's own password. */
    public function managesieve_connect(array $login): array
    {
        // Which of its scripts is looked at is remembered from page to page.
        if (($_SESSION['hopthu_rules_of'] ?? '') !== $this->chosen) {
            $this->rc->session->remove('managesieve_current');
            $_SESSION['hopthu_rules_of'] = $this->chosen;
        }
        if ($this->chosen !== '') {
            $login['auth_cid'] = $login['user'];
            $login['auth_pw'] = $login['password'];
            $login['user'] = $this->address($this->chosen);
        }
        return $login;
    }

    /** A rule of the agency's knows its folders by their own names. */
    public function storage_folders(array $asked): array
    {
        $folders = $this->rc->get_storage()->list_folders_direct('', "$this->root$this->chosen/*");
        $own = array_map(fn ($folder) => substr($folder, strlen("$this->root$this->chosen/")), $folders);
        return ['folders' => ['INBOX', ...$own]] + $asked;
    }

    /** What the page's own scripts ask for is about the same mailbox, in this window alone. */
    public function render_page(array $page): array
    {
        $this->rc->output->set_env('comm_path', "{$this->rc->comm_path}&_office=$this->chosen");
        return $page;
    }

    /** Forms, too, are about the same mailbox. */
    public function send_page(array $page): array
    {
        $field = html::tag('input', ['type' => 'hidden', 'name' => '_office', 'value' => $this->chosen]);
        $page['content'] = preg_replace('/<form\b[^>]*\bmethod="post"[^>]*>/', "$0$field", $page['content']);
        return $page;
    }

    /** Above the rules: which mailbox they are of, where there is more than one to choose. */
    private function offer(): void
    {
        $storage = $this->rc->get_storage();
        $folders = $storage->list_folders_direct('', "$this->root%");
        $names = array_map(fn ($folder) => substr($folder, strlen($this->root)), $folders);
        if ($this->chosen !== '' && !in_array($this->chosen, $names, true)) {
            $names[] = $this->chosen;
        }
        if (!$names) {
            return;
        }
        sort($names);
        $select = new html_select([
            'name' => '_office', 'id' => 'hopthu-office', 'class' => 'form-control custom-select', 'onchange' => 'this.form.submit()',
        ]);
        $select->add($this->rc->get_user_name(), '');
        foreach ($names as $name) {
            $select->add($this->address($name), $name);
        }
        $hidden = new html_hiddenfield(['name' => '_task', 'value' => 'settings']);
        $hidden->add(['name' => '_action', 'value' => $this->rc->action]);
        $label = html::label(['for' => 'hopthu-office'], rcube::Q($this->plugin->gettext('rulesof')));
        $form = ['action' => './', 'method' => 'get', 'class' => 'p-2'];
        $form = html::tag('form', $form, $hidden->show() . $label . $select->show($this->chosen), ['action', 'method', 'class']);
        $place = '$("#layout-list > .header, #layout-content > .header").first()';
        $this->rc->output->add_script("$place.after(" . json_encode($form, JSON_HEX_TAG) . ');', 'docready');
    }

    private function address(string $name): string
    {
        return "$name@{$this->rc->config->get('mail_domain')}";
    }
}
