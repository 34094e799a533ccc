-- Headers that say what the filter found are the filter's own: what somebody else wrote there goes.
local lua_auth_results = require "lua_auth_results"
local lua_util = require "lua_util"

local name = hopthu.settings.hostname
local ours = {
  'Authentication-Results', 'Received-SPF', 'X-Hopthu-Filter', 'X-Rspamd-Action', 'X-Rspamd-Queue-Id',
  'X-Rspamd-Server', 'X-Spam', 'X-Spam-Flag', 'X-Spam-Level', 'X-Spam-Score', 'X-Spam-Status',
  'X-Spamd-Bar', 'X-Spamd-Result', 'X-Virus', 'X-Virus-Scanned', 'X-Virus-Status',
}

local function findings(task)
  local found = {}
  for _, symbol in ipairs(task:get_symbols_all() or {}) do
    if symbol.name:match('^HOPTHU_') and symbol.name ~= 'HOPTHU_HEADERS' then
      found[#found + 1] = symbol.name:gsub('^HOPTHU_', ''):gsub('_', '-'):lower()
    end
  end
  local score = (task:get_metric_score('default') or {0})[1]
  table.insert(found, 1, string.format('score=%.1f', score))
  return table.concat(found, '; ')
end

rspamd_config:register_symbol {
  name = 'HOPTHU_HEADERS',
  type = 'idempotent',
  priority = 5,
  callback = function(task)
    local address = task:get_from_ip()
    if not task:get_user() and address and address:is_valid() and address:is_local() then
      return -- what Sieve passes on was looked at when it came in
    end
    local removed, added = {}, {}
    for _, each in ipairs(ours) do
      removed[each] = 0
    end
    if not task:get_user() then
      local results = lua_auth_results.gen_auth_results(task)
      if results then
        results = results:gsub('^[^;]+', name, 1)
        added['Authentication-Results'] = {
          value = lua_util.fold_header(task, 'Authentication-Results', results, ';'), order = 1,
        }
      end
      added['X-Hopthu-Filter'] = {value = findings(task), order = 1}
    end
    task:set_milter_reply {remove_headers = removed, add_headers = added}
  end
}
