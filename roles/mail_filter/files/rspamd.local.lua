-- hopthu's own rules; each file registers its symbols. What they are told is in hopthu/settings.json.
local folder = rspamd_paths['LOCAL_CONFDIR'] .. '/hopthu/'
local parser = require("ucl").parser()
local read, problem = parser:parse_file(folder .. 'settings.json')
if not read then
  error('hopthu/settings.json: ' .. tostring(problem))
end
hopthu = {settings = parser:get_object()}
for _, name in ipairs {'addresses', 'store', 'origin', 'senders', 'viruses', 'headers'} do
  dofile(folder .. name .. '.lua')
end
