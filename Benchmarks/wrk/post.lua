-- Posts one file again and again; prints what was measured as one line of JSON.
--
--   wrk ... -s post.lua URL -- BODY PAUSE [NAME=VALUE ...]
--
-- PAUSE: the milliseconds that a connection waits before its next request. NAME=VALUE: header fields.

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    wrk.method = "POST"
    wrk.body = file:read("*a")
    file:close()
    for index = 3, #arguments do
        local name, value = arguments[index]:match("^([^=]+)=(.*)$")
        wrk.headers[name] = value
    end
    -- wrk asks whether there is a function of this name, so there is none where nothing waits.
    local pause = tonumber(arguments[2])
    if pause > 0 then
        function delay() return pause end
    end
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"p50":%d,"p90":%d,"p99":%d,"max":%d,"refused":%d,"broken":%d,"timeouts":%d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(90), latency:percentile(99),
        latency.max, errors.status, errors.connect + errors.read + errors.write, errors.timeout))
end
