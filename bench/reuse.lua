-- Two people a request, drawn anew each time, for the procedure of permanent residence, RATE a second: each request has
-- its moment and is sent then by whichever connection is free, so that a slow answer does not hold up those behind it.
-- CITIZENS: how many there are.
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long ns; } sohoa_time; int clock_gettime(int, sohoa_time *);")
local clock = ffi.new("sohoa_time")
local function now()
  ffi.C.clock_gettime(1, clock)
  return tonumber(clock.s) * 1000 + tonumber(clock.ns) / 1e6
end
local citizens = tonumber(os.getenv("CITIZENS"))
local gap = 1000 / tonumber(os.getenv("RATE"))
local counter, next_at = 0, now()
math.randomseed(os.time())
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer bench"
local body = [[{"agency":"H15","official":"an","procedure":"1.004222","dossier_code":"H15.102-261122-%06d",
"purpose":"Do tai","people":{"applicant":{"personal_id":"00119%07d","date_of_birth":"1990-05-17"},
"member":{"personal_id":"00119%07d","date_of_birth":"1990-05-17"}}}]]
function request()
  counter = counter + 1
  local text = string.format(body, counter % 1000000, math.random(citizens), math.random(citizens))
  return wrk.format(nil, "/api/v1/exchanges", nil, text)
end
function delay()
  next_at = next_at + gap
  return math.max(0, math.floor(next_at - now() + 0.5))
end
function done(summary)
  local seconds = summary.duration / 1e6
  io.write(string.format("%.1f answers a second\n", summary.requests / seconds))
end
