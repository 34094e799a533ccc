-- The text by which virus scanners are tried is refused whether there is a scanner or not; what a
-- scanner that should be there did not look at is put off.
local rspamd_trie = require "rspamd_trie"

local test_text = rspamd_trie.create {'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' .. 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}

local function has_test_text(task)
  local found = false
  local function note()
    found = true
    return 1
  end
  test_text:search_rawmsg(task, note)
  for _, part in ipairs(task:get_parts() or {}) do
    local content = not found and part:get_content()
    if content then
      test_text:match(content, note)
    end
  end
  return found
end

rspamd_config:register_symbol {
  name = 'HOPTHU_TEST_VIRUS',
  type = 'postfilter',
  priority = 10,
  callback = function(task)
    if has_test_text(task) then
      task:set_pre_result('reject', 'this letter carries a virus: EICAR test', 'hopthu')
    elseif task:has_symbol('CLAM_VIRUS_FAIL') then
      task:set_pre_result('soft reject', 'the virus scanner is away, try again later', 'hopthu')
    end
  end
}
