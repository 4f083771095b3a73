-- Send the prepared requests of a file, one after another, and check the status and body of every answer.
-- Arguments: file, expected status, expected text, how many answers to stop after (0: when the time is up), host.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long s; long ns; } moment; int clock_gettime(int clock, moment *at); ]]

local function seconds()
  local at = ffi.new("moment")
  ffi.C.clock_gettime(1, at)
  return tonumber(at.s) + tonumber(at.ns) / 1e9
end

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  expected_status, expected_text, enough = tonumber(args[2]), args[3], tonumber(args[4])
  requests, at, answered, wrong, first_wrong, began = {}, 0, 0, 0, "", 0
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["Host"] = args[5] }
    if cookie ~= "" then headers["Cookie"] = cookie end
    if body ~= "" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
    table.insert(requests, wrk.format(method, path, headers, body))
  end
end

function request()
  if began == 0 then began = seconds() end
  at = at % #requests + 1
  return requests[at]
end

function response(status, _, body)
  answered = answered + 1
  if status ~= expected_status or (expected_text ~= "" and not body:find(expected_text, 1, true)) then
    wrong = wrong + 1
    if first_wrong == "" then first_wrong = status .. " " .. body:sub(1, 300):gsub("[\r\n]+", " ") end
  end
  if answered == enough then
    io.write(string.format("\nRESULT %d %d %d 0 0 0\nWRONG %s\n", answered, (seconds() - began) * 1e6, wrong, first_wrong))
    io.flush()
    os.exit(0)
  end
end

function done(summary, latency, _)
  local all, bad, first = 0, 0, ""
  for _, thread in ipairs(threads) do
    all, bad = all + thread:get("answered"), bad + thread:get("wrong")
    if first == "" then first = thread:get("first_wrong") end
  end
  local errors = summary.errors
  io.write(string.format("\nRESULT %d %d %d %.1f %.1f %d\nWRONG %s\n", all, summary.duration, bad,
    latency:percentile(50), latency:percentile(95), errors.connect + errors.read + errors.write + errors.timeout, first))
end
