-- Posts one file again and again, or several in turn; prints what was measured as one line of JSON.
--
--   wrk ... -s post.lua URL -- PAUSE [@BODY ...] [NAME=VALUE ...]
--
-- PAUSE: the milliseconds that a connection waits before its next request. @BODY: a file. NAME=VALUE: header fields.

function init(arguments)
    wrk.method = "POST"
    local bodies = {}
    for index = 2, #arguments do
        local path = arguments[index]:match("^@(.*)$")
        if path then
            local file = assert(io.open(path, "rb"))
            bodies[#bodies + 1] = file:read("*a")
            file:close()
        else
            local name, value = arguments[index]:match("^([^=]+)=(.*)$")
            wrk.headers[name] = value
        end
    end
    wrk.body = bodies[1]
    -- wrk asks whether there are functions of these names, so there is none where one body is sent or nothing waits.
    if #bodies > 1 then
        local requests, last = {}, 0
        for index, body in ipairs(bodies) do requests[index] = wrk.format(nil, nil, nil, body) end
        function request()
            last = last % #requests + 1
            return requests[last]
        end
    end
    local pause = tonumber(arguments[1])
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
