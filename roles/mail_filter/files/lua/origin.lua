-- Whose a letter from outside claims to be. Who claims to be one of ours shows our signature, or is
-- refused; who writes from below our domain, or behind a name that is an address of ours, is marked.
local addresses = hopthu.addresses
local settings = hopthu.settings
local lua_maps = require "lua_maps"

local forwarders = #settings.forwarders > 0
    and lua_maps.map_add_from_ucl(settings.forwarders, 'radix', 'who may forward letters of ours')

function hopthu.is_inside(task)
  local address = task:get_from_ip()
  return task:get_user() ~= nil or (address ~= nil and address:is_valid() and address:is_local())
end

-- "pass" where our domain has signed, "unknown" where its key could not be asked for, else nil.
local function signed_by(task, is_wanted)
  local found
  for _, signature in ipairs(task:get_dkim_results() or {}) do
    if signature.domain and is_wanted(signature.domain) then
      if signature.result == 'allow' then
        return 'pass'
      elseif signature.result == 'tempfail' then
        found = 'unknown'
      end
    end
  end
  return found
end

-- What the From and Sender of a letter claim: "ours", "below", "alike" or nil, and how.
local function claim(task)
  local headers = task:get_header_full('From') or {}
  if #headers > 1 then
    return 'several', 'two headers From'
  end
  local found, how
  for _, header in ipairs(headers) do
    local raw, shown = header.value or '', header.decoded or ''
    local name, word, host = addresses.single(raw)
    if not name then
      found = addresses.named(raw) or addresses.named(shown)
      how = 'unclear'
    else
      found = addresses.whose(host)
      how = 'address'
      if not found and (addresses.named(name) or addresses.named(word) or addresses.named(shown)) then
        return 'alike', 'name'
      end
    end
  end
  if found then
    return found, how
  end
  for _, header in ipairs(task:get_header_full('Sender') or {}) do
    if addresses.named((header.value or '') .. ' ' .. (header.decoded or '')) then
      return 'alike', 'Sender'
    end
  end
end

local function authentic_below(task)
  if task:has_symbol('DMARC_POLICY_ALLOW') then
    return true
  end
  return signed_by(task, function(signer) return addresses.whose(signer) ~= nil end) == 'pass'
end

local symbol = rspamd_config:register_symbol {
  name = 'HOPTHU_ORIGIN',
  type = 'postfilter',
  priority = 9,
  callback = function(task)
    if hopthu.is_inside(task) then
      return
    end
    local claimed, how = claim(task)
    if claimed == 'several' then
      task:insert_result('HOPTHU_SEVERAL_AUTHORS', 1.0, how)
      task:set_pre_result('reject', 'a letter has one header From', 'hopthu')
    elseif claimed == 'ours' then
      local signed = signed_by(task, function(signer) return addresses.whose(signer) == 'ours' end)
      if signed == 'pass' then
        task:insert_result('HOPTHU_OURS_SIGNED', 1.0)
      elseif forwarders and forwarders:get_key(task:get_from_ip()) then
        task:insert_result('HOPTHU_OURS_FORWARDED', 1.0)
      elseif signed == 'unknown' then
        task:set_pre_result('soft reject', 'the key of the signature could not be asked for', 'hopthu')
      else
        task:insert_result('HOPTHU_OURS_FORGED', 1.0, how)
        task:set_pre_result('reject', 'log in to write as an address of ours', 'hopthu')
      end
    elseif claimed == 'alike' or (claimed == 'below' and not authentic_below(task)) then
      task:insert_result(claimed == 'alike' and 'HOPTHU_ALIKE' or 'HOPTHU_BELOW', 1.0, how)
      task:set_pre_result('add header', 'not ours, though it seems so', 'hopthu', nil, nil, 'least')
    end
  end
}

for _, name in ipairs {'SEVERAL_AUTHORS', 'OURS_SIGNED', 'OURS_FORWARDED', 'OURS_FORGED', 'ALIKE', 'BELOW'} do
  rspamd_config:register_symbol {name = 'HOPTHU_' .. name, type = 'virtual', parent = symbol, score = 0}
end
