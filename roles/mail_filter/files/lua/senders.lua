-- Senders that the environment refuses, and those whose letters it never wants in Junk.
local settings = hopthu.settings

local function set(entries)
  local found = {}
  for _, each in ipairs(entries) do
    found[each:lower()] = true
  end
  return found
end

local refused, allowed = set(settings.refused_senders), set(settings.allowed_senders)

local function listed(entries, address)
  local text = (address.addr or ''):lower()
  return text ~= '' and (entries[text] or entries[(address.domain or ''):lower()])
end

local function any(entries, task, kind)
  for _, address in ipairs(task:get_from(kind) or {}) do
    if listed(entries, address) then
      return true
    end
  end
end

rspamd_config:register_symbol {
  name = 'HOPTHU_SENDERS',
  type = 'postfilter',
  priority = 8,
  callback = function(task)
    if hopthu.is_inside(task) then
      return
    end
    if any(refused, task, 'smtp') or any(refused, task, 'mime') then
      task:set_pre_result('reject', 'letters of this sender are refused here', 'hopthu')
    elseif any(allowed, task, 'mime') and task:has_symbol('DMARC_POLICY_ALLOW') and not task:has_pre_result() then
      task:set_pre_result('no action', 'a sender whose letters are wanted', 'hopthu')
    end
  end
}
