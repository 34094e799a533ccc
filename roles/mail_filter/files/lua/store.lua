-- Without its store the filter knows nothing that it has learned: letters of strangers are put off then.
local lua_redis = require "lua_redis"

local store = lua_redis.parse_redis_server('hopthu_store')

rspamd_config:register_symbol {
  name = 'HOPTHU_STORE',
  type = 'prefilter',
  priority = 10,
  callback = function(task)
    if hopthu.is_inside(task) then
      return
    end
    local function put_off(problem)
      task:insert_result('HOPTHU_STORE', 0.0, tostring(problem))
      task:set_pre_result('soft reject', 'the filter is not whole, try again later', 'hopthu')
    end
    local function answered(problem)
      if problem then
        put_off(problem)
      end
    end
    if not store or not lua_redis.redis_make_request(task, store, nil, false, answered, 'PING', {}) then
      put_off('no connection')
    end
  end
}
