-- Two people a request, drawn anew each time, for the procedure of permanent residence. CITIZENS: how many there are.
local citizens = tonumber(os.getenv("CITIZENS") or "100000")
local counter = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer bench"
local body = [[{"agency":"H15","official":"an","procedure":"1.004222","dossier_code":"H15.102-261122-%06d",
"purpose":"Do tai","people":{"applicant":{"personal_id":"001190%06d","date_of_birth":"1990-05-17"},
"member":{"personal_id":"001190%06d","date_of_birth":"1990-05-17"}}}]]
function request()
  counter = counter + 1
  local text = string.format(body, counter, math.random(citizens), math.random(citizens))
  return wrk.format(nil, "/api/v1/exchanges", nil, text)
end
