-- Posts one request again and again, or several in turn; prints what was measured as one line of JSON.
--
--   wrk ... -s post.lua URL -- PAUSE COUNT PATH [@BODY ...] [NAME=VALUE ...]
--
-- PAUSE: the milliseconds that a connection waits before its next request; LOW-HIGH for anything between both. COUNT: how
-- many requests are sent in turn, at least one for each body. PATH: where they are sent. @BODY: a file. NAME=VALUE: header
-- fields. `#` in the path and in values becomes the request's number, from 1.

function init(arguments)
    wrk.method = "POST"
    local count, path = tonumber(arguments[2]), arguments[3]
    local bodies, fields = {}, {}
    for index = 4, #arguments do
        local file = arguments[index]:match("^@(.*)$")
        if file then
            local handle = assert(io.open(file, "rb"))
            bodies[#bodies + 1] = handle:read("*a")
            handle:close()
        else
            local name, value = arguments[index]:match("^([^=]+)=(.*)$")
            fields[name] = value
        end
    end
    local requests = {}
    for number = 1, math.max(count, #bodies) do
        local headers = {}
        for name, value in pairs(fields) do headers[name] = (value:gsub("#", number)) end
        wrk.path, wrk.headers, wrk.body = (path:gsub("#", number)), headers, bodies[(number - 1) % #bodies + 1]
        headers["Host"] = string.format("%s:%s", wrk.host, wrk.port)
        requests[number] = wrk.format()
    end
    -- wrk asks whether there are functions of these names, so there is none where one request is sent or nothing waits.
    if #requests > 1 then
        local last = 0
        function request()
            last = last % #requests + 1
            return requests[last]
        end
    end
    local low, high = arguments[1]:match("^(%d+)%-(%d+)$")
    if low then
        low, high = tonumber(low), tonumber(high)
        function delay() return math.random(low, high) end
    elseif tonumber(arguments[1]) > 0 then
        local pause = tonumber(arguments[1])
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
