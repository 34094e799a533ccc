-- What address a header shows, read as narrowly as any mail program could read it.
local rspamd_util = require "rspamd_util"

local domain = hopthu.settings.domain:lower()
local addresses = {}

-- Lower case, without what the eye does not see apart from ASCII: fullwidth letters, zero-width spaces.
local function plain(text)
  local folded = text
  if rspamd_util.normalize_utf8 then
    folded = rspamd_util.normalize_utf8(text) or text
  end
  -- What stands for @ and a full stop in wider alphabets, where the library has left it.
  folded = folded:gsub('\239\188\160', '@'):gsub('\239\185\171', '@')
  folded = folded:gsub('\239\188\142', '.'):gsub('\227\128\130', '.'):gsub('\226\128\164', '.')
  folded = folded:gsub('\226\128[\139-\143]', ''):gsub('\226\129\160', ''):gsub('\239\187\191', '')
  folded = folded:gsub('\194\173', ''):gsub('%z', '')
  return folded:lower()
end

local function without_comments(text)
  local before
  repeat
    before = text
    text = text:gsub('%([^()]*%)', '')
  until text == before
  return text
end

-- Whether a domain is ours ("ours"), below it ("below"), or neither (nil).
function addresses.whose(name)
  local bare = plain(name):gsub('%.+$', '')
  if bare == domain then
    return 'ours'
  end
  if bare:sub(-#domain - 1) == '.' .. domain then
    return 'below'
  end
end

-- Which of ours a text names anywhere: "ours", "below" or nil. Quotes, comments and spaces hide nothing.
function addresses.named(text)
  local lowered = plain(text)
  local bare = lowered:gsub('["\\]', '')
  local found
  for _, each in ipairs {lowered, bare, without_comments(bare)} do
    for _, variant in ipairs {each, (each:gsub('%s*([@.])%s*', '%1'))} do
      for name in variant:gmatch('@([%w._-]+)') do
        local whose = addresses.whose(name)
        if whose == 'ours' then
          return whose
        end
        found = found or whose
      end
    end
  end
  return found
end

-- One mailbox and nothing else, `word@domain` or `name <word@domain>`: its name and domain. What is
-- anything beyond that (a group, two addresses, a comment, a route, no address) is nil: mail programs do
-- not agree on whose letter that is.
function addresses.single(raw)
  local text = raw:gsub('[\r\n]+%s*', ' '):gsub('^%s+', ''):gsub('%s+$', '')
  local word, host = text:match('^<?([^%s<>@",:;()%[%]\\]+)@([%w.-]+)>?$')
  if word then
    return '', word, host
  end
  local name
  name, word, host = text:match('^(.-)%s*<([^%s<>@",:;()%[%]\\]+)@([%w.-]+)>$')
  if not name then
    name, word, host = text:match('^(.-)%s*<("[^"<>\\]*")@([%w.-]+)>$')
  end
  if not name then
    return nil
  end
  if name:match('^"[^"\\]*"$') or name:match('^"[^"]*"$') or not name:match('[<>,;:"()%[%]\\]') then
    return name, word, host
  end
  return nil
end

hopthu.addresses = addresses
